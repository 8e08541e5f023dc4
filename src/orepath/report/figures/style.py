"""Give every figure one calm look: one type, eight safe colours, few lines.

The colours are Paul Tol's "muted" scheme, told apart under the common colour-vision
deficiencies. A commodity keeps its colour in every figure.

References
----------
Tol, P. (2021). Colour schemes. SRON technical note SRON/EPS/TN/09-002, issue 3.2.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

WIDTH = 900
FONT = "Arial, Helvetica, 'Liberation Sans', sans-serif"
INK = "#22282f"
SOFT_INK = "#5c6670"
FAINT = "#dfe4e8"
LAND = "#eceef0"
SHORE = "#c3cad0"
FOCUS = "#f3e3b3"
PAPER = "#ffffff"
OTHER = "#b4bbc1"
SHORTFALL = "#b3261e"
BEFORE = "#b9c2ca"
AFTER = "#2f6f9f"
PALETTE = (
    "#332288",
    "#44aa99",
    "#cc6677",
    "#ddcc77",
    "#88ccee",
    "#117733",
    "#882255",
    "#999933",
)
GRADES = {"A": "#2f6f9f", "B": "#88b4d0", "C": "#e0c37a"}
MODES = {
    "sea": "#2f6f9f",
    "rail": "#882255",
    "road": "#b8860b",
    "ferry": "#44aa99",
    "pipeline": "#5c6670",
}
COMMODITIES = {
    "ilmenite": "#332288",
    "rutile": "#882255",
    "titanium slag": "#44aa99",
    "synthetic rutile": "#88ccee",
    "ticl4": "#999933",
    "titanium sponge": "#cc6677",
    "titanium pigment": "#ddcc77",
    "pig iron": "#117733",
    "titanium scrap": "#b4bbc1",
}
_ALIASES = {
    "slag": "titanium slag",
    "sponge": "titanium sponge",
    "pigment": "titanium pigment",
    "tio2 pigment": "titanium pigment",
    "scrap": "titanium scrap",
    "titanium tetrachloride": "ticl4",
}


def colours_for(names: Iterable[str]) -> dict[str, str]:
    """Give each name its colour: a commodity's own, else the next unused one.

    Names past the palette, and the name ``other`` in any case, are grey.

    Examples
    --------
    >>> colours_for(["Sponge", "copper"])
    {'Sponge': '#cc6677', 'copper': '#332288'}
    """
    ordered = list(dict.fromkeys(names))
    own = {name: _own(name) for name in ordered}
    taken = set(own.values())
    free = iter([colour for colour in PALETTE if colour not in taken])
    return {name: own[name] or next(free, OTHER) for name in ordered}


def _own(name: str) -> str | None:
    """Return the fixed colour of a commodity or of the rest, if it has one."""
    word = name.strip().lower().replace("_", " ").replace("-", " ")
    if word in {"other", "others"} or word.startswith(("other ", "rest of")):
        return OTHER
    return COMMODITIES.get(_ALIASES.get(word, word))


def ink_on(colour: str) -> str:
    """Return the ink that reads on a colour: white on dark, dark on light.

    Examples
    --------
    >>> ink_on("#332288"), ink_on("#ddcc77")
    ('#ffffff', '#22282f')
    """
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return PAPER if 0.3 * red + 0.59 * green + 0.11 * blue < 130 else INK


def wide(text: str, size: float = 11.0) -> float:
    """Estimate the width of a text in pixels, a little generously.

    Examples
    --------
    >>> round(wide("India", 10.0))
    28
    """
    return len(text) * size * 0.56


def nice_below(size: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that is not above a size.

    Examples
    --------
    >>> nice_below(1_262_000.0), nice_below(79.0), nice_below(0.0)
    (1000000.0, 50.0, 0.0)
    """
    if size <= 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(size))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= size * 1.001)


def heading(title: str, subtitle: str | Sequence[str] = "") -> dict[str, Any]:
    """Return the title block of a chart: bold line, soft line(s) below."""
    block: dict[str, Any] = {"text": title, "anchor": "start", "frame": "bounds"}
    if subtitle:
        block["subtitle"] = subtitle if isinstance(subtitle, str) else list(subtitle)
    return block


def panel_heading(name: str) -> dict[str, Any]:
    """Return a name as the small title of one panel among many."""
    return {
        "text": name,
        "fontSize": 12,
        "anchor": "start",
        "frame": "group",
        "offset": 4,
    }


def theme() -> dict[str, Any]:
    """Return the Vega-Lite configuration shared by all charts."""
    quiet = {"labelColor": SOFT_INK, "titleColor": SOFT_INK, "labelFontSize": 11}
    return {
        "aria": False,
        "background": PAPER,
        "font": FONT,
        "padding": 8,
        "view": {"stroke": None},
        "range": {"category": list(PALETTE)},
        "title": {
            "fontSize": 15,
            "fontWeight": 600,
            "color": INK,
            "subtitleColor": SOFT_INK,
            "subtitleFontSize": 11.5,
            "subtitlePadding": 4,
            "offset": 12,
        },
        "axis": {
            **quiet,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "domainColor": SHORE,
            "tickColor": SHORE,
            "gridColor": "#edf0f2",
            "labelLimit": 240,
            "labelPadding": 5,
        },
        "legend": {
            **quiet,
            "titleFontSize": 11,
            "titleFontWeight": "normal",
            "layout": {"bottom": {"margin": 28, "anchor": "start"}},
        },
        "header": {**quiet, "labelFontSize": 12, "labelFontWeight": 600},
        "text": {"color": INK, "fontSize": 11},
    }

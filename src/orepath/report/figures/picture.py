"""Hold a finished figure: an SVG that stands alone and the words that go with it.

One picture serves three uses: the report takes it as a fragment of a page, the notebook
shows it by itself, the web takes its SVG or its Vega-Lite text.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol

_DECIMALS = re.compile(r"-?\d+\.\d{2,}")
_IDS = re.compile(r'(\bid="|url\(["\']?#|href="#)([A-Za-z_][\w.-]*)')
_COUNTED = re.compile(r'(\bid="|url\(["\']?#|href="#)(\d+)')
_SPEECH = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_GEOMETRY = re.compile(r'\b(d|transform|points)="([^"]*)"')


class Chart(Protocol):
    """What this room needs of an Altair chart: its Vega-Lite text."""

    def to_json(self) -> str:
        """Return the chart as Vega-Lite JSON."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Hold one figure and its words.

    Parameters
    ----------
    svg : str
        The drawing, one ``<svg>`` element that loads nothing.
    title : str
        What the figure shows; it also stands in the drawing.
    alt : str
        The finding in words, for those who cannot see the drawing.
    caption : str
        What a reader should notice or mind; may be empty.
    spec : str
        Vega-Lite JSON for the web; empty where the drawing is ours.
    """

    svg: str
    title: str
    alt: str
    caption: str = ""
    spec: str = ""

    def _repr_svg_(self) -> str:
        """Show the drawing in a notebook."""
        return self.svg


def pictured(
    chart: Chart,
    title: str,
    alt: str,
    caption: str = "",
    *,
    datasets: Mapping[str, object] | None = None,
) -> Picture:
    """Draw an Altair chart into a picture, without a browser or the network.

    Parameters
    ----------
    chart : Chart
        Any Altair chart.
    title, alt, caption : str
        The words that go with it.
    datasets : mapping of str to object, optional
        Large data that the chart names, added without a check of every number.
    """
    import vl_convert

    from orepath.report.figures.style import theme

    spec: dict[str, Any] = json.loads(chart.to_json())
    spec["config"] = theme()
    spec["datasets"] = {**spec.get("datasets", {}), **(datasets or {})}
    text = json.dumps(spec, sort_keys=True)
    svg = vl_convert.vegalite_to_svg(text, allowed_base_urls=[])
    return Picture(tidied(svg, alt), title, alt, caption, text)


def tidied(svg: str, alt: str) -> str:
    """Return the SVG with short numbers, ids of its own, and a spoken text.

    Identifiers are counted anew and get a prefix made from the drawing, so that two
    drawings on one page never share one and the same drawing always has the same.
    """
    svg = _SPEECH.sub("", svg)
    svg = _GEOMETRY.sub(lambda m: f'{m[1]}="{_short(m[2])}"', svg)
    found = dict.fromkeys(name for _, name in _IDS.findall(svg))
    counted = {name: number for number, name in enumerate(found)}
    svg = _IDS.sub(lambda m: f"{m[1]}{counted[m[2]]}", svg)
    mark = "p" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    svg = _COUNTED.sub(rf"\g<1>{mark}-\g<2>", svg)
    spoken = f'<svg role="img" aria-label="{escape(alt, quote=True)}"'
    return svg[svg.index("<svg") :].replace("<svg", spoken, 1).strip()


def to_svg(picture: Picture) -> str:
    """Return the drawing as SVG text for a file of its own."""
    return picture.svg + "\n"


def to_png(picture: Picture, scale: float = 2.0) -> bytes:
    """Return the drawing as PNG bytes, ``scale`` pixels to a point."""
    import vl_convert

    png: bytes = vl_convert.svg_to_png(picture.svg, scale=scale)
    return png


def to_html_fragment(picture: Picture) -> str:
    """Return a ``<figure>`` with the drawing and its caption, to be put in a page."""
    caption = f"<figcaption>{escape(picture.caption)}</figcaption>"
    return (
        '<figure class="figure"><div class="drawing" tabindex="0">'
        f"{picture.svg}</div>{caption if picture.caption else ''}</figure>"
    )


def _short(geometry: str) -> str:
    """Round the numbers of a path to a tenth of a point."""
    return _DECIMALS.sub(lambda m: f"{float(m[0]):.1f}".removesuffix(".0"), geometry)

"""Ventures small enough to reckon by hand."""

from copy import deepcopy
from typing import Any

SMELTER: dict[str, Any] = {
    "venture": {
        "name": "smelter",
        "title": "A smelter",
        "place": "IND",
        "price_year": 2024,
        "first_year": 2027,
    },
    "discount": {
        "project": 0.1,
        "host": 0.08,
        "MINE": 0.1,
        "MAKER": 0.12,
        "source": "assumption",
        "grade": "C",
    },
    "capital": {
        "total": {"value": 1000.0, "low": 800.0, "high": 1500.0},
        "profile": [0.4, 0.6],
        "source": "assumption",
        "grade": "C",
    },
    "operation": {
        "capacity": 10.0,
        "life": 5,
        "fixed": 50.0,
        "source": "assumption",
        "grade": "C",
    },
    "product": [
        {
            "name": "slag",
            "price": {"value": 100.0, "low": 80.0, "high": 130.0},
            "source": "assumption",
            "grade": "C",
        }
    ],
    "input": [
        {
            "name": "ilmenite",
            "quantity": 2.0,
            "price": 20.0,
            "source": "assumption",
            "grade": "C",
        }
    ],
    "fiscal": {
        "regime": "own",
        "source": "assumption",
        "grade": "C",
        "terms": {
            "title": "Plain",
            "place": "*",
            "income_tax": 0.3,
            "depreciated_in": 5,
        },
    },
    "partner": [
        {"name": "MINE", "place": "IND", "share": 0.6},
        {"name": "MAKER", "place": "KAZ", "share": 0.4},
    ],
}
for _partner in SMELTER["partner"]:
    _partner |= {"source": "definition", "grade": "A"}
SMELTER["fiscal"]["terms"] |= {"source": "assumption", "grade": "C"}


def smelter(**changes: Any) -> dict[str, Any]:
    """Return the smelter's tables with keys changed; ``a__b=1`` changes ``a.b``.

    A list is reached by its place: ``product__0__price=90.0``.
    """
    raw = deepcopy(SMELTER)
    for dotted, value in changes.items():
        *path, last = dotted.split("__")
        part: Any = raw
        for key in path:
            part = part[int(key)] if key.isdigit() else part.setdefault(key, {})
        part[last] = value
    return raw

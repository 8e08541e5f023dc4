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


_SAID = {"source": "assumption", "grade": "C"}


def full() -> dict[str, Any]:
    """Return a smelter that has every line, every term and five countries."""
    raw = smelter(
        capital__working=30.0,
        capital__closure=50.0,
        capital__salvage=0.05,
        capital__sustaining=0.02,
        capital__abroad=0.4,
        capital__duty=0.075,
        capital__origin="JPN",
        operation__ramp=[0.6],
        operation__life=8,
        product__0__mineral="titanium",
        product__0__content=0.9,
        product__0__treatment=2.0,
        product__0__refining=1.0,
        product__0__freight=5.0,
        product__0__duty=0.02,
        product__0__destination="CHN",
        input__0__origin="AUS",
        input__0__duty=0.025,
        fiscal__premium=0.01,
        fiscal__terms__royalty={"titanium": 0.03},
        fiscal__terms__royalty_levy=0.1,
        fiscal__terms__dividend_tax=0.1,
        fiscal__terms__fee_tax=0.15,
        fiscal__terms__losses_kept=3,
        fiscal__terms__inflation=0.04,
        rates={"INR": {"per_usd": 87.0, "inflation": 0.04, **_SAID}},
        partner__0__state=True,
        partner__1__carried=0.5,
        partner__1__carried_by="MINE",
        partner__1__repaid=True,
        partner__1__carry_rate=0.05,
        partner__1__fee=0.02,
        partner__1__fee_tonne=0.5,
    )
    raw["loan"] = [
        {
            "name": "bank",
            "place": "IND",
            "share": 0.4,
            "rate": 0.09,
            "fee": 0.01,
            "commitment": 0.005,
            "tenor": 7,
            "grace": 1,
            "currency": "INR",
            **_SAID,
        },
        {
            "name": "fund",
            "place": "JPN",
            "amount": 150.0,
            "rate": 0.0175,
            "tenor": 9,
            "grace": 2,
            "interest": "capitalised",
            "repayment": "equal",
            "concessional": True,
            **_SAID,
        },
    ]
    raw["offtake"] = [
        {
            "name": "maker",
            "buyer": "MAKER",
            "product": "slag",
            "share": 0.5,
            "discount": 0.05,
            "floor": 80.0,
            "taken": 0.9,
            "pay": 0.95,
            "collects": True,
            **_SAID,
        },
        {
            "name": "trader",
            "place": "CHN",
            "product": "slag",
            "share": 0.2,
            "cap": 120.0,
            **_SAID,
        },
    ]
    return raw

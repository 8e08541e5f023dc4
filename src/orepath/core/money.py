"""Money is counted in US dollars; other currencies enter through declared rates.

Every rate is a row with its year, its range, its grade and where it comes from, so a
result can say how much of it rests on a rate that nobody stated.
"""

from dataclasses import dataclass

from orepath.errors import InputError, Problem, UnitError, suggest

COUNTS = {
    "hundred": 1e2,
    "thousand": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "bn": 1e9,
    "lakh crore": 1e12,
    "trillion": 1e12,
}
"""Words for large counts, Indian ones included."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Hold what one US dollar costs in another currency in one year.

    Parameters
    ----------
    currency : str
        ISO 4217 code.
    year : int
        The calendar year the rate is meant for.
    per_usd, low, high : float
        Units of the currency a US dollar: the central value and its range.
    grade : str
        A official, B secondary, C estimate.
    source : str
        Identifier of the observation or source in the embedded library, or
        ``"estimate"``.
    note : str
        How the rate was found.
    """

    currency: str
    year: int
    per_usd: float
    low: float
    high: float
    grade: str
    source: str
    note: str


_GUESS = "no rate is stated in the evidence; planning value for the year's average"

RATES = (
    Rate("USD", 2024, 1.0, 1.0, 1.0, "A", "definition", "the unit itself"),
    Rate(
        "INR", 2019, 71.3, 69.0, 72.5, "C", "recipes",
        "implied by 499,000 INR stated as about 7,000 USD",
    ),
    Rate(
        "INR", 2024, 83.7, 82.7, 85.0, "C", "estimate",
        "34,300 crore INR taken as about 4.1 billion USD",
    ),
    Rate(
        "INR", 2025, 87.06, 84.5, 90.0, "B", "fact/F0638",
        "implied by 343 billion INR stated as 3.94 billion USD; range is an estimate",
    ),
    Rate(
        "KZT", 2024, 472.49, 445.0, 525.0, "C", "fact/F0637",
        "header of a page whose date is unknown",
    ),
    Rate(
        "KRW", 2025, 1428.0, 1360.0, 1470.0, "B", "recipes",
        "implied by figures stated in both currencies",
    ),
    Rate("UZS", 2024, 12650.0, 12300.0, 12950.0, "C", "estimate", _GUESS),
    Rate("KGS", 2024, 87.0, 84.0, 90.0, "C", "estimate", _GUESS),
    Rate("TJS", 2024, 10.8, 10.5, 11.0, "C", "estimate", _GUESS),
    Rate("CNY", 2024, 7.2, 7.0, 7.3, "C", "estimate", _GUESS),
    Rate("EUR", 2024, 0.924, 0.89, 0.97, "C", "estimate", _GUESS),
    Rate("GBP", 2024, 0.782, 0.745, 0.81, "C", "estimate", _GUESS),
    Rate("JPY", 2024, 151.0, 141.0, 161.0, "C", "estimate", _GUESS),
    Rate("AUD", 2024, 1.515, 1.44, 1.61, "C", "estimate", _GUESS),
    Rate("CAD", 2024, 1.37, 1.34, 1.44, "C", "estimate", _GUESS),
    Rate("ZAR", 2024, 18.3, 17.1, 19.3, "C", "estimate", _GUESS),
    Rate("RUB", 2024, 92.5, 84.0, 108.0, "C", "estimate", _GUESS),
)  # fmt: skip
"""Declared exchange rates; add a row to add a currency or a year."""


def rate(currency: str, where: str = "currency", year: int | None = None) -> Rate:
    """Return the declared rate of a currency nearest to a year.

    Parameters
    ----------
    currency : str
        ISO 4217 code, in capitals.
    where : str
        Where the currency was named, for the message.
    year : int, optional
        The year wanted; without it, the newest rate declared.

    Returns
    -------
    Rate
        The row of :data:`RATES`, the later one when two are equally near. Its ``year``
        says how far it lies from the year wanted.

    Raises
    ------
    UnitError
        When no rate of the currency is declared.

    Examples
    --------
    >>> rate("INR").per_usd
    87.06
    >>> rate("INR", year=2018).year
    2019
    """
    found = [row for row in RATES if row.currency == currency]
    if not found:
        known = sorted({row.currency for row in RATES})
        raise UnitError(
            Problem(
                where, f"no exchange rate for '{currency}'", suggest(currency, known)
            )
        )
    if year is None:
        return max(found, key=lambda row: row.year)
    return min(found, key=lambda row: (abs(row.year - year), -row.year))


def to_usd(
    amount: float,
    currency: str,
    where: str = "currency",
    year: int | None = None,
) -> float:
    """Convert an amount into US dollars of the same year.

    Parameters
    ----------
    amount : float
        In ``currency``, or in counted units of it such as ``"INR crore"``.
    currency : str
        ISO 4217 code, with a count word before or after it if there is one.
    where : str
        Where the amount stands, for the message.
    year : int, optional
        Year of the amount; without it, the newest rate declared is used.

    Returns
    -------
    float
        US dollars; nothing is deflated.

    Raises
    ------
    UnitError
        When the currency has no declared rate.
    InputError
        When a count word is unknown.

    Examples
    --------
    >>> round(to_usd(34_300, "INR crore", year=2024) / 1e9, 2)
    4.1
    >>> to_usd(2.5, "USD million")
    2500000.0
    """
    count, code = _split(currency, where)
    return amount * count / rate(code, where, year).per_usd


def _split(said: str, where: str) -> tuple[float, str]:
    """Split ``"INR crore"`` into its count and its currency code."""
    words = said.split()
    codes = [word for word in words if word.isupper() and len(word) == 3]
    if len(codes) != 1:
        raise UnitError(
            Problem(
                where,
                f"'{said}' names no single currency",
                "write an ISO code such as INR, with a count such as crore if needed",
            )
        )
    counted = " ".join(word.lower() for word in words if word != codes[0])
    if not counted:
        return 1.0, codes[0]
    if counted not in COUNTS:
        raise InputError(
            Problem(where, f"unknown count '{counted}'", suggest(counted, COUNTS))
        )
    return COUNTS[counted], codes[0]

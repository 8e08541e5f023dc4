"""Parts of a venture must agree with each other; what does not is told, all of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any

from orepath.appraise.party import ANYWHERE, Loan, Offtake, Partner
from orepath.appraise.reader import Reader
from orepath.appraise.regime import Regime
from orepath.appraise.term import Capital, Operation
from orepath.core.gazetteer import gazetteer
from orepath.errors import suggest

SELF = ("project", "host")
"""Those who have a discount rate without being partners."""

_CLOSE = 1e-6

Parts = Mapping[str, Any]


def faults(parts: Parts, reader: Reader, places: Collection[str] = ()) -> None:
    """Tell what does not agree, as far as the parts could be read.

    Parameters
    ----------
    parts : mapping
        By section, those that could be read.
    reader : Reader
        Gathers the problems.
    places : collection of str
        Places known besides countries.
    """
    _located(parts, reader, places)
    for needed, check in CHECKS:
        if all(name in parts for name in needed):
            check(parts, reader)


def _names(parts: Parts, reader: Reader) -> None:
    """Tell names that stand for two things of a kind."""
    goods = [each.name for each in (*parts["product"], *parts["input"])]
    kinds = {"product": goods}
    for kind in ("loan", "partner", "offtake"):
        kinds[kind] = [each.name for each in parts[kind]]
    for kind, names in kinds.items():
        for name, count in Counter(names).items():
            if count > 1:
                reader.tell(f"{kind}.{name}", f"stands {count} times", "rename one")
    if not parts["product"]:
        reader.tell("product", "nothing is sold", "write at least one [[product]]")


def _plant(parts: Parts, reader: Reader) -> None:
    """Tell a plant that is not built and run over whole years."""
    capital: Capital = parts["capital"]
    operation: Operation = parts["operation"]
    if not capital.profile or min(capital.profile) < 0:
        reader.tell("capital.profile", "is empty or below 0", "give parts from 0 to 1")
    elif abs(sum(capital.profile) - 1.0) > _CLOSE:
        reader.tell(
            "capital.profile",
            f"adds up to {sum(capital.profile):g}",
            "give parts of the total that add up to 1",
        )
    if operation.life < 1:
        reader.tell("operation.life", f"{operation.life} years", "give 1 or more")
    if len(operation.ramp) > max(operation.life, 0):
        reader.tell(
            "operation.ramp",
            f"{len(operation.ramp)} years for a life of {operation.life}",
            "shorten it",
        )
    if any(not 0.0 <= part <= 1.0 for part in operation.ramp):
        reader.tell("operation.ramp", "a part is not between 0 and 1", "mend it")
    if operation.capacity.low <= 0:
        reader.tell("operation.capacity", "may be 0", "give a range above 0")


def _shares(parts: Parts, reader: Reader) -> None:
    """Tell equity that belongs to nobody, or twice."""
    partners: tuple[Partner, ...] = parts["partner"]
    total = sum(each.share.value for each in partners)
    if abs(total - 1.0) > _CLOSE:
        told = ", ".join(f"{each.name} {each.share.value:g}" for each in partners)
        reader.tell(
            "partner",
            f"shares add up to {total:g}, not 1 ({told or 'no partner'})",
            "give every owner a [[partner]], so that shares add up to 1",
        )
    for each in partners:
        if each.name in SELF:
            reader.tell(
                f"partner.{each.name}", "is no name for a partner", "take another"
            )


def _carried(parts: Parts, reader: Reader) -> None:
    """Tell who is carried by nobody, or by one who is carried."""
    partners = {each.name: each for each in parts["partner"]}
    for each in partners.values():
        where = f"partner.{each.name}.carried_by"
        if not each.carried_by:
            if each.carried.high > 0:
                reader.tell(where, "is missing", "name the partner that pays for it")
        elif each.carried_by not in partners or each.carried_by == each.name:
            others = [name for name in partners if name != each.name]
            reader.tell(
                where,
                f"{each.carried_by!r} is no other partner",
                suggest(each.carried_by, others),
            )
        elif partners[each.carried_by].carried.high > 0:
            reader.tell(
                where,
                f"{each.carried_by} is itself carried",
                "name who pays in the end",
            )


def _loans(parts: Parts, reader: Reader) -> None:
    """Tell loans that outlive the plant, or pay more than it costs."""
    capital: Capital = parts["capital"]
    operation: Operation = parts["operation"]
    closing = len(capital.profile) + operation.life
    for loan in parts["loan"]:
        _terms(loan, len(capital.profile), closing, reader)
        if parts.get("rates") is not None and loan.currency not in parts["rates"]:
            reader.tell(
                f"loan.{loan.name}.currency",
                f"no rate for {loan.currency}",
                f"write [rates.{loan.currency}] with per_usd and inflation, or "
                + suggest(loan.currency, parts["rates"]),
            )
    total = capital.total.value or 1.0
    lent = sum(each.share.value + each.amount.value / total for each in parts["loan"])
    if lent > 1.0 + _CLOSE:
        reader.tell("loan", f"loans pay {lent:.3g} of the capital", "lend at most 1")


def _terms(loan: Loan, building: int, closing: int, reader: Reader) -> None:
    """Check one loan's years and size."""
    name = f"loan.{loan.name}"
    if (loan.share.high > 0) == (loan.amount.high > 0):
        reader.tell(name, "needs a share or an amount, not both", "give one of them")
    if loan.tenor >= closing:
        reader.tell(
            f"{name}.tenor",
            f"{loan.tenor} years, but the plant runs until year {closing - 1}",
            f"give {closing - 1} or less, or let it run longer",
        )
    if not 0 <= loan.grace < loan.tenor:
        reader.tell(
            f"{name}.grace",
            f"{loan.grace} years of a tenor of {loan.tenor}",
            "give 0 or more, and less than the tenor",
        )
    if loan.grace < building - 1:
        reader.tell(
            f"{name}.grace",
            f"is paid back from year {loan.grace + 1}, while capital is drawn until "
            f"year {building - 1}",
            f"give a grace of {building - 1} or more",
        )


def _offtakes(parts: Parts, reader: Reader) -> None:
    """Tell products promised twice, and buyers who are nowhere."""
    products = [each.name for each in parts["product"]]
    promised: dict[str, float] = defaultdict(float)
    offtakes: tuple[Offtake, ...] = parts["offtake"]
    for each in offtakes:
        name = f"offtake.{each.name}"
        if each.product not in products:
            reader.tell(
                f"{name}.product",
                f"unknown product {each.product!r}",
                suggest(each.product, products),
            )
        if not each.place:
            partners = [partner.name for partner in parts["partner"]]
            reader.tell(
                f"{name}.place",
                f"{each.buyer!r} is no partner, and its place is not given",
                "give its place, or " + suggest(each.buyer, partners),
            )
        if each.cap is not None and each.cap.low < each.floor.high:
            reader.tell(f"{name}.cap", "may lie below the floor", "raise it")
        promised[each.product] += each.share.high
    for product, share in promised.items():
        if share > 1.0 + _CLOSE:
            reader.tell(
                f"product.{product}",
                f"{share:g} of it may be promised",
                "promise at most 1, at the high ends of the shares",
            )


def _rated(parts: Parts, reader: Reader) -> None:
    """Tell who has no discount rate, and rates that are nobody's."""
    known = (*SELF, *(each.name for each in parts["partner"]))
    given = parts["discount"]
    for name in known:
        if name not in given:
            reader.tell(f"discount.{name}", "is missing", "give its real rate a year")
    for name in given:
        if name not in known:
            reader.tell(f"discount.{name}", "is nobody's", suggest(name, known))


def _placed(parts: Parts, reader: Reader) -> None:
    """Tell a regime that is not that of the venture's state."""
    terms: Regime = parts["fiscal"].terms
    place = parts["place"]
    if terms.place not in {"*", place}:
        reader.tell(
            "fiscal.regime",
            f"is that of {terms.place}, but the venture stands in {place}",
            "take the regime of its place, 'general', or 'own'",
        )


def _written_off(parts: Parts, reader: Reader) -> None:
    """Tell a regime that writes nothing off, or keeps losses for less than no time."""
    terms: Regime = parts["fiscal"].terms
    if terms.depreciation == "straight" and terms.depreciated_in < 1:
        reader.tell(
            "fiscal.terms.depreciated_in",
            f"straight depreciation in {terms.depreciated_in} years",
            "give 1 or more",
        )
    if terms.depreciation == "declining" and not terms.depreciated_by.value:
        reader.tell(
            "fiscal.terms.depreciated_by",
            "declining depreciation by 0",
            "give a part above 0",
        )
    if terms.losses_kept is not None and terms.losses_kept < 0:
        reader.tell(
            "fiscal.terms.losses_kept",
            f"{terms.losses_kept} years",
            "give 0 or more, or leave it out for ever",
        )


def _located(parts: Parts, reader: Reader, places: Collection[str]) -> None:
    """Tell places that are nowhere: goods would cross a border that is not there."""
    known = {*gazetteer(), ANYWHERE, *places}
    named = {"venture.place": parts.get("place")}
    if "capital" in parts:
        named["capital.origin"] = parts["capital"].origin
    for kind, field in _PLACES:
        for each in parts.get(kind, ()):
            named[f"{kind}.{each.name}.{field}"] = getattr(each, field)
    for where, place in named.items():
        if place and place not in known:
            reader.tell(
                where,
                f"unknown place {place!r}",
                f"give a country by its three letters, or '{ANYWHERE}'; "
                + suggest(_coded(place), known),
            )


def _coded(place: str) -> str:
    """Return the code of a country that is called by its name, else what was said."""
    names = {each.name.lower(): code for code, each in gazetteer().items()}
    return names.get(place.lower(), place)


_PLACES = (
    ("product", "destination"),
    ("input", "origin"),
    ("loan", "place"),
    ("partner", "place"),
    ("offtake", "place"),
)

CHECKS: tuple[tuple[tuple[str, ...], Callable[[Parts, Reader], None]], ...] = (
    (("product", "input", "loan", "partner", "offtake"), _names),
    (("capital", "operation"), _plant),
    (("partner",), _shares),
    (("partner",), _carried),
    (("capital", "operation", "loan"), _loans),
    (("product", "partner", "offtake"), _offtakes),
    (("partner", "discount"), _rated),
    (("fiscal", "place"), _placed),
    (("fiscal",), _written_off),
)
"""What each check needs, and the check."""

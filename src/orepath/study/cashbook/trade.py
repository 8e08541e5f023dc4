"""Rows of what a venture makes, sells and buys, and of what the state takes of it."""

from orepath.appraise.party import Offtake
from orepath.appraise.term import Input, Product
from orepath.study.cashbook.ledger import Formula, Ledger, total


def trade_rows(book: Ledger) -> None:
    """Add levels, prices, sales, contracts, purchases and royalties.

    Parameters
    ----------
    book : Ledger
        Grows.
    """
    _levels(book)
    for product in book.venture.product:
        _product(book, product)
    for each in book.venture.input:
        _input(book, each)
    book.part("Costs at any output")
    fixed = book.term("operation.fixed")
    line_row(
        book, "fixed", "Fixed cost", lambda t: f"-{book.at('level.fixed', t)}*{fixed}"
    )


def lines_of(book: Ledger, *kinds: str) -> list[str]:
    """Return the rows of the project's lines of some kinds.

    Parameters
    ----------
    book : Ledger
        With its rows.
    *kinds : str
        Names of :data:`orepath.appraise.flow.LINES`.
    """
    return [
        key
        for key in book.rows
        if key.startswith("line.") and key.split(".")[1] in kinds
    ]


def line_row(book: Ledger, name: str, label: str, formula: Formula) -> None:
    """Add a line of the project, with the values that the engine gives it.

    Parameters
    ----------
    book : Ledger
        Grows.
    name : str
        ``revenue.slag``.
    label : str
        For readers.
    formula : callable
        Makes each year's.
    """
    held = book.flows.lines.get(name)
    values = None if held is None else held[0]
    book.row(f"line.{name}", label, formula, values=values, style="total")


def _levels(book: Ledger) -> None:
    """Add what the plant makes, as parts of its use, and what is spent when."""
    venture = book.venture
    opens, closes = venture.building, venture.closing
    running = [1.0 if opens <= t < closes else 0.0 for t in range(book.count)]
    output = list(running)
    output[opens : opens + len(venture.operation.ramp)] = venture.operation.ramp
    levels = {"output": output, "fixed": running, "sustaining": running}
    words = {
        "output": "Output, part of full use",
        "fixed": "Fixed cost, part of a full year's",
        "sustaining": "Sustaining capital, part of a full year's",
    }
    book.part("When")
    for name, usual in levels.items():
        book.given(f"level.{name}", words[name], venture.schedule.get(name, usual))
    profile = [*venture.capital.profile, *([0.0] * (book.count - opens))]
    book.given("profile", "Capital, part of the total", profile)
    made = f"{book.term('operation.capacity')}*{book.term('operation.use')}"
    book.scalar("made", "Made in full running, t/a", made)


def _product(book: Ledger, each: Product) -> None:
    """Add the rows of one product."""
    name, key = each.name, f"product.{each.name}"
    term = book.term
    book.part(f"Sold: {each.title}")
    _price(book, each, key)
    deals = [x for x in book.venture.offtake if x.product == name]
    taken = {
        o.name: f"{_deal(book, o, 'share')}*{_deal(book, o, 'taken')}" for o in deals
    }
    full = f"{book.one('made')}*{term(f'{key}.quantity')}*{term(f'{key}.recovery')}"
    paid = f"{term(f'{key}.content')}*{term(f'{key}.payable')}"
    book.scalar(f"full.{name}", "Tonnes in full running", full)
    book.scalar(f"paid.{name}", "Tonnes paid for in a tonne", paid)
    left = total(
        [f"{_deal(book, o, 'share')}*(1-{_deal(book, o, 'taken')})" for o in deals]
    )
    book.scalar(f"sold.{name}", "Part that finds a buyer", f"1-({left})")
    tonnes = f"{book.one(f'full.{name}')}*{book.one(f'sold.{name}')}"
    book.row(
        f"tonnes.{name}",
        "Tonnes sold",
        lambda t: f"{book.at('level.output', t)}*{tonnes}",
        values=book.flows.tonnes[name][0],
    )
    book.row(
        f"value.{name}",
        "Worth of all of it at the market price",
        lambda t: (
            f"{book.at('level.output', t)}*{book.one(f'full.{name}')}"
            f"*{book.one(f'paid.{name}')}*{book.at(f'price.{key}', t)}"
        ),
    )
    line_row(
        book,
        f"revenue.{name}",
        "Sales at the market price",
        lambda t: f"{book.at(f'value.{name}', t)}*{book.one(f'sold.{name}')}",
    )
    for offtake in deals:
        _contract(book, offtake, each)
    _charges(book, each, taken)
    _taken_by_state(book, each, taken)


def _price(book: Ledger, each: Product | Input, key: str) -> None:
    """Add the price of a product or input by year."""
    given = book.venture.schedule.get(f"price.{each.name}")

    def formula(t: int) -> str:
        cell = book.term(f"{key}.price")
        return cell if given is None else f"{cell}*{given[t]!r}"

    book.row(f"price.{key}", "Price, USD", formula, form="#,##0.00")


def _deal(book: Ledger, offtake: Offtake, field: str) -> str:
    """Return the cell of a contract's term."""
    return book.term(f"offtake.{offtake.name}.{field}")


def _contract(book: Ledger, offtake: Offtake, each: Product) -> None:
    """Add what a contract pays above the market."""
    name = offtake.name

    def agreed(t: int) -> str:
        market = book.at(f"price.product.{each.name}", t)
        price = f"MAX({market}*(1-{_deal(book, offtake, 'discount')}),"
        price += f"{_deal(book, offtake, 'floor')})"
        return price if offtake.cap is None else (
            f"MIN({price},{_deal(book, offtake, 'cap')})"
        )  # fmt: skip

    def gained(t: int) -> str:
        market = book.at(f"price.product.{each.name}", t)
        price, taken = book.at(f"agreed.{name}", t), _deal(book, offtake, "taken")
        left = f"MAX({_deal(book, offtake, 'pay')}-{taken},0)"
        return (
            f"{book.at('level.output', t)}*{book.one(f'full.{each.name}')}"
            f"*{book.one(f'paid.{each.name}')}*{_deal(book, offtake, 'share')}"
            f"*({taken}*({price}-{market})+{left}*{price})"
        )

    book.row(f"agreed.{name}", f"Price agreed with {offtake.buyer}", agreed,
             form="#,##0.00")  # fmt: skip
    line_row(
        book, f"offtake.{name}", f"Contract of {offtake.buyer}, above market", gained
    )


def _charges(book: Ledger, each: Product, taken: dict[str, str]) -> None:
    """Add treatment and freight."""
    name, term = each.name, book.term
    key = f"product.{name}"
    charge = f"({term(f'{key}.treatment')}+{term(f'{key}.refining')}*"
    charge += f"{book.one(f'paid.{name}')})"
    line_row(
        book,
        f"treatment.{name}",
        "Treatment and refining",
        lambda t: f"-{book.at(f'tonnes.{name}', t)}*{charge}",
    )
    gone = total(
        [taken[o.name] for o in book.venture.offtake if o.name in taken and o.collects]
    )
    carried = f"{book.one(f'full.{name}')}*({book.one(f'sold.{name}')}-({gone}))"
    line_row(
        book,
        f"freight.{name}",
        "Freight paid",
        lambda t: f"-{book.at('level.output', t)}*{carried}*{term(f'{key}.freight')}",
    )


def _taken_by_state(book: Ledger, each: Product, taken: dict[str, str]) -> None:
    """Add export duty, royalty, the levy on it and the auction premium."""
    name, venture = each.name, book.venture
    deals = [x for x in venture.offtake if x.product == name]
    away = [taken[o.name] for o in deals if o.place != venture.place]
    if each.destination != venture.place:
        free = "".join(f"-{_deal(book, o, 'share')}" for o in deals)
        away.append(f"(1{free})")
    if away:
        duty = book.term(f"product.{name}.duty")
        line_row(
            book,
            f"duty.export.{name}",
            "Export duty",
            lambda t: f"-{book.at(f'value.{name}', t)}*({total(away)})*{duty}",
        )
    if not each.mineral:
        return
    terms = venture.fiscal.terms
    rate = terms.royalty[each.mineral].value
    book.scalar(f"royalty.{name}", f"Royalty on {each.mineral}", float(rate))
    sales = f"line.revenue.{name}"

    def base(t: int) -> str:
        if terms.royalty_base == "sales":
            return book.at(sales, t)
        parts = (sales, f"line.treatment.{name}", f"line.freight.{name}")
        return f"MAX({'+'.join(book.at(part, t) for part in parts)},0)"

    line_row(
        book,
        f"premium.{name}",
        "Auction premium",
        lambda t: f"-{book.at(sales, t)}*{book.term('fiscal.premium')}",
    )
    line_row(
        book,
        f"royalty.{name}",
        "Royalty",
        lambda t: f"-{base(t)}*{book.one(f'royalty.{name}')}",
    )
    levy = book.term("fiscal.terms.royalty_levy")
    line_row(
        book,
        f"levy.{name}",
        "Funds fed on top of the royalty",
        lambda t: f"{book.at(f'line.royalty.{name}', t)}*{levy}",
    )


def _input(book: Ledger, each: Input) -> None:
    """Add the rows of one input."""
    key = f"input.{each.name}"
    book.part(f"Bought: {each.title}")
    _price(book, each, key)
    quantity = book.term(f"{key}.quantity")
    line_row(
        book,
        key,
        each.title,
        lambda t: (
            f"-{book.at('level.output', t)}*{book.one('made')}*{quantity}"
            f"*{book.at(f'price.{key}', t)}"
        ),
    )
    if each.origin != book.venture.place:
        duty = book.term(f"{key}.duty")
        line_row(
            book,
            f"duty.import.{each.name}",
            "Import duty",
            lambda t: f"{book.at(f'line.{key}', t)}*{duty}",
        )

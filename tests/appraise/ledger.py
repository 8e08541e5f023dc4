"""A plain ledger of a venture, year by year with Python numbers: an oracle.

It reads the same tables as the package does, and shares no line of code with it.
"""

from typing import Any

Row = list[float]


class Ledger:
    """Keep a venture's books with the middle of every figure, prices moved at will."""

    def __init__(self, raw: dict[str, Any], prices: dict[str, Row]) -> None:
        self.raw = raw
        self.prices = prices
        self.plant = raw["operation"]
        self.capital = raw["capital"]
        self.built = self.capital["profile"]
        self.opens = len(self.built)
        self.count = self.opens + self.plant["life"] + 1
        self.terms = raw["fiscal"]["terms"]
        self.taken = dict.fromkeys(("royalty", "levy", "premium", "duty"), 0.0)

    def total(self) -> float:
        """Return the capital."""
        found = self.capital["total"]
        return found["value"] if isinstance(found, dict) else found

    def output(self, year: int) -> float:
        """Return the tonnes of a year."""
        age = year - self.opens
        if age < 0 or year == self.count - 1:
            return 0.0
        ramp = self.plant.get("ramp", [])
        return self.plant["capacity"] * (ramp[age] if age < len(ramp) else 1.0)

    def market(self, year: int) -> float:
        """Return the price of slag."""
        price = self.raw["product"][0]["price"]
        middle = price["value"] if isinstance(price, dict) else price
        return middle * self.prices["slag"][year]

    def sold(self, year: int) -> dict[str, float]:
        """Return what buyers pay and the tonnes they take, by contract and besides."""
        slag = self.raw["product"][0]
        made, content = self.output(year), slag["content"]
        paid, free, tonnes, home = {}, 1.0, 0.0, 0.0
        for deal in self.raw["offtake"]:
            price = self.market(year) * (1 - deal.get("discount", 0.0))
            price = max(price, deal.get("floor", 0.0))
            price = min(price, deal.get("cap", float("inf")))
            agreed = made * deal["share"]
            took = agreed * deal.get("taken", 1.0)
            due = max(took, agreed * deal.get("pay", 0.0))
            paid[deal["name"]] = due * content * price
            paid[f"{deal['name']} at market"] = took * content * self.market(year)
            free -= deal["share"]
            tonnes += took
            home += took if deal.get("collects") else 0.0
        paid["free"] = made * free * content * self.market(year)
        paid["tonnes"] = tonnes + made * free
        paid["freighted"] = paid["tonnes"] - home
        return paid

    def year(self, year: int) -> dict[str, float]:
        """Return the lines of a year before income tax."""
        raw, slag = self.raw, self.raw["product"][0]
        paid = self.sold(year)
        names = [deal["name"] for deal in raw["offtake"]]
        market = paid["free"] + sum(paid[f"{name} at market"] for name in names)
        sales = paid["free"] + sum(paid[name] for name in names)
        runs = self.opens <= year < self.count - 1
        ore = raw["input"][0]
        bought = (
            self.output(year) * ore["quantity"] * ore["price"]
            * self.prices["ilmenite"][year]
        )  # fmt: skip
        spent = self.total() * (self.built[year] if year < self.opens else 0.0)
        royalty = market * self.terms["royalty"]["titanium"]
        fee = sum(
            sales * p.get("fee", 0.0) + paid["tonnes"] * p.get("fee_tonne", 0.0)
            for p in raw["partner"]
        )
        return {
            "sales": sales,
            "market": market,
            "charges": paid["tonnes"]
            * (slag["treatment"] + slag["refining"] * slag["content"]),
            "freight": paid["freighted"] * slag["freight"],
            "bought": bought,
            "fixed": self.plant["fixed"] if runs else 0.0,
            "fee": fee,
            "royalty": royalty,
            "levy": royalty * self.terms["royalty_levy"],
            "premium": market * raw["fiscal"]["premium"],
            # All buyers are abroad.
            "duty": market * slag["duty"]
            + bought * ore["duty"]
            + spent * self.capital["abroad"] * self.capital["duty"],
            "capital": spent,
            "sustaining": self.total() * self.capital["sustaining"] * runs,
            "closure": self.capital["closure"] * (year == self.count - 1),
            "salvage": self.total()
            * self.capital["salvage"]
            * (year == self.count - 1),
        }

    def worn(self) -> Row:
        """Return straight depreciation in money of its year, the rest at the end."""
        lives = self.terms["depreciated_in"]
        worn = [0.0] * self.count
        for year in range(self.count):
            line = self.year(year)
            left = spent = line["capital"] + line["sustaining"]
            start = max(year, self.opens)
            for t in range(start, self.count):
                part = spent / lives if t < start + lives else 0.0
                part = left if t == self.count - 1 else part
                left -= part
                worn[t] += part / (1 + self.terms["inflation"]) ** (t - year)
        return worn

    def loan(self, terms: dict[str, Any]) -> dict[str, Row]:
        """Return a loan's cash in constant money."""
        rise = self.raw["rates"].get(terms.get("currency"), {}).get("inflation", 0.0)
        lent = terms.get("amount", 0.0) + terms.get("share", 0.0) * self.total()
        cash: dict[str, Row] = {k: [] for k in ("drawn", "cost", "principal")}
        owed = start = 0.0
        count = terms["tenor"] - terms["grace"]
        for year in range(self.count):
            index = (1 + rise) ** year
            drawn = lent * (self.built[year] if year < self.opens else 0.0)
            interest, principal = owed * terms["rate"], 0.0
            fees = lent * terms.get("fee", 0.0) * (year == 0)
            undrawn = 1.0 - sum(self.built[: year + 1])
            fees += lent * terms.get("commitment", 0.0) * undrawn
            if year <= terms["grace"]:
                if terms.get("interest") == "capitalised":
                    owed += interest
                    interest = 0.0
                owed += drawn * index
                start = owed
            elif year <= terms["tenor"]:
                if terms.get("repayment") == "equal":
                    principal = start / count
                else:
                    r = terms["rate"]
                    principal = start * r / (1 - (1 + r) ** -count) - interest
                owed -= principal
            cash["drawn"].append(drawn)
            cash["cost"].append(interest / index + fees)
            cash["principal"].append(principal / index)
        return cash

    def tax(self, profits: Row) -> Row:
        """Return the income tax, losses set off vintage by vintage."""
        rise, kept = self.terms["inflation"], self.terms["losses_kept"]
        losses: list[list[float]] = []
        due = []
        for year, profit in enumerate(profits):
            left = profit * (1 + rise) ** year
            losses = [each for each in losses if year - each[0] <= kept]
            if left < 0:
                losses.append([year, -left])
            for each in losses:
                if left > 0:
                    used = min(each[1], left)
                    each[1] -= used
                    left -= used
            rate = self.terms["income_tax"]
            due.append(rate * max(left, 0.0) / (1 + rise) ** year)
        return due

    def close(self) -> dict[str, Row]:
        """Return the cash of the project, of equity, the host and each partner."""
        lines = [self.year(year) for year in range(self.count)]
        loans = [self.loan(terms) for terms in self.raw["loan"]]
        costs = ("charges", "freight", "bought", "fixed", "fee", "royalty", "levy")
        costs += ("premium", "duty", "closure")
        earned = [
            x["sales"] + x["salvage"] - sum(x[name] for name in costs) for x in lines
        ]
        profit = [a - b for a, b in zip(earned, self.worn(), strict=True)]
        burdened = [
            p - sum(loan["cost"][t] for loan in loans) for t, p in enumerate(profit)
        ]
        plain, real = self.tax(profit), self.tax(burdened)
        days, tied = self.capital["working"] / 365, 0.0
        found: dict[str, Row] = {name: [] for name in ("project", "equity", "host")}
        for t, x in enumerate(lines):
            stock = x["sales"] * days if t < self.count - 1 else 0.0
            net = earned[t] - x["capital"] - x["sustaining"] - (stock - tied)
            tied = stock
            lent = sum(
                loan["drawn"][t] - loan["cost"][t] - loan["principal"][t]
                for loan in loans
            )
            found["project"].append(net - plain[t])
            found["equity"].append(net - real[t] + lent)
            state = x["royalty"] + x["levy"] + x["premium"] + x["duty"]
            found["host"].append(state + real[t])
        return found | self.partners(found, lines)

    def partners(
        self, found: dict[str, Row], lines: list[dict[str, float]]
    ) -> dict[str, Row]:
        """Return the two partners' cash; add to the host what it withholds."""
        mine, maker = self.raw["partner"]
        owed, rows = 0.0, {"MINE": [], "MAKER": []}
        for t, equity in enumerate(found["equity"]):
            owed *= 1 + maker["carry_rate"]
            calls = max(-equity, 0.0) * maker["share"] * (t < self.opens)
            carry = calls * maker["carried"]
            back = min(owed, max(equity, 0.0) * maker["share"])
            owed += carry - back
            dividend = max(equity, 0.0) * maker["share"] * (t >= self.opens)
            fee = lines[t]["fee"]
            held = dividend * self.terms["dividend_tax"] + fee * self.terms["fee_tax"]
            paid = self.sold(t)
            gain = paid["maker at market"] - paid["maker"]
            found["host"][t] += held
            rows["MINE"].append(equity * mine["share"] - carry + back)
            rows["MAKER"].append(
                equity * maker["share"] + carry - back + fee - held + gain
            )
        return rows

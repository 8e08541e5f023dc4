"""The chain from ore to sponge and pigment: commodities, processes, recipes."""

from india_titanium_row import Range, Row, cited, span

# Tonnes of TiO2 in a tonne of TiCl4, and of Ti: ratios of molar masses.
TIO2_PER_TICL4 = 0.42108

ILMENITE, RUTILE, SLAG, SYNTHETIC = 0.50, 0.95, 0.85, 0.91
RECOVERY: Range = (0.95, 0.92, 0.97)

COMMODITIES = (
    # id, name, stage, content of, content, HS, traded, source, grade, note
    ("ilmenite", "Ilmenite concentrate", "mine", "TiO2", (0.50, 0.44, 0.60), "2614.00",
     True, "F0012", "B",
     "0.50 stands for all ilmenite; Odisha 50-53 % (F0012), Chavara 60 % (F0013), "
     "Tyssedal feed 44 % (F0428)"),
    ("rutile", "Natural rutile", "mine", "TiO2", (0.95, 0.93, 0.965), "2614.00",
     True, "F0061", "A", "price line of USGS states at least 95 % TiO2"),
    ("slag", "Titania slag", "smelt", "TiO2", (0.85, 0.80, 0.90), "2620.99",
     True, "F0019", "B",
     "70-85 % for older furnaces (F0019), 80 % Tyssedal (F0428), 90-95 % chloride "
     "grade "
     "(F0707); one slag stands for sulphate and chloride grades"),
    ("synthetic_rutile", "Synthetic rutile", "smelt", "TiO2", (0.91, 0.90, 0.92),
     "2614.00", True, "F0432", "A", "KMML beneficiated ilmenite 90-92 %"),
    ("ticl4", "Titanium tetrachloride", "refine", "Ti", (0.2523, 0.2518, 0.2524),
     "2827.39", False, "F0629", "A",
     "molar masses; made where it is used, trade neglected"),
    ("sponge", "Titanium sponge", "refine", "Ti", (0.995, 0.99, 0.998), "8108.20",
     True, "commodity/ti_sponge", "B", "commercial grade; derived in the evidence"),
    ("pigment", "TiO2 pigment", "make", "TiO2", (0.94, 0.92, 0.95), "3206.11",
     True, "process/ti_pig_cl/input-tio2-units-in-feed", "B", "coated pigment holds "
                                                              "about 92-95 % TiO2"),
    ("pig_iron", "Low-manganese pig iron", "smelt", "Fe", (0.95, 0.93, 0.97), "7201.10",
     False, "assumption", "C",
     "pig iron holds 92-96 % Fe and some carbon; sold near the furnace, trade "
     "neglected"),
    ("scrap", "Titanium scrap", "recycle", "Ti", (0.90, 0.85, 0.95), "8108.30",
     True, "commodity/ti_scrap", "C",
     "mixed turnings and solids; the evidence states 0.90 without a source"),
)  # fmt: skip

# Sold in any amount at the published price: the iron market is far larger than what
# slag furnaces give off.
OUTSIDE = ("pig_iron",)

PROCESSES = (
    # id, name, stage, output
    ("mine_ilmenite", "Mining and separation of ilmenite", "mine", "ilmenite"),
    ("mine_rutile", "Mining and separation of rutile", "mine", "rutile"),
    ("smelt_slag", "Smelting of ilmenite to slag and pig iron", "smelt", "slag"),
    ("make_synthetic_rutile", "Reduction and leaching to synthetic rutile", "smelt",
     "synthetic_rutile"),
    ("chlorinate_slag", "Chlorination of slag", "refine", "ticl4"),
    ("chlorinate_rutile", "Chlorination of natural rutile", "refine", "ticl4"),
    ("chlorinate_synthetic_rutile", "Chlorination of synthetic rutile", "refine",
     "ticl4"),
    ("chlorinate_ilmenite", "Direct chlorination of ilmenite", "refine", "ticl4"),
    ("reduce_sponge", "Kroll reduction to sponge", "refine", "sponge"),
    ("pigment_chloride", "Pigment by the chloride route", "make", "pigment"),
    ("pigment_sulphate", "Pigment by the sulphate route from ilmenite", "make",
     "pigment"),
    ("pigment_sulphate_slag", "Pigment by the sulphate route from slag", "make",
     "pigment"),
    ("collect_scrap", "Collection of titanium scrap", "recycle", "scrap"),
    ("remelt_scrap", "Remelting of scrap in place of sponge", "recycle", "sponge"),
)  # fmt: skip

PROCESS_NOTES = {
    "chlorinate_ilmenite": (
        "added so that ilmenite shipped to the USA and Mexico, which have no sulphate "
        "plants and no slag furnaces, has a user; route known from general knowledge"
    ),
    "remelt_scrap": "a tonne of remelted scrap saves a tonne of sponge in the melt",
}


def commodity_rows() -> list[Row]:
    """Return the table of commodities."""
    return [
        {
            "commodity": name,
            "mineral": "titanium",
            "name": title,
            "stage": stage,
            "content_of": of,
            **span("content", *content),
            "hs": hs,
            "traded": "yes" if traded else "no",
            "outside": "yes" if name in OUTSIDE else "no",
            **cited(source, grade, note),
        }
        for name, title, stage, of, content, hs, traded, source, grade, note in (
            COMMODITIES
        )
    ]


def process_rows() -> list[Row]:
    """Return the table of processes."""
    return [
        {
            "process": name,
            "name": title,
            "stage": stage,
            "output": output,
            **cited("definition", "A", PROCESS_NOTES.get(name, "")),
        }
        for name, title, stage, output in PROCESSES
    ]


def chlorination(content: float, recovery: Range = RECOVERY) -> Range:
    """Return tonnes of a feed per tonne of TiCl4.

    Examples
    --------
    >>> round(chlorination(0.85)[0], 4)
    0.5215
    """
    value, low, high = (TIO2_PER_TICL4 / (content * r) for r in recovery)
    return value, high, low


_LOSS = "stoichiometry (F0629) over an assumed TiO2 recovery of 0.95 [0.92-0.97]"

RECIPES: tuple[tuple[str, str, str, Range, str, str, str], ...] = (
    ("smelt_slag", "ilmenite", "in", (1.76, 1.70, 1.82), "F0630", "B",
     "1.70 is TiO2 balance without loss, 1.82 Tyssedal 44 % -> 80 %; recovery not "
     "found "
     "(F0740)"),
    ("smelt_slag", "pig_iron", "out", (0.58, 0.55, 0.63), "F0429", "A",
     "0.55 Tyssedal, 0.556 Saraf furnace (F0009), 0.63 plan of 2008 (F0007)"),
    ("make_synthetic_rutile", "ilmenite", "in", (1.86, 1.82, 1.96),
     "process/ti_sr/input-ilmenite-60-tio2", "B",
     "evidence: 1.517 t of 60 % or 1.717 t of 53 % ilmenite, 0.91 t TiO2 without loss; "
     "here in tonnes of the 50 % ilmenite of this case with 2 % [0-7] lost (assumed)"),
    ("chlorinate_slag", "slag", "in", chlorination(SLAG), "F0629", "C", _LOSS),
    ("chlorinate_rutile", "rutile", "in", chlorination(RUTILE), "F0629", "C", _LOSS),
    ("chlorinate_synthetic_rutile", "synthetic_rutile", "in", chlorination(SYNTHETIC),
     "F0629", "C", _LOSS),
    ("chlorinate_ilmenite", "ilmenite", "in",
     chlorination(ILMENITE, (0.92, 0.88, 0.95)), "F0629", "C",
     "stoichiometry over an assumed recovery of 0.92 [0.88-0.95], lower than for rich "
     "feeds because iron chlorides carry some titanium away"),
    ("reduce_sponge", "ticl4", "in", (4.0, 3.962, 4.1),
     "process/ti_sponge/input-ticl4", "C",
     "4.0 stated by a vendor page; 3.962 is stoichiometry (F0626)"),
    ("pigment_chloride", "ticl4", "in", (2.28, 2.233, 2.35), "F0629", "C",
     "0.94 t TiO2 / 0.42108 = 2.232 without loss; 2 % [0-5] lost (assumed: the off-gas "
     "loop is closed)"),
    ("pigment_sulphate", "ilmenite", "in", (1.974, 1.88, 2.07),
     "process/ti_pig_so4/input-ilmenite-50-tio2", "B",
     "2.0-2.2 t of 50 % ilmenite per t TiO2, times 0.94 t TiO2 per t pigment"),
    ("pigment_sulphate_slag", "slag", "in", (1.164, 1.106, 1.23),
     "process/ti_pig_so4/input-ilmenite-50-tio2", "C",
     "0.94 / 0.85 over a recovery of 0.95 [0.90-1.0] carried over from the ilmenite "
     "route"),
    ("remelt_scrap", "scrap", "in", (1.15, 1.11, 1.25), "assumption", "C",
     "titanium balance alone needs 0.995 / 0.90 = 1.106; cleaning and melting are "
     "assumed to lose 4 % [0-13]"),
)  # fmt: skip


def recipe_rows() -> list[Row]:
    """Return the table of recipes."""
    return [
        {
            "process": process,
            "commodity": commodity,
            "direction": direction,
            **span("quantity", *quantity),
            **cited(source, grade, note),
        }
        for process, commodity, direction, quantity, source, grade, note in RECIPES
    ]

"""Keep one shelf of sources while evidence is compiled, so that every row names one."""

import hashlib
import re
from pathlib import Path

import polars as pl

OPEN_PAGE = "facts cited from a page; its terms were not seen"

DATASETS = Path(__file__).with_name("evidence_datasets.csv")


class Shelf:
    """Collect sources and hand out one stable identifier for each."""

    def __init__(self) -> None:
        declared = pl.read_csv(DATASETS, infer_schema_length=0)
        self._rows = {row["id"]: row for row in declared.iter_rows(named=True)}

    def page(self, publisher: str | None, title: str | None, url: str | None) -> str:
        """Return the identifier of a page, and shelve it when it is new."""
        publisher, title, url = ((x or "").strip() for x in (publisher, title, url))
        if not (publisher or title or url):
            return "none"
        mark = hashlib.sha256(f"{publisher}|{title}|{url}".encode()).hexdigest()[:6]
        word = re.sub(r"[^a-z0-9]+", "-", (publisher or title or url).lower())
        key = f"{word.strip('-')[:32].strip('-')}-{mark}"
        year = re.search(r"\b(20[0-3]\d|19\d\d)\b", f"{title} {publisher} {url}")
        self._rows[key] = {
            "id": key,
            "title": title or url or publisher,
            "publisher": publisher or None,
            "year": year.group(1) if year else None,
            "licence": OPEN_PAGE,
            "url": url if url.startswith("http") or "." in url else None,
            "note": None if url.startswith("http") else url or None,
        }
        return key

    def dataset(self, key: str) -> str:
        """Return the identifier of a declared dataset, which must exist."""
        if key not in self._rows:
            raise KeyError(key)
        return key

    def table(self) -> pl.DataFrame:
        """Return every source on the shelf, sorted by identifier."""
        return (
            pl.DataFrame(
                list(self._rows.values()),
                schema={
                    "id": pl.String,
                    "title": pl.String,
                    "publisher": pl.String,
                    "year": pl.String,
                    "licence": pl.String,
                    "url": pl.String,
                    "note": pl.String,
                },
                orient="row",
            )
            .with_columns(pl.col("year").cast(pl.Int64))
            .sort("id")
        )

"""Compress Natural Earth's country outlines into the package.

Usage: ``python tools/compile_outlines.py FOLDER`` where FOLDER holds
``countries-110m.json`` and ``countries-50m.json`` (TopoJSON, public domain; as in the
npm package world-atlas 2). Only names are kept of what describes a country. The same
inputs give the same bytes.
"""

import gzip
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
TARGET = HERE / "src" / "orepath" / "data" / "geo"


def compile_outlines(folder: Path) -> None:
    """Read both levels of detail from a folder and write them compressed."""
    for name in ("countries-110m.json", "countries-50m.json"):
        topology = json.loads((folder / name).read_text(encoding="utf-8"))
        countries = topology["objects"]["countries"]
        topology["objects"] = {"countries": countries}
        text = json.dumps(topology, separators=(",", ":"), ensure_ascii=False)
        target = TARGET / f"{name}.gz"
        target.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
        print(f"{target.name}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    compile_outlines(Path(sys.argv[1]))

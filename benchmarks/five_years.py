"""What an office of five years is made from: rules that hold that long, and requests of each of the years.

The real rules begin in 2025. For a benchmark they begin four years earlier, and each of those years has the
holidays of 2025 at the same dates: nobody's calendar, but as many days off in as many months. The requests
are the real ones of one year, moved back by whole weeks, each year with its own.
"""

from __future__ import annotations

import csv
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "benchmarks" / "data" / "boston311_2015_sample.csv"
YEARS = range(2021, 2026)
_MOMENT = "%m/%d/%Y %I:%M:%S %p"
_BEGINS = re.compile(r"(?m)^(effective_from|first_on) = (?:2025-01-01|2023-04-12)$")


def rules(folder: Path) -> Path:
    """A rulebook that holds for all five years, within `folder`."""
    made = folder / "rules"
    # That of an office kept since an older version lacks what this one reads.
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(ROOT / "config" / "marelan", made)
    for file in made.glob("*.toml"):
        told = _BEGINS.sub(rf"\1 = {YEARS[0]}-01-01", file.read_text(encoding="utf-8"))
        if file.name == "calendar.toml":
            told = _with_years(told)
        file.write_text(told, encoding="utf-8")
    return made


def _with_years(calendar: str) -> str:
    """The calendar with the year it begins with once more for each of the years before."""
    blocks = re.split(r"(?m)^(?=\[\[)", calendar)
    first = next(n for n, block in enumerate(blocks) if f"year = {YEARS[-1]}\n" in block)
    earlier = [re.sub(rf"\b{YEARS[-1]}\b", str(year), blocks[first]) for year in YEARS[:-1]]
    return "".join([*blocks[:first], *earlier, *blocks[first:]])


def spread(folder: Path, count: int) -> Path:
    """So many of the sample's requests, spread over the sample and dealt to the years in turn."""
    with FILE.open(encoding="utf-8", newline="") as opened:
        head, *rows = list(csv.reader(opened))
    step = max(1, len(rows) // count)
    made = folder / "five_years.csv"
    with made.open("w", encoding="utf-8", newline="") as written:
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(head)
        for turn, row in enumerate(rows[::step][:count]):
            told = dict(zip(head, row, strict=True))
            for column in ("OPEN_DT", "CLOSED_DT"):
                told[column] = _earlier(told[column], turn % len(YEARS))
            writer.writerow(told.values())
    return made


def _earlier(moment: str, years: int) -> str:
    if not moment:
        return ""
    return (datetime.strptime(moment, _MOMENT) - timedelta(weeks=52 * years)).strftime(_MOMENT)  # noqa: DTZ007

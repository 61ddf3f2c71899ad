"""What a report with one photo of 3 MB costs: time of a core, and how long the database was held for writing.

The photo has 12 million pixels, as a phone takes it. Counted is the service's process and the one that makes
the file anew. The report comes as a browser without scripts sends it, the photo in the form.

`python benchmarks/photo.py [--rounds 7]`
"""

from __future__ import annotations

import argparse
import io
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.intake import _ours, databases  # noqa: E402
from benchmarks.results import Result, report  # noqa: E402

REPORT = {
    "text": "Parit di depan Gang Contoh tumpat sejak pekan lalu.",
    "category": "drainase_banjir",
    "about_office": "no",
    "kelurahan": "12.71.12.1002",
    "privacy": "open",
}


def photo(seed: int) -> bytes:
    """About 3 MB of JPEG, 4000 x 3000."""
    small = Image.effect_noise((1000, 750), 60 + seed).resize((4000, 3000), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((4000, 3000), 14)
    picture = Image.merge("RGB", (small, Image.blend(small, grain, 0.35), grain))
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=74)
    return made.getvalue()


def cpu_seconds() -> float:
    """Of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


@contextmanager
def held(db: Any) -> Iterator[list[float]]:
    """How long each writing transaction was open."""
    spans: list[float] = []
    writing = db.writing

    @contextmanager
    def timed(engine: Any) -> Iterator[Any]:
        with writing(engine) as session:
            began = time.perf_counter()
            try:
                yield session
            finally:
                spans.append(time.perf_counter() - began)

    db.writing = timed
    try:
        yield spans
    finally:
        db.writing = writing


def measure(rounds: int) -> list[Result]:
    """The medians on SQLite, where a writer keeps all others waiting."""
    from complaints_service import db
    from complaints_service.edge.resources import KEY
    from tests.support.world import open_office

    with databases("sqlite") as (url, _bare), tempfile.TemporaryDirectory():
        app = _ours(url)
        service = app.extensions[KEY]
        open_office(service.engine, service.rulebook)  # somebody who can open what comes
        client = app.test_client()
        costs, longest, sizes = [], [], []
        for seed in range(rounds + 1):
            content = photo(seed)
            hidden = dict(
                re.findall(r'name="(csrf_token|key)" value="([^"]*)"', client.get("/lapor").text)[:2]
            )
            form = {**REPORT, **hidden, "files": [(io.BytesIO(content), "foto.jpg")]}
            with held(db) as spans:
                began = cpu_seconds()
                answer = client.post("/lapor", data=form)
                cost = cpu_seconds() - began
            said = re.findall(r'id="salah">(.*?)</div>', answer.text, re.DOTALL)
            assert answer.status_code == 303, said
            if seed:  # the first one loads what the others find loaded
                costs.append(cost)
                longest.append(max(spans))
                sizes.append(len(content))
    size = f"{statistics.median(sizes) / 1e6:.1f} MB, 12 million pixels"
    return [
        Result("photo.core_seconds", statistics.median(costs), "s of a core", size, rounds),
        Result(
            "photo.longest_writing_seconds", statistics.median(longest), "s held for writing", size, rounds
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    report(measure(parser.parse_args().rounds))


if __name__ == "__main__":
    main()

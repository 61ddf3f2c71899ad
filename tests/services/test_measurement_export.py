"""What leaves with an export: all that an outside script needs, nothing for those who may not see the person."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.measurement.facts.service import rebuild
from complaints_service.measurement.indicators.export import as_csv, export_month
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.survey.service import rate
from config.rulebook import Rulebook
from tests.repository.tree import ROOT
from tests.support.measured import Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.surveys import closed_survey
from tests.support.visitors import when
from tests.support.world import accuse

NOW = when("Tue 2026-11-24 14:05")
SCRIPT = ROOT / "docs" / "recompute.py"


@pytest.fixture
def measured(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Measured:
    """The small November, with a round of questions, a late hand-over, a dispute and two ratings."""
    made = prepared(engine, rulebook, measured_office)
    office = made.office
    for name, score in (("pagi", 4), ("simpang", 2)):
        office.citizen(made.numbers[name], "accept", now=when("Fri 2026-11-06 09:00"))
        with db.writing(engine) as session:
            rate(session, number=made.numbers[name], score=score, now=when("Fri 2026-11-06 10:00"))
    office.citizen(made.numbers["siang"], "dispute", text="Masih ada.", now=when("Tue 2026-11-10 09:00"))
    office.citizen(made.numbers["pindah"], "write", text="Kapan?", now=when("Tue 2026-11-10 09:00"))
    to = f"person:{office.officers['rina']}"
    office.act("kasitrantib", made.numbers["pindah"], "handover", to=to, reason="Ini sampah.",
               now=when("Tue 2026-11-24 09:00"))  # fmt: skip
    closed_survey(engine, [(3, 4, 3, 4, 3, 4, 3, 2, 1)] * 6, closed_at=when("Mon 2026-11-23 09:00"))
    made.measure()
    return made


def exported(measured: Measured, login: str = "rina", reader: str = "kasi") -> Mapping[str, Any]:
    with db.reading(measured.office.engine) as session:
        return export_month(
            session,
            officer_id=measured.office.officers[login],
            month="2026-11",
            rulebook=measured.office.rulebook,
            rights=measured.office.rights(reader),
        )


def recompute(export: Mapping[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the script as an outsider would: another folder, nothing of ours on its path."""
    (folder / "export.json").write_text(json.dumps(export), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), "export.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("login", ["rina", "hasan", "trantib"])
def test_an_outsider_computes_every_value_and_hash_again(
    measured: Measured, login: str, tmp_path: Path
) -> None:
    found = exported(measured, login, "camat")
    assert [value["code"] for value in found["values"]] == list(INDICATORS)
    assert found["policies"] and found["calendars"] and found["as_of"]
    done = recompute(found, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("agrees") == len(INDICATORS) + 1


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("clocks", "status", "met"), ("custody", "seconds", 1), ("handovers", "standing", "came_in_time"),
     ("ratings", "score", 1), ("resolutions", "outcome", "stood"),
     ("surveys", "total", 100)],
)  # fmt: skip
def test_a_changed_fact_shows(
    measured: Measured, table: str, column: str, value: object, tmp_path: Path
) -> None:
    found = json.loads(json.dumps(exported(measured)))
    place = found["columns"][table].index(column)
    row = next(row for row in found[table] if row[place] != value)
    row[place] = value
    done = recompute(found, tmp_path)
    assert done.returncode == 1
    assert "is NOT" in done.stdout


def test_a_changed_value_shows(measured: Measured, tmp_path: Path) -> None:
    found = json.loads(json.dumps(exported(measured)))
    found["values"][0]["value"] += 0.5
    done = recompute(found, tmp_path)
    assert done.returncode == 1
    assert done.stdout.count("DIFFERS") == 1


def test_the_hash_stands_as_long_as_the_facts_do(measured: Measured) -> None:
    before = exported(measured)
    with db.writing(measured.office.engine) as session:
        rebuild(session, now=NOW, rulebook=measured.office.rulebook)
    assert exported(measured) == before
    measured.office.act("rina", measured.numbers["baru"], "message", text="Kami lihat.", now=NOW)
    measured.measure()
    assert exported(measured)["hash"] != before["hash"]


def test_what_accuses_the_reader_is_left_out_and_counted(measured: Measured, tmp_path: Path) -> None:
    office = measured.office
    with db.writing(office.engine) as session:
        accuse(session, office.rulebook, measured.numbers["pagi"], f"person:{office.officers['kasi']}")
    found = exported(measured)
    assert found["withheld"] == 1
    assert measured.numbers["pagi"] not in found["numbers"].values()
    assert recompute(found, tmp_path).returncode == 1
    assert found["hash"] == exported(measured, reader="camat")["hash"]


def test_the_table_has_every_fact_once(measured: Measured) -> None:
    found = exported(measured)
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    tables = ("clocks", "custody", "resolutions", "handovers", "ratings", "surveys")
    assert len(rows) == sum(len(found[table]) for table in tables)
    assert {row["table"] for row in rows} == set(tables)


def test_the_script_needs_nothing_of_ours() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    imported = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert imported == [
        "import hashlib",
        "import json",
        "import math",
        "import sys",
        "from pathlib import Path",
    ]

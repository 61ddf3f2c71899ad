"""The templates an office may begin with: each makes a rulebook without a mistake, and files keep what they say."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from complaints_service.edge.rulebook import NAMES, read_files
from complaints_service.rulebooks.editing.office import with_office
from complaints_service.rulebooks.editing.units import templates, with_template
from complaints_service.rulebooks.files import files_in, packed, unpacked
from complaints_service.rulebooks.writing import written
from tests.conftest import RULEBOOK

CODES = [one["template"]["code"] for one in templates()]
FACTS = {"code": "contoh", "prefix": "CTH", "city": "Kota", "province": "P", "zone": "Asia/Makassar"}


@pytest.mark.parametrize("code", CODES)
def test_every_template_makes_a_rulebook(code: str) -> None:
    named = with_office(files_in(RULEBOOK), facts=FACTS, name="Kantor Contoh", name_en="Sample Office")
    rulebook = read_files(with_template(named, code, first_on=date(2025, 1, 1)))
    units = {unit.code for unit in rulebook.units}
    assert next(unit for unit in rulebook.units if unit.parent is None).names.id == "Kantor Contoh"
    assert {category.first_handler for category in rulebook.categories} <= units
    assert rulebook.office.triage_unit in units
    assert "MRL" not in named["papers.toml"]


@pytest.mark.parametrize("path", sorted(RULEBOOK.glob("*.toml")), ids=lambda path: path.name)
def test_what_is_written_reads_as_it_was(path: Path) -> None:
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    assert tomllib.loads(written(tables)) == tables


def test_a_zip_holds_the_files_byte_by_byte() -> None:
    files = files_in(RULEBOOK)
    again = unpacked(packed(files), names=NAMES)
    assert again == files
    assert packed(again) == packed(files)

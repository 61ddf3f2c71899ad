"""The steps of opening an office, the mistakes of a draft at the step that mends each, and their words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from complaints_service.edge.rulebook import read_files
from complaints_service.errors import marked
from config.errors import Problem, RulebookErrors
from config.rulebook import Rulebook

OFFICE, AREA, UNITS, HOURS, CATEGORIES = "office", "area", "units", "hours", "categories"
#: Which step mends a file; whatever is not named is mended where the categories are.
_STEP_OF = {
    "office.toml": OFFICE,
    "agencies.toml": OFFICE,
    "kelurahan.toml": AREA,
    "kelurahan.geojson": AREA,
    "map.json": AREA,
    "units.toml": UNITS,
    "plan_templates.toml": UNITS,
    "calendar.toml": HOURS,
}
TITLES = {
    OFFICE: marked("Nama dan alamat kantor"),
    AREA: marked("Wilayah"),
    UNITS: marked("Unit dan jabatan"),
    HOURS: marked("Jam kerja dan hari libur"),
    CATEGORIES: marked("Jenis laporan dan janji"),
}
_SAID = {
    "unknown_reference": marked("Menyebut sesuatu yang tidak ada."),
    "missing": marked("Ada bagian yang belum diisi."),
    "invalid": marked("Isian ini tidak bisa dipakai."),
    "no_source": marked("Belum menyebut sumbernya."),
    "no_translation": marked("Belum ada dalam kedua bahasa."),
    "overlap": marked("Nama ini sudah dipakai untuk hari yang sama."),
    "circle": marked("Berada di bawah dirinya sendiri."),
    "two_heads": marked("Unit ini punya dua kepala."),
    "no_head": marked("Unit ini belum punya kepala."),
    "no_outline": marked("Kelurahan ini belum punya batas di peta."),
    "no_fallback": marked("Belum ada aturan terakhir yang menampung semua laporan lain."),
    "unknown_zone": marked("Zona waktu ini tidak dikenal."),
    "not_toml": marked("Berkas ini tidak terbaca."),
    "not_geojson": marked("Batas wilayah ini tidak terbaca."),
    "no_file": marked("Berkas ini tidak ada."),
    "unknown_key": marked("Ada isian yang tidak dikenal."),
}
_OTHERWISE = marked("Bagian ini belum bisa dipakai.")


@dataclass(frozen=True)
class Mistake:
    """One mistake of a draft in words, where it stands, and what the check says of it word for word."""

    words: str
    place: str
    detail: str


@dataclass(frozen=True)
class CheckedDraft:
    """A draft that was checked: the rulebook it makes, or every mistake by the step that mends it."""

    rulebook: Rulebook | None
    mistakes: Mapping[str, tuple[Mistake, ...]]


def checked(files: Mapping[str, str]) -> CheckedDraft:
    """A draft read by the loaders that read a folder."""
    try:
        return CheckedDraft(read_files(files), {})
    except RulebookErrors as error:
        return CheckedDraft(None, _by_step(error.problems))


def address(step: str) -> str:
    """Where a step's page is."""
    return url_for(f"open_steps.show_{step}")


def _by_step(problems: Iterable[Problem]) -> Mapping[str, tuple[Mistake, ...]]:
    found: dict[str, tuple[Mistake, ...]] = {}
    for problem in problems:
        step = _STEP_OF.get(problem.file, CATEGORIES)
        said = _(_SAID.get(problem.code, _OTHERWISE))
        place = f"{problem.file}: {problem.key}" if problem.key else problem.file
        found[step] = (*found.get(step, ()), Mistake(said, place, problem.message))
    return found

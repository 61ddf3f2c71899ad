"""The columns of the desk's list: which there are, and which this reader sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from complaints_service.accounts.list_settings import ListSettings
from complaints_service.errors import marked

#: What stands in a row beside its headline and its news, in the order of the row, with what it is called.
COLUMNS: Mapping[str, str] = {
    "left": marked("Waktu tersisa"),
    "said": marked("Tulisan warga"),
    "number": marked("Nomor"),
    "received": marked("Diterima"),
    "holder": marked("Pemegang"),
    "why": marked("Mengapa di sini"),
    "state": marked("Keadaan"),
}
#: What whoever chose nothing sees.
USUAL = ("left", "said", "number", "why", "state")


def columns_shown(named: str | None, settings: ListSettings) -> tuple[str, ...]:
    """Those that an address names, else those its reader chose, else the usual ones.

    What is no column is passed over; an address that names none stands for nothing.
    """
    if in_address := known_columns((named or "").split(",")):
        return in_address
    return USUAL if settings.columns is None else known_columns(settings.columns)


def known_columns(codes: Iterable[str]) -> tuple[str, ...]:
    """The columns among these codes, in the order of the row."""
    wanted = set(codes)
    return tuple(code for code in COLUMNS if code in wanted)


def column_choices(shown: Iterable[str]) -> list[tuple[str, str, bool]]:
    """Every column as (code, name, whether it is shown)."""
    chosen = set(shown)
    return [(code, _(name), code in chosen) for code, name in COLUMNS.items()]

"""What a draft changes, in words: entry by entry, what it said and what it will say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.errors import marked
from complaints_service.rulebooks.comparing import RuleChange, differences
from complaints_service.rulebooks.editing.tables import entries
from complaints_service.rulebooks.files import Files
from complaints_service.web.desk.opening.drafting import ReadyDraft
from complaints_service.web.desk.rulebook.words import entry_title

_KINDS = {
    "office": marked("Kantor"),
    "unit": marked("Unit"),
    "position": marked("Jabatan"),
    "kelurahan": marked("Kelurahan"),
    "calendar": marked("Kalender"),
    "category": marked("Jenis laporan"),
    "row": marked("Janji"),
    "target": marked("Sasaran angka"),
    "rule": marked("Aturan penyaluran"),
    "text": marked("Kata-kata"),
    "limit": marked("Batas"),
    "answer": marked("Templat jawaban"),
    "agency": marked("Instansi"),
}
_WHAT = {
    "added": marked("baru"),
    "ended": marked("berakhir"),
    "changed": marked("berubah"),
    "replaced": marked("berkasnya diganti"),
}
_TABLES = {"row": "janji", "target": "sasaran", "rule": "penyaluran", "text": "kata", "limit": "batas"}


@dataclass(frozen=True, kw_only=True)
class ChangeLine:
    """One entry that changes: which, how, and each detail before and after."""

    title: str
    what: str
    details: tuple[tuple[str, str, str], ...]


def change_lines(ready: ReadyDraft) -> list[ChangeLine]:
    """Everything the draft changes in the rules that hold."""
    return [_line(one, ready) for one in differences(ready.in_force, ready.draft.files)]


def _line(one: RuleChange, ready: ReadyDraft) -> ChangeLine:
    kind = _(_KINDS[one.kind]) if one.kind in _KINDS else one.file
    name = one.names.get(language()) or _named(one, ready)
    return ChangeLine(title=f"{kind}: {name}" if name else kind, what=_(_WHAT[one.what]), details=one.details)


def _named(one: RuleChange, ready: ReadyDraft) -> str:
    code = _TABLES.get(one.kind)
    if code is None:
        return ""
    files: Files = ready.in_force if one.what == "ended" else ready.draft.files
    named: Mapping[str, object] | None = next(
        (entry for entry in entries(files, one.file, one.kind) if one.key in entry.values()), None
    )
    return entry_title(code, named) if named is not None else ""

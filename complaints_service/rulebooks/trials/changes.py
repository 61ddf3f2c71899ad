"""What a trial changes in the rules: promises of categories, days the office was closed, who looks first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from complaints_service.rulebooks.editing.categories import (
    CATEGORIES,
    POLICIES,
    promise_of,
    with_handlers,
    with_promise,
)
from complaints_service.rulebooks.editing.hours import with_closure
from complaints_service.rulebooks.editing.tables import OWN, changed, entries
from complaints_service.rulebooks.files import Files

_CLOCKS = {"answer": ("first_response", "next_response"), "solve": ("resolution",)}
_CLOSED = "Uji aturan"


@dataclass(frozen=True, kw_only=True)
class TrialChanges:
    """What is changed for a trial; what is None or empty stays as it is.

    `on_draft`: the draft's rules are tried, else those in force. `category`: of which the promise (working
    days to answer and to solve) and `unit`, who looks first, are changed; empty: the promise of each.
    `closed_from`, `closed_until`: the office was closed on these days, both included.
    """

    on_draft: bool = False
    category: str = ""
    answer: int | None = None
    solve: int | None = None
    unit: str = ""
    closed_from: date | None = None
    closed_until: date | None = None

    @property
    def closed(self) -> list[date]:
        """The days on which the office is closed in the trial."""
        first, last = self.closed_from, self.closed_until or self.closed_from
        if first is None or last is None:
            return []
        return [first + timedelta(days=each) for each in range((last - first).days + 1)]

    def told(self) -> dict[str, Any]:
        """As it is kept; days as ISO words."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in vars(self).items()
        }


def tried_files(files: Files, changes: TrialChanges) -> dict[str, str]:
    """The files with these changes; whether they are rules one can work by is told by who reads them."""
    out = dict(files)
    if changes.answer is not None or changes.solve is not None:
        codes = [changes.category] if changes.category else _categories(files)
        for code in codes:
            out = _with_days(out, code, {"answer": changes.answer, "solve": changes.solve})
    if changes.category and changes.unit:
        out = with_handlers(out, {changes.category: changes.unit})
    for day in changes.closed:
        out = with_closure(out, on=day, name=_CLOSED)
    return out


def differing(files: Files, base: Files) -> dict[str, str]:
    """Those of the files that read otherwise in `base`."""
    return {name: text for name, text in files.items() if base.get(name) != text}


def _categories(files: Files) -> list[str]:
    found = (str(each.get("code")) for each in entries(files, CATEGORIES, "category"))
    return list(dict.fromkeys(found))


def _with_days(files: Files, code: str, days: Mapping[str, int | None]) -> dict[str, str]:
    """A category's own promise with other days; what is urgent keeps the promise it has."""
    if not any(_is_own(row, code) for row in entries(files, POLICIES, "row")):
        answer, solve = promise_of(files, code)
        return with_promise(
            files,
            code,
            answer=answer if days["answer"] is None else days["answer"],
            solve=solve if days["solve"] is None else days["solve"],
        )

    def change(tables: dict[str, Any]) -> None:
        for row in tables.get("row", []):
            if _is_own(row, code):
                targets = row.setdefault("targets", {})
                targets |= {
                    clock: {"working_days": many, "source": OWN}
                    for what, many in days.items()
                    if many is not None
                    for clock in _CLOCKS[what]
                }

    return changed(files, POLICIES, change)


def _is_own(row: Mapping[str, Any], code: str) -> bool:
    return row.get("category") == code and not row.get("priority") and "effective_until" not in row

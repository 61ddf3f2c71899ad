"""What became of a report at the office it was passed on to, in that office's own words and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from complaints_service.edge.problems import say
from complaints_service.passing.entered import EnteredOffice
from complaints_service.passing.models import PassedOn
from complaints_service.passing.service import WHY, WHY_ELSE


@dataclass(frozen=True, kw_only=True)
class PassedWords:
    """One card; `state` is a badge's shape, `words` what it says. `change_at`, `promise_at`: their dates.

    `pictures`: how many went along.
    """

    agency: str
    state: str
    state_words: str
    number: str
    pictures: int
    words: str
    change_at: datetime | None
    promise_at: datetime | None
    asked_at: datetime | None


def passed_words(row: PassedOn | None, *, agency: str, for_citizen: bool) -> PassedWords | None:
    """The card; None where nothing was passed on. A citizen reads of a failure that it goes by letter."""
    if row is None:
        return None
    if row.state == "failed":
        shape, told = "risk", _("belum sampai ke sistemnya")
        words = (
            _("Kantor kami meneruskannya lewat surat.")
            if for_citizen
            else say(WHY.get(row.reason or "", WHY_ELSE))
        )
    elif row.state == "waiting":
        shape, told, words = "wait", _("sedang dikirim ke sistemnya"), ""
    else:
        shape, told = (
            ("done", _("selesai di sana")) if row.their_state == "closed" else ("wait", _("berjalan di sana"))
        )
        words = row.their_words or ""
    return PassedWords(
        agency=agency,
        state=shape,
        state_words=told,
        number=row.their_number or "",
        pictures=row.pictures,
        words=words,
        change_at=row.their_change_at,
        promise_at=row.their_promise_at if row.their_state != "closed" else None,
        asked_at=row.asked_at,
    )


def by_letter_words(entered: EnteredOffice | None, *, agency: str) -> PassedWords | None:
    """The desk's card of a report that goes by letter or mail, where it was entered so; else None."""
    if entered is None or entered.installation is not None:
        return None
    told = _("Kirim surat pelimpahan ke %(email)s.", email=entered.email) if entered.email else ""
    return PassedWords(
        agency=agency,
        state="wait",
        state_words=_("lewat surel") if entered.email else _("lewat surat"),
        number="",
        pictures=0,
        words=told or _("Kirim surat pelimpahan."),
        change_at=None,
        promise_at=None,
        asked_at=None,
    )

"""What became of a report at the office it was passed on to, in that office's own words and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from complaints_service.edge.problems import say
from complaints_service.passing.models import PassedOn
from complaints_service.passing.service import BY_MAIL, WHY, WHY_ELSE


@dataclass(frozen=True, kw_only=True)
class PassedWords:
    """One card; `state` is a badge's shape, `words` what it says. `change_at`, `promise_at`: their dates.

    `pictures`: how many went along. `left_at`: when its letter left by mail.
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
    left_at: datetime | None = None


def passed_words(row: PassedOn | None, *, agency: str, for_citizen: bool) -> PassedWords | None:
    """The card; None where nothing was passed on. A citizen reads of a failure that it goes by letter."""
    if row is None:
        return None
    if row.state == "failed":
        by_mail = row.letter is not None or row.reason in BY_MAIL
        shape, told = "risk", _("surat belum sampai") if by_mail else _("belum sampai ke sistemnya")
        words = (
            _("Kantor kami meneruskannya lewat surat.")
            if for_citizen
            else _(
                "%(why)s Serahkan surat pelimpahannya sendiri.", why=say(WHY.get(row.reason or "", WHY_ELSE))
            )
        )
    elif row.letter is not None:
        left = row.state == "there"
        shape, words = "done" if left else "wait", ""
        told = _("surat terkirim lewat surel") if left else _("surat sedang dikirim lewat surel")
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
        left_at=row.passed_at if row.letter is not None else None,
    )


def by_letter_words(email: str, *, agency: str, lately: bool) -> PassedWords:
    """The desk's card of a report of which nothing left yet, for an office without an installation.

    `lately`: it was referred so recently that its letter is still taken up, where there is an `email`.
    """
    if not email:
        told = _("Kantor itu belum punya alamat surel di sini: serahkan surat pelimpahannya sendiri.")
    elif lately:
        told = _("Surat pelimpahan segera dikirim ke %(email)s.", email=email)
    else:
        told = _("Kirim surat pelimpahan ke %(email)s.", email=email)
    return PassedWords(
        agency=agency,
        state="wait",
        state_words=_("lewat surel") if email else _("lewat surat"),
        number="",
        pictures=0,
        words=told,
        change_at=None,
        promise_at=None,
        asked_at=None,
    )

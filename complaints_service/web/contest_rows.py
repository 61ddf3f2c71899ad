"""The contests of a ticket as its page lists them: whose span, what was asked, what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from complaints_service.accounts.access import Rights, may_decide
from complaints_service.tickets.contest import contests_of
from complaints_service.tickets.queries import TicketView
from complaints_service.web.naming import Names
from complaints_service.web.ruling_fields import contest_words


@dataclass(frozen=True)
class ContestRow:
    """One contest: a badge, its sentence, the answer, and where the reader decides it, if they may."""

    state: str
    state_words: str
    words: str
    answer: str = ""
    href: str = ""


def contest_rows(view: TicketView, *, names: Names, rights: Rights) -> list[ContestRow]:
    """Every contest in the order of asking."""
    rows = []
    for contest in contests_of(view.events):
        words = contest_words(contest, view, names)
        if contest.decided_at is None:
            href = ""
            if "decide_contest" in view.acts and may_decide(rights, contest.concerned):
                href = url_for(
                    "desk.act", number=view.ticket.number, act="decide_contest", contest=contest.number
                )
            rows.append(ContestRow("wait", _("Belum diputuskan"), words, href=href))
            continue
        who = names.author(contest.decided_by or "")
        if contest.upheld:
            holder = names.holder(contest.holder or "").name
            answer = _(
                "%(who)s: waktunya milik %(holder)s. “%(reason)s”", who=who, holder=holder,
                reason=contest.answer,
            )
            rows.append(ContestRow("done", _("Dibenarkan"), words, answer))
        else:
            answer = _("%(who)s: “%(reason)s”", who=who, reason=contest.answer)
            rows.append(ContestRow("stop", _("Tidak dibenarkan"), words, answer))
    return rows

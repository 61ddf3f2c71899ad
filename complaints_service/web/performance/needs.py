"""What waits for whoever leads: soon due, to decide, not routed, not taken; each leads to a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.tickets import queries
from complaints_service.tickets.listed import counts
from complaints_service.tickets.needs import WorkingDay, need_filter, next_working_day
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.words.formats import instant_words
from sla import Calendar

_STATES = {"soon": "risk", "new": "new", "untaken": "new"}


@dataclass(frozen=True, kw_only=True)
class Need:
    """One line of what waits: state, title, words below it, how many, and where the list is."""

    state: str
    title: str
    words: str
    count: int
    href: str


def need_title(need: str) -> str:
    """What a view of needs is called."""
    return {
        "late": _("Terlambat"),
        "soon": _("Segera jatuh tempo"),
        "new": _("Belum disalurkan"),
        "untaken": _("Di antrean unit"),
    }[need]


def office_needs(
    session: Session, *, rights: Rights, now: datetime, calendar: Calendar, reader: Reader
) -> list[Need]:
    """What waits for this person now besides what is late; nothing is told of what is empty."""
    needs, filters = [], {need: need_filter(need, now=now, calendar=calendar) for need in _STATES}
    lists = {need: narrowed for need, narrowed in filters.items() if narrowed is not None}
    counted = counts(session, rights=rights, lists=[*lists.values()])
    for need, found in zip(lists, counted, strict=True):
        if not found:
            continue
        if need == "soon":
            words = _by(next_working_day(calendar, now), calendar.zone, reader)
        else:
            words = _("menunggu disalurkan") if need == "new" else _("belum ada yang mengambilnya")
        needs.append(
            Need(
                state=_STATES[need],
                title=need_title(need),
                words=words,
                count=found,
                href=url_for("desk.listing", view=need),
            )
        )
    pressing = sum(need.state == "risk" for need in needs)
    needs[pressing:pressing] = _decisions(session, rights)
    return needs


def _decisions(session: Session, rights: Rights) -> list[Need]:
    count = queries.count_to_decide(session, rights=rights)
    if not count:
        return []
    words, href = _("sanggahan waktu, permintaan penyerahan"), url_for("desk.listing", _anchor="putus")
    return [Need(state="wait", title=_("Perlu diputuskan"), words=words, count=count, href=href)]


def _by(day: WorkingDay | None, zone: ZoneInfo, reader: Reader) -> str:
    if day is None:
        return ""
    at = instant_words(day.closes, zone=zone, language=reader.language, year=False, zone_name=False)
    return _("paling lambat %(at)s", at=at)

"""What the ledger says about time, targets and contests, as sentences between the lines of a conversation.

For officers only: a citizen's page tells what was said and done, not whose time it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.act_words import priority_name
from complaints_service.web.ticket.words import clock_name, short_instant
from complaints_service.web.words.formats import date_words
from sla import Calendar, Event


def office_entry(event: Event, *, names: Names, calendar: Calendar) -> str:
    """The sentence of one ledger entry; empty for one that is told elsewhere or not at all."""
    build = _SENTENCES.get(event.kind)
    return build(event, names, calendar) if build else ""


def _quoted(event: Event) -> str:
    reason = str(event.data.get("reason") or "").rstrip(".")
    return f": “{reason}”" if reason else ""


def _leave(event: Event, names: Names, _calendar: Calendar) -> str:
    who = names.author(str(event.data["person"]))
    first, last = (
        date_words(date.fromisoformat(event.data[name]), language()) for name in ("first_on", "last_on")
    )
    if event.kind == "leave.cancelled":
        return _("Cuti %(who)s %(first)s sampai %(last)s dibatalkan", who=who, first=first, last=last)
    told = _("%(who)s cuti %(first)s sampai %(last)s", who=who, first=first, last=last)
    return told + _(", waktunya milik antrean")


def _contested(event: Event, names: Names, calendar: Calendar) -> str:
    span = (datetime.fromisoformat(event.data[name]) for name in ("start", "end"))
    start, end = (short_instant(at, calendar) for at in span)
    told = _("%(who)s menyanggah %(start)s sampai %(end)s", who=names.author(event.by), start=start, end=end)
    return told + _quoted(event)


def _decided(event: Event, names: Names, _calendar: Calendar) -> str:
    who = names.author(event.by)
    if not event.data["upheld"]:
        return _("%(who)s tidak membenarkan sanggahan", who=who) + _quoted(event)
    holder = names.holder(str(event.data["holder"])).name
    told = _("%(who)s membenarkan sanggahan, waktunya milik %(holder)s", who=who, holder=holder)
    return told + _quoted(event)


def _requested(event: Event, names: Names, _calendar: Calendar) -> str:
    who, to = names.author(event.by), event.data.get("to")
    if to is None:
        return _("%(who)s meminta tiket ini diserahkan", who=who) + _quoted(event)
    if to == event.by:
        return _("%(who)s meminta tiket ini untuk dirinya", who=who) + _quoted(event)
    holder = names.holder(str(to)).name
    return _("%(who)s meminta tiket ini diserahkan kepada %(to)s", who=who, to=holder) + _quoted(event)


def _escalated(event: Event, names: Names, _calendar: Calendar) -> str:
    officer, clock = event.data.get("officer"), clock_name(event.data["clock"])
    if officer is None:
        return ""
    return _("%(who)s diberi tahu: %(clock)s", who=names.person(officer), clock=clock)


def _plain(event: Event, names: Names, _calendar: Calendar) -> str:
    who = names.author(event.by)
    return {
        "question.withdrawn": _("%(who)s menarik pertanyaan", who=who),
        "round.ended": _("%(who)s: pesan warga tidak perlu dijawab", who=who),
        "message.unmarked": _("%(who)s: satu pesan tidak terhitung sebagai jawaban", who=who),
        "file.completed": _("%(who)s: berkas lengkap", who=who),
        "handover.declined": _("%(who)s menolak permintaan penyerahan", who=who),
    }[event.kind] + _quoted(event)


def _released(event: Event, names: Names, _calendar: Calendar) -> str:
    who, clock = names.author(event.by), clock_name(event.data["clock"])
    return _("%(who)s melepas target lama: %(clock)s", who=who, clock=clock) + _quoted(event)


def _reprioritised(event: Event, names: Names, _calendar: Calendar) -> str:
    who, priority = names.author(event.by), priority_name(event.data["priority"])
    return _("%(who)s mengubah prioritas menjadi %(priority)s", who=who, priority=priority) + _quoted(event)


def _linked(event: Event, _names: Names, _calendar: Calendar) -> str:
    data = event.data
    return {
        "ticket.linked": _("lanjutan dari %(number)s", number=data.get("continues", "")),
        "ticket.continued": _("dilanjutkan dengan nomor %(number)s", number=data.get("in", "")),
        "ticket.absorbed": _("%(number)s disatukan ke sini", number=data.get("number", "")),
        "ticket.split": _("dipecah dari %(number)s", number=data.get("parent", "")),
        "ticket.divided": _("sebagian menjadi %(number)s", number=data.get("number", "")),
        "ticket.separated": _("%(number)s dipisahkan lagi", number=data.get("number", "")),
    }[event.kind]


_SENTENCES: dict[str, Callable[[Event, Names, Calendar], str]] = {
    "leave.approved": _leave,
    "leave.cancelled": _leave,
    "custody.contested": _contested,
    "contest.decided": _decided,
    "handover.requested": _requested,
    "handover.declined": _plain,
    "escalation.sent": _escalated,
    "question.withdrawn": _plain,
    "round.ended": _plain,
    "message.unmarked": _plain,
    "file.completed": _plain,
    "target.released": _released,
    "ticket.reprioritised": _reprioritised,
    "ticket.linked": _linked,
    "ticket.continued": _linked,
    "ticket.absorbed": _linked,
    "ticket.separated": _linked,
    "ticket.split": _linked,
    "ticket.divided": _linked,
}

"""What the desk's address narrows a list to, and the words and choices of its filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.input.typed import whole_number
from complaints_service.edge.language import language
from complaints_service.intake.channels import channels
from complaints_service.people.queries import leave_from, names_of_officers, unit_names
from complaints_service.tickets.ledger.states import STATES
from complaints_service.tickets.listed import LED, Filter
from complaints_service.tickets.views.load import open_with
from complaints_service.tickets.views.service import units_to_share
from complaints_service.web.words.formats import date_words
from complaints_service.web.words.vocabulary import name_of
from config.rulebook import Rulebook

#: What a saved view keeps of an address.
KEPT = (
    *("view", "q", "category", "kelurahan"),
    *("state", "unit", "holder", "privacy", "channel", "age", "promise", "columns"),
)
AGES = (7, 30, 90)
PRIVACY = ("open", "confidential", "anonymous")


@dataclass(frozen=True)
class FilterChoice:
    """One filter: its name in the address, its words, its choices as (value, words), what is chosen."""

    name: str
    words: str
    options: Sequence[tuple[str, str]]
    value: str


def narrowed_by(start: Filter, args: Mapping[str, str], *, now: datetime, rulebook: Rulebook) -> Filter:
    """A view narrowed to what the address says; what is not known here is left out."""
    age, promise = whole_number(args.get("age", "")), args.get("promise")
    chosen = replace(
        start,
        state=args["state"] if args.get("state") in STATES else start.state,
        unit=args.get("unit") or None,
        holder=whole_number(args.get("holder", "")),
        privacy=args["privacy"] if args.get("privacy") in PRIVACY else None,
        channel=args["channel"] if args.get("channel") in channels() else None,
        received_before=now - timedelta(days=age) if age in AGES else None,
    )
    if promise == "late":
        return replace(chosen, due_before=now)
    if promise == "today":
        return replace(chosen, due_from=now, due_before=_end_of_day(now, rulebook))
    return chosen


def choices(
    session: Session, args: Mapping[str, str], *, rights: Rights, now: datetime, rulebook: Rulebook
) -> list[FilterChoice]:
    """The filters beside search, category and kelurahan; people where one looks at those one leads."""
    tongue, names = language(), unit_names(session)
    led = args.get("view") == LED or bool(args.get("holder"))
    units = [(code, names[code]) for code in sorted(units_to_share(rights)) if code in names]
    told = [
        ("state", _("Keadaan"), [(code, name_of("state", code)) for code in STATES]),
        ("promise", _("Janji"), [("late", _("Sudah lewat")), ("today", _("Habis hari ini"))]),
        ("unit", _("Unit"), units),
        ("holder", _("Pemegang"), _people(session, rights, now, rulebook) if led else []),
        ("privacy", _("Privasi"), [(code, name_of("privacy", code)) for code in PRIVACY]),
        ("channel", _("Saluran"), [(one.code, one.names.read(tongue)) for one in channels().values()]),
        ("age", _("Umur"), [(str(days), _("Lebih dari %(days)s hari", days=days)) for days in AGES]),
    ]
    return [
        FilterChoice(name, words, options, args.get(name, ""))
        for name, words, options in told
        if len(options) > 1 or args.get(name)
    ]


def _people(session: Session, rights: Rights, now: datetime, rulebook: Rulebook) -> list[tuple[str, str]]:
    """Everybody the reader leads, each with how much the reader may view they have open, and until when they
    are away."""
    led = rights.subordinate_officers
    if not led:
        return []
    today, loads = rulebook.local_date(now), open_with(session, rights=rights)
    away = {
        officer: spans[0].last_on
        for officer, spans in leave_from(session, on=today).items()
        if spans[0].first_on <= today
    }
    told = []
    for officer, name in names_of_officers(session, ids=led).items():
        words = [ngettext("%(num)d terbuka", "%(num)d terbuka", loads.get(officer, 0))]
        if officer in away:
            words.append(_("cuti sampai %(on)s", on=date_words(away[officer], language(), year=False)))
        told.append((str(officer), f"{name} ({', '.join(words)})"))
    return told


def _end_of_day(now: datetime, rulebook: Rulebook) -> datetime:
    zone = rulebook.calendar(rulebook.office.calendar).zone
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)

"""The list of the desk: what it holds, what waits beside it, and what the address narrows it to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from flask import request, url_for

from complaints_service import clock
from complaints_service.accounts.access import may_in_office
from complaints_service.edge.input.paging import cursor_after, read_cursor
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.tickets import queries
from complaints_service.tickets.elsewhere import is_number_elsewhere
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.listed import VIEWS, Filter
from complaints_service.tickets.needs import NEEDS, need_filter
from complaints_service.tickets.undelivered import count_undecided
from complaints_service.web.desk import rows as desk_rows
from complaints_service.web.performance.needs import need_title
from complaints_service.web.shell.names import names_of
from complaints_service.web.shell.pages import page

#: Views whose clocks run for the office: elsewhere a due instant that has passed is not lateness.
PRESSING = ("mine", "queue")
#: Views whose tabs tell how many tickets they hold.
COUNTED = ("mine", "queue", "waiting")


def list_page(reader: SignedIn) -> str:
    """The tickets of one view, by the time left; a number typed in full is looked for everywhere."""
    rights, now, rulebook = reader.rights, clock.now(), service().rulebook
    categories, kelurahan = desk_rows.choices(rulebook, now)
    view, narrowed = _narrowed(reader, dict(categories), dict(kelurahan))
    with reading() as session:
        found = queries.desk(session, rights=rights, narrowed=narrowed, now=now, rulebook=rulebook)
        *in_views, late, soon = queries.counts(
            session,
            rights=rights,
            lists=[
                *(Filter(view=each) for each in COUNTED),
                replace(narrowed, due_before=now, after=None),
                Filter(view="queue", due_before=_day_after_tomorrow(now)),
            ],
        )
        deciding = queries.to_decide(session, rights=rights, now=now, rulebook=rulebook)
        told_of = queries.told_to(session, rights=rights, now=now, rulebook=rulebook)
        ledgers = [row.events for row in (*found.rows, *deciding, *told_of)]
        names = names_of(session, ledgers=ledgers, audience="officer", rulebook=rulebook)
        letters = count_undecided(session, rights=rights)
    counts = dict(zip(COUNTED, in_views, strict=True))
    shown = [desk_rows.row_of(row, names=names, rulebook=rulebook) for row in found.rows]
    need = need_title(view) if view in NEEDS else ""
    told = desk_rows.filter_words(narrowed, len(shown), rulebook, more=found.more, need=need)
    return page(
        "desk/meja.html",
        rows=shown,
        deciding=[
            desk_rows.deciding_row(row, rights=rights, names=names, rulebook=rulebook) for row in deciding
        ],
        letters=letters,
        letters_href=url_for("undelivered.listing") if may_in_office(rights, "view_letters") else None,
        looks_href=url_for("looks.listing") if may_in_office(rights, "view_looks") else None,
        lessons_href=url_for("lessons.listing") if may_in_office(rights, "view_lessons") else None,
        counter_href=url_for("counter.entry") if reader.enters else None,
        surveys_href=url_for("surveys.listing") if may_in_office(rights, "view_survey") else None,
        leave_href=url_for("leave.listing") if may_in_office(rights, "approve_leave") else None,
        told_of=[desk_rows.row_of(row, names=names, rulebook=rulebook) for row in told_of],
        late=late if view in PRESSING else 0,
        risk=desk_rows.risky(shown),
        order=desk_rows.order_words(narrowed.view),
        view=view,
        categories=categories,
        kelurahan=kelurahan,
        tabs=desk_rows.tabs_of(counts, view),
        filter_words=told,
        filters={
            "q": request.args.get("q", ""),
            "category": narrowed.category,
            "kelurahan": narrowed.kelurahan,
        },
        clear_href=url_for("desk.listing", view=None if need else view),
        more_href=_more(cursor_after(found.rows[-1].ticket, narrowed.view)) if found.more else None,
        empty=desk_rows.empty_of(view, narrowed=bool(told), queued=counts["queue"], soon=soon),
    )


def _narrowed(
    reader: SignedIn, categories: Mapping[str, str], kelurahan: Mapping[str, str]
) -> tuple[str, Filter]:
    """The view and what the address narrows it to; what is not known here is left out."""
    args = request.args
    view = args.get("view", "")
    calendar = service().rulebook.calendar(service().rulebook.office.calendar)
    needed = need_filter(view, now=clock.now(), calendar=calendar)
    if needed is None and view not in VIEWS:
        view = "mine" if reader.rights.officer_id else "queue"
    asked = args.get("q", "").strip()
    start = needed or Filter(view=view)
    return view, replace(
        Filter(view="all") if _is_number(asked) else start,
        q=asked or None,
        category=args["category"] if args.get("category") in categories else None,
        kelurahan=args["kelurahan"] if args.get("kelurahan") in kelurahan else None,
        after=read_cursor(args["cursor"]) if args.get("cursor") else None,
    )


def _is_number(asked: str) -> bool:
    """Whether somebody looks for one report, by our number or another office's, wherever it lies."""
    if read_number(asked) is not None:
        return True
    with reading() as session:
        return is_number_elsewhere(session, asked)


def _more(cursor: str) -> str:
    asked: dict[str, Any] = {**request.args.to_dict(), "cursor": cursor}
    return url_for("desk.listing", **asked)


def _day_after_tomorrow(now: datetime) -> datetime:
    rulebook = service().rulebook
    zone = rulebook.calendar(rulebook.office.calendar).zone
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=2), time(), zone)

"""The list of the desk: what it holds, what waits beside it, and what the address narrows it to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.list_settings import list_settings
from complaints_service.edge.input.paging import cursor_after, read_cursor
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.tickets import queries
from complaints_service.tickets.elsewhere import is_number_elsewhere
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.listed import DONE, LED, MOST_COUNTED, VIEWS, Filter, counts
from complaints_service.tickets.needs import NEEDS, need_filter
from complaints_service.tickets.undelivered import count_undecided
from complaints_service.web.desk import filters
from complaints_service.web.desk import rows as desk_rows
from complaints_service.web.desk.answering.commands import command_lines
from complaints_service.web.desk.together.page import together_acts
from complaints_service.web.desk.unsent.rows import fresh_rows
from complaints_service.web.desk.views.columns import column_choices, columns_shown
from complaints_service.web.desk.views.rows import saved_views, unit_gone, units_by_name
from complaints_service.web.desk.ways import ways_on
from complaints_service.web.performance.needs import need_title
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.names import names_of
from complaints_service.web.shell.pages import page

#: Views whose clocks run for the office: elsewhere a due instant that has passed is not lateness.
PRESSING = ("mine", "queue")
#: Views whose tabs tell how many tickets they hold.
COUNTED = ("mine", "queue", "waiting")


def list_page(reader: SignedIn, saving: Typed | None = None) -> str:
    """The tickets of one view, by the time left; a number typed in full is looked for everywhere.

    `saving`: the form that saves a view, as it was typed.
    """
    rights, now, rulebook = reader.rights, clock.now(), service().rulebook
    categories, kelurahan = desk_rows.choices(rulebook, now)
    view, asked = narrowed_by(reader, request.args)
    with reading() as session:
        found = queries.desk(session, rights=rights, narrowed=asked, now=now, rulebook=rulebook)
        lists = [*(Filter(view=each) for each in COUNTED), _soon(now)]
        if view in PRESSING:
            lists.append(replace(asked, due_before=now, after=None))
        counted = counts(session, rights=rights, lists=lists, most=MOST_COUNTED)
        (soon, *late), in_views = counted[len(COUNTED) :], counted[: len(COUNTED)]
        deciding = queries.to_decide(session, rights=rights, now=now, rulebook=rulebook)
        told_of = queries.told_to(session, rights=rights, now=now, rulebook=rulebook)
        ledgers = [row.events for row in (*found.rows, *deciding, *told_of)]
        names = names_of(session, ledgers=ledgers, audience="officer", rulebook=rulebook)
        beside = _beside(session, reader, asked, view, now=now)
        holders = desk_rows.holders_of(session, found.rows) if "holder" in beside["columns"] else None
    told_by_tab = dict(zip(COUNTED, in_views, strict=True))
    came = request.query_string.decode(errors="replace") or f"view={view}"
    shown = [
        desk_rows.row_of(row, names=names, rulebook=rulebook, came=came, holders=holders)
        for row in found.rows
    ]
    need = need_title(view) if view in NEEDS else ""
    told = desk_rows.filter_words(asked, len(shown), rulebook, more=found.more, need=need)
    return page(
        "desk/meja.html",
        rows=shown,
        deciding=[
            desk_rows.deciding_row(row, rights=rights, names=names, rulebook=rulebook) for row in deciding
        ],
        told_of=[desk_rows.row_of(row, names=names, rulebook=rulebook) for row in told_of],
        late=sum(late),
        risk=desk_rows.risky(shown),
        view=view,
        categories=categories,
        kelurahan=kelurahan,
        tabs=desk_rows.tabs_of(told_by_tab, view, leads=bool(rights.subordinate_officers)),
        saving=saving or Typed(),
        filter_words=told,
        filters={
            "q": request.args.get("q", ""),
            "category": asked.category,
            "kelurahan": asked.kelurahan,
        },
        clear_href=url_for("desk.listing", view=None if need else view),
        more_href=_more(cursor_after(found.rows[-1].ticket, asked.view)) if found.more else None,
        empty=desk_rows.empty_of(view, narrowed=bool(told), queued=told_by_tab["queue"], soon=soon),
        **beside,
    )


def _beside(session: Session, reader: SignedIn, asked: Filter, view: str, *, now: datetime) -> dict[str, Any]:
    """What stands beside the list: filters, saved views, how its reader wants it, and where an open page
    asks for changes.
    """
    rights = reader.rights
    settings = list_settings(session, account_id=rights.account_id)
    columns = columns_shown(request.args.get("columns"), settings)
    choices = filters.choices(session, request.args, rights=rights, now=now, rulebook=service().rulebook)
    kept: dict[str, Any] = {name: request.args[name] for name in filters.KEPT if request.args.get(name)}
    return {
        "more_filters": choices,
        "filtered": any(one.value for one in choices),
        "dense": settings.dense,
        "columns": columns,
        "column_choices": column_choices(columns),
        "letters": count_undecided(session, rights=rights),
        "commands": command_lines(),
        "order": desk_rows.order_words(asked.view),
        "saved": saved_views(session, rights=rights),
        "gone": unit_gone(session, asked.unit),
        "unsent": fresh_rows(session, reader),
        "shared_with": units_by_name(session, rights=rights),
        "kept": urlencode(kept),
        "reload_href": url_for("desk.listing", **kept),
        "ways": ways_on(reader),
        "letters_href": url_for("undelivered.listing"),
        "together": together_acts() if view != DONE else [],
        "together_href": url_for("together.choose"),
        "live_href": url_for("views.changes", **{**kept, "view": view, "sejak": now.isoformat()}),
    }


def narrowed_by(reader: SignedIn, args: Mapping[str, str]) -> tuple[str, Filter]:
    """The view and what a list's address narrows it to; what is not known here is left out."""
    now, rulebook = clock.now(), service().rulebook
    categories, kelurahan = (dict(each) for each in desk_rows.choices(rulebook, now))
    view = args.get("view", "")
    needed = need_filter(view, now=now, calendar=rulebook.calendar(rulebook.office.calendar))
    if needed is None and view not in (*VIEWS, LED):
        view = "mine" if reader.rights.officer_id else "queue"
    typed = args.get("q", "").strip()
    start = Filter(view="all") if _is_number(typed) else needed or Filter(view=view)
    start = filters.narrowed_by(start, args, now=now, rulebook=rulebook)
    return view, replace(
        start,
        q=typed or None,
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


def _soon(now: datetime) -> Filter:
    """What lies in the queue and is due by tomorrow."""
    return Filter(view="queue", due_before=_day_after_tomorrow(now))


def _day_after_tomorrow(now: datetime) -> datetime:
    rulebook = service().rulebook
    zone = rulebook.calendar(rulebook.office.calendar).zone
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=2), time(), zone)

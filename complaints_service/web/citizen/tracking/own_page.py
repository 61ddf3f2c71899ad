"""The page of the citizen's own complaint: where it stands, its clock, the conversation, what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.cookies.tracking_cookie import secret_for
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.intake.attachments import attachments_of
from complaints_service.notify.known_routes import route_name
from complaints_service.passing.service import passed_on
from complaints_service.survey.service import score_of
from complaints_service.survey.skm.asking import invitation_for
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.opening.answers import answers_of
from complaints_service.tickets.opening.survivor import survivor_news
from complaints_service.tickets.owner_codes import second_ways
from complaints_service.tickets.queries import Seen
from complaints_service.web.citizen.tracking.contact_ways import ways_page
from complaints_service.web.citizen.tracking.looked_at import looked_at
from complaints_service.web.citizen.tracking.ways_on import ways_on
from complaints_service.web.citizen.tracking.whose_turn import WhoseTurn, steps_of, turn_of
from complaints_service.web.shell.assets import qr
from complaints_service.web.shell.attachments import drafted_files, file_entries, files_shown
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.names import Names, names_for
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.clock_panel import ClockPanel, clock_panel
from complaints_service.web.ticket.conversation import TalkEntry, talk_entries
from complaints_service.web.ticket.headline import headline
from complaints_service.web.ticket.passed_words import PassedWords, passed_words
from complaints_service.web.ticket.words import ended_shape
from complaints_service.web.words.vocabulary import name_of, names_in


def own(number: str) -> Seen:
    """The citizen's own ticket as it stands after something was refused. Raises NotFound."""
    with reading() as session:
        return queries.own_ticket(session, number=number, secret=secret_for(request))


def tracking_page(seen: Seen, typed: Typed) -> str:
    """The page of the citizen's own report, with what was typed and what was wrong with it."""
    rulebook, tongue, now, secret = service().rulebook, language(), clock.now(), secret_for(request)
    with reading() as session:
        view = queries.own_view(session, seen, now=now, rulebook=rulebook)
        names = names_for(session, events=view.events, audience="citizen", rulebook=rulebook)
        attachments = attachments_of(session, ticket_id=view.ticket.id, for_citizen=True)
        ways = ways_page(session, view, now=now)
        survivor = survivor_news(session, ticket=view.ticket, events=view.events)
        looks = looked_at(session, view, names)
        second = _second_way(session, view.ticket.number, seen, now)
        passed = _passed(session, names, view.ticket.id)
        rated = score_of(session, ticket_id=view.ticket.id) if view.ticket.state == "closed" else None
    ticket, complaint = view.ticket, view.complaint
    turn = turn_of(view, rulebook, agency=_agency(names, ticket.agency))
    talk = talk_entries(view, audience="citizen", names=names, language=tongue)
    files = file_entries(
        attachments,
        address=lambda one: url_for("own_files.one", number=ticket.number, attachment_id=one),
    )
    # What came with news is no receipt: it is not offered to be kept or shared.
    owner = seen.way is None
    link = service().settings.base_url + url_for("tracking.open_link", secret=secret) if owner else ""
    return page(
        "citizen/laporan.html",
        report={
            "number": ticket.number,
            "title": headline(ticket, complaint, rulebook, tongue),
            "text": complaint.text,
            "told": [(asked.read(tongue), answer) for _code, asked, answer in answers_of(view.events)],
            "received_at": ticket.received_at,
            "privacy": complaint.privacy,
            "holder": names.unit(ticket.unit),
        },
        qr=qr(link) if link else "",
        turn=turn,
        said=_last_of_the_office(talk),
        act=_act_now(turn, view.acts, ticket, rated=rated, owner=owner),
        clock=_clock(view, turn, names),
        talk=talk,
        files=files_shown(files, spoken={entry.seq for entry in talk}),
        sent_files=drafted_files(),
        steps=steps_of(view),
        on=ways_on(view, rulebook),
        can=_can(view.acts, owner=owner),
        ways=ways,
        looks=looks,
        passed=passed,
        survivor=survivor,
        survivor_state=_survivor_badge(survivor.state) if survivor else None,
        survivor_unit=names.unit(survivor.unit) if survivor else "",
        scores=list(names_in("score").items()),
        form=typed.values,
        errors=typed.errors,
        sent=typed.form,
        link=link,
        owner=owner,
        second=second,
        actions=_actions(ticket, now),
    )


def _clock(view: queries.TicketView, turn: WhoseTurn, names: Names) -> ClockPanel | None:
    """The clock of the report, with the months and years of it that the citizen opened."""
    number = view.ticket.number
    return clock_panel(
        view,
        turn.clock,
        audience="citizen",
        names=names,
        language=language(),
        opened=frozenset(request.args.getlist("bulan")),
        month_link=lambda month: url_for("tracking.track", number=number, bulan=month, _anchor="rinci"),
    )


def _survey(ticket: Ticket, now: datetime) -> str:
    """Where a closed report's citizen answers the survey; empty while none asks, and once it was answered."""
    if ticket.state != "closed":
        return ""
    with reading() as session:
        found = invitation_for(
            session,
            number=ticket.number,
            unit=ticket.unit,
            key=service().settings.tracking_key,
            now=now,
            rulebook=service().rulebook,
        )
    return "" if found is None else url_for("survey.ask_with_pass", code=found.code, given=found.given)


def _last_of_the_office(talk: Sequence[TalkEntry]) -> TalkEntry | None:
    """What the office wrote last to this citizen."""
    written = (one for one in reversed(talk) if one.kind == "message" and not one.mine)
    return next(written, None)


def _act_now(turn: WhoseTurn, acts: Sequence[str], ticket: Ticket, *, rated: int | None, owner: bool) -> str:
    """The one thing to do now, whose form stands in the answer's own sheet; empty where one only waits."""
    if turn.kind == "citizen" and "write" in acts:
        return "answer"
    if "accept" in acts:
        return "judge"
    if "object" in acts:
        return "object"
    if ticket.state == "closed" and "write" in acts:
        return "answer"
    if ticket.state == "closed" and rated is None and owner:
        return "rate"
    return "protest" if ticket.state in ("rejected", "cancelled") and "ask_reopening" in acts else ""


def _can(acts: Sequence[str], *, owner: bool) -> dict[str, bool]:
    """Which other forms the page shows."""
    return {
        "write": "write" in acts,
        "reopen": "ask_reopening" in acts and owner,
        "withdraw": "withdraw" in acts,
    }


def _actions(ticket: Ticket, now: datetime) -> dict[str, str]:
    """Where the page's forms lead, and to the survey that asks after a closed report, if one does."""
    tracking = ("write", "judge", "rate", "reopen", "withdraw")
    links = ("forget", "remember", "leaked", "ask_code", "post_code")
    return {
        "survey": _survey(ticket, now),
        "data": url_for("own_data.show", number=ticket.number),
        **{name: url_for(f"tracking.{name}", number=ticket.number) for name in tracking},
        **{name: url_for(f"own_links.{name}", number=ticket.number) for name in links},
    }


def _second_way(session: Session, number: str, seen: Seen, now: datetime) -> str:
    """By which other way whoever came by one may get a code; empty for none, and for the owner."""
    if seen.way is None:
        return ""
    ways = second_ways(session, number=number, way=seen.way, now=now)
    return route_name(ways[0].route, language()) if ways else ""


def _survivor_badge(state: str) -> tuple[str, str]:
    """Shape and word of the state of the report that one's own was merged into."""
    if state == "resolved":
        return "done", _("Kantor menyatakan selesai")
    if state in LIVE:
        return "on", _("Sedang dikerjakan")
    return ended_shape(state), name_of("state", state)


def _agency(names: Names, code: str | None) -> str:
    return names.holder(f"agency:{code}").name if code else ""


def _passed(session: Session, names: Names, ticket_id: int) -> PassedWords | None:
    row = passed_on(session, ticket_id=ticket_id)
    return passed_words(row, agency=_agency(names, row.agency if row else None), for_citizen=True)

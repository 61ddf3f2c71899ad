"""What a chat bot must know before it decides: the draft, places, categories, the chat's complaints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.api.chats import at_desk
from complaints_service.api.chats.survey import VERB, invited, questions_asked
from complaints_service.api.chats.telling import category_told, neighbours_told, report_draft
from complaints_service.api.chats.words import instant_words
from complaints_service.chats import drafts
from complaints_service.duties.queries import count_duties, total_words
from complaints_service.edge.problems import say
from complaints_service.edge.resources import Service
from complaints_service.intake.emergency import emergency_in
from complaints_service.intake.suggesting.keywords import suggest_category
from complaints_service.notify import chat as chats
from complaints_service.notify.buttons import read_button
from complaints_service.notify.officers.chat import link_of_chat
from complaints_service.notify.route import Route
from complaints_service.people.rights import rights_of
from complaints_service.people.structure import unit_called
from complaints_service.places.outlines import find_place
from complaints_service.places.place import Place, unsure_words
from complaints_service.survey.service import rating_of
from complaints_service.tickets.acts.registry import allowed_acts
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.opening.survivor import taken_there
from config.rulebook import Rulebook

CITIZEN = frozenset({"citizen"})


def look(
    session: Session, route: Route, chat: str, *, asked: Mapping[str, Any], now: datetime, service: Service
) -> dict[str, Any]:
    """The chat's draft, and an answer to each part that was asked."""
    rulebook, tongue = service.rulebook, asked.get("language", "id")
    told = drafts.told_in(session, route=route, chat=chat)
    found: dict[str, Any] = {"version": told.version, "draft": told.draft(), "sent": dict(told.sent)}
    found["kelurahan"] = [{"code": one.code, "name": one.name} for one in rulebook.kelurahan]
    if asked.get("categories"):
        on = rulebook.local_date(now)
        found["categories"] = [category_told(one, tongue) for one in rulebook.categories_on(on)]
    if text := asked.get("text"):
        found["category"] = _category(text, rulebook, now, tongue)
        found["emergency"] = _emergency(text, rulebook, now, tongue)
    if "lat" in asked and "lng" in asked:
        found["place"] = _place(asked, rulebook, tongue)
    if "neighbours" in asked:
        draft = report_draft(asked["neighbours"], route=route, language=tongue)
        found["neighbours"] = neighbours_told(session, draft, now=now, rulebook=rulebook, language=tongue)
    numbers = []
    if "reply_to" in asked:
        spoken, desk = (
            chats.number_spoken_of(
                session, route=route.code, chat=chat, receipt=str(asked["reply_to"]), desk=to_officer
            )
            for to_officer in (False, True)
        )
        found["replied"], found["desk"] = spoken, desk
        numbers += [spoken] if spoken else []
        if spoken is None and desk is None:
            found["open"] = chats.numbers_heard_of(session, route=route.code, chat=chat)
            numbers += found["open"]
    if "button" in asked:
        act = read_button(service.settings.tracking_key, chat=route.own(chat), data=asked["button"])
        found["button"] = act
        numbers += [part for part in (act or "").split(":")[1:2] if read_number(part)]
    if asked.get("number") and (number := read_number(asked["number"])):
        numbers.append(number)
    if asked.get("reports"):
        found["duties"] = _duties(session, route, chat, rulebook.local_date(now), tongue)
        found["reports"] = chats.numbers_heard_of(session, route=route.code, chat=chat)
        numbers += found["reports"]
    own = [
        one
        for one in dict.fromkeys(numbers)
        if chats.hears_of(session, route=route.code, chat=chat, number=one)
    ]
    found["tickets"] = _tickets(session, own, service, tongue, now=now)
    if (found.get("button") or "").startswith(f"{VERB}:"):
        found["survey"] = questions_asked(rulebook, tongue, now=now)
    verb, _bar, rest = (found.get("button") or "").partition(":")
    if verb == at_desk.VERB:
        number = rest.split(":")[1] if ":" in rest else ""
        found["at_desk"] = at_desk.at_desk(session, route, chat, number=number, now=now, service=service)
    if "open" in found:
        found["open"] = [
            one for one in found["open"] if "write" in found["tickets"].get(one, {}).get("acts", ())
        ]
    return found


def _duties(session: Session, route: Route, chat: str, today: date, tongue: str) -> str | None:
    """How much waits for the officer whose chat this is, as nav and desk say it; None for a citizen's."""
    link = link_of_chat(session, route=route.code, chat=chat)
    rights = rights_of(session, account_id=link.account_id, on=today) if link else None
    if rights is None:
        return None
    return total_words(count_duties(session, rights=rights, today=today)[0], tongue)


def _category(text: str, rulebook: Rulebook, now: datetime, tongue: str) -> dict[str, Any] | None:
    categories = rulebook.categories_on(rulebook.local_date(now))
    code = suggest_category(text, categories)
    if code is None:
        return None
    return category_told(rulebook.category(code, rulebook.local_date(now)), tongue)


def _emergency(text: str, rulebook: Rulebook, now: datetime, tongue: str) -> list[dict[str, str]]:
    """Whom to call, where the words tell of an emergency."""
    called = emergency_in(text, rulebook, on=rulebook.local_date(now))
    return [{"name": one.names.read(tongue), "phone": one.phone} for one in called.numbers] if called else []


def _place(asked: Mapping[str, Any], rulebook: Rulebook, tongue: str) -> dict[str, Any]:
    """What is known of a point; of one that is too uncertain no kelurahan, and that it is `unsure`."""
    told = Place(lat=asked["lat"], lng=asked["lng"], accuracy=round(asked.get("accuracy") or 0) or None)
    found = find_place(asked["lat"], asked["lng"], rulebook)
    unsure = not told.sure and (found.problem is None or found.outside)
    if unsure:
        return {"kelurahan": None, "problem": None, "advice": None, "unsure": say(unsure_words(told))}
    name = next((one.name for one in rulebook.kelurahan if one.code == found.kelurahan), None)
    return {
        "kelurahan": {"code": found.kelurahan, "name": name} if found.kelurahan else None,
        "problem": say(found.problem) if found.problem else None,
        "advice": found.advice.read(tongue) if found.advice else None,
        "unsure": None,
    }


def _tickets(
    session: Session, numbers: list[str], service: Service, tongue: str, *, now: datetime
) -> dict[str, dict[str, Any]]:
    if not numbers:
        return {}
    tickets = {one.number: one for one in session.scalars(select(Ticket).where(Ticket.number.in_(numbers)))}
    histories = ledger.events_of(session, [one.id for one in tickets.values()])
    found: dict[str, dict[str, Any]] = {}
    rulebook = service.rulebook
    for number in numbers:
        if (ticket := tickets.get(number)) is None:
            continue
        acts = allowed_acts(ticket, roles=CITIZEN)
        if ticket.state == "merged":
            acts = taken_there(session, ticket=ticket, events=histories[ticket.id], acts=acts)
        rating = rating_of(session, ticket_id=ticket.id)
        resolved = [event for event in histories[ticket.id] if event.kind == "ticket.resolved"]
        found[number] = {
            "title": ticket.complaint.title,
            "state": ticket.state,
            "close_reason": ticket.close_reason,
            "holder": unit_called(session, code=ticket.unit, rulebook=rulebook, language=tongue),
            "due": instant_words(ticket.due_at, zone=rulebook.office.zone, language=tongue),
            "acts": acts,
            "resolved": int(resolved[-1].recorded_at.timestamp()) if resolved else None,
            "score": rating[0] if rating else None,
            "rated_seconds": _seconds_since(rating[1] if rating else None, now),
            "survey": invited(session, ticket, now=now, service=service) is not None,
            "closed_seconds": _seconds_since(ticket.closed_at, now),
        }
    return found


def _seconds_since(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else int((now - at).total_seconds())

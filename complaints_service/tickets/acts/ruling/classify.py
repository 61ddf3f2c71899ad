"""Another category or class of complaint; it is routed again by the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from complaints_service.errors import Words, words
from complaints_service.moment import Moment
from complaints_service.tickets import accusing
from complaints_service.tickets.acts import fields
from complaints_service.tickets.acts.act import Act, ActCase, Problems, Request, Surroundings, as_it_is
from complaints_service.tickets.ledger.append import NewEvent
from complaints_service.tickets.ledger.states import LIVE
from complaints_service.tickets.opening.rerouting import Mended, Rerouted, moving, reroute
from config.entries.office import KINDS


@dataclass(frozen=True, kw_only=True)
class Classify(Request):
    """What it is, and why; what is left out stays."""

    category: str | None = fields.choice(optional=True, meaning="The category's code.")
    about: str | None = fields.whom(
        meaning="For a category about staff: whom it is about; `unknown` keeps it from who has it now."
    )
    kind: str | None = fields.choice(KINDS, optional=True, meaning="The class of complaint.")
    keep: bool = fields.tick(meaning="It stays with whoever has it, whatever the rules say of the category.")
    reason: str = fields.reason(needed=True)


def _class_problems(case: ActCase[Classify]) -> Problems:
    asked, ticket = case.request, case.ticket
    if asked.category in (None, ticket.category) and asked.kind in (None, ticket.kind):
        return {"category": [words("Pilih kategori atau jenis yang baru.")]}
    found: dict[str, list[Words]] = {}
    in_force = case.rulebook.categories_on(case.rulebook.local_date(case.now))
    if asked.category not in {None, ticket.category, *(category.code for category in in_force)}:
        found["category"] = [words("Kategori ini tidak dikenal.")]
    elif _becomes_about_staff(case) and not (asked.about or "").strip():
        found["about"] = [words("Sebutkan siapa yang dilaporkan, atau pilih belum diketahui.")]
    return found


def _becomes_about_staff(case: ActCase[Classify]) -> bool:
    rulebook, asked, ticket = case.rulebook, case.request.category, case.ticket.category
    return asked not in (None, ticket) and rulebook.category(str(asked)).about_staff


def _surround(session: Session, case: ActCase[Classify]) -> Surroundings:
    """Whom it turns out to be about, which moves it away from them; of any other where the rules send it."""
    around, about = as_it_is(session, case), (case.request.about or "").strip()
    if not _becomes_about_staff(case):
        return replace(around, rerouted=_rerouted(session, case))
    if not about:
        return around
    moment = Moment(session=session, now=case.now, actor=case.actor, rulebook=case.rulebook)
    if about != accusing.UNKNOWN:
        return replace(
            around, whom=accusing.references(session, about, accusing.office_of(moment), field="about")
        )
    return replace(around, whom=accusing.whoever_has_it(moment, case.state))


def _rerouted(session: Session, case: ActCase[Classify]) -> Rerouted | None:
    asked, ticket = case.request, case.ticket
    if asked.keep or case.state.agency is not None or asked.category in (None, ticket.category):
        return None
    return reroute(
        session,
        ticket=ticket,
        state=case.state,
        history=case.history,
        mended=Mended(category=asked.category, kind=asked.kind),
        by=case.by,
    )


def _events(asked: Classify, around: Surroundings) -> list[NewEvent]:
    state = around.state
    data = {
        "category": asked.category or state.category,
        "kind": asked.kind or state.kind,
        "reason": asked.reason,
    }
    return [
        NewEvent(kind="ticket.classified", data=data),
        *([] if around.rerouted is None else moving(around.rerouted, state)),
        *accusing.naming(state, around.whom, reason=asked.reason),
    ]


ACT = Act(
    code="classify",
    request=Classify,
    right="classify",
    states=LIVE,
    problems=_class_problems,
    surround=_surround,
    events=_events,
    writes=("ticket.classified", "ticket.routed", "ticket.queued", "ticket.handed_over", "accusation.named"),
    place=130,
    address="classify",
    gives=True,
    note="to a category about staff: whom it is about is named, or kept from who has it",
)

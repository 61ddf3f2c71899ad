"""What several tickets are shown as: chosen, tried out, and done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people.queries import unit_names
from complaints_service.people.structure import unit_title
from complaints_service.tickets.together.outcomes import Outcome, Pick, outcome_of, read_pick
from complaints_service.tickets.together.queries import own_run, titles_of
from complaints_service.tickets.together.service import TOGETHER, may_undo, undoable
from complaints_service.web.desk.acts.fields import reason_field, text_field
from complaints_service.web.desk.acts.forms import receivers
from complaints_service.web.desk.acts.page import Field
from complaints_service.web.desk.acts.registry import PAGES
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from complaints_service.web.ticket.act_words import priority_name
from config.entries.office import PRIORITIES


@dataclass(frozen=True, kw_only=True)
class ChosenTicket:
    """One of several: `state` and `words` say what became of it, or would; nothing before it was tried."""

    number: str
    title: str
    href: str
    pick: str = ""
    state: str = ""
    words: str = ""


def together_acts() -> list[tuple[str, str]]:
    """The acts a list offers for what is chosen in it."""
    return [(code, say(PAGES[code].verb)) for code in TOGETHER]


def chosen_page(reader: SignedIn, typed: Typed, outcomes: Sequence[Outcome] | None = None) -> str:
    """The tickets somebody chose with the fields of an act; `outcomes`: what would become of each."""
    values = {**request.args.to_dict(), **typed.values}
    code = values.get("act", "") if values.get("act") in TOGETHER else ""
    picks = [one for each in request.values.getlist("pilih") if (one := read_pick(each)) is not None]
    with reading() as session:
        titles = titles_of(session, rights=reader.rights, numbers=[pick.number for pick in picks])
        fields = _fields(session, code, values) if code else []
    ready = sum(each.done for each in outcomes or ())
    return page(
        "desk/massal.html",
        tickets=_chosen(picks, titles, outcomes),
        act=code,
        acts=together_acts(),
        verb=say(PAGES[code].verb) if code else "",
        fields=fields,
        form=values,
        errors=typed.errors,
        ready=ready,
        tried=outcomes is not None,
        action=url_for("together.post_run"),
        try_action=url_for("together.try_run"),
        again=url_for("together.choose"),
        back=url_for("desk.listing"),
    )


def run_page(reader: SignedIn, run_id: int, typed: Typed) -> str:
    """What became of each of several tickets, and the button that takes it back while it can be."""
    with reading() as session:
        run = own_run(session, rights=reader.rights, run_id=run_id)
    outcomes = [outcome_of(each) for each in run.outcomes]
    back = {each.number: each for each in map(outcome_of, run.undo_outcomes or ())}
    with reading() as session:
        titles = titles_of(session, rights=reader.rights, numbers=[each.number for each in outcomes])
    now = clock.now()
    return page(
        "desk/massal_hasil.html",
        verb=say(PAGES[run.act].verb),
        tickets=[_became(each, back.get(each.number), titles) for each in outcomes],
        done=sum(each.done for each in outcomes),
        refused=sum(not each.done for each in outcomes),
        undo=url_for("together.undo", run_id=run.id) if may_undo(run, now=now) else None,
        undo_words=ngettext(
            "Batalkan untuk %(num)d tiket", "Batalkan untuk %(num)d tiket", len(undoable(run))
        ),
        undone_at=run.undone_at,
        errors=typed.errors,
        back=url_for("desk.listing"),
    )


def _chosen(
    picks: Sequence[Pick], titles: dict[str, str], outcomes: Sequence[Outcome] | None
) -> list[ChosenTicket]:
    told = {each.number: each for each in outcomes or ()}
    return [
        ChosenTicket(
            number=pick.number,
            title=titles.get(pick.number, ""),
            href=url_for("desk.ticket", number=pick.number),
            pick=pick.code,
            state=_state(told[pick.number]) if pick.number in told else "",
            words=_words(told[pick.number]) if pick.number in told else "",
        )
        for pick in picks
    ]


def _state(outcome: Outcome) -> str:
    return "done" if outcome.done else "risk"


def _words(outcome: Outcome) -> str:
    return say(outcome.why) if outcome.why is not None else _("Bisa")


def _became(outcome: Outcome, back: Outcome | None, titles: dict[str, str]) -> ChosenTicket:
    if not outcome.done:
        state, words = "risk", _words(outcome)
    elif back is None:
        state, words = "done", _("Sudah")
    elif back.done:
        state, words = "stop", _("Dibatalkan")
    else:
        state, words = "risk", _("Tidak bisa dibatalkan: %(why)s", why=_words(back))
    return ChosenTicket(
        number=outcome.number,
        title=titles.get(outcome.number, ""),
        href=url_for("desk.ticket", number=outcome.number),
        state=state,
        words=words,
    )


def _fields(session: Session, code: str, typed: dict[str, str]) -> Collection[Field]:
    rulebook, tongue = service().rulebook, language()
    if code == "take":
        return ()
    if code == "note":
        return (text_field(typed, _("Catatan")),)
    reason = reason_field(typed)
    if code == "prioritise":
        options = [(each, priority_name(each)) for each in PRIORITIES]
        return (_select("priority", _("Prioritas"), options, typed), reason)
    if code == "classify":
        held = rulebook.categories_on(rulebook.local_date(clock.now()))
        # Whom a report about staff is about is said of each by itself.
        options = [(each.code, each.names.read(tongue)) for each in held if not each.about_staff]
        return (_select("category", _("Kategori"), options, typed), reason)
    units = {
        each: unit_title(each, name, rulebook=rulebook, language=tongue)
        for each, name in unit_names(session).items()
    }
    cards = sorted(receivers(session, code=code), key=lambda card: card.name)
    people = [(f"person:{card.id}", f"{card.name}, {units.get(card.unit, card.unit)}") for card in cards]
    queues = [(f"unit:{each}", _("Antrean %(unit)s", unit=title)) for each, title in units.items()]
    return (_select("to", _("Kepada"), [*people, *queues], typed), reason)


def _select(name: str, label: str, options: list[tuple[str, str]], typed: dict[str, str]) -> Field:
    return Field(kind="select", name=name, label=label, value=typed.get(name, ""), options=options)

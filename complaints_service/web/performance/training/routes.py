"""A person's training: the hours of a year, needs and their decisions, what was done; and the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, Response, abort, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import may_see_person
from complaints_service.appraisal.needs import suggestions
from complaints_service.development import queries, rules
from complaints_service.development import service as development
from complaints_service.development.catalogue import training_names
from complaints_service.development.service import NewNeed, NewRecord
from complaints_service.edge.language import language
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn, officer
from complaints_service.edge.transaction import reading, writing
from complaints_service.edge.typed import calendar_day, whole_number
from complaints_service.errors import DomainError, Invalid, NotFound, Words, marked, words
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import offer_tab, tabs
from complaints_service.web.performance.training.words import (
    catalogue_rows,
    hours_sheet,
    need_row,
    record_row,
    suggestion_reason,
    suggestion_row,
    years,
)
from complaints_service.web.shell.pages import page, tell

blueprint = Blueprint("trainings", __name__, url_prefix="/pelatihan")
offer_tab(blueprint, "person", marked("Pelatihan"), place=60)
OFFICER = "<int(max=2147483647):officer_id>"
ID = "int(max=2147483647)"
FIRST_YEAR = 2025
_NEED = ("need_training", "need_words", "need_reason")
_RECORD = ("training_id", "title", "lesson_hours", "first_on", "last_on", "certificate", "need_id")
Write = Callable[[Session, SignedIn], None]


@blueprint.get("/katalog")
def catalogue() -> str:
    """What one can learn, for everyone in the office."""
    officer()
    tongue, rulebook = language(), service().rulebook
    with reading() as session:
        listed = queries.catalogue(session)
    rows = catalogue_rows(listed, names=training_names(rulebook, tongue), rulebook=rulebook, language=tongue)
    return page("performance/training/pelatihan_katalog.html", rows=rows)


@blueprint.get(f"/{OFFICER}")
def person(officer_id: int) -> str:
    """One member's training, for the member, the superiors above and auditors."""
    return _page(officer(), officer_id, {}, {})


@blueprint.post(f"/{OFFICER}/kebutuhan")
def post_need(officer_id: int) -> Response | tuple[str, int]:
    """A need, proposed by the member or seen by a superior."""
    form, now = _typed(_NEED), clock.now()

    def write(session: Session, signed_in: SignedIn) -> None:
        if not rules.may_propose(signed_in.rights, officer_id):
            raise NotFound
        training_id, title = _chosen(session, form["need_training"], "need_training")
        new = NewNeed(officer_id, form["need_words"] or title, form["need_reason"], training_id)
        development.propose_need(session, new=new, now=now, actor=signed_in.actor)

    names = {"words": "need_words", "reason": "need_reason", "training_id": "need_training"}
    return _done(officer_id, write, form, words("Kebutuhan tercatat. Atasan memutuskan."), names)


@blueprint.post(f"/{OFFICER}/saran")
def post_suggestion(officer_id: int) -> Response | tuple[str, int]:
    """A superior turns a suggestion into an approved need; the figures are looked at again first."""
    form, look = _typed(("training_id",)), Look()

    def write(session: Session, signed_in: SignedIn) -> None:
        _require_superior(signed_in, officer_id)
        found = suggestions(session, officer_id=officer_id, now=look.now, rulebook=look.rulebook)
        wanted = whole_number(form["training_id"])
        one = next((each for each in found if each.training.id == wanted), None)
        if one is None:
            raise DomainError(
                "suggestion_gone", words("Saran ini tidak berlaku lagi. Muat ulang halamannya.")
            )
        reason = str(suggestion_reason(one, Reader("id", look.reader.day_seconds)))
        new = NewNeed(
            officer_id, one.training.title, reason, one.training.id, one.value.code, one.gap, one.months[-1]
        )
        need = development.propose_need(session, new=new, now=look.now, actor=signed_in.actor)
        development.decide_need(
            session, need_id=need, approved=True, decision="", now=look.now, actor=signed_in.actor
        )

    return _done(officer_id, write, {}, words("Saran menjadi kebutuhan yang disetujui."))


@blueprint.post(f"/{OFFICER}/kebutuhan/<{ID}:need_id>")
def post_decision(officer_id: int, need_id: int) -> Response | tuple[str, int]:
    """A superior approves, declines, or says that it was met otherwise."""
    form, now = _typed(("do", "decision")), clock.now()

    def write(session: Session, signed_in: SignedIn) -> None:
        _require_superior(signed_in, officer_id)
        found = queries.need(session, need_id=need_id)
        if found is None or found.officer_id != officer_id:
            raise NotFound
        if form["do"] == "done":
            development.finish_need(
                session, need_id=need_id, decision=form["decision"], now=now, actor=signed_in.actor
            )
            return
        approved = form["do"] == "approve"
        development.decide_need(
            session, need_id=need_id, approved=approved, decision=form["decision"], now=now,
            actor=signed_in.actor,
        )  # fmt: skip

    told = {
        "approve": words("Kebutuhan disetujui."),
        "done": words("Kebutuhan terpenuhi."),
    }.get(form["do"], words("Kebutuhan ditolak. Alasannya tercatat."))
    return _done(officer_id, write, {f"decision_{need_id}": form["decision"]}, told, {
        "decision": f"decision_{need_id}",
    })  # fmt: skip


@blueprint.post(f"/{OFFICER}/riwayat")
def post_record(officer_id: int) -> Response | tuple[str, int]:
    """A training done; entered by a superior it counts at once, by the member once a superior confirms."""
    form, look = _typed(_RECORD), Look()

    def write(session: Session, signed_in: SignedIn) -> None:
        superior = rules.may_decide(signed_in.rights, officer_id)
        if not superior and signed_in.rights.officer_id != officer_id:
            raise NotFound
        development.record_training(
            session,
            new=_record(session, officer_id, form),
            confirmed=superior,
            today=look.rulebook.local_date(look.now),
            now=look.now,
            actor=signed_in.actor,
        )

    return _done(officer_id, write, form, words("Pelatihan tercatat."))


@blueprint.post(f"/{OFFICER}/riwayat/<{ID}:record_id>/kukuhkan")
def post_confirm(officer_id: int, record_id: int) -> Response | tuple[str, int]:
    """A superior confirms a training; its hours count from now on."""
    now = clock.now()

    def write(session: Session, signed_in: SignedIn) -> None:
        _require_superior(signed_in, officer_id)
        _require_record(session, officer_id, record_id)
        development.confirm_record(session, record_id=record_id, now=now, actor=signed_in.actor)

    return _done(officer_id, write, {}, words("Pelatihan dikukuhkan. Jamnya terhitung."))


@blueprint.post(f"/{OFFICER}/riwayat/<{ID}:record_id>/tarik")
def post_withdraw(officer_id: int, record_id: int) -> Response | tuple[str, int]:
    """The member, or a superior, takes back what nobody confirmed."""
    now = clock.now()

    def write(session: Session, signed_in: SignedIn) -> None:
        if not rules.may_propose(signed_in.rights, officer_id):
            raise NotFound
        _require_record(session, officer_id, record_id)
        development.withdraw_record(session, record_id=record_id, now=now, actor=signed_in.actor)

    return _done(officer_id, write, {}, words("Catatan pelatihan ditarik."))


def _typed(names: Sequence[str]) -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in names}


def _require_superior(signed_in: SignedIn, officer_id: int) -> None:
    if not rules.may_decide(signed_in.rights, officer_id):
        raise NotFound


def _require_record(session: Session, officer_id: int, record_id: int) -> None:
    found = queries.record_of(session, record_id=record_id)
    if found is None or found.officer_id != officer_id:
        raise NotFound


def _chosen(session: Session, typed: str, field: str) -> tuple[int | None, str]:
    """The training chosen from the catalogue with its title; nothing chosen is fine."""
    if not typed:
        return None, ""
    wanted = whole_number(typed)
    found = next((each for each in queries.catalogue(session) if each.id == wanted), None)
    if found is None:
        raise Invalid({field: [words("Pilih pelatihan dari katalog.")]})
    return found.id, found.title


def _record(session: Session, officer_id: int, form: Mapping[str, str]) -> NewRecord:
    fields: dict[str, list[Words]] = {}
    training_id, title = _chosen(session, form["training_id"], "training_id")
    listed = {each.id: each.lesson_hours for each in queries.catalogue(session)}
    hours = whole_number(form["lesson_hours"])
    if not form["lesson_hours"] and training_id is not None:
        hours = listed[training_id]
    days = {name: calendar_day(form[name]) for name in ("first_on", "last_on")}
    for name, day in days.items():
        if day is None:
            fields[name] = [words("Isi dengan tanggal.")]
    if hours is None:
        fields["lesson_hours"] = [words("Isi dengan angka.")]
    first_on, last_on = days["first_on"], days["last_on"]
    if fields or hours is None or first_on is None or last_on is None:
        raise Invalid(fields)
    return NewRecord(
        officer_id,
        form["title"] or title,
        hours,
        first_on,
        last_on,
        form["certificate"],
        training_id,
        whole_number(form["need_id"]),
    )


def _done(
    officer_id: int,
    write: Write,
    form: Mapping[str, str],
    told: Words,
    names: Mapping[str, str] | None = None,
) -> Response | tuple[str, int]:
    signed_in = officer()

    def change(session: Session) -> None:
        _seen(session, signed_in, officer_id)
        write(session, signed_in)

    try:
        writing(change)
    except NotFound:
        raise
    except DomainError as error:
        errors = {(names or {}).get(name, name): said for name, said in field_errors(error).items()}
        return _page(signed_in, officer_id, form, errors or {"": [say(error.detail)]}), status_of(error)
    tell(told)
    return make_response(redirect(url_for("trainings.person", officer_id=officer_id), 303))


def _seen(session: Session, signed_in: SignedIn, officer_id: int) -> OfficerCard:
    card = people.officer_card(session, officer_id=officer_id)
    if card is None or not may_see_person(signed_in.rights, officer_id, card.unit):
        abort(404)
    return card


def _page(
    signed_in: SignedIn, officer_id: int, form: Mapping[str, str], errors: Mapping[str, Sequence[str]]
) -> str:
    look, rights, tongue = Look(), signed_in.rights, language()
    rulebook, today = look.rulebook, look.rulebook.local_date(look.now)
    asked = whole_number(request.args.get("tahun", "")) or today.year
    year = asked if FIRST_YEAR <= asked <= today.year else today.year
    decides, own = rules.may_decide(rights, officer_id), rights.officer_id == officer_id
    with reading() as session:
        card = _seen(session, signed_in, officer_id)
        hours = queries.hours_of_year(session, officer_id=officer_id, year=year, rulebook=rulebook)
        needs = queries.needs_of(session, officer_id=officer_id)
        records = queries.records_of(session, officer_id=officer_id, year=year)
        listed = queries.catalogue(session)
        found = (
            suggestions(session, officer_id=officer_id, now=look.now, rulebook=rulebook) if decides else []
        )
        cards = people.officer_cards(session)
    names, codes = training_names(rulebook, tongue), {each.id: each.code for each in listed}

    def called(officer_id: int | None) -> str:
        return cards[officer_id].name if officer_id in cards else ""

    def by(reference: str) -> str:
        kind, _sep, key = reference.partition(":")
        return called(int(key)) if kind == "person" else ""

    return page(
        "performance/training/pelatihan.html",
        name=card.name,
        position=card.title,
        own=own,
        tabs=tabs(officer_id, "trainings.person", civil_servant=card.is_civil_servant),
        year=str(year),
        years=years(today, FIRST_YEAR),
        hours=hours_sheet(hours, tongue),
        limit=hours.floor if hours.floor is not None else hours.ceiling,
        needs=[
            need_row(each, names=names, person=by, decides=decides, code=codes.get(each.training_id or 0))
            for each in needs
        ],
        suggestions=[
            suggestion_row(each, officer_id=officer_id, names=names, reader=look.reader) for each in found
        ],
        records=[
            record_row(each, language=tongue, person=called, decides=decides, mine=own) for each in records
        ],
        decides=decides,
        proposes=rules.may_propose(rights, officer_id),
        trainings=[
            (
                str(each.id),
                _("%(title)s, %(hours)s JP", title=names.get(each.code, each.title), hours=each.lesson_hours),
            )
            for each in listed
        ],
        approved=[(str(each.id), each.words) for each in needs if each.state == "approved"],
        form=form,
        errors=errors,
        need_href=url_for("trainings.post_need", officer_id=officer_id),
        suggestion_href=url_for("trainings.post_suggestion", officer_id=officer_id),
        record_href=url_for("trainings.post_record", officer_id=officer_id),
        catalogue_href=url_for("trainings.catalogue"),
    )

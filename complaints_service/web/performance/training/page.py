"""The page of a person's training, put together from what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import request, url_for
from flask_babel import gettext as _

from complaints_service.appraisal.effect import of_training
from complaints_service.appraisal.needs import suggestions
from complaints_service.development import queries, rules
from complaints_service.development.catalogue import training_names
from complaints_service.edge.input.typed import whole_number
from complaints_service.edge.language import language
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.effects import effect_lines
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import tabs
from complaints_service.web.performance.training.words import (
    hours_sheet,
    need_row,
    record_row,
    suggestion_row,
    years,
)
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page

FIRST_YEAR = 2025


def person_page(reader: SignedIn, card: OfficerCard, typed: Typed) -> str:
    """One member's training as this reader may see it; what was typed stands in its form."""
    officer_id = card.id
    look, rights, tongue = Look(), reader.rights, language()
    rulebook, today = look.rulebook, look.rulebook.local_date(look.now)
    asked = whole_number(request.args.get("tahun", "")) or today.year
    year = asked if FIRST_YEAR <= asked <= today.year else today.year
    decides, own = rules.may_decide(rights, officer_id), rights.officer_id == officer_id
    with reading() as session:
        hours = queries.hours_of_year(session, officer_id=officer_id, year=year, rulebook=rulebook)
        needs = queries.needs_of(session, officer_id=officer_id)
        records = queries.records_of(session, officer_id=officer_id, year=year)
        listed = queries.catalogue(session)
        found = (
            suggestions(session, officer_id=officer_id, now=look.now, rulebook=rulebook) if decides else []
        )
        cards = people.officer_cards(session)
        done = [each for each in map(of_training, records) if each is not None]
        came = effect_lines(session, officer_id=officer_id, remedies=done, look=look)
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
        effects=came,
        decides=decides,
        proposes=rules.may_propose(rights, officer_id),
        trainings=_choices(listed, names),
        approved=[(str(each.id), each.words) for each in needs if each.state == "approved"],
        form=typed.values,
        errors=typed.errors,
        sent=typed.form,
        **_addresses(officer_id),
    )


def _choices(listed: Sequence[queries.TrainingView], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The catalogue's trainings as a form offers them, each with its lesson hours."""
    return [
        (
            str(each.id),
            _("%(title)s, %(hours)s JP", title=names.get(each.code, each.title), hours=each.lesson_hours),
        )
        for each in listed
    ]


def _addresses(officer_id: int) -> dict[str, str]:
    """Where the forms of the page lead, and the catalogue."""
    return {
        "need_href": url_for("trainings.post_need", officer_id=officer_id),
        "suggestion_href": url_for("trainings.post_suggestion", officer_id=officer_id),
        "record_href": url_for("trainings.post_record", officer_id=officer_id),
        "catalogue_href": url_for("trainings.catalogue"),
    }

"""The pages of a plan: a version with its dialogue, where one begins, and giving a draft up."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.matrix import may_see_matrix
from complaints_service.appraisal.planning.opening import PlanYear, shown_version, standing_in_time
from complaints_service.appraisal.planning.queries import versions_by_id, years_of
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.plans.choices import basis_choices
from complaints_service.web.performance.plans.content import (
    lines_of,
    located,
    result_blocks,
    standing_of,
    value_blocks,
    version_links,
)
from complaints_service.web.performance.plans.words import basis_words, state_words
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import tabs
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page

#: The form of a version's page in which something is said.
REMARK = "remark"


def person_page(reader: SignedIn, opened: PlanYear, typed: Typed) -> str:
    """A version of a year, or what holds; what was said and refused stands in its form."""
    look, reader_id = Look(), reader.rights.officer_id
    today = look.rulebook.local_date(look.now)
    plan = opened.wanted or shown_version(opened.versions, today)
    officer_id = opened.card.id
    common = _of_every_version(reader, opened, look, plan, typed)
    this_year = today.year
    with reading() as session:
        years = {opened.year, this_year, this_year + 1, *years_of(session, officer_id=officer_id)}
        common["years"] = sorted(years, reverse=True)
        if plan is None:
            may_start = opened.takes_part and this_year <= opened.year <= this_year + 1
            return page("performance/plans/rencana_kosong.html", may_start=may_start, **common)
        in_time = standing_in_time(plan, opened.versions, today)
        standing = standing_of(
            session,
            plan,
            in_time=in_time,
            placement=opened.placement,
            reader_id=reader_id,
            rulebook=look.rulebook,
            now=look.now,
        )
        blocks = result_blocks(session, plan, look.reader)
        lines = lines_of(session, plan, reader_id=reader_id)
        origin = _basis(session, look, plan)
    links = version_links(opened.versions, plan, today)
    moved = in_time in ("holds", "coming") and opened.placement is not None and _moved(opened, plan)
    return page(
        "performance/plans/rencana.html",
        plan=plan,
        state=state_words(in_time),
        standing=standing,
        results=blocks,
        dialogue=lines,
        versions=links,
        origin=origin,
        moved=moved,
        typed=typed.values if typed.form == REMARK else {},
        may_change=_may_change(opened, this_year),
        **_addresses(plan),
        **common,
    )


def _of_every_version(
    reader: SignedIn, opened: PlanYear, look: Look, plan: PlanView | None, typed: Typed
) -> dict[str, Any]:
    """What the page shows whether there is a plan or not: whose year it is, and where one goes from there."""
    officer_id = opened.card.id
    own = officer_id == reader.rights.officer_id
    leads = officer_id in reader.rights.subordinate_officers
    return {
        "card": opened.card,
        "own": own,
        "year": opened.year,
        "tabs": tabs(officer_id, "plans.person", civil_servant=opened.card.is_civil_servant),
        "position": _position(opened.card),
        "values": value_blocks(look.rulebook, plan, look.reader.language),
        "takes_part": opened.takes_part,
        "start_href": url_for("plans.start", officer_id=officer_id, tahun=opened.year),
        "goals_href": url_for("goals.listing", tahun=opened.year),
        "matrix_href": _matrix_href(reader, opened),
        "team_href": url_for("team.listing") if leads else "",
        "errors": located(typed.errors),
    }


def _addresses(plan: PlanView) -> dict[str, Any]:
    """Where the forms and the documents of a version are."""
    officer_id, version_id = plan.officer_id, plan.version_id
    return {
        "edit_href": url_for("plan_parts.index", officer_id=officer_id, tahun=plan.year),
        "remark_action": url_for("plans.post_remark", officer_id=officer_id, version_id=version_id),
        "sign_action": url_for("plans.post_sign", officer_id=officer_id, version_id=version_id),
        "drop_href": url_for("plans.drop", officer_id=officer_id, version_id=version_id),
        "documents": [
            (
                form.upper(),
                url_for("documents.skp", officer_id=officer_id, version_id=version_id, form=form),
            )
            for form in ("pdf", "xlsx")
        ],
    }


def start_page(reader: SignedIn, opened: PlanYear, typed: Typed) -> str:
    """Where a plan, or its change, begins."""
    look = Look()
    with reading() as session:
        choices = basis_choices(
            session, card=opened.card, year=opened.year, signed=opened.signed, rulebook=look.rulebook,
            language=look.reader.language,
        )  # fmt: skip
    today = look.rulebook.local_date(look.now)
    begins = date(opened.year, 1, 1)
    if opened.placement is not None:
        begins = max(begins, opened.placement.works_from)
    if opened.signed:
        begins = max(today, begins)
    filled = {"basis": choices[0][0], "effective_from": begins.isoformat(), **typed.values}
    return page(
        "performance/plans/rencana_mulai.html",
        card=opened.card,
        own=opened.card.id == reader.rights.officer_id,
        year=opened.year,
        change=bool(opened.signed),
        choices=choices,
        form=filled,
        errors=typed.errors,
        action=url_for("plans.post_start", officer_id=opened.card.id),
        back=url_for("plans.person", officer_id=opened.card.id, tahun=opened.year),
    )


def drop_page(opened: PlanYear, typed: Typed) -> str:
    """Asks for the reason before a draft, the version that is `wanted`, is given up."""
    draft = opened.wanted
    assert draft is not None
    return page(
        "performance/plans/rencana_batal.html",
        card=opened.card,
        plan=draft,
        form=typed.values,
        errors=typed.errors,
        action=url_for("plans.post_drop", officer_id=opened.card.id, version_id=draft.version_id),
        back=url_for("plans.person", officer_id=opened.card.id, tahun=draft.year),
    )


def _basis(session: Session, look: Look, plan: PlanView) -> str:
    kind, _sep, which = plan.basis.partition(":")
    from_version = versions_by_id(session, version_ids=[int(which)]) if kind == "version" else []
    numbers = {each.version_id: (each.year, each.number) for each in from_version}
    language = look.reader.language
    names = {each.code: each.names.read(language) for each in look.rulebook.plan_templates}
    return basis_words(plan, numbers, names)


def _may_change(opened: PlanYear, this_year: int) -> bool:
    """Whether the reader may begin a change of the signed plan."""
    return opened.takes_part and opened.draft is None and bool(opened.signed) and opened.year >= this_year


def _moved(opened: PlanYear, plan: PlanView) -> bool:
    """Whether the officer's post is another than the signed plan's."""
    return opened.card.position != plan.position


def _matrix_href(reader: SignedIn, opened: PlanYear) -> str:
    """Where the matrix of the person's own unit is, for whoever may see it."""
    unit = opened.card.unit
    if not may_see_matrix(reader.rights, unit):
        return ""
    return url_for("matrix.of_unit", unit=unit, tahun=opened.year)


def _position(card: OfficerCard) -> str:
    return card.title if card.unit_name in card.title else f"{card.title}, {card.unit_name}"

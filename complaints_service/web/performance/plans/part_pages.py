"""The pages on which a draft is written: its parts in a list, one result, conduct and annexes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.content import draft_of
from complaints_service.appraisal.planning.opening import PlanYear
from complaints_service.appraisal.planning.rules import MOST_RESULTS, WHOLE, gaps, problems
from complaints_service.appraisal.planning.setting import load_setting
from complaints_service.appraisal.planning.unsaved import TypedPart, typing_of
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.web.performance.plans.choices import form_choices
from complaints_service.web.performance.plans.content import located, problem_lines, value_blocks
from complaints_service.web.performance.plans.form import (
    ConductFields,
    ResultFields,
    conduct_of,
    fields_of,
    read_conduct,
    read_result,
)
from complaints_service.web.performance.scope import Look
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page

CONDUCT = "perilaku"


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """A result among the parts of a draft; `missing`: what it still lacks, in sentences."""

    number: int
    words: str
    weight: int
    indicators: int
    missing: list[str]
    href: str


def result_part(number: int) -> str:
    """What the part of a draft is called in which a result is written."""
    return f"hasil-{number}"


def part_of(reader: SignedIn, draft: PlanView, name: str) -> TypedPart:
    """A part of a draft, as this reader types it."""
    return TypedPart(draft.version_id, reader.rights.account_id, name)


def index_page(opened: PlanYear, draft: PlanView, typed: Typed) -> str:
    """The parts of a draft, each with what it lacks."""
    look = Look()
    with reading() as session:
        missing = _missing(session, opened, draft, look)
    rows = [
        PartRow(
            number=result.ordinal,
            words=result.words,
            weight=result.weight,
            indicators=len(result.indicators),
            missing=problem_lines(
                {
                    path: said
                    for path, said in missing.items()
                    if path.startswith(f"results.{result.ordinal - 1}.")
                }
            ),
            href=_result_href(opened, draft, result.ordinal),
        )
        for result in draft.results
    ]
    more = len(rows) < MOST_RESULTS
    return page(
        "performance/plans/rencana_ubah.html",
        **_frame(opened, draft, typed),
        results=rows,
        total=sum(each.weight for each in rows),
        whole=WHOLE,
        add_href=_result_href(opened, draft, len(rows) + 1) if more else "",
        conduct_href=_address("plan_parts.conduct", opened, draft),
        expected=len(draft.expectations),
        starts=draft.effective_from,
        effective_from=typed.values.get("effective_from", draft.effective_from.isoformat()),
        note=typed.values.get("note", ""),
        action=_address("plan_parts.post_beginning", opened, draft),
        order_action=_address("plan_parts.post_order", opened, draft),
        back=url_for("plans.person", officer_id=opened.card.id, tahun=draft.year),
    )


def result_page(
    reader: SignedIn,
    opened: PlanYear,
    draft: PlanView,
    number: int,
    *,
    fields: ResultFields | None = None,
    typed: Typed | None = None,
    focus: str = "",
) -> str:
    """One result: as it was typed, else as this reader left it half written, else as the draft has it."""
    look, sent = Look(), typed or Typed()
    at, stored = number - 1, draft_of(draft).results
    with reading() as session:
        kept = None if fields else typing_of(session, part=part_of(reader, draft, result_part(number)))
        choices = form_choices(
            session,
            placement=opened.placement,
            plan=draft,
            rulebook=look.rulebook,
            language=look.reader.language,
        )
    if fields is None:
        begun = fields_of(stored[at], look.reader.language) if at < len(stored) else ResultFields()
        fields = read_result(kept.fields) if kept else begun
    return page(
        "performance/plans/rencana_hasil.html",
        **_frame(opened, draft, sent, at=at, revision=kept.revision if kept else None),
        number_of_result=number,
        typed=fields,
        new=at >= len(stored),
        choices=choices,
        focus=focus or next(iter(located(sent.errors, at)), ""),
        left=sum(each.weight for each in stored[:at] + stored[at + 1 :]),
        kept_at=kept.changed_at if kept else None,
        note=sent.values.get("note", ""),
        part=result_part(number),
        keep=_address("plan_parts.keep", opened, draft),
        action=_result_href(opened, draft, number),
        back=_address("plan_parts.index", opened, draft),
    )


def conduct_page(
    reader: SignedIn,
    opened: PlanYear,
    draft: PlanView,
    *,
    fields: ConductFields | None = None,
    typed: Typed | None = None,
) -> str:
    """Conduct and annexes: as they were typed, left half written, or as the draft has them."""
    look, sent = Look(), typed or Typed()
    values = value_blocks(look.rulebook, None, look.reader.language)
    kept = None
    if fields is None:
        with reading() as session:
            kept = typing_of(session, part=part_of(reader, draft, CONDUCT))
        codes = [value.code for value in values]
        fields = read_conduct(kept.fields, codes) if kept else conduct_of(draft_of(draft))
    return page(
        "performance/plans/rencana_perilaku.html",
        **_frame(opened, draft, sent, revision=kept.revision if kept else None),
        typed=fields,
        values=values,
        kept_at=kept.changed_at if kept else None,
        note=sent.values.get("note", ""),
        part=CONDUCT,
        keep=_address("plan_parts.keep", opened, draft),
        action=_address("plan_parts.post_conduct", opened, draft),
        back=_address("plan_parts.index", opened, draft),
    )


def _frame(
    opened: PlanYear, draft: PlanView, typed: Typed, *, at: int | None = None, revision: int | None = None
) -> dict[str, Any]:
    """What all these pages say of the draft; `at`: of one result, counted from 0.

    `revision`: what was typed before was typed over that one.

    Where somebody was faster, the next form has seen what is there now; where a field was wrong, it still has
    to be told.
    """
    sent = typed.values.get("revision", str(draft.revision if revision is None else revision))
    stale = sent != str(draft.revision) and ("" in typed.errors or not typed.values)
    return {
        "card": opened.card,
        "year": draft.year,
        "number": draft.number,
        "errors": located(typed.errors, at),
        "stale": stale,
        "revision": draft.revision if stale else sent,
        "signed": draft.officer_signed_at is not None or draft.rater_signed_at is not None,
        "read_href": url_for("plans.person", officer_id=opened.card.id, tahun=draft.year),
    }


def _missing(session: Session, opened: PlanYear, draft: PlanView, look: Look) -> Any:
    """What the draft lacks before it can be signed, by its path."""
    if opened.placement is None:
        return {}
    setting = load_setting(
        session, plan_id=draft.plan_id, year=draft.year, placement=opened.placement, rulebook=look.rulebook,
        now=look.now,
    )  # fmt: skip
    content = draft_of(draft)
    return {**gaps(content, setting), **problems(content, setting)}


def _address(endpoint: str, opened: PlanYear, draft: PlanView) -> str:
    return url_for(endpoint, officer_id=opened.card.id, tahun=draft.year)


def _result_href(opened: PlanYear, draft: PlanView, number: int) -> str:
    return url_for("plan_parts.result", officer_id=opened.card.id, ordinal=number, tahun=draft.year)

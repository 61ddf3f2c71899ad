"""What the page of a plan shows: a version, its results, conduct, dialogue, and whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.content import draft_of
from complaints_service.appraisal.planning.opening import standing_in_time
from complaints_service.appraisal.planning.queries import dialogue_of, served_names
from complaints_service.appraisal.planning.rules import gaps, may_act, problems, waits_for
from complaints_service.appraisal.planning.setting import Placement, load_setting
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.edge.problems import say
from complaints_service.errors import Words
from complaints_service.people.queries import names_of_officers
from complaints_service.web.performance.indicator_rows import Reader
from complaints_service.web.performance.plans.form import field_name
from complaints_service.web.performance.plans.words import (
    DialogueLine,
    aspect_names,
    dialogue_lines,
    duty_names,
    spread_words,
    standing_words,
    state_words,
    target_words,
)
from complaints_service.web.words.vocabulary import word_of
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class IndicatorLine:
    """An indicator as a row: `href` opens the figure of a measured one."""

    words: str
    aspect: str
    target: str
    spread: str
    source: str
    href: str


@dataclass(frozen=True, kw_only=True)
class ResultBlock:
    """A result with its rows; `serves`: what it supports, in words."""

    ordinal: int
    words: str
    weight: int
    duty: str
    serves: tuple[str, ...]
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True, kw_only=True)
class ValueBlock:
    """A BerAKHLAK value with its statements and what the superior expects beyond them."""

    code: str
    name: str
    meaning: str
    statements: tuple[str, ...]
    expectation: str


@dataclass(frozen=True, kw_only=True)
class VersionLink:
    """A version in the list of a year's versions."""

    href: str
    title: str
    state: str
    state_words: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class PlanStanding:
    """How far a version is: a sentence, who signed when, what is missing, and what the reader may do."""

    sentence: str
    officer_signed_at: datetime | None
    rater_signed_at: datetime | None
    rater: str
    missing: tuple[str, ...]
    takes_part: bool
    may_sign: bool


def result_blocks(session: Session, plan: PlanView, reader: Reader) -> list[ResultBlock]:
    """The results of a version with what they serve."""
    results, goals = served_names(
        session,
        results=[each.superior_result_id for each in plan.results if each.superior_result_id is not None],
        goals=[each.goal_id for each in plan.results if each.goal_id is not None],
    )
    aspects, duties = aspect_names(), duty_names()
    blocks = []
    for result in plan.results:
        serves = []
        if result.superior_result_id in results:
            words, whose = results[result.superior_result_id]
            serves.append(_("mendukung hasil %(who)s: %(words)s", who=whose, words=words))
        if result.goal_id in goals:
            serves.append(_("mendukung sasaran: %(words)s", words=goals[result.goal_id]))
        rows = tuple(
            IndicatorLine(
                words=indicator.words,
                aspect=aspects[indicator.aspect],
                target=target_words(indicator, reader),
                spread=spread_words(indicator, reader),
                source=word_of("indicator_source", indicator.source),
                href=url_for(
                    "figures.evidence", officer_id=plan.officer_id, indicator=indicator.indicator_code
                )
                if indicator.indicator_code
                else "",
            )
            for indicator in result.indicators
        )
        blocks.append(
            ResultBlock(
                ordinal=result.ordinal,
                words=result.words,
                weight=result.weight,
                duty=duties[result.duty],
                serves=tuple(serves),
                indicators=rows,
            )
        )
    return blocks


def value_blocks(rulebook: Rulebook, plan: PlanView | None, language: str) -> list[ValueBlock]:
    """The seven values with their statements."""
    said = plan.expectations if plan is not None else {}
    return [
        ValueBlock(
            code=value.code,
            name=value.names.read(language),
            meaning=value.meaning.read(language),
            statements=tuple(each.read(language) for each in value.statements),
            expectation=said.get(value.code, ""),
        )
        for value in rulebook.behaviour_values
    ]


def version_links(versions: Sequence[PlanView], shown: PlanView, today: date) -> list[VersionLink]:
    """The versions of a year, the newest first."""
    links = []
    for version in reversed(versions):
        state, words = state_words(standing_in_time(version, versions, today))
        href = url_for("plans.version", officer_id=version.officer_id, version_id=version.version_id)
        title = _("Versi %(number)s", number=version.number)
        links.append(
            VersionLink(
                href=href,
                title=title,
                state=state,
                state_words=words,
                current=version.version_id == shown.version_id,
            )
        )
    return links


def standing_of(
    session: Session,
    plan: PlanView,
    *,
    in_time: str,
    placement: Placement | None,
    reader_id: int | None,
    rulebook: Rulebook,
    now: datetime,
) -> PlanStanding:
    """How far a version is, for this reader. `in_time`: see `standing_in_time`.

    `placement` is None for who works here no more.
    """
    rater_id = placement.rater_id if placement is not None and plan.state == "draft" else plan.rater_id
    names = names_of_officers(session, ids=[each for each in (rater_id, plan.officer_id) if each is not None])
    rater = names.get(rater_id, "") if rater_id is not None else ""
    part = placement is not None and may_act(
        actor_id=reader_id, officer_id=plan.officer_id, rater_id=rater_id
    )
    missing: list[str] = []
    if plan.state == "draft" and placement is not None:
        setting = load_setting(
            session, plan_id=plan.plan_id, year=plan.year, placement=placement, rulebook=rulebook, now=now
        )
        draft = draft_of(plan)
        missing = problem_lines({**gaps(draft, setting), **problems(draft, setting)})
    own = reader_id == plan.officer_id
    mine = plan.officer_signed_at if own else plan.rater_signed_at
    return PlanStanding(
        sentence=_sentence(plan, in_time, rater_id, names, reader_id),
        officer_signed_at=plan.officer_signed_at,
        rater_signed_at=plan.rater_signed_at,
        rater=rater,
        missing=tuple(missing),
        takes_part=part and plan.state == "draft",
        may_sign=part and plan.state == "draft" and mine is None and not missing,
    )


def lines_of(session: Session, plan: PlanView, *, reader_id: int | None) -> list[DialogueLine]:
    """The dialogue about a version."""
    remarks = dialogue_of(session, version_id=plan.version_id)
    names = names_of_officers(session, ids={each.officer_id for each in remarks})
    return dialogue_lines(remarks, names, reader_id=reader_id, dropped=plan.state == "dropped")


def located(found: Mapping[str, Sequence[Words | str]], at: int | None = None) -> dict[str, list[str]]:
    """Problems by the field they belong to on the page of the result `at`, in sentences that say where."""
    told = {}
    for path, sentences in found.items():
        parts = path.split(".")
        where = ""
        if parts[0] == "results" and len(parts) > 1:
            where = _("Hasil %(number)s", number=int(parts[1]) + 1)
            if len(parts) > 3:
                where = _("Hasil %(number)s, indikator %(indicator)s", number=int(parts[1]) + 1,
                          indicator=int(parts[3]) + 1)  # fmt: skip
        told[field_name(path, at)] = [
            f"{where}: {say(sentence)}" if where else say(sentence) for sentence in sentences
        ]
    return told


def problem_lines(found: Mapping[str, Sequence[Words | str]]) -> list[str]:
    """The same sentences one after another."""
    return [line for lines in located(found).values() for line in lines]


def _sentence(
    plan: PlanView, in_time: str, rater_id: int | None, names: Mapping[int, str], reader_id: int | None
) -> str:
    if plan.state != "draft":
        return standing_words(in_time)
    waiting = waits_for(
        officer_signed=plan.officer_signed_at is not None,
        rater_signed=plan.rater_signed_at is not None,
        officer_id=plan.officer_id,
        rater_id=rater_id,
    )
    told = [_("Anda") if each == reader_id else names.get(each, "") for each in waiting]
    who = _(" dan ").join(told)
    return _("Menunggu tanda tangan %(who)s. Sampai itu rencana ini belum berlaku.", who=who)

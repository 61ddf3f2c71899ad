"""Needs, suggestions, records and hours of training in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from complaints_service.appraisal.needs import Suggestion
from complaints_service.development.queries import LessonHours, NeedView, RecordView, TrainingView
from complaints_service.edge.problems import say
from complaints_service.errors import Words, words
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.web.drawing.hours import hours_bar
from complaints_service.web.performance.indicator_rows import Reader, short
from complaints_service.web.ticket.words import Badge
from complaints_service.web.words.formats import date_range, month_words, number_words
from complaints_service.web.words.vocabulary import name_of
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class NeedRow:
    """One need: what, why, who said so, what was decided, and the forms for it."""

    id: int
    title: str
    training: str
    reason: str
    by: str
    badge: Badge
    decision: str
    decide_href: str
    decides: bool
    finishes: bool
    form: str


@dataclass(frozen=True, kw_only=True)
class SuggestionRow:
    """A training that a figure speaks for; `href` opens the figure."""

    training_id: int
    title: str
    reason: str
    href: str
    figure: str


@dataclass(frozen=True, kw_only=True)
class RecordRow:
    """One training done."""

    id: int
    title: str
    words: str
    certificate: str
    badge: Badge
    confirm_href: str
    withdraw_href: str


@dataclass(frozen=True, kw_only=True)
class HoursSheet:
    """The drawn bar of a year with the words that say the same; `over`: the ceiling is passed."""

    bar: Markup
    total: str
    words: str
    waiting: str
    over: bool


def hours_sheet(hours: LessonHours, language: str) -> HoursSheet:
    """What a year's hours say; a ceiling that is passed is a warning."""

    def told(count: int) -> str:
        return number_words(count, language)

    if hours.floor is not None:
        said = (
            _(
                "Masih kurang %(missing)s dari %(floor)s JP setahun.",
                missing=told(hours.missing),
                floor=hours.floor,
            )
            if hours.missing
            else _("Sudah memenuhi paling sedikit %(floor)s JP setahun.", floor=hours.floor)
        )
    elif hours.ceiling is not None:
        said = (
            _(
                "Lewat %(over)s dari paling banyak %(ceiling)s JP setahun.",
                over=told(hours.over),
                ceiling=hours.ceiling,
            )
            if hours.over
            else _("Paling banyak %(ceiling)s JP setahun untuk PPPK.", ceiling=hours.ceiling)
        )
    else:
        said = _("Tidak ada batas jam pelajaran untuk non-ASN.")
    waiting = _("%(hours)s JP menunggu dikukuhkan.", hours=told(hours.waiting)) if hours.waiting else ""
    bar = hours_bar(done=hours.done, waiting=hours.waiting, floor=hours.floor, ceiling=hours.ceiling)
    return HoursSheet(
        bar=bar,
        total=_("%(hours)s JP", hours=told(hours.done)),
        words=said,
        waiting=waiting,
        over=bool(hours.over),
    )


def need_row(
    need: NeedView, *, names: Mapping[str, str], person: Callable[[str], str], decides: bool, code: str | None
) -> NeedRow:
    """One need; `code`: of its training in the catalogue, `decides`: the reader is a superior."""
    return NeedRow(
        id=need.id,
        title=need.words,
        training=names.get(code or "", need.training or ""),
        reason=need.reason,
        by=person(need.proposed_by),
        badge=need_badge(need.state),
        decision=need.decision or "",
        decide_href=url_for("trainings.post_decision", officer_id=need.officer_id, need_id=need.id),
        decides=decides and need.state == "proposed",
        finishes=decides and need.state == "approved",
        form=decision_form(need.id),
    )


def decision_form(need_id: int) -> str:
    """What the form of one need is called among those of its page."""
    return f"decision:{need_id}"


def need_badge(state: str) -> Badge:
    """How a need stands."""
    shapes = {"proposed": "new", "approved": "on", "declined": "stop", "done": "done"}
    return Badge(shapes[state], name_of("need_state", state))


def record_row(
    record: RecordView, *, language: str, person: Callable[[int | None], str], decides: bool, mine: bool
) -> RecordRow:
    """One training done; a superior confirms it, and whoever it is about takes back what nobody confirmed."""
    days = date_range(record.first_on, record.last_on, language)
    sure = record.confirmed_at is not None

    def to(endpoint: str) -> str:
        return url_for(endpoint, officer_id=record.officer_id, record_id=record.id)

    return RecordRow(
        id=record.id,
        title=record.title,
        words=_(
            "%(hours)s JP, %(days)s %(year)s",
            hours=number_words(record.lesson_hours, language),
            days=days,
            year=record.last_on.year,
        ),
        certificate=record.certificate or "",
        badge=(
            Badge("done", _("Dikukuhkan %(name)s", name=person(record.confirmed_by)))
            if sure
            else Badge("new", _("Belum dikukuhkan"))
        ),
        confirm_href=to("trainings.post_confirm") if decides and not sure else "",
        withdraw_href=to("trainings.post_withdraw") if (decides or mine) and not sure else "",
    )


def suggestion_row(
    one: Suggestion, *, officer_id: int, names: Mapping[str, str], reader: Reader
) -> SuggestionRow:
    """A suggestion, its reason in the reader's words, and the figure it rests on."""
    return SuggestionRow(
        training_id=one.training.id,
        title=names.get(one.training.code, one.training.title),
        reason=say(suggestion_reason(one, reader)),
        href=url_for(
            "figures.evidence", officer_id=officer_id, indicator=one.value.code, period=one.months[-1]
        ),
        figure=one.value.names.read(reader.language),
    )


def suggestion_reason(one: Suggestion, reader: Reader) -> Words:
    """Why a training is suggested: the figure of three months beside its target."""
    value = one.value
    return words(
        "%(figure)s %(value)s, target %(target)s, n %(n)s, %(first)s sampai %(last)s.",
        figure=value.names.read(reader.language),
        value=short(value.unit, value.value or 0, reader),
        target=short(value.unit, value.target or 0, reader),
        n=number_words(value.n, reader.language),
        first=month_words(one.months[0], reader.language),
        last=month_words(one.months[-1], reader.language),
    )


@dataclass(frozen=True)
class CatalogueRow:
    """One training of the catalogue; `helps`: the figure and the value it may help, or nothing."""

    title: str
    provider: str
    hours: str
    helps: str


def catalogue_rows(
    trainings: Sequence[TrainingView], *, names: Mapping[str, str], rulebook: Rulebook, language: str
) -> list[CatalogueRow]:
    """The catalogue in the reader's language."""
    values = {value.code: value.names.read(language) for value in rulebook.behaviour_values}
    rows = []
    for each in trainings:
        indicator = INDICATORS.get(each.indicator_code or "")
        helps = [indicator.names.read(language)] if indicator else []
        helps += [values[each.value_code]] if each.value_code in values else []
        hours = _("%(hours)s JP", hours=each.lesson_hours)
        rows.append(CatalogueRow(names.get(each.code, each.title), each.provider, hours, ", ".join(helps)))
    return rows


def years(today: date, first: int) -> list[tuple[str, str]]:
    """The years one can look at, the newest leading."""
    return [(str(year), str(year)) for year in range(today.year, first - 1, -1)]

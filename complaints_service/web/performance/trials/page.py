"""Trials in words: what was changed, how far one is, and both judgements side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked
from complaints_service.measurement.indicators.floors import floor_of
from complaints_service.rulebooks.queries import draft_of
from complaints_service.rulebooks.trials.models import DONE, FAILED, RUNNING, WAITING, RulebookTrial
from complaints_service.rulebooks.trials.outcome import TOLD_BY_CATEGORY
from complaints_service.rulebooks.trials.queries import newest_trials
from complaints_service.tickets.queries import ticket_in_reach
from complaints_service.web.performance.trials.form import DRAFT, IN_FORCE
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import date_range, date_words, out_of, percent
from complaints_service.web.words.vocabulary import name_of
from config.rulebook import Rulebook

_STATES = {
    WAITING: marked("Menunggu giliran"),
    RUNNING: marked("Sedang dihitung"),
    DONE: marked("Selesai"),
    FAILED: marked("Tidak berhasil"),
}
_REASONS = {
    "unreadable": marked("Aturan yang berlaku berubah sejak uji ini diminta. Minta sekali lagi."),
    "failed": marked("Perhitungan terhenti karena gangguan. Minta sekali lagi."),
}
Row = tuple[str, str, list[str]]


@dataclass(frozen=True, kw_only=True)
class MovedClock:
    """A clock that would be judged otherwise; `href` is empty where its reader may not open the report."""

    number: str
    href: str
    clock: str
    was: str
    would: str


def list_page(typed: Typed) -> str:
    """The form of a trial, and the last ones."""
    tongue, rulebook = language(), service().rulebook
    with reading() as session:
        bases = [(IN_FORCE, _("Aturan yang berlaku sekarang"))]
        if draft_of(session) is not None:
            bases.append((DRAFT, _("Draf aturan yang sedang disusun")))
        trials = [
            (
                url_for("trials.one", trial_id=each.id),
                ", ".join(changes_words(each.changes, rulebook, tongue)),
                _(_STATES[each.state]),
                each.asked_at,
            )
            for each in newest_trials(session)
        ]
    return page(
        "performance/trials/andai.html",
        bases=bases,
        categories=_named(rulebook.categories, tongue),
        units=_named(rulebook.units, tongue),
        trials=trials,
        form={"base": IN_FORCE, **typed.values},
        errors=typed.errors,
    )


def trial_page(trial: RulebookTrial, rights: Rights) -> str:
    """One trial: how far it is, or what came of it."""
    tongue, rulebook = language(), service().rulebook
    told = trial.outcome or {}
    with reading() as session:
        moves = _moves(session, told.get("moves", []), rights)
    floor = floor_of("group", rulebook, rulebook.local_date(trial.asked_at))
    return page(
        "performance/trials/andai_satu.html",
        changes=changes_words(trial.changes, rulebook, tongue),
        state=trial.state,
        state_words=_(_STATES[trial.state]),
        reason=_(_REASONS[trial.reason]) if trial.reason else "",
        done=trial.done,
        total=trial.total,
        since=date_words(trial.since_on, tongue, year=True),
        asked_at=trial.asked_at,
        as_of=datetime.fromisoformat(told["as_of"]) if told else None,
        told=told,
        floor=floor,
        clocks=_clock_rows(told.get("clocks", []), floor, tongue),
        categories=_category_rows(told.get("categories", []), floor, rulebook, tongue),
        sent=_sent_rows(told.get("sent"), rulebook, tongue),
        moves=moves,
        again_href=url_for("trials.listing"),
        here=url_for("trials.one", trial_id=trial.id),
    )


def changes_words(changes: Mapping[str, Any], rulebook: Rulebook, tongue: str) -> list[str]:
    """What a trial changes, a phrase each."""
    categories = dict(_named(rulebook.categories, tongue))
    what = categories.get(changes["category"], changes["category"]) or _("semua jenis")
    said = [_("draf aturan")] if changes["on_draft"] else []
    if changes["answer"] is not None:
        said.append(_("%(what)s dijawab dalam %(days)s hari kerja", what=what, days=changes["answer"]))
    if changes["solve"] is not None:
        said.append(_("%(what)s selesai dalam %(days)s hari kerja", what=what, days=changes["solve"]))
    if changes["unit"]:
        unit = dict(_named(rulebook.units, tongue)).get(changes["unit"], changes["unit"])
        said.append(_("%(what)s lebih dulu ke %(unit)s", what=what, unit=unit))
    if changes["closed_from"]:
        first = date.fromisoformat(changes["closed_from"])
        last = date.fromisoformat(changes["closed_until"] or changes["closed_from"])
        said.append(_("kantor tutup %(days)s", days=date_range(first, last, tongue)))
    return said


def on_time(side: Mapping[str, int], floor: int, tongue: str) -> str:
    """How much was in time of what is decided; under the floor the counts alone."""
    decided = side["met"] + side["breached"]
    if not decided:
        return "–"
    counts = out_of(side["met"], decided, tongue)
    if decided < floor:
        return counts
    return f"{percent(side['met'] / decided, tongue, digits=1)} ({counts})"


def _clock_rows(clocks: Sequence[Mapping[str, Any]], floor: int, tongue: str) -> list[Row]:
    return [
        (
            name_of("clock", each["clock"]),
            "",
            [
                on_time(each["was"], floor, tongue),
                on_time(each["would"], floor, tongue),
                str(each["was"]["breached"]),
                str(each["would"]["breached"]),
            ],
        )
        for each in clocks
        if any(each["was"].values()) or any(each["would"].values())
    ]


def _category_rows(
    categories: Sequence[Mapping[str, Any]], floor: int, rulebook: Rulebook, tongue: str
) -> list[Row]:
    names = dict(_named(rulebook.categories, tongue))
    return [
        (
            names.get(each["category"], each["category"]),
            "",
            [
                on_time(each[clock][side], floor, tongue)
                for clock in TOLD_BY_CATEGORY
                for side in ("was", "would")
            ],
        )
        for each in categories
    ]


def _sent_rows(sent: Mapping[str, Any] | None, rulebook: Rulebook, tongue: str) -> list[Row]:
    names = dict(_named(rulebook.units, tongue))
    return [
        (names.get(unit, unit), "", [str(lost), str(got)])
        for unit, lost, got in (sent or {}).get("units", [])
    ]


def _moves(session: Session, moves: Sequence[Sequence[Any]], rights: Rights) -> list[MovedClock]:
    """Of the first reports that would move, those that their reader may open."""
    found = []
    for number, clock_name, _place, was, was_due, would, would_due in moves:
        if ticket_in_reach(session, number=number, rights=rights) is None:
            continue
        found.append(
            MovedClock(
                number=number,
                href=url_for("desk.ticket", number=number, _anchor="jam"),
                clock=name_of("clock", clock_name),
                was=_verdict(was, was_due),
                would=_verdict(would, would_due),
            )
        )
    return found


def _verdict(status: str, due_at: str | None) -> str:
    if not status:
        return "–"
    said = name_of("clock_status", status)
    if due_at is None:
        return said
    at = datetime.fromisoformat(due_at).astimezone(ZoneInfo(service().rulebook.office.zone))
    return _("%(said)s, janji %(day)s", said=said, day=date_words(at.date(), language()))


def _named(entries: Sequence[Any], tongue: str) -> list[tuple[str, str]]:
    return list({each.code: (each.code, each.names.read(tongue)) for each in entries}.values())

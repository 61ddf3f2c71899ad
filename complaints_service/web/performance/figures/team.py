"""The superior's page: what waits for them, then their people one by one, never side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from complaints_service import clock
from complaints_service.appraisal.evaluating.queries import Waiting, waiting_for
from complaints_service.appraisal.overview import Overview, YearOfPerson, overview
from complaints_service.development.rules import LessonHours
from complaints_service.edge.guard import needs
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.people import VIEW_TEAM
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.web.performance.evaluations.words import period_words, state_words
from complaints_service.web.performance.tabs import offer_link
from complaints_service.web.shell.pages import page

blueprint = Blueprint("team", __name__)
offer_link(
    blueprint,
    "listing",
    marked("Pegawai Anda satu per satu"),
    place=10,
    shown=lambda _session, rights: rights.officer_id is not None and bool(rights.subordinate_officers),
)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing about a person: badge state (empty: none), words, where it is dealt with.

    `short`: what is seen of it in a table; `asks`: it is not in order, or waits for somebody.
    """

    state: str
    words: str
    href: str
    short: str = ""
    asks: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """One of one's people, with where they stand: plan, evaluation, reports, actions, lessons.

    None among them: a thing that this person has not, as a plan of whoever is no civil servant.
    """

    name: str
    href: str
    position: str
    facts: list[Fact | None]

    @property
    def asking(self) -> list[Fact]:
        """What is said of this person in words."""
        return [fact for fact in self.facts if fact is not None and fact.asks]


@blueprint.get("/tim")
@needs(VIEW_TEAM)
def listing(reader: SignedIn, me: int) -> str:
    """Whoever leads: those directly below, then those further down by unit, by the alphabet."""
    below = reader.rights.subordinate_officers
    rulebook = service().rulebook
    today, tongue = rulebook.local_date(clock.now()), language()
    with reading() as session:
        cards = people.officer_cards(session, ids=below)
        nearest = people.nearest_superiors(session, officer_ids=below, on=today)
        found = overview(session, officer_ids=below, today=today, rulebook=rulebook)
        waiting = waiting_for(session, officer_id=me)
    direct = [card for card in cards.values() if nearest.get(card.id) == me]
    further: dict[str, list[PersonRow]] = {}
    for card in cards.values():
        if nearest.get(card.id) != me:
            further.setdefault(card.unit_name, []).append(person_row(card, found, me, tongue))
    return page(
        "performance/figures/tim.html",
        year=found.year,
        period=period_words(found.span, tongue),
        waiting=waiting_lines(direct, found, waiting, me),
        direct=[person_row(card, found, me, tongue) for card in direct],
        further=sorted(further.items()),
    )


def waiting_lines(
    direct: Sequence[OfficerCard], found: Overview, waiting: Waiting, me: int
) -> list[tuple[str, str]]:
    """What this superior alone can move on, each with its address."""
    lines: list[tuple[str, str]] = []
    for card in direct:
        one = found.people[card.id]
        if one.draft == "waits_rater" and one.rater_id == me:
            words = _("Rencana %(name)s menunggu tanda tangan Anda", name=card.name)
            lines.append((words, url_for("plans.person", officer_id=card.id)))
        if one.reports:
            words = ngettext(
                "%(num)d realisasi %(name)s menunggu persetujuan",
                "%(num)d realisasi %(name)s menunggu persetujuan",
                one.reports,
                name=card.name,
            )
            lines.append((words, url_for("reported_values.person", officer_id=card.id)))
        if one.needs or one.trainings:
            words = ngettext(
                "%(num)d pelatihan %(name)s menunggu keputusan",
                "%(num)d pelatihan %(name)s menunggu keputusan",
                one.needs + one.trainings,
                name=card.name,
            )
            lines.append((words, url_for("trainings.person", officer_id=card.id)))
    own = len(waiting.to_rate) + len(waiting.to_decide) + len(waiting.to_opine)
    if own:
        words = ngettext(
            "%(num)d evaluasi menunggu Anda: dinilai, diputus, atau diberi pendapat",
            "%(num)d evaluasi menunggu Anda: dinilai, diputus, atau diberi pendapat",
            own,
        )
        lines.append((words, url_for("evaluations.mine")))
    return lines


def person_row(card: OfficerCard, found: Overview, me: int, tongue: str) -> PersonRow:
    """Where one person stands, in the order of the cycle."""
    one = found.people[card.id]
    facts: list[Fact | None] = [None, None]
    if one.civil_servant:
        facts = [plan_fact(one, found.year, me), _evaluation_fact(one, found, tongue)]
    facts += [_reports_fact(one), _action_fact(one), _hours_fact(one)]
    return PersonRow(
        name=card.name,
        href=url_for("figures.officer", officer_id=card.id),
        position=card.title,
        facts=facts,
    )


def plan_fact(one: YearOfPerson, year: int, me: int | None) -> Fact:
    """The plan of the year: signed, in talk and whose turn it is, or not there."""
    href = url_for("plans.person", officer_id=one.officer_id)
    if one.draft is None:
        if one.signed:
            return Fact(state="done", words=_("Rencana %(year)s ditandatangani", year=year), href=href)
        return Fact(state="risk", words=_("Belum ada rencana %(year)s", year=year), href=href, asks=True)
    whose = {
        "open": _("belum ditandatangani"),
        "waits_officer": _("menunggu tanda tangan pegawai"),
        "waits_rater": _("menunggu tanda tangan Anda")
        if one.rater_id == me
        else _("menunggu tanda tangan pejabat penilai"),
    }[one.draft]
    words = (
        _("Rencana berlaku; perubahannya %(whose)s", whose=whose)
        if one.signed
        else _("Rencana %(year)s %(whose)s", year=year, whose=whose)
    )
    return Fact(state="wait", words=words, href=href, asks=True)


def _evaluation_fact(one: YearOfPerson, found: Overview, tongue: str) -> Fact:
    period = period_words(found.span, tongue)
    href = url_for("evaluations.person", officer_id=one.officer_id)
    if one.evaluation is None:
        words = _("Evaluasi %(period)s belum dimulai", period=period)
        return Fact(state="new", words=words, href=href, asks=True)
    state, told = state_words(one.evaluation)
    words = _("Evaluasi %(period)s: %(state)s", period=period, state=told)
    return Fact(state=state, words=words, href=href, asks=one.evaluation != "closed")


def _reports_fact(one: YearOfPerson) -> Fact:
    href = url_for("reported_values.person", officer_id=one.officer_id)
    if not one.reports:
        return Fact(state="done", words=_("Tidak ada realisasi yang menunggu"), href=href)
    words = ngettext("%(num)d realisasi menunggu", "%(num)d realisasi menunggu", one.reports)
    return Fact(state="wait", words=words, href=href, asks=True)


def _action_fact(one: YearOfPerson) -> Fact:
    href = url_for("actions.listing")
    if not one.actions:
        return Fact(state="done", words=_("Tanpa tindakan terbuka"), href=href)
    words = ngettext("%(num)d tindakan terbuka", "%(num)d tindakan terbuka", one.actions)
    if one.late_actions:
        late = ngettext("%(num)d lewat tanggal", "%(num)d lewat tanggal", one.late_actions)
        return Fact(state="late", words=f"{words}, {late}", href=href, asks=True)
    return Fact(state="on", words=words, href=href)


def _hours_fact(one: YearOfPerson) -> Fact:
    bound = one.hours.floor if one.hours.floor is not None else one.hours.ceiling
    short = str(one.hours.done) if bound is None else f"{one.hours.done}/{bound}"
    href = url_for("trainings.person", officer_id=one.officer_id)
    return Fact(state="", words=hours_words(one.hours), href=href, short=short)


def hours_words(hours: LessonHours) -> str:
    """Lesson hours of the year with what binds this person."""
    if hours.floor is not None:
        return _("%(done)s dari %(floor)s JP pelatihan", done=hours.done, floor=hours.floor)
    if hours.ceiling is not None:
        return _("%(done)s JP pelatihan, paling banyak %(most)s", done=hours.done, most=hours.ceiling)
    return _("%(done)s JP pelatihan", done=hours.done)

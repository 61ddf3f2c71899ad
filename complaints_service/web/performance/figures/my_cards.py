"""The short cards beside one's own figures: plan, evaluation, feedback, actions, training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from complaints_service.appraisal.evaluating.queries import waiting_for
from complaints_service.appraisal.feedback.queries import feedback_of, thanks_of
from complaints_service.appraisal.overview import overview
from complaints_service.measurement.months import month_start
from complaints_service.web.performance.figures.team import Fact, hours_words, plan_fact
from config.rulebook import Rulebook


@dataclass(frozen=True)
class Card:
    """A heading, one to three facts with their addresses."""

    title: str
    facts: list[Fact]


def my_cards(session: Session, *, officer_id: int, now: datetime, rulebook: Rulebook) -> list[Card]:
    """What a member of the office looks for beside the figures, in the order of the cycle."""
    found = overview(session, officer_ids=[officer_id], today=rulebook.local_date(now), rulebook=rulebook)
    one = found.people[officer_id]
    cards = []
    if one.civil_servant:
        plan = plan_fact(one, found.year, one.officer_id)
        if one.draft == "waits_officer":
            plan = Fact(
                state="wait",
                words=_("Rencana %(year)s menunggu tanda tangan Anda", year=found.year),
                href=plan.href,
            )
        reports = url_for("reported_values.person", officer_id=officer_id)
        waits = _("Realisasi dan bukti")
        if one.reports:
            waits = ngettext(
                "%(num)d realisasi menunggu atasan", "%(num)d realisasi menunggu atasan", one.reports
            )
        cards.append(Card(_("Rencana"), [plan, Fact(state="", words=waits, href=reports)]))
        answer = waiting_for(session, officer_id=officer_id).to_answer
        evaluations = url_for("evaluations.person", officer_id=officer_id)
        words = _("Evaluasi menunggu tanggapan Anda") if answer else _("Evaluasi Anda")
        cards.append(
            Card(_("Evaluasi"), [Fact(state="wait" if answer else "", words=words, href=evaluations)])
        )
    cards.append(Card(_("Umpan balik"), [_feedback(session, officer_id, found.year, now, rulebook)]))
    actions = ngettext("%(num)d tindakan terbuka", "%(num)d tindakan terbuka", one.actions)
    state = "late" if one.late_actions else ""
    if one.late_actions:
        late = ngettext("%(num)d lewat tanggal", "%(num)d lewat tanggal", one.late_actions)
        actions = f"{actions}, {late}"
    listed = actions if one.actions else _("Tanpa tindakan terbuka")
    cards.append(Card(_("Tindakan"), [Fact(state=state, words=listed, href=url_for("actions.listing"))]))
    trainings = url_for("trainings.person", officer_id=officer_id)
    cards.append(Card(_("Pelatihan"), [Fact(state="", words=hours_words(one.hours), href=trainings)]))
    return cards


def _feedback(session: Session, officer_id: int, year: int, now: datetime, rulebook: Rulebook) -> Fact:
    start = month_start(f"{year}-01", rulebook.calendar(rulebook.office.calendar))
    given = len(feedback_of(session, officer_id=officer_id, start=start))
    thanks = len(thanks_of(session, officer_ids=[officer_id], start=start, end=now))
    said = [
        ngettext("%(num)d umpan balik", "%(num)d umpan balik", given),
        ngettext("%(num)d ucapan warga", "%(num)d ucapan warga", thanks),
    ]
    words = _("%(said)s pada %(year)s", said=", ".join(said), year=year)
    return Fact(state="", words=words, href=url_for("feedback.person", officer_id=officer_id))

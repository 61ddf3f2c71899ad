"""The unit meets, somebody does what was agreed, and somebody learns what a figure said was missing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from complaints_service import db
from complaints_service.appraisal.agenda import draw_anew
from complaints_service.development.queries import hours_of_year
from complaints_service.development.records import NewRecord, record_training
from complaints_service.development.rules import LessonHours
from complaints_service.development.service import NewNeed, decide_need, propose_need
from complaints_service.meetings.actions import NewAction, open_action, settle_action
from complaints_service.meetings.queries import meeting
from complaints_service.meetings.service import MeetingNotes, NewMeeting, hold_meeting, plan_meeting
from tests.journeys.year_office import SIX, UNIT, YEAR, YearOffice


def call_a_meeting(office: YearOffice, now: datetime) -> int:
    """A meeting of the unit an hour from now, with the agenda the figures give."""
    actor = office.actor("kasi")
    members = frozenset(office.officers[login] for login in SIX)
    new = NewMeeting(
        kind="regular",
        unit=UNIT,
        starts_at=now + timedelta(hours=1),
        chair_id=office.officers["kasi"],
        members=members,
        place="Ruang seksi",
    )
    with db.writing(office.engine) as session:
        rights = office.rights(session, "kasi")
        meeting_id = plan_meeting(session, new=new, rights=rights, now=now, actor=actor)
        draw_anew(session, meeting_id=meeting_id, rights=rights, now=now, rulebook=office.rulebook)
    return meeting_id


def agree_in(office: YearOffice, meeting_id: int, login: str, now: datetime) -> int:
    """An action agreed in a meeting, which is then held."""
    actor = office.actor("kasi")
    with db.writing(office.engine) as session:
        new = NewAction(
            owner_id=office.officers[login],
            words="Membagi jadwal truk dengan seksi lain.",
            due_on=now.date() + timedelta(days=14),
            meeting_id=meeting_id,
        )
        rights = office.rights(session, "kasi")
        action_id = open_action(session, new=new, rights=rights, today=now.date(), now=now, actor=actor)
        view = meeting(session, meeting_id=meeting_id)
        assert view is not None
        held = MeetingNotes("Jadwal truk dibahas; dibagi per hari.", frozenset(view.present))
        hold_meeting(
            session,
            meeting_id=meeting_id,
            held=held,
            revision=view.revision,
            rights=rights,
            now=now + timedelta(hours=2),
            actor=actor,
        )
    return action_id


def finish_action(office: YearOffice, action_id: int, login: str, now: datetime) -> None:
    with db.writing(office.engine) as session:
        settle_action(
            session,
            action_id=action_id,
            state="done",
            outcome="Jadwal ditempel di pos.",
            rights=office.rights(session, login),
            now=now,
            actor=office.actor(login),
        )


def actions_on_agenda(office: YearOffice, meeting_id: int) -> list[str]:
    with db.reading(office.engine) as session:
        view = meeting(session, meeting_id=meeting_id)
    assert view is not None
    return [item.reference for item in view.items if item.kind == "action"]


def learn(office: YearOffice, login: str, now: datetime) -> LessonHours:
    """A need proposed and approved by the superior, and the training that met it; the hours of the year."""
    kasi = office.actor("kasi")
    with db.writing(office.engine) as session:
        rights = office.rights(session, "kasi")
        new = NewNeed(
            officer_id=office.officers[login],
            words="Mengatur waktu jawaban pertama",
            reason="Jawaban pertama di bawah target semester I",
            indicator_code="first_response_on_time",
        )
        need_id = propose_need(session, new=new, rights=rights, now=now, actor=kasi)
        decide_need(session, need_id=need_id, approved=True, decision="", rights=rights, now=now, actor=kasi)
        done = NewRecord(
            officer_id=office.officers[login],
            title="Pelayanan pengaduan yang cepat",
            lesson_hours=12,
            first_on=date(YEAR, 8, 19),
            last_on=date(YEAR, 8, 20),
            need_id=need_id,
        )
        record_training(
            session,
            new=done,
            rights=rights,
            today=date(YEAR, 8, 25),
            now=now + timedelta(days=27),
            actor=kasi,
        )
        return hours_of_year(session, officer_id=office.officers[login], year=YEAR, rulebook=office.rulebook)

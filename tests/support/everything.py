"""An office in which one of each thing exists, and one reader of each kind stands before it. Invented people.

Rina has the confidential ticket, the signed plan, the evaluation, the report and all the rest. Hasan had the ticket
before; Ujang, of the same unit, is whom it accuses.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.accounts.links import SET_PASSWORD, issue_one_time_link
from complaints_service.accounts.scopes import SCOPES
from complaints_service.accounts.service import NewAccount, create_account, grant_role
from complaints_service.answering.models import AnswerTemplate, AnswerTemplateVersion
from complaints_service.appraisal.evaluating.models import FollowUp
from complaints_service.appraisal.feedback.models import Feedback
from complaints_service.appraisal.planning.models import Goal, PlanVersion
from complaints_service.appraisal.reporting.models import Evidence, ReportedValue
from complaints_service.audit.models import AuditQuestion
from complaints_service.development.models import TrainingNeed, TrainingRecord
from complaints_service.intake.models import Attachment
from complaints_service.meetings.models import Action, Attendance, Meeting
from complaints_service.notify.citizens.confirm_links import confirm_token
from complaints_service.notify.citizens.stop_links import stop_token
from complaints_service.notify.models import Outbox, Subscription
from complaints_service.notify.seals.models import SealKeeper
from complaints_service.office_reports.content import digest
from complaints_service.office_reports.models import OfficeReportReader, ReportIssue
from complaints_service.office_reports.ordering.models import ReportFile, ReportOrder
from complaints_service.openness.service import publish
from complaints_service.papers.models import TicketPaper
from complaints_service.papers.service import paper_digest
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.models import Leave, Unit
from complaints_service.people.service import hire_officer
from complaints_service.personal_data.models import DataBreach, SubjectRequest
from complaints_service.remarks.models import PageRemark
from complaints_service.rulebooks.models import OfficeClosure
from complaints_service.rulebooks.trials.changes import TrialChanges
from complaints_service.rulebooks.trials.models import RulebookTrial
from complaints_service.survey.skm.models import SurveyAnswer, SurveyFollowUp, SurveyPeriod
from complaints_service.survey.skm.passes import new_pass
from complaints_service.survey.skm.summing import sum_up
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.links import reading_link
from complaints_service.tickets.reminders.models import Reminder
from complaints_service.tickets.together.models import BulkRun
from complaints_service.tickets.unsent.models import UnsentLetter
from complaints_service.tickets.views.models import SavedView
from config.entries.survey import ELEMENTS
from config.rulebook import Rulebook
from tests.support.evaluations import NOW, Evaluations, evaluated_office
from tests.support.world import PASSWORD_HASH, SETUP, Office

TRACKING_KEY = b"a-tracking-key-of-the-tests-" * 2
DAY = timedelta(days=1)
#: Where the ticket's photo lies in the media folder; the test puts something there.
FILE = "contoh.jpg"
#: A report as it was issued, without any table.
ISSUED_CONTENT = {
    "code": "R1", "title": "Laporan bulanan kepada Wali Kota", "office": "Kecamatan Contoh", "city": "Kota Medan",
    "months": ["2026-11", "2026-11"], "compared": None, "where": {}, "as_of": "2026-12-01T08:00:00+07:00",
    "provisional": False, "sample": False, "sentences": [], "tables": [], "number": "R1/001/2026",
    "issued_on": "2026-12-01", "signer": None,
}  # fmt: skip
#: What came of trying rules: a clock, a category, and what would go elsewhere.
_SIDES = {"was": {"met": 40, "breached": 10, "open": 3}, "would": {"met": 30, "breached": 22, "open": 1}}
TRIAL_OUTCOME = {
    "tickets": 53, "touched": 12, "moved": 12, "refused": 1, "as_of": "2026-12-01T01:00:00+00:00",
    "clocks": [{"clock": "resolution", **_SIDES}], "moves": [],
    "categories": [{"category": "sampah", "first_response": _SIDES, "resolution": _SIDES}],
    "sent": {"tickets": 53, "moved": 4, "refused": 0, "units": [["SARPRAS", 4, 0], ["TRANTIB", 0, 4]]},
}  # fmt: skip
#: A slip as it was made.
PAPER_CONTENT = {
    "kind": "disposition", "title": "Lembar Disposisi", "number": "001/DISP/MRL/XI/2026", "office": "Kecamatan Contoh",
    "dated": "1 Desember 2026", "city": "Kota Medan", "place": "Medan", "name": "Kecamatan Contoh", "address": "",
    "sample": False, "nature": "Biasa", "subject": "Parit", "facts": [], "from": ["Contoh"], "to": ["Contoh"],
    "given": "1 Desember 2026", "said": "", "note": "", "opening": [], "boxes": [], "closing": [], "copies": [],
    "signer": {"name": "–", "nip": "–", "rank": "–", "position": "Camat", "behalf": ""},
}  # fmt: skip


@dataclass
class Everything:
    """The office, the places of its addresses, the citizen's secrets, and keys of programs by scope."""

    made: Evaluations
    places: dict[str, str] = field(default_factory=dict)
    number: str = ""
    secret: str = ""
    #: That of a letter by the way that stands in the places of addresses.
    reading_secret: str = ""
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        return self.made.measured.office


def office_with_everything(engine: Engine, rulebook: Rulebook) -> Everything:
    """Lets all of it happen; `places` names something that exists for each place of an address."""
    made = evaluated_office(engine, rulebook)
    all_of_it = Everything(made)
    office = all_of_it.office
    with db.writing(engine) as session:
        _hire(session, office)
    submission = office.complain(
        "Petugas itu meminta uang.", now=NOW - DAY, privacy="confidential", name="Warga Contoh",
        email="warga@contoh.example", about=(f"person:{office.officers['ujang']}",),
    )  # fmt: skip
    number = all_of_it.number = submission.number
    all_of_it.secret = submission.secret
    for login in ("hasan", "rina"):
        office.act(
            "camat", number, "handover", to=f"person:{office.officers[login]}", reason="rute", now=NOW - DAY
        )
    evaluation = made.sent()
    closed = _of_the_section_head(made)
    with db.writing(engine) as session:
        ids = _things(session, all_of_it, evaluation)
        publish(session, now=NOW, rulebook=rulebook, licence="CC BY 4.0")
        reading = reading_link(session, number=number, way=int(ids["way"]), key=TRACKING_KEY, now=NOW)
        all_of_it.reading_secret = reading or ""
        for scope in SCOPES:
            all_of_it.keys[scope] = issue_key(
                session, account_id=office.accounts["kasi"], new=NewKey(scopes=(scope,)), now=NOW, actor=SETUP
            )
        link = issue_one_time_link(
            session, account_id=office.accounts["rina"], purpose=SET_PASSWORD, ttl=DAY, now=NOW, actor=SETUP
        )
    all_of_it.places = {
        "number": number, "officer_id": str(office.officers["rina"]), "evaluation_id": str(evaluation),
        "unit": "SARPRAS", "chat": "5", "route": "telegram", "name": "bot", "code": "en", "year": "2026",
        "indicator": "first_response_on_time", "token": link, "closed": str(closed), **ids,
        "form": "csv", "place": "12.71.12.1002", "category": "sampah", "report": "belum-ada", "nth": "1",
        "part": "jam", "table": "janji", "entry": "sampah", "agency": "dlh",
    }  # fmt: skip
    return all_of_it


def _hire(session: Session, office: Office) -> None:
    """The accused colleague, and managers, auditors and administrators of one unit."""
    facts = OfficerFacts(
        name="Ujang Contoh", employment="pns", position="pelaksana_sarpras", code="ujang",
        works_from=date(2025, 1, 1),
    )  # fmt: skip
    office.officers["ujang"] = hire_officer(session, facts=facts, now=NOW, actor=SETUP).id
    accounts = [("ujang", office.officers["ujang"], None, None)]
    accounts += [
        (f"{role} of {unit}", None, role, unit)
        for role in ("manager", "auditor", "administrator", "dispatcher")
        for unit in ("SARPRAS", "TRANTIB")
    ]
    for login, officer, role, code in accounts:
        name = login.replace(" of ", ".").lower()
        new = NewAccount(name, officer, PASSWORD_HASH)
        office.accounts[login] = create_account(session, new=new, now=NOW, actor=SETUP).id
        if role is not None:
            unit = session.scalar(select(Unit.id).where(Unit.code == code))
            grant_role(
                session, account_id=office.accounts[login], role=role, unit_id=unit, now=NOW, actor=SETUP
            )


def _of_the_section_head(made: Evaluations) -> int:
    """A closed evaluation of rina's superior: there are documents only of what was closed."""
    one = made.sent("kasi", "camat")
    made.accept(one, "kasi")
    return one


def _things(session: Session, world: Everything, evaluation: int) -> dict[str, str]:
    """One of each thing that hangs on rina, her unit or her ticket; ids by the places of addresses."""
    office = world.office
    who = office.officers
    rina, kasi, camat = (who[login] for login in ("rina", "kasi", "camat"))
    unit = session.scalar(select(Unit.id).where(Unit.code == "SARPRAS"))
    ticket = session.scalar(select(Ticket.id).where(Ticket.number == world.number))
    version = world.made.plans["rina"].version_id
    indicator = world.made.plans["rina"].indicators[2]
    assert unit is not None
    assert ticket is not None
    by = {"created_at": NOW, "created_by": f"person:{kasi}"}
    meeting = Meeting(kind="regular", unit_id=unit, starts_at=NOW + DAY, chair_id=kasi, state="planned", **by)
    action = Action(
        unit_id=unit, owner_id=rina, words="Ukur parit.", due_on=date(2027, 1, 20),
        first_due_on=date(2027, 1, 20), state="open", **by,
    )  # fmt: skip
    need = TrainingNeed(
        officer_id=rina, words="Menulis jawaban", reason="Jawaban sering ditanya lagi.", state="proposed",
        proposed_at=NOW, proposed_by=f"person:{rina}",
    )  # fmt: skip
    record = TrainingRecord(
        officer_id=rina, title="Pelayanan prima", lesson_hours=6, first_on=date(2026, 12, 1),
        last_on=date(2026, 12, 1), recorded_at=NOW, recorded_by=f"person:{rina}",
    )  # fmt: skip
    report = ReportedValue(
        indicator_id=indicator, month="2026-12", value=12.0, words="Dua belas titik.", state="proposed",
        reported_at=NOW, reported_by=rina,
    )  # fmt: skip
    feedback = Feedback(
        officer_id=rina, giver_id=who["hasan"], relation="peer", kind="praise", words="Cepat.", given_at=NOW
    )
    leave = Leave(
        officer_id=rina, first_on=date(2027, 2, 1), last_on=date(2027, 2, 2), kind="annual",
        approved_at=NOW, approved_by=f"person:{kasi}",
    )  # fmt: skip
    goal = Goal(level="vision", first_year=2025, last_year=2030, words="Marelan yang menjawab.", **by)
    file = Attachment(
        ticket_id=ticket, kind="photo", state="kept", mime="image/jpeg", path=FILE, size=3, received_at=NOW
    )
    way = Subscription(
        number=world.number, route="email", address="lain@contoh.example", language="id", created_at=NOW
    )
    letter = Outbox(
        key="k" * 64, number=world.number, kind="answered", route="email", address="warga@contoh.example",
        language="id", params={}, state="dead", created_at=NOW, settled_at=NOW, reason="550",
    )  # fmt: skip
    follow_up = FollowUp(
        evaluation_id=evaluation, kind="recognition", words="Piagam.", decider_id=camat, state="open",
        created_at=NOW, created_by=kasi,
    )  # fmt: skip
    survey = SurveyPeriod(
        code="MRLSKM", unit_id=unit, service="pengaduan", population=100, opened_on=date(2026, 11, 1),
        until_on=date(2027, 3, 31), opened_by=f"person:{kasi}",
    )  # fmt: skip
    told = SurveyPeriod(
        code="MRLDNE", unit_id=unit, service="surat", population=5, opened_on=date(2026, 10, 1),
        until_on=date(2026, 10, 31), opened_by=f"person:{kasi}", closed_at=NOW, published_at=NOW,
    )  # fmt: skip
    template = AnswerTemplate(scope="unit", unit_id=unit, version=1)
    run = BulkRun(account_id=office.accounts["rina"], act="take", done_at=NOW, outcomes=[])
    issued = ReportIssue(
        code="R1", year=2026, number_in_year=1, first_month="2026-11", last_month="2026-11", as_of=NOW, issued_at=NOW,
        issued_by=f"person:{camat}", content=json.dumps(ISSUED_CONTENT), digest=digest(ISSUED_CONTENT),
    )  # fmt: skip
    paper = TicketPaper(
        ticket_id=ticket, seq=1, kind="disposition", year=2026, number_in_year=1, number="001/DISP/MRL/XI/2026",
        issued_at=NOW, issued_by=f"person:{kasi}", content=json.dumps(PAPER_CONTENT), digest=paper_digest(PAPER_CONTENT),
    )  # fmt: skip
    reader = OfficeReportReader(
        code="R1", address="walikota@contoh.example", called="Wali Kota", route="email", **by
    )
    things = [
        issued,
        reader,
        paper,
        template,
        run,
        meeting,
        action,
        need,
        record,
        report,
        feedback,
        leave,
        goal,
        file,
        way,
        letter,
        follow_up,
        survey,
        told,
    ]
    session.add_all(things)
    session.flush()
    scores = dict.fromkeys(ELEMENTS, 3)
    session.add_all(
        SurveyAnswer(key=f"a{each}", period_id=told.id, channel="paper", answered_on=told.until_on, **scores)
        for each in range(5)
    )
    session.flush()
    sum_up(session, period_id=told.id)
    session.add(
        AnswerTemplateVersion(
            template_id=template.id, version=1, name="Besok", act="message", body="Kami datang besok.",
            written_at=NOW, written_by=f"person:{kasi}",
        )
    )  # fmt: skip
    session.add(SurveyFollowUp(period_id=told.id, element="u1", action_id=action.id))
    evidence = Evidence(
        reported_value_id=report.id, kind="link", name="foto", address="https://contoh.example", added_at=NOW
    )
    draft = PlanVersion(
        plan_id=session.get_one(PlanVersion, version).plan_id, number=9, state="draft",
        effective_from=date(2026, 12, 1), unit_id=unit, position_id=session.get_one(PlanVersion, version).position_id,
        rater_id=kasi, basis="blank", support="", accountability="", consequence="", content={}, **by,
    )  # fmt: skip
    session.add_all(
        [
            evidence,
            draft,
            *(Attendance(meeting_id=meeting.id, officer_id=each) for each in (rina, who["hasan"], kasi)),
        ]
    )
    view = SavedView(account_id=office.accounts["rina"], name="Parit", query={"view": "mine"}, made_at=NOW)
    looked_at = session.scalars(select(Ticket).order_by(Ticket.id)).first()
    assert looked_at is not None
    reminder = Reminder(ticket_id=looked_at.id, officer_id=rina, at=NOW + timedelta(days=2))
    unsent = UnsentLetter(
        ticket_id=looked_at.id, account_id=office.accounts["rina"], act="message", fields={"text": "Kami datang."},
        pressed_at=NOW, leaves_at=NOW, refused_at=NOW, refused=["Tiket ini tidak bisa Anda buka lagi.", {}],
    )  # fmt: skip
    request = SubjectRequest(
        ticket_id=ticket, kind="access", words="", asked_at=NOW, due_at=NOW + 3 * DAY, state="asked", reason="",
        kept=[],
    )  # fmt: skip
    breach = DataBreach(
        found_at=NOW, due_at=NOW + 3 * DAY, what="Surel salah alamat.", exposed="Nama.", people=1, measures="Ditarik.",
        recorded_at=NOW, recorded_by=f"person:{camat}", told="",
    )  # fmt: skip
    closure = OfficeClosure(
        first_on=date(2027, 3, 1),
        last_on=date(2027, 3, 1),
        reason="Banjir",
        entered_by="setup",
        entered_at=NOW,
    )
    trial = RulebookTrial(
        account_id=office.accounts["camat"], asked_by=f"person:{camat}", asked_at=NOW, since_on=date(2025, 12, 1),
        changes=TrialChanges(category="sampah", solve=2).told(), files={}, state="done", finished_at=NOW,
        outcome=TRIAL_OUTCOME,
    )  # fmt: skip
    remark = PageRemark(
        account_id=office.accounts["rina"], page="/meja", words="Tombolnya jauh.", written_at=NOW
    )
    order = ReportOrder(
        code="R1", first_month="2026-11", last_month="2026-11", compare="prev", narrowed={}, state="done", total=1,
        account_id=office.accounts["kasi"], officer_id=kasi, ordered_at=NOW, written=1, attempt=1, units=["SARPRAS"],
    )  # fmt: skip
    question = AuditQuestion(
        account_id=office.accounts["auditor"],
        name="Peran",
        shared=True,
        asked={"actor": "setup"},
        made_at=NOW,
    )
    keeper = SealKeeper(
        called="Inspektorat", address="inspektorat@contoh.example", created_at=NOW, created_by="setup"
    )
    session.add_all(
        [view, reminder, unsent, request, breach, closure, trial, order, remark, question, keeper]
    )
    session.flush()
    session.add(ReportFile(order_id=order.id, body=b"PK"))
    key = TRACKING_KEY
    return {
        "meeting_id": str(meeting.id), "action_id": str(action.id), "need_id": str(need.id),
        "record_id": str(record.id), "report_id": str(report.id), "feedback_id": str(feedback.id),
        "leave_id": str(leave.id), "goal_id": str(goal.id), "attachment_id": str(file.id), "way": str(way.id),
        "letter_id": str(letter.id), "follow_up_id": str(follow_up.id), "evidence_id": str(evidence.id),
        "issue_id": str(issued.id), "reader_id": str(reader.id), "order_id": str(order.id), "office_report": "R1", "view_id": str(view.id), "period_id": str(survey.id), "survey": survey.code, "told": str(told.id),
        "given": new_pass(key, period=survey.code, channel="slip"), "indicator_id": str(indicator), "version_id": str(version), "draft": str(draft.id),
        "template_id": str(template.id), "run_id": str(run.id), "reminder_id": str(reminder.id), "unsent_id": str(unsent.id),
        "trial_id": str(trial.id),
        "ordinal": "1", "paper_id": str(paper.id), "request_id": str(request.id), "breach_id": str(breach.id),
        "closure_id": str(closure.id), "question_id": str(question.id), "keeper_id": str(keeper.id),
        "remark_id": str(remark.id), "picture": "meja-1280.png",
        "stop": stop_token(key, way.id), "confirm": confirm_token(key, way.id, NOW),
    }  # fmt: skip

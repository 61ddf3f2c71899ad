"""Every sort of duty, one entry each, in the order they are told: what runs out first is above."""

from __future__ import annotations

from datetime import UTC, datetime, time

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from complaints_service.accounts.access import may_in_office
from complaints_service.appraisal.evaluating.models import Evaluation, EvaluationOpinion, FollowUp
from complaints_service.appraisal.planning.models import Plan, PlanVersion
from complaints_service.appraisal.reporting.queries import reports_waiting_of
from complaints_service.development.models import TrainingNeed, TrainingRecord
from complaints_service.duties.duty import Asking, Duty, DutyBearer
from complaints_service.errors import marked
from complaints_service.meetings.queries import counting_actions
from complaints_service.office_reports.sending.readers import counting_failed
from complaints_service.office_reports.service import may_issue
from complaints_service.people.models import Leave
from complaints_service.personal_data.breaches import counting_untold
from complaints_service.personal_data.queries import counting_requests
from complaints_service.remarks.service import open_remarks, unread_answers
from complaints_service.tickets.listed import MOST_COUNTED, Filter, counting
from complaints_service.tickets.queries import count_to_decide
from complaints_service.tickets.reminders.service import counting_reminders
from complaints_service.tickets.triage.service import UNSORTED
from complaints_service.tickets.undecided import undecided_tickets
from complaints_service.tickets.undelivered import counting_undecided
from complaints_service.tickets.unsent.service import counting_refused
from complaints_service.tickets.visible import unaccused
from complaints_service.vault.looks import LISTED, busy_readers, counting_looks, looks_since


def _evaluations(by: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], state: str) -> Asking:
    """Evaluations in a state that lie with this person in a role."""
    return lambda bearer: select(func.count(Evaluation.id)).where(by == bearer.me, Evaluation.state == state)


def _opinions(bearer: DutyBearer) -> Select[int]:
    return (
        select(func.count(Evaluation.id))
        .join(EvaluationOpinion, EvaluationOpinion.evaluation_id == Evaluation.id)
        .where(
            EvaluationOpinion.rater_id == bearer.me,
            EvaluationOpinion.given_at.is_(None),
            Evaluation.state == "draft",
        )
    )


def _plans(bearer: DutyBearer) -> Select[int]:
    """Drafts of the person's own plan that the superior has signed already."""
    return (
        select(func.count(PlanVersion.id))
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(
            Plan.officer_id == bearer.me,
            PlanVersion.state == "draft",
            PlanVersion.officer_signed_at.is_(None),
            PlanVersion.rater_signed_at.is_not(None),
        )
    )


def _plans_below(bearer: DutyBearer) -> Select[int]:
    """Drafts that wait for this superior's signature alone."""
    return select(func.count(PlanVersion.id)).where(
        PlanVersion.rater_id == bearer.me,
        PlanVersion.state == "draft",
        PlanVersion.officer_signed_at.is_not(None),
        PlanVersion.rater_signed_at.is_(None),
    )


def _leave(bearer: DutyBearer) -> Select[int]:
    """Late leave that waits for this second decider (`tickets.leave.may_decide`, said in SQL)."""
    rights, me = bearer.rights, f"person:{bearer.me}"
    below, by = rights.subordinate_officers, Leave.approved_by
    theirs = and_(
        Leave.officer_id.in_(below), or_(by.not_like("person:%"), by.in_([f"person:{one}" for one in below]))
    )
    if any(grant.role == "auditor" and grant.units is None for grant in rights.grants):
        theirs = or_(theirs, by.in_([f"person:{one}" for one in bearer.tops]))
    return select(func.count(Leave.id)).where(
        Leave.waiting, Leave.cancelled_at.is_(None), theirs, Leave.officer_id != bearer.me, by != me
    )


def _to_decide(bearer: DutyBearer) -> Select[int]:
    return select(func.count()).where(undecided_tickets(), unaccused(bearer.rights))


def _follow_ups(bearer: DutyBearer) -> Select[int]:
    return select(func.count(FollowUp.id)).where(FollowUp.decider_id == bearer.me, FollowUp.state == "open")


def _needs(bearer: DutyBearer) -> Select[int] | None:
    if not bearer.direct:
        return None
    return select(func.count(TrainingNeed.id)).where(
        TrainingNeed.officer_id.in_(bearer.direct), TrainingNeed.state == "proposed"
    )


def _trainings(bearer: DutyBearer) -> Select[int] | None:
    if not bearer.direct:
        return None
    return select(func.count(TrainingRecord.id)).where(
        TrainingRecord.officer_id.in_(bearer.direct), TrainingRecord.confirmed_at.is_(None)
    )


def _tickets(bearer: DutyBearer) -> Select[int] | None:
    return counting(bearer.rights, Filter(view="mine"), most=MOST_COUNTED) if bearer.me else None


def _triage(bearer: DutyBearer) -> Select[int] | None:
    if not may_in_office(bearer.rights, "triage"):
        return None
    return counting(bearer.rights, UNSORTED, most=MOST_COUNTED)


def _looks_from(bearer: DutyBearer) -> datetime:
    return datetime.combine(bearer.today, time(), UTC) - LISTED


def _looks(bearer: DutyBearer) -> Select[int] | None:
    """Looks at identities of the last days; whether anybody looked too often SQL cannot say."""
    if not may_in_office(bearer.rights, "view_looks"):
        return None
    return counting_looks(since=_looks_from(bearer))


def _report_readers(bearer: DutyBearer) -> Select[int] | None:
    """Readers whom a report did not reach; whether the bearer is one who chooses them SQL cannot say."""
    managed = any(grant.role == "manager" for grant in bearer.rights.grants)
    return counting_failed() if managed or bearer.rights.subordinate_units else None


DUTIES = (
    Duty(
        code="tickets",
        words=marked("Tiket yang menunggu kantor"),
        endpoint="desk.listing",
        address={"view": "mine"},
        asking=_tickets,
    ),
    Duty(
        code="triage",
        words=marked("Laporan yang belum disalurkan"),
        endpoint="triage.following",
        asking=_triage,
    ),
    Duty(
        code="decide",
        words=marked("Sanggahan, penyerahan, dan penolakan yang Anda putuskan"),
        endpoint="desk.listing",
        address={"_anchor": "putus"},
        asking=_to_decide,
        sure=lambda session, bearer: count_to_decide(session, rights=bearer.rights),
    ),
    Duty(
        code="reminders",
        words=marked("Pengingat Anda yang sudah waktunya"),
        endpoint="reminders.listing",
        asking=lambda bearer: counting_reminders(bearer.me) if bearer.me else None,
    ),
    Duty(
        code="unsent",
        words=marked("Tulisan Anda yang tidak jadi terkirim"),
        endpoint="reminders.listing",
        asking=lambda bearer: counting_refused(bearer.rights.account_id),
    ),
    Duty(
        code="letters",
        words=marked("Kiriman yang tidak sampai"),
        endpoint="undelivered.listing",
        asking=lambda bearer: counting_undecided(bearer.rights),
    ),
    Duty(
        code="report_readers",
        words=marked("Laporan bulanan yang tidak sampai"),
        endpoint="report_readers.listing",
        asking=_report_readers,
        sure=lambda session, bearer: (
            session.scalar(counting_failed()) or 0 if may_issue(session, bearer.rights) else 0
        ),
    ),
    Duty(
        code="data_requests",
        words=marked("Permintaan warga tentang datanya"),
        endpoint="data_requests.listing",
        asking=lambda bearer: counting_requests(bearer.rights),
    ),
    Duty(
        code="data_breaches",
        words=marked("Pelanggaran data yang belum diberitahukan"),
        endpoint="data_breaches.listing",
        asking=lambda bearer: counting_untold(bearer.rights),
    ),
    Duty(
        code="looks",
        words=marked("Pegawai yang membuka identitas lebih sering dari biasanya"),
        endpoint="looks.listing",
        asking=_looks,
        sure=lambda session, bearer: len(busy_readers(looks_since(session, since=_looks_from(bearer)))),
    ),
    Duty(
        code="leave",
        words=marked("Cuti terlambat yang Anda putuskan"),
        endpoint="leave.listing",
        asking=_leave,
    ),
    Duty(
        code="evaluation_answer",
        words=marked("Evaluasi Anda: baca dan tanggapi"),
        endpoint="evaluations.mine",
        asking=_evaluations(Evaluation.officer_id, "sent"),
    ),
    Duty(
        code="evaluation_decide",
        words=marked("Keberatan yang Anda putuskan"),
        endpoint="evaluations.mine",
        asking=_evaluations(Evaluation.decider_id, "objected"),
    ),
    Duty(
        code="evaluation_rate",
        words=marked("Penilaian yang belum Anda kirim"),
        endpoint="evaluations.mine",
        asking=_evaluations(Evaluation.rater_id, "draft"),
    ),
    Duty(
        code="evaluation_opinion",
        words=marked("Pendapat yang diminta dari Anda"),
        endpoint="evaluations.mine",
        asking=_opinions,
    ),
    Duty(
        code="follow_up",
        words=marked("Usul tindak lanjut yang Anda putuskan"),
        endpoint="evaluations.mine",
        asking=_follow_ups,
    ),
    Duty(
        code="plan_sign",
        words=marked("Rencana Anda: tanda tangani"),
        endpoint="plans.mine",
        asking=_plans,
    ),
    Duty(
        code="plan_sign_below",
        words=marked("Rencana pegawai yang Anda tanda tangani"),
        endpoint="team.listing",
        asking=_plans_below,
    ),
    Duty(
        code="reports",
        words=marked("Capaian yang dilaporkan pegawai Anda"),
        endpoint="team.listing",
        asking=lambda bearer: reports_waiting_of(bearer.direct) if bearer.direct else None,
    ),
    Duty(
        code="training_needs",
        words=marked("Usul pelatihan pegawai Anda"),
        endpoint="team.listing",
        asking=_needs,
    ),
    Duty(
        code="trainings",
        words=marked("Pelatihan pegawai yang Anda sahkan"),
        endpoint="team.listing",
        asking=_trainings,
    ),
    Duty(
        code="actions",
        words=marked("Tindakan dari rapat"),
        endpoint="actions.listing",
        asking=lambda bearer: counting_actions(bearer.me) if bearer.me else None,
    ),
    Duty(
        code="remarks",
        words=marked("Masukan tentang halaman"),
        endpoint="remarks.listing",
        asking=lambda bearer: open_remarks() if may_in_office(bearer.rights, "answer_remarks") else None,
    ),
    Duty(
        code="remark_answers",
        words=marked("Jawaban atas masukan Anda"),
        endpoint="remarks.show",
        asking=lambda bearer: unread_answers(bearer.rights.account_id),
    ),
)

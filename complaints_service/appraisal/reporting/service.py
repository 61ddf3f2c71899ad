"""Reporting what no ledger measures, and deciding whether it counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.queries import IndicatorView, PlanView, version_for_month
from complaints_service.appraisal.reporting import queries
from complaints_service.appraisal.reporting.links import link_problem
from complaints_service.appraisal.reporting.models import Evidence, ReportedValue
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, Words, invalid, words
from complaints_service.intake.attachments import Kept
from complaints_service.people.queries import names_of_officers

MOST_LETTERS = 2000
MOST_VALUE = 1e12
MOST_EVIDENCE = 20
"""Pieces behind one value."""


@dataclass(frozen=True)
class NewEvidence:
    """A link, or a file that lies in the media folder already; `name` is what it is called on pages."""

    name: str
    link: str | None = None
    file: Kept | None = None


@dataclass(frozen=True, kw_only=True)
class NewReport:
    """What an officer reports of one of their indicators for a local month such as `2026-11`."""

    indicator_id: int
    month: str
    value: float | None
    words: str
    evidence: tuple[NewEvidence, ...]


def reported_indicators(plan: PlanView) -> dict[int, IndicatorView]:
    """The indicators of a plan whose value is told by the officer."""
    return {
        indicator.id: indicator
        for result in plan.results
        for indicator in result.indicators
        if indicator.source == "reported"
    }


def report(session: Session, *, new: NewReport, this_month: str, now: datetime, actor: Actor) -> int:
    """An officer reports a value; it counts once the superior approves it. Returns its id.

    NotFound where the indicator is in no plan of theirs that judges the month; Invalid names the fields.
    """
    officer_id = _officer(actor)
    plan = version_for_month(session, officer_id=officer_id, month=new.month)
    indicator = reported_indicators(plan).get(new.indicator_id) if plan is not None else None
    if indicator is None:
        raise NotFound("value")
    problems = _problems(new, indicator, this_month)
    if problems:
        raise Invalid(problems)
    row = ReportedValue(
        indicator_id=new.indicator_id,
        month=new.month,
        value=new.value,
        words=new.words.strip(),
        state="proposed",
        reported_at=now,
        reported_by=officer_id,
    )
    session.add(row)
    session.flush()
    _keep(session, row.id, new.evidence, now)
    _note(session, row.id, "reported", now, actor, {"indicator": new.indicator_id, "month": new.month})
    return row.id


def add_evidence(
    session: Session, *, report_id: int, evidence: Sequence[NewEvidence], now: datetime, actor: Actor
) -> None:
    """The officer adds to a report that still waits."""
    row, view = _locked(session, report_id)
    if view.officer_id != _officer(actor):
        raise NotFound("value")
    if row.state != "proposed":
        raise _decided(session, view)
    problems = _evidence_problems(evidence, already=len(view.evidence))
    if problems:
        raise Invalid(problems)
    _keep(session, report_id, evidence, now)
    _note(session, report_id, "evidence_added", now, actor, {})


def approve(session: Session, *, report_id: int, seen: str, now: datetime, today: date, actor: Actor) -> None:
    """The superior lets a value count, in place of an earlier one of the month.

    `seen` (`ReportedView.seen`) is what they looked at.
    """
    row, view = _to_decide(session, report_id, seen, actor, today)
    if not view.standing:
        raise DomainError("no_evidence", words("Belum ada bukti yang berlaku. Minta bukti dulu."))
    _replace_earlier(session, view, now, actor)
    row.state, row.decided_at, row.decided_by, row.reason = "approved", now, actor.officer_id, None
    _note(session, report_id, "approved", now, actor, {"evidence": [each.id for each in view.standing]})


def decline(
    session: Session, *, report_id: int, seen: str, reason: str, now: datetime, today: date, actor: Actor
) -> None:
    """The superior says no, and why; the officer may report anew."""
    row, _view = _to_decide(session, report_id, seen, actor, today)
    row.reason = _reason(reason)
    row.state, row.decided_at, row.decided_by = "declined", now, actor.officer_id
    _note(session, report_id, "declined", now, actor, {})


def withdraw(session: Session, *, report_id: int, reason: str, now: datetime, actor: Actor) -> None:
    """The officer takes a report back, also one that counted; it stays readable."""
    row, view = _locked(session, report_id)
    if view.officer_id != _officer(actor):
        raise NotFound("value")
    if row.state not in ("proposed", "approved"):
        raise _decided(session, view)
    row.reason = _reason(reason)
    row.state, row.decided_at, row.decided_by = "withdrawn", now, actor.officer_id
    _note(session, report_id, "withdrawn", now, actor, {"was": view.state})


def withdraw_evidence(
    session: Session, *, evidence_id: int, reason: str, now: datetime, today: date, actor: Actor
) -> None:
    """The officer or the superior takes a piece away: the value counts no more until it is approved again."""
    report_id = session.scalar(select(Evidence.reported_value_id).where(Evidence.id == evidence_id))
    if report_id is None:
        raise NotFound("value")
    row, view = _locked(session, report_id)
    own = view.officer_id == _officer(actor)
    if not own and not queries.may_decide_reports(
        session, reader_id=actor.officer_id, officer_id=view.officer_id, on=today
    ):
        raise NotFound("value")
    if row.state not in ("proposed", "approved"):
        raise _decided(session, view)
    piece = session.scalars(
        select(Evidence).where(Evidence.id == evidence_id).execution_options(populate_existing=True)
    ).one()
    if piece.withdrawn_at is not None:
        raise DomainError("already_withdrawn", words("Bukti ini sudah ditarik."))
    piece.withdrawn_reason = _reason(reason)
    piece.withdrawn_at, piece.withdrawn_by = now, actor.officer_id
    row.state, row.decided_at, row.decided_by = "proposed", None, None
    _note(session, report_id, "evidence_withdrawn", now, actor, {"evidence": evidence_id, "was": view.state})


def _replace_earlier(session: Session, view: queries.ReportedView, now: datetime, actor: Actor) -> None:
    """One value of a month counts at most: when its evidence goes, no older one comes back by itself."""
    earlier = session.scalars(
        select(ReportedValue).where(
            ReportedValue.indicator_id == view.indicator_id,
            ReportedValue.month == view.month,
            ReportedValue.state == "approved",
        )
    )
    for each in earlier:
        each.state, each.decided_at, each.decided_by = "withdrawn", now, actor.officer_id
        each.reason = "Diganti realisasi yang disetujui kemudian."


def _problems(new: NewReport, indicator: IndicatorView, this_month: str) -> dict[str, list[Words]]:
    problems: dict[str, list[Words]] = {}
    if new.month > this_month:
        problems["month"] = [words("Bulan itu belum mulai.")]
    if indicator.target_value is None:
        if new.value is not None:
            problems["value"] = [words("Target ini berupa kata-kata, jadi tidak ada angka.")]
    elif new.value is None or not math.isfinite(new.value) or not 0 <= new.value <= MOST_VALUE:
        problems["value"] = [words("Isi dengan angka, misalnya 12 atau 12,5.")]
    if not new.words.strip():
        problems["words"] = [words("Ceritakan apa yang dicapai.")]
    elif len(new.words) > MOST_LETTERS:
        problems["words"] = [words("Paling banyak %(most)s huruf.", most=MOST_LETTERS)]
    return problems | _evidence_problems(new.evidence)


def _evidence_problems(evidence: Sequence[NewEvidence], already: int = 0) -> dict[str, list[Words]]:
    problems: dict[str, list[Words]] = {}
    if not evidence:
        problems["evidence"] = [words("Sertakan paling sedikit satu bukti: berkas atau tautan.")]
    elif already + len(evidence) > MOST_EVIDENCE:
        problems["evidence"] = [
            words("Paling banyak %(most)s bukti untuk satu realisasi.", most=MOST_EVIDENCE)
        ]
    wrong = [link_problem(each.link) for each in evidence if each.link is not None]
    if any(wrong):
        problems["links"] = [next(problem for problem in wrong if problem is not None)]
    return problems


def _keep(session: Session, report_id: int, evidence: Sequence[NewEvidence], now: datetime) -> None:
    for each in evidence:
        file = each.file
        session.add(
            Evidence(
                reported_value_id=report_id,
                kind="link" if file is None else "file",
                name=each.name.strip()[:200] or "-",
                address=each.link if file is None else file.path,
                mime=None if file is None else file.mime,
                size=None if file is None else file.size,
                digest=None if file is None else file.digest,
                added_at=now,
            )
        )
    session.flush()


def _to_decide(
    session: Session, report_id: int, seen: str, actor: Actor, today: date
) -> tuple[ReportedValue, queries.ReportedView]:
    """A report that waits for this superior; whoever comes second is told who was faster."""
    row, view = _locked(session, report_id)
    if not queries.may_decide_reports(
        session, reader_id=actor.officer_id, officer_id=view.officer_id, on=today
    ):
        raise NotFound("value")
    if row.state != "proposed":
        raise _decided(session, view)
    if view.seen != seen:
        raise DomainError(
            "changed", words("Buktinya berubah sejak halaman ini dibuka. Lihat lagi, lalu putuskan.")
        )
    return row, view


def _locked(session: Session, report_id: int) -> tuple[ReportedValue, queries.ReportedView]:
    """A report, with those of the same indicator and month locked: two approved at once cannot both count."""
    view = queries.report(session, report_id=report_id)
    if view is None:
        raise NotFound("value")
    session.scalars(
        select(ReportedValue.id)
        .where(ReportedValue.indicator_id == view.indicator_id, ReportedValue.month == view.month)
        .order_by(ReportedValue.id)
        .with_for_update()
    ).all()
    row = session.get_one(ReportedValue, report_id, populate_existing=True)
    view = queries.report(session, report_id=report_id)
    assert view is not None
    return row, view


def _decided(session: Session, view: queries.ReportedView) -> DomainError:
    by = names_of_officers(session, ids=[view.decided_by or 0]).get(view.decided_by or 0, "-")
    said = {
        "approved": words("Realisasi ini sudah disetujui, jadi tidak ada yang berubah. Oleh %(by)s.", by=by),
        "declined": words("Realisasi ini sudah ditolak, jadi tidak ada yang berubah. Oleh %(by)s.", by=by),
        "withdrawn": words("Realisasi ini sudah ditarik, jadi tidak ada yang berubah. Oleh %(by)s.", by=by),
        "proposed": words("Realisasi ini masih menunggu keputusan."),
    }
    return DomainError("already_decided", said[view.state], decided_by=view.decided_by)


def _reason(typed: str) -> str:
    reason = typed.strip()
    if not reason:
        raise invalid("reason", words("Tulis alasannya."))
    if len(reason) > MOST_LETTERS:
        raise invalid("reason", words("Paling banyak %(most)s huruf.", most=MOST_LETTERS))
    return reason


def _officer(actor: Actor) -> int:
    if actor.officer_id is None:
        raise NotFound("value")
    return actor.officer_id


def _note(
    session: Session, report_id: int, act: str, now: datetime, actor: Actor, data: dict[str, object]
) -> None:
    record(
        session,
        now=now,
        actor=actor,
        kind=f"reported_value.{act}",
        subject=f"reported_value:{report_id}",
        data=data,
    )

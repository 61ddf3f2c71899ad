"""What an officer reports counts once the superior approves it, and no longer than its evidence stands."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.appraisal.reporting import queries, service
from complaints_service.appraisal.reporting.links import link_problem
from complaints_service.appraisal.reporting.models import Evidence, ReportedValue
from complaints_service.appraisal.reporting.service import NewEvidence, NewReport
from complaints_service.appraisal.verification import verify_performance
from complaints_service.audit.models import AuditEvent
from complaints_service.errors import Actor, DomainError, Invalid, NotFound
from complaints_service.file_store.folder import FolderStore
from complaints_service.intake.attachments import Kept
from complaints_service.intake.media import Gate
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.patience import PATIENCE_SECONDS
from tests.support.signed_plans import SignedPlan, signed_plan
from tests.support.world import seed

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
THIS_MONTH = "2026-11"
PHOTO = NewEvidence("Foto parit", file=Kept(f"ab/{'ab' * 32}.jpg", 1234, "image/jpeg"))
MINUTES = NewEvidence("Berita acara", link="https://contoh.example/ba/7?x=1#y")


@dataclass
class Reported:
    """Rina's plan in the test office, and short ways to report and decide."""

    session: Session
    officers: dict[str, int]
    plan: SignedPlan

    def actor(self, login: str) -> Actor:
        return Actor.officer(self.officers[login], "web")

    def new(self, **changed: object) -> NewReport:
        usual = NewReport(
            indicator_id=self.plan.indicators[0],
            month=THIS_MONTH,
            value=38.0,
            words="38 dari 44 titik.",
            evidence=(PHOTO, MINUTES),
        )
        return replace(usual, **changed)  # type: ignore[arg-type]

    def report(self, login: str = "rina", **changed: object) -> int:
        return service.report(
            self.session, new=self.new(**changed), this_month=THIS_MONTH, now=NOW, actor=self.actor(login)
        )

    def view(self, report_id: int) -> queries.ReportedView:
        found = queries.report(self.session, report_id=report_id)
        assert found is not None
        return found

    def approve(self, report_id: int, login: str = "kasi", seen: str | None = None) -> None:
        seen = self.view(report_id).seen if seen is None else seen
        service.approve(
            self.session,
            report_id=report_id,
            seen=seen,
            now=NOW + timedelta(hours=1),
            today=(NOW + timedelta(hours=1)).date(),
            actor=self.actor(login),
        )

    def counted(self) -> dict[tuple[int, str], float | None]:
        found = queries.reported_values(self.session, indicator_ids=self.plan.indicators, months=[THIS_MONTH])
        return {key: each.value for key, each in found.items()}

    def waiting(self) -> dict[str, int]:
        found = {
            login: self.session.scalars(queries.waiting_reports(officer_id)).one()
            for login, officer_id in self.officers.items()
        }
        return {login: count for login, count in found.items() if count}


@pytest.fixture
def reported(session: Session, rulebook: Rulebook) -> Reported:
    officers, _accounts = seed(session, rulebook)
    plan = signed_plan(session, officer_id=officers["rina"], rater_id=officers["kasi"], now=NOW)
    return Reported(session, officers, plan)


def test_a_value_counts_once_the_superior_has_approved_it(reported: Reported) -> None:
    made = reported.report()
    assert reported.counted() == {}
    assert reported.waiting() == {"rina": 1}
    reported.approve(made)
    assert reported.counted() == {(reported.plan.indicators[0], THIS_MONTH): 38.0}
    view = reported.view(made)
    assert (view.state, view.decided_by) == ("approved", reported.officers["kasi"])
    assert [(each.kind, each.name) for each in view.evidence] == [
        ("file", "Foto parit"),
        ("link", "Berita acara"),
    ]
    assert view.evidence[0].digest == "ab" * 32 and view.evidence[1].digest is None
    assert reported.waiting() == {}


def test_a_target_of_words_has_no_number(reported: Reported) -> None:
    made = reported.report(indicator_id=reported.plan.indicators[1], value=None)
    reported.approve(made)
    assert reported.counted() == {(reported.plan.indicators[1], THIS_MONTH): None}


def test_the_next_approved_value_takes_the_place_of_the_last(reported: Reported) -> None:
    first, second = reported.report(), reported.report(value=40.0)
    reported.approve(first)
    assert reported.counted() == {(reported.plan.indicators[0], THIS_MONTH): 38.0}
    reported.approve(second)
    assert reported.counted() == {(reported.plan.indicators[0], THIS_MONTH): 40.0}
    assert reported.view(first).state == "withdrawn" and reported.view(first).reason
    # And the first does not come back when the second loses its evidence.
    piece = reported.view(second).evidence[0].id
    service.withdraw_evidence(
        reported.session,
        evidence_id=piece,
        reason="Foto parit lain.",
        now=NOW,
        today=NOW.date(),
        actor=reported.actor("rina"),
    )
    assert reported.counted() == {}


@pytest.mark.parametrize("login", ["rina", "kasi"])
def test_a_value_whose_evidence_is_withdrawn_counts_no_more_until_it_is_approved_again(
    reported: Reported, login: str
) -> None:
    made = reported.report()
    reported.approve(made)
    piece = reported.view(made).evidence[0].id
    service.withdraw_evidence(
        reported.session,
        evidence_id=piece,
        reason="Foto parit lain.",
        now=NOW,
        today=NOW.date(),
        actor=reported.actor(login),
    )
    assert reported.counted() == {}
    view = reported.view(made)
    assert view.state == "proposed" and view.decided_by is None
    assert view.evidence[0].withdrawn_reason == "Foto parit lain."
    assert view.evidence[0].withdrawn_by == reported.officers[login]
    found = queries.withdrawn_evidence(reported.session, ids=[each.id for each in view.evidence])
    assert set(found) == {piece}
    reported.approve(made)
    assert reported.counted() == {(reported.plan.indicators[0], THIS_MONTH): 38.0}


def test_without_any_evidence_left_nothing_is_approved(reported: Reported) -> None:
    made = reported.report(evidence=(PHOTO,))
    piece = reported.view(made).evidence[0].id
    service.withdraw_evidence(
        reported.session,
        evidence_id=piece,
        reason="Salah foto.",
        now=NOW,
        today=NOW.date(),
        actor=reported.actor("rina"),
    )
    with pytest.raises(DomainError, match="no_evidence"):
        reported.approve(made)
    service.add_evidence(
        reported.session, report_id=made, evidence=[MINUTES], now=NOW, actor=reported.actor("rina")
    )
    reported.approve(made)
    assert reported.view(made).state == "approved"


def test_withdrawing_twice_is_refused(reported: Reported) -> None:
    made = reported.report()
    piece = reported.view(made).evidence[0].id

    def again() -> None:
        service.withdraw_evidence(
            reported.session,
            evidence_id=piece,
            reason="Salah.",
            now=NOW,
            today=NOW.date(),
            actor=reported.actor("rina"),
        )

    again()
    with pytest.raises(DomainError, match="already_withdrawn"):
        again()


def test_a_decline_says_why_and_leaves_the_last_value(reported: Reported) -> None:
    first = reported.report()
    reported.approve(first)
    second = reported.report(value=44.0)
    for reason in ("", "  "):
        with pytest.raises(Invalid):
            decline(reported, second, reason)
    decline(reported, second, "Enam titik belum dikerjakan.")
    assert reported.view(second).reason == "Enam titik belum dikerjakan."
    assert reported.counted() == {(reported.plan.indicators[0], THIS_MONTH): 38.0}


def decline(reported: Reported, report_id: int, reason: str) -> None:
    service.decline(
        reported.session,
        report_id=report_id,
        seen=reported.view(report_id).seen,
        reason=reason,
        now=NOW,
        today=NOW.date(),
        actor=reported.actor("kasi"),
    )


def test_the_second_to_decide_is_told_who_was_faster(reported: Reported) -> None:
    made = reported.report()
    seen = reported.view(made).seen
    reported.approve(made)
    with pytest.raises(DomainError, match="already_decided") as refused:
        reported.approve(made, seen=seen)
    assert refused.value.extra == {"decided_by": reported.officers["kasi"]}


def test_who_decides_has_seen_the_evidence_as_it_is(reported: Reported) -> None:
    made = reported.report()
    seen = reported.view(made).seen
    service.add_evidence(
        reported.session, report_id=made, evidence=[MINUTES], now=NOW, actor=reported.actor("rina")
    )
    with pytest.raises(DomainError, match="changed"):
        reported.approve(made, seen=seen)
    reported.approve(made)


@pytest.mark.parametrize("login", ["rina", "hasan", "camat", "sekcam", "kasitrantib"])
def test_the_nearest_superior_alone_decides(reported: Reported, login: str) -> None:
    """Not the officer, not a colleague, not even the superior's superior."""
    made = reported.report()
    with pytest.raises(NotFound):
        reported.approve(made, login)
    assert reported.view(made).state == "proposed"


@pytest.mark.parametrize("login", ["hasan", "kasi"])
def test_nobody_reports_for_another(reported: Reported, login: str) -> None:
    with pytest.raises(NotFound):
        reported.report(login)
    made = reported.report()
    with pytest.raises(NotFound):
        service.withdraw(
            reported.session, report_id=made, reason="Salah.", now=NOW, actor=reported.actor(login)
        )
    with pytest.raises(NotFound):
        service.add_evidence(
            reported.session, report_id=made, evidence=[MINUTES], now=NOW, actor=reported.actor(login)
        )
    outsider = reported.actor("hasan")
    with pytest.raises(NotFound):
        service.withdraw_evidence(
            reported.session,
            evidence_id=reported.view(made).evidence[0].id,
            reason="Salah.",
            now=NOW,
            today=NOW.date(),
            actor=outsider,
        )


def test_a_report_is_taken_back_and_stays_readable(reported: Reported) -> None:
    made = reported.report()
    reported.approve(made)
    take_back = lambda: service.withdraw(  # noqa: E731
        reported.session, report_id=made, reason="Salah hitung.", now=NOW, actor=reported.actor("rina")
    )
    take_back()
    assert reported.counted() == {} and reported.view(made).state == "withdrawn"
    with pytest.raises(DomainError, match="already_decided"):
        take_back()
    assert [
        each.id for each in queries.reports_of(reported.session, indicator_ids=reported.plan.indicators)
    ] == [made]


def test_a_measured_indicator_is_not_reported(reported: Reported) -> None:
    with pytest.raises(NotFound):
        reported.report(indicator_id=reported.plan.indicators[2])


def test_the_version_of_the_month_is_reported_on(reported: Reported) -> None:
    """A change from July on: June is told to the first version's indicators, July to the second's."""
    later = signed_plan(
        reported.session,
        officer_id=reported.officers["rina"],
        rater_id=reported.officers["kasi"],
        now=NOW,
        effective_from=date(2026, 7, 1),
    )
    reported.report(month="2026-06")
    reported.report(month="2026-07", indicator_id=later.indicators[0])
    for month, indicator in (("2026-06", later.indicators[0]), ("2026-07", reported.plan.indicators[0])):
        with pytest.raises(NotFound):
            reported.report(month=month, indicator_id=indicator)
    with pytest.raises(NotFound):  # no plan of that year
        reported.report(month="2025-12")
    assert queries.waiting_months(reported.session, officer_id=reported.officers["rina"]) == [
        "2026-06",
        "2026-07",
    ]


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("value", {"value": None}),
        ("value", {"value": -1.0}),
        ("value", {"value": float("nan")}),
        ("value", {"value": float("inf")}),
        ("value", {"value": 1e13}),
        ("words", {"words": " \n"}),
        ("words", {"words": "a" * 2001}),
        ("evidence", {"evidence": ()}),
        ("evidence", {"evidence": (MINUTES,) * 21}),
        ("links", {"evidence": (NewEvidence("x", link="javascript:alert(1)"),)}),
        ("month", {"month": "2026-12"}),
    ],
)
def test_what_cannot_be_taken_names_its_field(
    reported: Reported, field: str, changed: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as refused:
        reported.report(**changed)
    assert list(refused.value.fields or ()) == [field]
    assert reported.session.scalars(select(ReportedValue)).all() == []
    assert reported.session.scalars(select(Evidence)).all() == []


def test_a_target_of_words_takes_no_number(reported: Reported) -> None:
    with pytest.raises(Invalid) as refused:
        reported.report(indicator_id=reported.plan.indicators[1], value=3.0)
    assert list(refused.value.fields or ()) == ["value"]


@ON_BOTH
def test_every_act_stands_in_the_audit_record(reported: Reported) -> None:
    made = reported.report()
    reported.approve(made)
    piece = reported.view(made).evidence[0].id
    service.withdraw_evidence(
        reported.session,
        evidence_id=piece,
        reason="Salah.",
        now=NOW,
        today=NOW.date(),
        actor=reported.actor("kasi"),
    )
    decline(reported, made, "Kurang bukti.")
    kinds = reported.session.scalars(
        select(AuditEvent.kind).where(AuditEvent.subject == f"reported_value:{made}").order_by(AuditEvent.id)
    ).all()
    assert kinds == [
        "reported_value.reported",
        "reported_value.approved",
        "reported_value.evidence_withdrawn",
        "reported_value.declined",
    ]


@pytest.mark.parametrize(
    "address", ["http://a.example", "https://a.example:8443/b?c=d&e=%20#f", "https://[::1]/"]
)
def test_links_that_stand(address: str) -> None:
    assert link_problem(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.example",
        "//a.example",
        "ftp://a.example",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://user:pass@a.example",
        "https://user@a.example",
        "https://a.example/ b",
        "https://a.example/\nb",
        "https://a.example/\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe",
        "https://a.example:port/",
        "https://a.example:99999/",
        "https://[::1",
        "https://a.example/" + "x" * 500,
    ],
)
def test_links_that_do_not(address: str) -> None:
    assert link_problem(address) is not None


@ON_BOTH
@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_two_values_of_a_month_approved_at_once_leave_one_that_counts(
    engine: Engine, rulebook: Rulebook
) -> None:
    with db.writing(engine) as session:
        officers, _accounts = seed(session, rulebook)
        plan = signed_plan(session, officer_id=officers["rina"], rater_id=officers["kasi"], now=NOW)
        reported = Reported(session, officers, plan)
        made = [reported.report(value=value) for value in (38.0, 40.0)]
        seen = [reported.view(each).seen for each in made]
    together = threading.Barrier(2)

    def approving(report_id: int, seen: str) -> Callable[[], None]:
        def run() -> None:
            with db.writing(engine) as session:
                together.wait(timeout=PATIENCE_SECONDS)
                service.approve(
                    session,
                    report_id=report_id,
                    seen=seen,
                    now=NOW,
                    today=NOW.date(),
                    actor=Actor.officer(officers["kasi"], "web"),
                )

        return run

    threads = [threading.Thread(target=approving(*each)) for each in zip(made, seen, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE_SECONDS)
    with db.reading(engine) as session:
        states = session.scalars(select(ReportedValue.state).order_by(ReportedValue.id)).all()
    assert sorted(states) == ["approved", "withdrawn"]


def told(reported: Reported, media: Path) -> list[str]:
    return [
        f"{found.subject}: {found.detail}"
        for found in verify_performance(reported.session, media=FolderStore(media))
        if found.code == "evidence"
    ]


@ON_BOTH
def test_verification_opens_every_file_and_counts_the_values_of_a_month(
    reported: Reported, tmp_path: Path
) -> None:
    gate = Gate(FolderStore(tmp_path))
    kept = gate.keep(gate.check(b"Berita acara.", name="ba.txt"))
    made = reported.report(evidence=(NewEvidence("Berita acara", file=kept),))
    reported.approve(made)
    piece = reported.view(made).evidence[0].id
    assert told(reported, tmp_path) == []
    (tmp_path / kept.path).write_bytes(b"%PDF-1.7 another")
    assert told(reported, tmp_path) == [f"evidence:{piece}: its file is not what was handed in"]
    (tmp_path / kept.path).unlink()
    assert told(reported, tmp_path) == [f"evidence:{piece}: its file is not in the media folder"]

    (tmp_path / kept.path).write_bytes(b"Berita acara.")
    session = reported.session
    session.execute(update(Evidence).values(withdrawn_at=NOW))
    second = reported.report()
    session.execute(update(ReportedValue).values(state="approved").where(ReportedValue.id == second))
    session.execute(update(Evidence).values(kind="link", digest=None).where(Evidence.id != piece))
    assert told(reported, tmp_path) == [
        f"reported_value:{made}: counts without any evidence that stands",
        f"plan_indicator:{reported.plan.indicators[0]}: {THIS_MONTH} has more than one value that counts",
    ]

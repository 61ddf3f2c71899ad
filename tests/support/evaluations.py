"""Evaluations for tests: a measured office in January 2027, and short ways to take each step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine

from complaints_service import db
from complaints_service.appraisal.evaluating import queries, service
from complaints_service.appraisal.evaluating.drift import Drift, drift_of
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.errors import Actor
from complaints_service.measurement.facts.service import rebuild
from complaints_service.people.models import Officer
from complaints_service.people.service import transfer_officer
from config.rulebook import Rulebook
from tests.support.measured import Measured, measured_office
from tests.support.signed_plans import SignedPlan, signed_plan
from tests.support.visitors import when
from tests.support.world import SETUP

#: The first working day after the quarter but one; an objection is taken until Wednesday the 13th.
NOW = when("Wed 2027-01-06 09:00")
LAST_DAY = when("Wed 2027-01-13 23:59")
QUARTER = EvaluationPeriod("periodic", "2026-10", "2026-12")
SIGNED_AT = when("Mon 2026-01-05 09:00")
REASON = "Jawaban pertama cepat; satu laporan dibiarkan lewat."
#: What rina's plan measures, besides what her tests report.
INDICATORS = (
    {
        "aspect": "time", "words": "Jawaban pertama tepat waktu", "source": "measured",
        "indicator_code": "first_response_on_time", "target_value": 60.0, "target_unit": "percent",
    },
    {
        "aspect": "quality", "words": "Laporan dibuka lagi", "source": "measured",
        "indicator_code": "reopened_share", "target_words": "Sesedikit mungkin", "better": "lower",
    },
    {
        "aspect": "quantity", "words": "Titik parit yang dibersihkan", "source": "reported",
        "target_value": 44.0, "target_unit": "titik",
    },
)  # fmt: skip


@dataclass
class Evaluations:
    """An office with a quarter to evaluate; `now` may be set to another instant."""

    measured: Measured
    now: datetime = NOW
    plans: dict[str, SignedPlan] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        return self.measured.office.engine

    @property
    def rulebook(self) -> Rulebook:
        return self.measured.office.rulebook

    def officer(self, login: str) -> int:
        return self.measured.office.officers[login]

    def who(self, login: str, revision: int = 0) -> service.Who:
        office = self.measured.office
        actor = Actor.officer(office.officers.get(login, 0), "web", office.accounts[login])
        return service.Who(office.rights(login), actor, revision)

    def plan(self, login: str, rater: str, **more: object) -> SignedPlan:
        """A signed plan of 2026."""
        told = {"indicators": INDICATORS, "now": SIGNED_AT, **more}
        with db.writing(self.engine) as session:
            self.plans[login] = signed_plan(
                session,
                officer_id=self.officer(login),
                rater_id=self.officer(rater),
                **told,  # type: ignore[arg-type]
            )
        return self.plans[login]

    def start(self, login: str = "rina", by: str = "kasi", span: EvaluationPeriod = QUARTER) -> int:
        with db.writing(self.engine) as session:
            return service.start(
                session, officer_id=self.officer(login), span=span, who=self.who(by), now=self.now,
                rulebook=self.rulebook,
            )  # fmt: skip

    def rate(
        self, one: int, by: str = "kasi", *, result: str = "meets", behaviour: str = "above", reason: str = REASON,
        send: bool = True, revision: int | None = None, without_evidence: bool = True,
    ) -> None:  # fmt: skip
        with db.writing(self.engine) as session:
            service.rate(
                session, evaluation_id=one, ratings=service.Ratings(result, behaviour, reason, without_evidence),
                who=self.who(by, revision or self.view(one).revision), now=self.now, rulebook=self.rulebook,
                send=send,
            )  # fmt: skip

    def sent(self, login: str = "rina", by: str = "kasi", *, opened: bool = True, **ratings: str) -> int:
        """An evaluation that lies with the officer, who has opened it."""
        one = self.start(login, by)
        self.rate(one, by, **ratings)  # type: ignore[arg-type]
        if opened:
            self.open(one)
        return one

    def open(self, one: int) -> None:
        """The officer reads it."""
        with db.writing(self.engine) as session:
            service.note_opened(session, evaluation_id=one, now=self.now, rulebook=self.rulebook)

    def remind(self) -> int:
        with db.writing(self.engine) as session:
            return service.remind(session, now=self.now, rulebook=self.rulebook)

    def accept(self, one: int, by: str = "rina", comment: str = "", revision: int | None = None) -> None:
        with db.writing(self.engine) as session:
            service.accept(
                session, evaluation_id=one, comment=comment,
                who=self.who(by, revision or self.view(one).revision), now=self.now, rulebook=self.rulebook,
            )  # fmt: skip

    def object_to(
        self, one: int, by: str = "rina", words: str = "Laporan itu datang ketika saya cuti.",
        revision: int | None = None,
    ) -> None:  # fmt: skip
        with db.writing(self.engine) as session:
            service.object_to(
                session, evaluation_id=one, objection=words,
                who=self.who(by, revision or self.view(one).revision), now=self.now, rulebook=self.rulebook,
            )  # fmt: skip

    def decide(self, one: int, decision: service.ObjectionDecision, by: str = "camat") -> None:
        with db.writing(self.engine) as session:
            service.decide(
                session, evaluation_id=one, decision=decision, who=self.who(by, self.view(one).revision),
                now=self.now, rulebook=self.rulebook,
            )  # fmt: skip

    def reopen(self, one: int, by: str = "kasi", reason: str = "Ada angka yang dibetulkan kemudian.") -> int:
        with db.writing(self.engine) as session:
            return service.reopen(
                session, evaluation_id=one, reason=reason, who=self.who(by, self.view(one).revision),
                now=self.now, rulebook=self.rulebook,
            )  # fmt: skip

    def lapse(self) -> int:
        with db.writing(self.engine) as session:
            return service.lapse(session, now=self.now, rulebook=self.rulebook)

    def opine(self, one: int, by: str, opinion: service.Ratings) -> None:
        with db.writing(self.engine) as session:
            service.give_opinion(session, evaluation_id=one, opinion=opinion, who=self.who(by), now=self.now)

    def closed(self, **ratings: str) -> int:
        """An accepted evaluation of rina's quarter."""
        one = self.sent(**ratings)
        self.accept(one)
        return one

    def view(self, one: int) -> queries.EvaluationView:
        with db.reading(self.engine) as session:
            found = queries.evaluation(session, evaluation_id=one)
        assert found is not None
        return found

    def record(self, one: int) -> dict:
        with db.reading(self.engine) as session:
            found = queries.record_of(session, evaluation_id=one)
        assert found is not None
        return dict(found)

    def drift(self, one: int) -> Drift:
        with db.reading(self.engine) as session:
            return drift_of(session, record=self.record(one), rulebook=self.rulebook)

    def move(self, login: str, position: str) -> None:
        """Moves a member to another post."""
        with db.writing(self.engine) as session:
            officer = session.get_one(Officer, self.officer(login))
            transfer_officer(
                session, officer=officer, position=position, unit=None, now=self.now, actor=SETUP
            )

    def measure(self) -> None:
        """Makes the facts anew, as of now."""
        with db.writing(self.engine) as session:
            rebuild(session, now=self.now, rulebook=self.rulebook)


def evaluated_office(engine: Engine, rulebook: Rulebook) -> Evaluations:
    """Rina and her section head with signed plans, and the last quarter of 2026 over."""
    made = Evaluations(measured_office(engine, rulebook))
    made.measure()
    made.plan("rina", "kasi")
    made.plan("kasi", "camat")
    return made

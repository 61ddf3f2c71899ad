"""An evaluation from beginning to frozen record, and every way in which it is refused, on both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.appraisal.documents.evaluation import StandingMarks, evaluation_content
from complaints_service.appraisal.evaluating import queries, service
from complaints_service.appraisal.evaluating.achieving import NewAchievement, may_set, set_achievement
from complaints_service.appraisal.evaluating.drift import verify_records
from complaints_service.appraisal.evaluating.following import NewFollowUp, add_follow_up, follow_ups, settle
from complaints_service.appraisal.evaluating.models import Evaluation
from complaints_service.appraisal.evaluating.parties import may_see, parties_of
from complaints_service.appraisal.evaluating.record import canonical, digest
from complaints_service.appraisal.evaluating.rules import EvaluationPeriod
from complaints_service.appraisal.evaluating.service import ObjectionDecision, Ratings
from complaints_service.appraisal.reporting.models import Evidence, ReportedValue
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError, Invalid, NotFound
from complaints_service.jobs.sending import run_route
from complaints_service.meetings.actions import settle_action
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.people.models import Officer
from complaints_service.people.service import dismiss_officer
from complaints_service.survey.service import rate as rate_complaint
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.services.post import BASE_URL, Postman, room_of
from tests.support.both import ON_BOTH
from tests.support.evaluations import (
    INDICATORS,
    LAST_DAY,
    NOW,
    QUARTER,
    REASON,
    Evaluations,
    evaluated_office,
)
from tests.support.measured import Measured
from tests.support.prepared import Prepared
from tests.support.visitors import when
from tests.support.world import SETUP, open_office

YEAR = EvaluationPeriod("annual", "2026-01", "2026-12")


@pytest.fixture
def held(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Evaluations:
    return prepared(engine, rulebook, evaluated_office)


def refused(act: Callable[[], object]) -> tuple[str, str]:
    """Why an act was refused: the code, or for wrong input the fields."""
    with pytest.raises(DomainError) as error:
        act()
    found = error.value
    return (found.code, ",".join(found.fields or ()))


class TestTheStraightWay:
    @ON_BOTH
    def test_rated_sent_accepted_and_frozen(self, held: Evaluations) -> None:
        one = held.start()
        assert held.view(one).state == "draft"
        held.rate(one, result="meets", behaviour="", reason="", send=False)
        assert (held.view(one).result_rating, held.view(one).predicate) == ("meets", None)
        held.rate(one, result="meets", behaviour="above")
        sent = held.view(one)
        assert (sent.state, sent.predicate, sent.reason) == ("sent", "good", REASON)
        assert (sent.sent_at, sent.objection_due_on) == (NOW, None), "its days begin when it is opened"
        held.accept(one, comment="Terima kasih, saya perbaiki.")
        closed, record = held.view(one), held.record(one)
        assert (closed.state, closed.closed_at, closed.answered_at) == ("closed", NOW, NOW)
        assert closed.digest == digest(record)
        assert record["texts"]["reason"] == REASON
        assert record["texts"]["answer"] == "Terima kasih, saya perbaiki."
        assert record["ratings"] == {
            "result": "meets", "behaviour": "above", "first_result": None, "first_behaviour": None,
        }  # fmt: skip
        assert record["predicate"]["id"] == "Baik"
        assert record["officer"]["name"] == "Rina Contoh"
        assert (record["rater"]["name"], record["decider"]) == ("Kasi Contoh", None)

    def test_the_record_holds_the_figures_against_the_plan(self, held: Evaluations) -> None:
        """Rina's first answers: one of one in October, three of four in November (tests/support/measured.py)."""
        record = held.record(held.closed())
        (plan,) = record["plans"]
        assert (plan["version_id"], plan["months"]) == (
            held.plans["rina"].version_id, ["2026-10", "2026-11", "2026-12"],
        )  # fmt: skip
        first, reopened, reported = plan["results"][0]["indicators"]
        figure = first["figure"]
        assert (figure["target"], figure["target_from"], figure["judgement"]) == (60, "plan", "few")
        assert [(month["month"], month["value"], month["n"]) for month in figure["months"]] == [
            ("2026-10", 100, 1), ("2026-11", 60, 5), ("2026-12", None, 0),
        ]  # fmt: skip
        assert figure["n"] == 6
        assert (reopened["figure"]["target"], reopened["figure"]["target_from"]) == (10, "office")
        assert (reported["figure"], reported["reported"]) == (None, [])
        assert set(record["hashes"]) == {"2026-10", "2026-11", "2026-12"}
        assert record["presence"]["2026-10"][0] == record["presence"]["2026-10"][1]
        assert record["policies"] == ["2025-01-01"]

    def test_a_reader_elsewhere_computes_the_same_digest(self, held: Evaluations) -> None:
        one = held.closed()
        told = json.loads(json.dumps(held.record(one)))
        assert canonical(told) == json.dumps(told, sort_keys=True, separators=(",", ":"))
        assert digest(told) == held.view(one).digest

    def test_each_step_is_in_the_audit_record_without_its_words(self, held: Evaluations) -> None:
        one = held.closed()
        with db.reading(held.engine) as session:
            events = session.scalars(
                select(AuditEvent).where(AuditEvent.subject == f"evaluation:{one}").order_by(AuditEvent.id)
            ).all()
        assert [event.kind.split(".")[1] for event in events] == ["started", "sent", "accepted"]
        assert not any(REASON in json.dumps(event.data) for event in events)

    def test_the_year_is_evaluated_too(self, held: Evaluations) -> None:
        quarter = held.closed()  # the quarter is another evaluation
        one = held.start(span=YEAR)
        held.rate(one, result="above")
        held.accept(one)
        record = held.record(one)
        assert len(record["hashes"]) == 12
        (looked_back,) = record["periodic"]
        assert (looked_back["id"], looked_back["predicate"]) == (quarter, "good")
        assert looked_back["digest"] == held.view(quarter).digest
        assert held.record(quarter)["periodic"] == []

    def test_an_office_without_any_figure(self, engine: Engine, rulebook: Rulebook) -> None:
        held = Evaluations(Measured(open_office(engine, rulebook)))
        held.plan("rina", "kasi")
        record = held.record(held.closed())
        assert record["as_of"] is None
        figure = record["plans"][0]["results"][0]["indicators"][0]["figure"]
        assert (figure["value"], figure["n"], figure["judgement"]) == (None, 0, "few")
        assert held.drift(1).months == ()


class TestRefused:
    def test_twice(self, held: Evaluations) -> None:
        held.start()
        assert refused(held.start) == ("evaluated_already", "")
        one = held.start(span=YEAR)
        held.rate(one)
        held.accept(one)
        assert refused(lambda: held.start(span=YEAR)) == ("evaluated_already", "")

    @pytest.mark.parametrize(
        "span",
        [
            EvaluationPeriod("periodic", "2027-01", "2027-03"),  # it still runs
            EvaluationPeriod("annual", "2027-01", "2027-12"),
            EvaluationPeriod("periodic", "2026-11", "2026-12"),  # no quarter
            EvaluationPeriod("annual", "2026-10", "2026-12"),
            EvaluationPeriod("monthly", "2026-12", "2026-12"),
        ],
    )
    def test_a_period_that_is_none_or_still_runs(self, held: Evaluations, span: EvaluationPeriod) -> None:
        assert refused(lambda: held.start(span=span)) == ("invalid", "period")

    def test_without_a_signed_plan(self, held: Evaluations) -> None:
        assert refused(lambda: held.start("hasan")) == ("no_signed_plan", "")

    def test_oneself_and_other_peoples_people(self, held: Evaluations) -> None:
        for by in ("rina", "hasan", "kasitrantib", "meja", "auditor", "admin"):
            assert refused(lambda by=by: held.start(by=by)) == ("not_found", "")
        assert refused(lambda: held.start("kasi", "kasi")) == ("not_found", "")

    def test_a_superior_further_up_hears_whose_it_is(self, held: Evaluations) -> None:
        with pytest.raises(DomainError) as error:
            held.start(by="camat")
        assert error.value.code == "not_the_rater"
        assert "Kasi Contoh" in str(error.value.detail)

    def test_the_head_of_the_office_has_none(self, held: Evaluations) -> None:
        held.plan("camat", "sekcam")
        for by in ("camat", "kasi"):
            assert refused(lambda by=by: held.start("camat", by)) == ("not_found", "")

    def test_staff_who_are_no_civil_servants(self, held: Evaluations) -> None:
        with db.writing(held.engine) as session:
            session.get_one(Officer, held.officer("hasan")).employment = "non_asn"
        assert refused(lambda: held.start("hasan")) == ("no_evaluation", "")

    @pytest.mark.parametrize(
        ("ratings", "fields"),
        [
            ({"result": "", "behaviour": ""}, "result_rating,behaviour_rating"),
            ({"result": "splendid"}, "result_rating"),
            ({"reason": ""}, "reason"),
            ({"reason": "Bagus sekali"}, "reason"),
            ({"reason": "x \x00 dua tiga empat lima"}, "reason"),
            ({"reason": "kata " * 1000}, "reason"),
        ],
    )
    def test_what_cannot_be_sent(self, held: Evaluations, ratings: dict, fields: str) -> None:
        one = held.start()
        assert refused(lambda: held.rate(one, **ratings)) == ("invalid", fields)
        assert held.view(one).state == "draft"

    def test_steps_of_others(self, held: Evaluations) -> None:
        one = held.start()
        assert refused(lambda: held.rate(one, "camat")) == ("not_found", "")
        assert refused(lambda: held.rate(one, "rina")) == ("not_found", "")
        held.rate(one)
        assert refused(lambda: held.accept(one, "kasi")) == ("not_found", "")
        assert refused(lambda: held.object_to(one, "hasan")) == ("not_found", "")
        held.object_to(one)
        decision = ObjectionDecision(False, "Alasannya tidak cukup kuat menurut saya.")
        for by in ("kasi", "rina", "kasitrantib", "sekcam", "auditor"):
            assert refused(lambda by=by: held.decide(one, decision, by)) == ("not_found", "")

    @ON_BOTH
    def test_two_at_once_the_second_hears_who_was_faster(self, held: Evaluations) -> None:
        one = held.start()
        seen = held.view(one).revision
        held.rate(one, send=False, revision=seen)
        with pytest.raises(DomainError) as error:
            held.rate(one, send=False, result="below", revision=seen)
        assert error.value.code == "evaluation_changed"
        assert "Kasi Contoh" in str(error.value.detail)
        assert held.view(one).result_rating == "meets"
        held.rate(one)
        with pytest.raises(DomainError) as error:
            held.rate(one)
        assert error.value.code == "evaluation_moved_on"

    def test_two_browsers_that_begin_at_once_begin_one(self, held: Evaluations) -> None:
        together = Barrier(2)

        def begin(_: int) -> str:
            together.wait()
            who = held.who("kasi")
            try:
                writing(
                    lambda session: service.start(
                        session, officer_id=held.officer("rina"), span=QUARTER, who=who, now=NOW,
                        rulebook=held.rulebook,
                    ),
                    held.engine,
                )  # fmt: skip
            except DomainError as error:
                return error.code
            return "begun"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(begin, range(2))) == ["begun", "evaluated_already"]

    def test_an_answer_twice(self, held: Evaluations) -> None:
        one = held.sent()
        held.object_to(one)
        assert refused(lambda: held.object_to(one)) == ("evaluation_moved_on", "")
        assert refused(lambda: held.accept(one)) == ("evaluation_moved_on", "")


class TestObjecting:
    def test_upheld(self, held: Evaluations) -> None:
        one = held.sent(result="below", behaviour="meets")
        assert held.view(one).predicate == "needs_improvement"
        held.object_to(one)
        assert (held.view(one).state, held.view(one).decider_id) == ("objected", held.officer("camat"))
        held.decide(one, ObjectionDecision(True, "Benar, laporan itu bukan kesalahannya.", "meets", "meets"))
        closed, record = held.view(one), held.record(one)
        assert (closed.state, closed.predicate) == ("closed", "good")
        assert (closed.first_result_rating, closed.first_behaviour_rating) == ("below", "meets")
        assert record["ratings"] == {
            "result": "meets", "behaviour": "meets", "first_result": "below", "first_behaviour": "meets",
        }  # fmt: skip
        assert record["decider"]["name"] == "Camat Contoh"
        assert record["texts"]["objection"] == "Laporan itu datang ketika saya cuti."

    def test_turned_down(self, held: Evaluations) -> None:
        one = held.sent(result="below")
        held.object_to(one)
        held.decide(one, ObjectionDecision(False, "Laporan itu tetap tanggung jawabnya."))
        closed = held.view(one)
        assert (closed.state, closed.result_rating, closed.first_result_rating) == ("closed", "below", None)
        assert closed.predicate == "needs_improvement"

    @pytest.mark.parametrize(
        ("decision", "fields"),
        [
            (ObjectionDecision(None, "Laporan itu tetap tanggung jawabnya."), "upheld"),
            (ObjectionDecision(False, "Tidak."), "reason"),
            (
                ObjectionDecision(True, "Laporan itu bukan kesalahannya sama sekali."),
                "result_rating,behaviour_rating",
            ),
            (
                ObjectionDecision(True, "Laporan itu bukan kesalahannya sama sekali.", "meets", "above"),
                "result_rating",
            ),
        ],
    )
    def test_a_decision_says_what_and_why(
        self, held: Evaluations, decision: ObjectionDecision, fields: str
    ) -> None:
        one = held.sent()
        held.object_to(one)
        assert refused(lambda: held.decide(one, decision)) == ("invalid", fields)

    def test_an_objection_has_words(self, held: Evaluations) -> None:
        one = held.sent()
        assert refused(lambda: held.object_to(one, words="Tidak setuju")) == ("invalid", "objection")

    def test_until_the_last_minute_and_not_after(self, held: Evaluations) -> None:
        one = held.sent()
        held.now = LAST_DAY + timedelta(minutes=1)
        assert refused(lambda: held.object_to(one)) == ("objection_over", "")
        assert refused(lambda: held.accept(one)) == ("objection_over", "")
        held.now = LAST_DAY
        held.object_to(one)
        assert held.view(one).state == "objected"

    def test_where_nobody_stands_above_the_rater_an_auditor_enters_the_decision(
        self, held: Evaluations
    ) -> None:
        one = held.start("kasi", "camat")
        held.rate(one, "camat", result="below")
        held.object_to(one, "kasi")
        assert held.view(one).decider_id is None
        decision = ObjectionDecision(True, "Surat Sekretaris Daerah 800/12 mengubahnya.", "meets", "meets")
        assert refused(lambda: held.decide(one, decision, "camat")) == ("not_found", "")
        held.decide(one, decision, "auditor")
        assert held.view(one).predicate == "good"
        assert held.record(one)["decider"] is None


class TestTheDeadline:
    def test_passes_and_the_rule_dates_itself(self, held: Evaluations) -> None:
        one = held.sent()
        held.now = LAST_DAY
        assert held.lapse() == 0
        held.now = LAST_DAY + timedelta(days=3)
        assert held.lapse() == 1
        closed = held.view(one)
        assert (closed.state, closed.closed_at) == ("closed", when("Thu 2027-01-14 00:00"))
        assert (closed.answered_at, closed.answer) == (None, None)
        assert held.record(one)["evaluation"]["frozen_at"] == "2027-01-16T16:59:00+00:00"
        assert held.lapse() == 0
        assert refused(lambda: held.accept(one)) == ("evaluation_moved_on", "")

    @ON_BOTH
    def test_does_not_pass_over_an_objection(self, held: Evaluations) -> None:
        held.object_to(held.sent())
        held.now = LAST_DAY + timedelta(days=30)
        assert held.lapse() == 0


class TestOpenedAgain:
    @ON_BOTH
    def test_both_stay_readable(self, held: Evaluations) -> None:
        first = held.closed()
        before, frozen = held.view(first), held.record(first)
        second = held.reopen(first)
        assert held.view(first).state == "reopened"
        assert (held.view(first).digest, held.record(first)) == (before.digest, frozen)
        again = held.view(second)
        assert (again.state, again.generation, again.replaces_id) == ("draft", 2, first)
        assert (again.result_rating, again.behaviour_rating, again.reason) == ("meets", "above", REASON)
        held.rate(second, result="above", behaviour="above")
        held.accept(second)
        assert held.record(second)["predicate"]["code"] == "very_good"
        assert held.record(second)["texts"]["reopen_reason"] == "Ada angka yang dibetulkan kemudian."
        with db.reading(held.engine) as session:
            found = queries.evaluations_of(session, officer_id=held.officer("rina"))
            assert [(each.generation, each.state) for each in found] == [(2, "closed"), (1, "reopened")]
            replaced = queries.replaced_by(session, evaluation_id=first)
            assert replaced is not None
            assert replaced.id == second
            spread = queries.distribution(
                session, kind="periodic", first_month="2026-10", last_month="2026-12"
            )
        assert spread == {"very_good": 1}

    def test_needs_a_reason_and_a_closed_one(self, held: Evaluations) -> None:
        one = held.sent()
        assert refused(lambda: held.reopen(one)) == ("evaluation_moved_on", "")
        held.accept(one)
        assert refused(lambda: held.reopen(one, reason="Salah.")) == ("invalid", "reopen_reason")
        for by in ("rina", "camat", "kasitrantib"):
            assert refused(lambda by=by: held.reopen(one, by)) == ("not_found", "")
        held.reopen(one)
        assert refused(lambda: held.reopen(one)) == ("evaluation_moved_on", "")


class TestMovedWithinThePeriod:
    @pytest.fixture
    def moved(self, held: Evaluations) -> Evaluations:
        """Rina went to public order on 16 November; her new plan says so."""
        held.move("rina", "pelaksana_trantib")
        held.plan("rina", "kasitrantib", effective_from=date(2026, 11, 16))
        return held

    @ON_BOTH
    def test_the_last_days_superior_rates_the_earlier_one_is_asked(self, moved: Evaluations) -> None:
        assert refused(lambda: moved.start(by="kasi")) == ("not_found", "")
        one = moved.start(by="kasitrantib")
        with db.reading(moved.engine) as session:
            (asked,) = queries.opinions_of(session, evaluation_id=one)
        assert (asked.rater_id, asked.first_on, asked.last_on) == (
            moved.officer("kasi"), date(2026, 10, 1), date(2026, 11, 15),
        )  # fmt: skip
        with db.reading(moved.engine) as session:
            waiting = queries.waiting_for(session, officer_id=moved.officer("kasi"))
        assert waiting.to_opine == (one,)
        moved.opine(one, "kasi", Ratings("above", "", "Sampai pertengahan November selalu cepat."))
        moved.rate(one, "kasitrantib")
        moved.accept(one)
        (opinion,) = moved.record(one)["opinions"]
        assert (opinion["rater"], opinion["result_rating"], opinion["behaviour_rating"]) == (
            "Kasi Contoh", "above", None,
        )  # fmt: skip
        assert opinion["last_on"] == "2026-11-15"

    def test_each_month_is_judged_by_its_own_version(self, moved: Evaluations) -> None:
        one = moved.start(by="kasitrantib")
        moved.rate(one, "kasitrantib")
        moved.accept(one)
        plans = moved.record(one)["plans"]
        assert [plan["months"] for plan in plans] == [["2026-10", "2026-11"], ["2026-12"]]

    def test_only_who_was_asked_and_only_before_it_is_sent(self, moved: Evaluations) -> None:
        one = moved.start(by="kasitrantib")
        said = Ratings("", "", "Baik.")
        for by in ("camat", "kasitrantib", "rina"):
            assert refused(lambda by=by: moved.opine(one, by, said)) == ("not_found", "")
        assert refused(lambda: moved.opine(one, "kasi", Ratings("odd", "", ""))) == (
            "invalid", "result_rating,words",
        )  # fmt: skip
        moved.rate(one, "kasitrantib")
        assert refused(lambda: moved.opine(one, "kasi", said)) == ("evaluation_moved_on", "")

    def test_who_was_asked_does_not_see_the_rest(self, moved: Evaluations) -> None:
        one = moved.start(by="kasitrantib")
        moved.rate(one, "kasitrantib")
        with db.reading(moved.engine) as session:
            view = moved.view(one)
            parties = parties_of(session, view=view, on=None)
        rights = moved.measured.office.rights("kasi")
        assert parties.roles(rights) == {"former"}
        assert not may_see(rights, view, parties)

    def test_moved_after_the_period_the_former_superior_rates(self, held: Evaluations) -> None:
        held.move("rina", "pelaksana_trantib")
        assert refused(lambda: held.start(by="kasitrantib")) == ("not_the_rater", "")
        one = held.sent(by="kasi")
        with db.reading(held.engine) as session:
            parties = parties_of(session, view=held.view(one), on=None)
        assert may_see(held.measured.office.rights("kasi"), held.view(one), parties)
        assert may_see(held.measured.office.rights("kasitrantib"), held.view(one), parties)

    def test_the_superior_left_the_office(self, held: Evaluations) -> None:
        one = held.start()
        with db.writing(held.engine) as session:
            officer = session.get_one(Officer, held.officer("kasi"))
            dismiss_officer(session, officer=officer, now=NOW, actor=SETUP)
        held.rate(one, "camat")
        assert held.view(one).rater_id == held.officer("camat")


class TestDrift:
    def test_nothing_differs_at_first(self, held: Evaluations) -> None:
        one = held.closed()
        assert (held.drift(one).months, held.drift(one).changes, held.drift(one).evidence) == ((), (), ())

    def test_a_late_correction_shows_and_the_record_stays(self, held: Evaluations) -> None:
        """A first answer is struck out afterwards: November's share is another, the frozen record keeps its own."""
        one = held.closed()
        frozen = held.record(one)
        number, office = held.measured.numbers["pindah"], held.measured.office
        with db.reading(held.engine) as session:
            ticket_id = session.scalar(select(Ticket.id).where(Ticket.number == number))
            told = ledger.events_of(session, [ticket_id])[ticket_id]
        answer = next(event.seq for event in told if event.data.get("act") == "answer")
        office.act("camat", number, "unmark", message=answer, reason="tidak menjawab", now=NOW)
        held.measure()
        drift = held.drift(one)
        assert drift.months == ("2026-11",)
        (change,) = drift.changes
        assert (change.month, change.code, change.frozen) == ("2026-11", "first_response_on_time", 60)
        assert change.now == 50  # two of four: that ticket now counts for whoever has it
        assert held.record(one) == frozen
        assert digest(frozen) == held.view(one).digest

    def test_evidence_withdrawn_is_kept_and_said(self, held: Evaluations) -> None:
        indicator = held.plans["rina"].indicators[2]
        rina = held.officer("rina")
        with db.writing(held.engine) as session:
            value = ReportedValue(
                indicator_id=indicator, month="2026-11", value=12.0, words="Dua belas titik", state="approved",
                reported_at=NOW, reported_by=rina, decided_at=NOW, decided_by=held.officer("kasi"),
            )  # fmt: skip
            session.add(value)
            session.flush()
            proof = Evidence(
                reported_value_id=value.id, kind="file", name="berita acara.pdf", address="x", digest="ab" * 32,
                added_at=NOW,
            )  # fmt: skip
            session.add(proof)
            session.flush()
            proof_id = proof.id
        one = held.closed()
        kept = held.record(one)["plans"][0]["results"][0]["indicators"][2]["reported"]
        assert [(each["value"], each["evidence"][0]["digest"]) for each in kept] == [(12, "ab" * 32)]
        with db.writing(held.engine) as session:
            proof = session.get_one(Evidence, proof_id)
            proof.withdrawn_at, proof.withdrawn_by, proof.withdrawn_reason = NOW, rina, "salah berkas"
        assert [each.name for each in held.drift(one).evidence] == ["berita acara.pdf"]
        assert held.record(one)["plans"][0]["results"][0]["indicators"][2]["reported"] == kept

    def test_a_period_is_held_to_its_part_of_the_year(self, held: Evaluations) -> None:
        share, _reopened, amount = INDICATORS
        held.plan(
            "rina",
            "kasi",
            effective_from=date(2026, 2, 1),
            indicators=(
                {**share, "spread": "each", "period_targets": [95.0, 95.0, 95.0, 5.0]},
                {**amount, "spread": "sum", "period_targets": [4.0, 10.0, 10.0, 20.0]},
            ),
        )
        with db.writing(held.engine) as session:
            for month, value in (("2026-10", 12.0), ("2026-12", 7.5)):
                session.add(
                    ReportedValue(
                        indicator_id=held.plans["rina"].indicators[1], month=month, value=value, words="Parit bersih",
                        state="approved", reported_at=NOW, reported_by=held.officer("rina"), decided_at=NOW,
                        decided_by=held.officer("kasi"),
                    )
                )  # fmt: skip
        record = held.record(held.closed())
        judged, counted = record["plans"][0]["results"][0]["indicators"]
        assert record["form"] == "tanggap-evaluation-4"
        assert (judged["target_value"], judged["period_target"], judged["figure"]["target"]) == (60, 5, 5)
        assert (counted["target_value"], counted["period_target"]) == (44, 20)
        content = evaluation_content(
            record,
            beside=StandingMarks(sample=False, digest="", withdrawn={}, replaced=False),
            now=NOW,
            rulebook=held.rulebook,
        )
        told = content["plans"][0]["results"][0]["indicators"]
        assert told[0]["target"] == "paling sedikit 5 % untuk periode ini; setahun paling sedikit 60 %"
        assert (
            told[1]["target"] == "paling sedikit 20 titik untuk periode ini; setahun paling sedikit 44 titik"
        )
        assert told[1]["reached"] == "Jumlah periode ini 19,5 titik dari 20 titik: tidak tercapai"

    def test_verify_finds_a_record_that_was_changed(self, held: Evaluations) -> None:
        one = held.closed()
        with db.reading(held.engine) as session:
            assert verify_records(session) == []
        with db.writing(held.engine) as session:
            row = session.get_one(Evaluation, one)
            row.record = {**row.record, "predicate": {"code": "very_good"}}
        with db.reading(held.engine) as session:
            (finding,) = verify_records(session)
        assert (finding.code, finding.subject) == ("record", f"evaluation {one}")

    def test_verify_finds_a_record_that_was_changed_together_with_its_digest(self, held: Evaluations) -> None:
        one = held.closed()
        with db.writing(held.engine) as session:
            row = session.get_one(Evaluation, one)
            row.record = {**row.record, "predicate": {"code": "very_good"}}
            row.digest = digest(row.record)
        with db.reading(held.engine) as session:
            (finding,) = verify_records(session)
        assert finding.detail == "the audit record names another digest"


class TestFollowUp:
    def add(self, held: Evaluations, one: int, by: str = "kasi", **new: object) -> int:
        who = held.who(by, held.view(one).revision)
        told = NewFollowUp(**{"kind": "action", "words": "Bagi jadwal truk dengan Trantib.", **new})  # type: ignore[arg-type]
        with db.writing(held.engine) as session:
            return add_follow_up(
                session, evaluation_id=one, new=told, who=who, now=held.now, today=date(2027, 1, 6)
            )

    def listed(self, held: Evaluations) -> list[tuple[str, str, str | None]]:
        with db.reading(held.engine) as session:
            found = follow_ups(session, officer_id=held.officer("rina"))
        return [(each.kind, each.state, each.outcome) for each in found]

    @ON_BOTH
    def test_an_action_is_tracked_where_actions_are(self, held: Evaluations) -> None:
        one = held.closed()
        self.add(held, one, due_on=date(2027, 2, 1))
        assert self.listed(held) == [("action", "open", None)]
        with db.writing(held.engine) as session:
            (found,) = follow_ups(session, evaluation_ids=[one])
            assert found.action_id is not None
            settle_action(
                session, action_id=found.action_id, state="done", outcome="Jadwal dibagi.", rights=None,
                now=NOW, actor=held.who("kasi").actor,
            )  # fmt: skip
        assert self.listed(held) == [("action", "done", "Jadwal dibagi.")]

    def test_a_training_is_a_need(self, held: Evaluations) -> None:
        self.add(held, held.closed(), kind="training", words="Menulis jawaban yang jelas")
        assert self.listed(held) == [("training", "open", None)]

    @pytest.mark.parametrize(("kind", "state"), [("recognition", "done"), ("sanction", "declined")])
    def test_a_recommendation_is_decided_by_the_one_asked(
        self, held: Evaluations, kind: str, state: str
    ) -> None:
        one = held.closed()
        made = self.add(held, one, kind=kind, words="Piagam pada apel", decider_id=held.officer("camat"))

        def decided(by: str, **said: str) -> None:
            with db.writing(held.engine) as session:
                settle(
                    session, follow_up_id=made, who=held.who(by), now=held.now,
                    **{"state": state, "outcome": "Diputuskan pada rapat.", **said},
                )  # fmt: skip

        for by in ("kasi", "rina", "auditor"):
            assert refused(lambda by=by: decided(by)) == ("not_found", "")
        assert refused(lambda: decided("camat", state="open")) == ("invalid", "state")
        assert refused(lambda: decided("camat", outcome=" ")) == ("invalid", "outcome")
        decided("camat")
        assert self.listed(held) == [(kind, state, "Diputuskan pada rapat.")]
        assert refused(lambda: decided("camat")) == ("follow_up_settled", "")

    def test_what_cannot_follow(self, held: Evaluations) -> None:
        one = held.sent()
        assert refused(lambda: self.add(held, one)) == ("evaluation_moved_on", "")
        held.accept(one)
        assert refused(lambda: self.add(held, one, "rina")) == ("not_found", "")
        assert refused(lambda: self.add(held, one, kind="party", words="")) == ("invalid", "kind,words")
        assert refused(lambda: self.add(held, one)) == ("invalid", "due_on")
        assert refused(lambda: self.add(held, one, due_on=date(2026, 12, 1))) == ("invalid", "due_on")
        stranger = held.officer("kasitrantib")
        assert refused(lambda: self.add(held, one, kind="sanction", decider_id=stranger)) == (
            "invalid", "decider_id",
        )  # fmt: skip


class TestAchievement:
    def enter(self, held: Evaluations, by: str, **new: object) -> None:
        told = NewAchievement(**{"span": QUARTER, "level": "good", "basis": "Surat 800/1", **new})  # type: ignore[arg-type]
        with db.writing(held.engine) as session:
            set_achievement(session, new=told, who=held.who(by), now=held.now, rulebook=held.rulebook)

    @ON_BOTH
    def test_the_head_and_a_manager_of_the_whole_office(self, held: Evaluations) -> None:
        self.enter(held, "camat")
        self.enter(held, "sekcam", level="outstanding")
        with db.reading(held.engine) as session:
            found = queries.achievement_of(session, first_month="2026-10", last_month="2026-12")
            may = {
                login: may_set(session, rights=held.measured.office.rights(login))
                for login in held.measured.office.accounts
            }
        assert found is not None
        assert (found.level, found.set_by) == ("outstanding", held.officer("sekcam"))
        assert {login for login, allowed in may.items() if allowed} == {"camat", "sekcam"}
        assert refused(lambda: self.enter(held, "kasi")) == ("not_found", "")
        assert held.record(held.closed())["achievement"] == {"level": "outstanding", "basis": "Surat 800/1"}

    def test_wrong_input(self, held: Evaluations) -> None:
        odd = EvaluationPeriod("periodic", "2026-11", "2026-12")
        later = EvaluationPeriod("periodic", "2027-04", "2027-06")
        assert refused(lambda: self.enter(held, "camat", span=odd, level="odd", basis="")) == (
            "invalid", "period,level,basis",
        )  # fmt: skip
        assert refused(lambda: self.enter(held, "camat", span=later)) == ("invalid", "period")


def test_citizens_thanks_come_with_the_evaluation(held: Evaluations) -> None:
    office = held.measured.office
    at = when("Mon 2026-11-09 12:00")
    for name, score, words in (("simpang", 4, "Ramah."), ("pagi", 2, "Lama."), ("siang", 4, "Cepat sekali.")):
        number = held.measured.numbers[name]
        office.citizen(number, "accept", now=at)
        with db.writing(held.engine) as session:
            rate_complaint(session, number=number, score=score, comment=words, now=at)
    held.measure()
    record = held.record(held.closed())
    assert [(each["score"], each["words"]) for each in record["thanks"]] == [(4, "Cepat sekali.")]


@ON_BOTH
def test_whoever_is_to_act_hears_by_e_mail_and_nothing_of_what_it_says(held: Evaluations) -> None:
    with db.writing(held.engine) as session:
        for login in ("rina", "kasi"):
            session.get_one(Officer, held.officer(login)).email = f"{login}@contoh.example"
        open_route(session, route="email", now=held.now)
    one = held.start()
    held.rate(one, send=False)
    held.rate(one)
    held.object_to(one)  # the camat has no e-mail
    held.decide(one, ObjectionDecision(False, "Laporan itu tetap tanggung jawabnya."))
    with db.reading(held.engine) as session:
        letters = session.scalars(select(Outbox).where(Outbox.kind == "evaluation").order_by(Outbox.id)).all()
    assert [(letter.address, letter.route, letter.params) for letter in letters] == [
        ("rina@contoh.example", "email", {"path": f"/evaluasi/{one}"}),
        ("rina@contoh.example", "email", {"path": f"/evaluasi/{one}"}),
        ("kasi@contoh.example", "email", {"path": f"/evaluasi/{one}"}),
    ]
    postman = Postman()
    run_route(room_of(held.engine, held.rulebook), "email", postman, lambda: held.now)
    posted = postman.handed
    assert {letter.subject for letter in posted} == {"Evaluasi kinerja"}
    assert all(f"{BASE_URL}/evaluasi/{one}" in letter.text for letter in posted)
    assert not any(REASON in letter.text or "Baik" in letter.text for letter in posted)


def test_what_waits_for_whom(held: Evaluations) -> None:
    def waiting(login: str) -> queries.Waiting:
        with db.reading(held.engine) as session:
            return queries.waiting_for(session, officer_id=held.officer(login))

    one = held.start()
    assert waiting("kasi").to_rate == (one,)
    held.rate(one)
    assert waiting("kasi") == queries.Waiting((), (), (), ())
    assert waiting("rina").to_answer == (one,)
    held.object_to(one)
    assert waiting("camat").to_decide == (one,)


def test_a_step_that_fails_leaves_nothing(held: Evaluations) -> None:
    one = held.sent()
    with pytest.raises(Invalid):
        held.object_to(one, words="")
    with pytest.raises(NotFound):
        held.accept(one, "camat")
    assert (held.view(one).state, held.view(one).objection) == ("sent", None)


def test_service_names_what_it_offers() -> None:
    assert {"start", "rate", "accept", "object_to", "decide", "lapse", "reopen", "give_opinion"} <= set(
        service.__all__
    )

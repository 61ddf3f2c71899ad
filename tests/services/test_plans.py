"""A plan from the first draft to two signatures, its change in the year, and what is refused on the way."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from complaints_service import db
from complaints_service.appraisal.documents.skp import skp_content
from complaints_service.appraisal.planning import queries
from complaints_service.appraisal.planning.checking import check_plans
from complaints_service.appraisal.planning.content import content_of, digest_of, draft_of
from complaints_service.appraisal.planning.matrix import matrix_of
from complaints_service.appraisal.planning.models import PlanVersion
from complaints_service.appraisal.planning.rules import IndicatorDraft
from complaints_service.appraisal.verification import verify_performance
from complaints_service.audit.models import AuditEvent
from complaints_service.errors import DomainError, Invalid
from complaints_service.people.models import Officer
from complaints_service.people.service import dismiss_officer
from complaints_service.staffing import service as staffing
from complaints_service.staffing.order import StaffOrder
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.plans import MEASURED, REPORTED, Plans, draft, result
from tests.support.visitors import when
from tests.support.world import SETUP, open_office

JANUARY = when("Mon 2026-01-12 09:00")


@pytest.fixture
def plans(engine: Engine, rulebook: Rulebook) -> Plans:
    return Plans(open_office(engine, rulebook), JANUARY)


class TestDialogue:
    def test_both_propose_remark_and_sign_and_a_change_empties_what_was_signed(self, plans: Plans) -> None:
        view = plans.start("rina")
        assert (view.state, view.number, view.rater_id) == ("draft", 1, plans.office.officers["kasi"])
        view = plans.edit(view, "rina", draft())
        plans.remark(view, "kasi", "Bobotnya dibagi dua saja.", 1)
        view = plans.sign(view, "rina")
        assert view.officer_signed_at == JANUARY
        assert plans.of_month("rina", "2026-02") is None, "one signature counts for nothing"

        view = plans.edit(view, "kasi", draft(result(weight=60), result("Kegiatan seksi", 40)))
        assert (view.officer_signed_at, view.digest) == (None, None)
        view = plans.sign(view, "kasi")
        view = plans.sign(view, "rina")
        assert view.state == "signed"
        assert view.signed_at == JANUARY
        assert view.digest == digest_of(content_of(view))
        assert plans.told(view) == [
            ("rina", "change"), ("kasi", "remark"), ("rina", "signature"), ("kasi", "unsigned"),
            ("kasi", "change"), ("kasi", "signature"), ("rina", "signature"),
        ]  # fmt: skip
        found = plans.of_month("rina", "2026-02")
        assert found is not None
        assert found.version_id == view.version_id
        measured = found.results[0].indicators[0]
        assert (measured.words, measured.target_unit, measured.better) == (
            "Jawaban pertama tepat waktu", "percent", "higher",
        ), "what is measured has name, unit and direction from the registry"  # fmt: skip
        with db.reading(plans.office.engine) as session:
            kinds = [event.kind for event in session.query(AuditEvent).where(AuditEvent.kind.like("plan.%"))]
        assert kinds == [
            "plan.started",
            "plan.changed",
            "plan.signed",
            "plan.changed",
            "plan.signed",
            "plan.signed",
        ]

    def test_saving_the_same_again_changes_nothing(self, plans: Plans) -> None:
        view = plans.sign(plans.edit(plans.start("rina"), "rina", draft()), "rina")
        again = plans.edit(view, "kasi", draft_of(view))
        assert again == view
        assert plans.sign(view, "rina") == view, "signing twice is the same as once"

    def test_the_second_to_save_is_told_who_was_faster_and_keeps_nothing_by_accident(
        self, plans: Plans
    ) -> None:
        view = plans.edit(plans.start("rina"), "rina", draft())
        plans.edit(view, "kasi", draft(result("Dari atasan")))
        for act in (
            lambda: plans.edit(view, "rina", draft(result("Dari bawahan"))),
            lambda: plans.sign(view, "rina", revision=view.revision),
        ):
            with pytest.raises(DomainError) as refused:
                act()
            assert refused.value.code == "plan_changed"
            assert "Kasi Contoh" in str(refused.value.detail)
        assert plans.view(view.version_id).results[0].words == "Dari atasan"

    def test_only_the_two_take_part(self, plans: Plans) -> None:
        with pytest.raises(DomainError) as refused:
            plans.start("rina", by="hasan")
        assert refused.value.code == "not_found"
        view = plans.edit(plans.start("rina", by="kasi"), "kasi", draft())
        for stranger in ("hasan", "camat", "kasitrantib"):
            for act in (
                lambda by: plans.edit(view, by, draft(result("Lain"))),
                lambda by: plans.sign(view, by),
                lambda by: plans.remark(view, by, "Halo"),
                lambda by: plans.drop(view, by),
            ):
                with pytest.raises(DomainError) as refused:
                    act(stranger)
                assert refused.value.code == "not_found"

    def test_a_draft_given_up_stays_readable_and_another_may_begin(self, plans: Plans) -> None:
        view = plans.edit(plans.start("rina"), "rina", draft())
        with pytest.raises(DomainError) as refused:
            plans.start("rina")
        assert refused.value.code == "draft_exists"
        plans.drop(plans.sign(view, "rina"), "kasi")
        dropped = plans.view(view.version_id)
        assert (dropped.state, dropped.officer_signed_at) == ("dropped", None)
        with pytest.raises(DomainError) as refused:
            plans.sign(view, "rina")
        assert refused.value.code == "not_a_draft"
        assert plans.start("rina").number == 2

    def test_what_is_signed_is_not_changed(self, plans: Plans) -> None:
        view = plans.signed("rina", "kasi")
        for act in (
            lambda: plans.edit(view, "rina", draft(result("Lain"))),
            lambda: plans.drop(view, "kasi"),
            lambda: plans.remark(view, "rina", "Terlambat"),
        ):
            with pytest.raises(DomainError) as refused:
                act()
            assert refused.value.code == "not_a_draft"


class TestRefused:
    def test_weights_that_miss_a_hundred_are_kept_but_not_signed(self, plans: Plans) -> None:
        view = plans.edit(plans.start("rina"), "rina", draft(result(weight=60), result("Kedua", 30)))
        with pytest.raises(Invalid) as refused:
            plans.sign(view, "rina")
        assert refused.value.fields is not None
        assert [str(said) for said in refused.value.fields["weights"]] == [
            "Jumlah bobot 90 %, kurang 10 dari 100 %."
        ]

    def test_a_target_without_a_unit_is_not_kept_unless_it_is_words_alone(self, plans: Plans) -> None:
        view = plans.start("rina")
        bare = IndicatorDraft(aspect="quantity", words="Laporan", target_value=12.0)
        with pytest.raises(Invalid) as refused:
            plans.edit(view, "rina", draft(result(indicators=(bare,))))
        assert list(refused.value.fields or {}) == ["results.0.indicators.0.unit"]
        in_words = replace(bare, target_value=None, target_words="Lengkap dan benar")
        assert plans.edit(view, "rina", draft(result(indicators=(in_words,)))).results

    def test_every_problem_is_told_at_once(self, plans: Plans) -> None:
        view = plans.start("rina")
        wrong = result("", 130, duty="sampingan", superior_result_id=999, goal_id=999, indicators=(
            IndicatorDraft(aspect="rasa", words="", source="measured", indicator_code="speed", target_value=float("nan"), better="sideways"),
        ))  # fmt: skip
        with pytest.raises(Invalid) as refused:
            plans.edit(
                view, "rina", draft(wrong, starts=date(2025, 1, 1), expectations={"luck": "Beruntung"})
            )
        indicator = "results.0.indicators.0"
        assert set(refused.value.fields or {}) == {
            "effective_from", "expectations.luck", "results.0.words", "results.0.duty", "results.0.weight",
            "results.0.serves", "results.0.goal", f"{indicator}.aspect", f"{indicator}.better",
            f"{indicator}.source", f"{indicator}.words", f"{indicator}.target", f"{indicator}.unit",
        }  # fmt: skip

    @ON_BOTH
    def test_a_member_who_is_no_civil_servant_has_no_plan(self, plans: Plans) -> None:
        with plans.office.engine.begin() as connection:
            connection.execute(text("UPDATE officer SET employment = 'non_asn' WHERE code = 'rina'"))
        with pytest.raises(DomainError) as refused:
            plans.start("rina")
        assert refused.value.code == "no_plan_for_non_asn"

    def test_a_civil_servant_by_contract_has_one(self, plans: Plans) -> None:
        with plans.office.engine.begin() as connection:
            connection.execute(text("UPDATE officer SET employment = 'pppk' WHERE code = 'rina'"))
        assert plans.signed("rina", "kasi").state == "signed"

    @pytest.mark.parametrize(
        "basis", ["template:lurah", "template:nothing", "version:1", "version:x", "air", ""]
    )
    def test_a_basis_that_is_not_there_for_this_officer(self, plans: Plans, basis: str) -> None:
        plans.signed("kasi", "camat")
        with pytest.raises(Invalid) as refused:
            plans.start("rina", basis=basis)
        assert list(refused.value.fields or {}) == ["basis"]

    def test_control_characters_are_refused_before_a_database_has_to(self, plans: Plans) -> None:
        view = plans.edit(plans.start("rina"), "rina", draft())
        bad = "a\x00b"
        for act, field in (
            (lambda: plans.edit(view, "rina", draft(result(bad), support=bad)), "support"),
            (lambda: plans.remark(view, "rina", bad), "words"),
            (lambda: plans.drop(view, "rina", bad), "reason"),
            (lambda: plans.goal(bad), "words"),
        ):
            with pytest.raises(Invalid) as refused:
                act()
            assert field in (refused.value.fields or {})

    def test_a_year_that_is_over_gets_no_plan(self, plans: Plans) -> None:
        with pytest.raises(Invalid) as refused:
            plans.start("rina", starts=date(2025, 1, 1))
        assert list(refused.value.fields or {}) == ["year"]


class TestCascade:
    def test_a_result_serves_one_of_the_superiors_signed_plan_of_the_year(self, plans: Plans) -> None:
        head = plans.signed("kasi", "camat")
        view = plans.edit(plans.start("rina"), "rina", draft())
        with pytest.raises(Invalid) as refused:
            plans.sign(view, "rina")
        assert list(refused.value.fields or {}) == ["results.0.serves"], (
            "the superior's plan stands, so it must be served"
        )
        other = plans.signed("kasitrantib", "camat")
        with pytest.raises(Invalid) as refused:
            plans.edit(view, "rina", draft(result(superior_result_id=other.results[0].id)))
        assert list(refused.value.fields or {}) == ["results.0.serves"], "not one of another section"
        view = plans.edit(view, "rina", draft(result(superior_result_id=head.results[0].id)))
        assert plans.sign(plans.sign(view, "rina"), "kasi").state == "signed"

        with db.reading(plans.office.engine) as session:
            found = matrix_of(session, unit="SARPRAS", year=2026, on=date(2026, 1, 12))
        officers = plans.office.officers
        assert found.head is not None
        assert found.head.id == officers["kasi"]
        assert [(row.result.id, [given.officer_id for given in row.contributions]) for row in found.rows] == [
            (head.results[0].id, [officers["rina"]])
        ]
        assert found.without_plan == {officers["hasan"]}

    def test_a_draft_of_the_superior_is_nothing_to_serve_yet(self, plans: Plans) -> None:
        head = plans.edit(plans.start("kasi"), "kasi", draft())
        with pytest.raises(Invalid) as refused:
            plans.edit(plans.start("rina"), "rina", draft(result(superior_result_id=head.results[0].id)))
        assert list(refused.value.fields or {}) == ["results.0.serves"]

    def test_a_cascade_that_loops_is_refused(self, plans: Plans) -> None:
        """Trantib serves Kasi's result; then the two change places, and Kasi would serve what serves it."""
        top = plans.signed("kasi", "camat")
        plans.move("trantib", "pelaksana_sarpras")
        below = plans.signed("trantib", "kasi", content=draft(result(superior_result_id=top.results[0].id)))
        plans.move("kasitrantib", "kasi_pmk")
        plans.move("kasi", "pelaksana_trantib")
        plans.move("trantib", "kasi_trantib")
        view = plans.start("kasi", basis="blank", starts=date(2026, 2, 1), reason="Pindah tugas.")
        assert view.rater_id == plans.office.officers["trantib"]
        with pytest.raises(Invalid) as refused:
            plans.edit(
                view, "kasi", draft(result(superior_result_id=below.results[0].id), starts=date(2026, 2, 1))
            )
        assert [str(said) for said in (refused.value.fields or {})["results.0.serves"]] == [
            "Hasil itu sendiri mendukung rencana ini: berputar."
        ]

    def test_the_head_of_the_office_serves_a_goal_and_signs_alone(self, plans: Plans) -> None:
        goal = plans.goal()
        view = plans.edit(plans.start("camat"), "camat", draft())
        assert view.rater_id is None
        with pytest.raises(Invalid) as refused:
            plans.sign(view, "camat")
        assert list(refused.value.fields or {}) == ["results.0.goal"]
        view = plans.edit(view, "camat", draft(result(goal_id=goal)))
        assert plans.sign(view, "camat").state == "signed"

    def test_who_leads_a_unit_serves_the_work_of_that_unit_alone(self, plans: Plans) -> None:
        above = plans.goal()
        for level in ("mission", "objective", "programme"):
            above = plans.goal(level, level, parent_id=above)
        ours, theirs = (
            plans.goal(unit, "unit_work", parent_id=above, first_year=2026, last_year=2026, unit=unit)
            for unit in ("SARPRAS", "TRANTIB")
        )
        view = plans.edit(plans.start("kasi"), "kasi", draft(result(goal_id=ours)))
        with pytest.raises(Invalid) as refused:
            plans.edit(view, "kasi", draft(result(goal_id=theirs)))
        assert list(refused.value.fields or {}) == ["results.0.goal"]

    def test_who_leads_nothing_serves_no_goal(self, plans: Plans) -> None:
        goal = plans.goal()
        with pytest.raises(Invalid) as refused:
            plans.edit(plans.start("rina"), "rina", draft(result(goal_id=goal)))
        assert list(refused.value.fields or {}) == ["results.0.goal"]


class TestInTheYear:
    def test_a_change_is_a_new_version_and_the_months_before_keep_theirs(self, plans: Plans) -> None:
        first = plans.signed("rina", "kasi")
        plans.now = when("Mon 2026-09-07 09:00")
        with pytest.raises(Invalid) as refused:
            plans.start("rina", basis=f"version:{first.version_id}", starts=date(2026, 8, 1))
        assert set(refused.value.fields or {}) == {"effective_from", "reason"}, (
            "a month that is over keeps its plan"
        )
        second = plans.change("rina", date(2026, 9, 15), "kasi")
        assert (second.number, second.basis, second.reason) == (
            2,
            f"version:{first.version_id}",
            "Tugas berubah.",
        )
        judged = {month: plans.of_month("rina", f"2026-{month}") for month in ("01", "08", "09", "10", "12")}
        assert {month: view.number if view else None for month, view in judged.items()} == {
            "01": 1, "08": 1, "09": 1, "10": 2, "12": 2,
        }, "September began under the old one"  # fmt: skip
        assert plans.of_month("rina", "2027-01") is None
        assert plans.view(first.version_id).state == "signed"

    def test_a_change_that_is_signed_too_late_is_moved_on(self, plans: Plans) -> None:
        first = plans.signed("rina", "kasi")
        plans.now = when("Wed 2026-09-30 09:00")
        view = plans.start(
            "rina", basis=f"version:{first.version_id}", starts=date(2026, 9, 1), reason="Tugas."
        )
        plans.now = when("Thu 2026-10-01 09:00")
        with pytest.raises(Invalid) as refused:
            plans.sign(view, "rina")
        assert list(refused.value.fields or {}) == ["effective_from"]

    def test_the_month_the_first_version_begins_in_is_judged_by_it(self, plans: Plans) -> None:
        view = plans.edit(
            plans.start("rina", starts=date(2026, 3, 16)), "rina", draft(starts=date(2026, 3, 16))
        )
        plans.sign(plans.sign(view, "rina"), "kasi")
        assert [plans.of_month("rina", f"2026-0{month}") is not None for month in (2, 3, 4)] == [
            False,
            True,
            True,
        ]

    def test_last_years_plan_is_copied_without_what_it_served(self, plans: Plans) -> None:
        head = plans.signed("kasi", "camat")
        old = plans.signed("rina", "kasi", content=draft(
            result(superior_result_id=head.results[0].id), expectations={"service": "Ramah di loket."}, support="Motor",
        ))  # fmt: skip
        plans.now = when("Tue 2026-12-15 09:00")
        new = plans.start("rina", basis=f"version:{old.version_id}", starts=date(2027, 1, 1))
        assert (new.year, new.number, new.support) == (2027, 1, "Motor")
        assert new.expectations == {"service": "Ramah di loket."}
        assert [(each.words, each.superior_result_id) for each in new.results] == [
            ("Warga dijawab tepat waktu", None)
        ]
        assert [each.target_value for each in new.results[0].indicators] == [80.0, 12.0]

    def test_only_last_years_plan_is_copied_into_a_new_year(self, plans: Plans) -> None:
        old = plans.signed("rina", "kasi")
        plans.now = when("Wed 2027-12-15 09:00")
        with pytest.raises(Invalid) as refused:
            plans.start("rina", basis=f"version:{old.version_id}", starts=date(2028, 1, 1))
        assert list(refused.value.fields or {}) == ["basis"]

    @ON_BOTH
    def test_where_the_superiors_post_is_vacant_nobody_can_agree(self, plans: Plans) -> None:
        view = plans.edit(plans.start("kasi"), "kasi", draft())
        with db.writing(plans.office.engine) as session:
            camat = session.get_one(Officer, plans.office.officers["camat"])
            dismiss_officer(session, officer=camat, now=JANUARY, actor=SETUP)
        view = plans.edit(view, "kasi", draft(result("Lain")))
        assert view.rater_id is None
        with pytest.raises(DomainError) as refused:
            plans.sign(view, "kasi")
        assert refused.value.code == "no_rater"

    def test_a_template_of_the_position_is_ready_to_sign(self, plans: Plans) -> None:
        view = plans.start("rina", basis="template:pelaksana")
        assert view.weights == 100
        assert plans.sign(plans.sign(view, "rina"), "kasi").state == "signed"

    def test_who_moved_saves_again_before_signing(self, plans: Plans) -> None:
        view = plans.edit(plans.start("rina"), "rina", draft())
        plans.sign(view, "rina")
        plans.move("rina", "pelaksana_trantib")
        with pytest.raises(DomainError) as refused:
            plans.sign(view, "kasi")
        assert refused.value.code == "not_found", "no superior of hers any more"
        with pytest.raises(DomainError) as refused:
            plans.sign(view, "kasitrantib")
        assert refused.value.code == "placement_changed"
        saved = plans.edit(view, "kasitrantib", draft_of(view))
        assert (saved.unit, saved.rater_id) == ("TRANTIB", plans.office.officers["kasitrantib"])
        assert saved.officer_signed_at is None
        assert plans.sign(plans.sign(saved, "rina"), "kasitrantib").state == "signed"


class TestVerify:
    @ON_BOTH
    def test_a_signed_plan_that_was_touched_is_found(self, plans: Plans) -> None:
        view = plans.signed("rina", "kasi", content=draft(result(weight=60), result("Kedua", 40)))
        with db.reading(plans.office.engine) as session:
            assert verify_performance(session) == []
        for statement, told in (
            ("UPDATE plan_result SET weight = 70 WHERE ordinal = 1", "its rows are not the content"),
            ("UPDATE plan_version SET digest = 'x'", "its frozen content is not what was signed"),
            ("UPDATE plan_version SET rater_signed_at = NULL", "without both signatures"),
        ):
            with plans.office.engine.connect() as connection:
                connection.execute(text(statement))
                connection.commit()
            with db.reading(plans.office.engine) as session:
                assert told in " ".join(str(found) for found in verify_performance(session))
        assert view.state == "signed"

    def test_a_draft_is_nobodys_promise(self, plans: Plans) -> None:
        plans.edit(plans.start("rina"), "rina", draft(result(indicators=(MEASURED, REPORTED))))
        with db.reading(plans.office.engine) as session:
            assert verify_performance(session) == []


class TestParties:
    @ON_BOTH
    def test_what_was_signed_keeps_who_signed_it(self, plans: Plans) -> None:
        """Names, numbers, ranks, posts change afterwards; the document and its digest do not."""

        def printed(version_id: int) -> dict[str, Any]:
            with db.reading(plans.office.engine) as session:
                view = queries.plan_version(session, version_id=version_id)
                assert view is not None
                return skp_content(session, plan=view, now=plans.now, rulebook=plans.office.rulebook)

        view = plans.signed("rina", "kasi")
        before = printed(view.version_id)
        assert (before["officer"]["name"], before["rater"]["position"]) == (
            "Rina Contoh", "Kepala Seksi Sarana dan Prasarana",
        )  # fmt: skip
        plans.now += timedelta(days=40)
        with db.writing(plans.office.engine) as session:
            order = StaffOrder(
                on=date(2026, 2, 20),
                reason="SK",
                rights=None,
                now=plans.now,
                actor=SETUP,
                rulebook=plans.office.rulebook,
            )
            for login in ("rina", "kasi"):
                officer_id = plans.office.officers[login]
                staffing.rename(
                    session, officer_id=officer_id, name=f"{login} lain", rank="IV/a", order=order
                )
        plans.move("kasi", "pelaksana_pem")
        plans.move("rina", "pelaksana_trantib")
        after = printed(view.version_id)
        assert after == {**before, "as_of": after["as_of"]}
        with db.reading(plans.office.engine) as session:
            assert list(check_plans(session)) == []

    def test_the_parties_are_inside_what_is_signed(self, plans: Plans) -> None:
        view = plans.signed("rina", "kasi")
        with db.writing(plans.office.engine) as session:
            version = session.get_one(PlanVersion, view.version_id)
            content = json.loads(json.dumps(version.content))
            content["parties"]["rater"]["name"] = "Orang Lain"
            version.content = content
        with db.reading(plans.office.engine) as session:
            assert len(list(check_plans(session))) == 1

    def test_who_signs_second_signs_what_the_first_did(self, plans: Plans) -> None:
        view = plans.sign(plans.edit(plans.start("rina"), "rina", draft()), "rina")
        with db.writing(plans.office.engine) as session:
            order = StaffOrder(
                on=date(2026, 1, 12),
                reason="SK",
                rights=None,
                now=plans.now,
                actor=SETUP,
                rulebook=plans.office.rulebook,
            )
            staffing.rename(session, officer_id=plans.office.officers["rina"], name="Rina Baru", order=order)
        signed = plans.sign(view, "kasi")
        assert signed.digest == view.digest
        assert signed.parties is not None and signed.parties["officer"]["name"] == "Rina Contoh"
        unsigned = plans.edit(plans.start("hasan"), "hasan", draft())
        plans.sign(unsigned, "hasan")
        again = plans.edit(
            unsigned, "kasi", draft(result("Lain")), revision=plans.view(unsigned.version_id).revision
        )
        assert (again.digest, again.parties) == (None, None)

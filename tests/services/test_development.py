"""Training: the catalogue, needs with their decisions, hours against a floor or a ceiling."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Grant, Rights
from complaints_service.development import queries, records, service
from complaints_service.development.catalogue import catalogue
from complaints_service.development.records import NewRecord
from complaints_service.development.service import NewNeed
from complaints_service.errors import Actor, DomainError, Invalid, NotFound
from complaints_service.people.models import Officer
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import SETUP, seed

NOW = when("Tue 2026-11-24 14:05")
TODAY = date(2026, 11, 24)


@pytest.fixture
def staff(session: Session, rulebook: Rulebook) -> dict[str, int]:
    service.seed_trainings(session, trainings=catalogue(rulebook, TODAY), now=NOW, actor=SETUP)
    return seed(session, rulebook)[0]


@pytest.fixture
def head(staff: dict[str, int]) -> Actor:
    return Actor.officer(staff["kasi"], "web")


@pytest.fixture
def rina(staff: dict[str, int]) -> Actor:
    return Actor.officer(staff["rina"], "web")


def one_of_the_catalogue(session: Session) -> queries.TrainingView:
    return next(each for each in queries.catalogue(session) if each.code == "jawaban_pertama")


def propose(session: Session, staff: dict[str, int], actor: Actor, **more: object) -> int:
    asked: dict[str, object] = {
        "officer_id": staff["rina"], "words": "Menjawab lebih cepat", "reason": "Sering lewat dua hari.",
    } | more  # fmt: skip
    return service.propose_need(session, new=NewNeed(**asked), rights=None, now=NOW, actor=actor)  # type: ignore[arg-type]


def done(
    session: Session, staff: dict[str, int], actor: Actor, *, confirmed: bool = False, **more: object
) -> int:
    asked: dict[str, object] = {
        "officer_id": staff["rina"], "title": "Pelayanan prima", "lesson_hours": 8,
        "first_on": date(2026, 11, 16), "last_on": date(2026, 11, 17),
    } | more  # fmt: skip
    new = NewRecord(**asked)  # type: ignore[arg-type]
    rights = None if confirmed else Rights(account_id=0, officer_id=staff["rina"])
    return records.record_training(session, new=new, rights=rights, today=TODAY, now=NOW, actor=actor)


def test_the_catalogue_follows_the_rulebook(
    session: Session, staff: dict[str, int], rulebook: Rulebook
) -> None:
    listed = catalogue(rulebook, TODAY)
    again = service.seed_trainings(session, trainings=listed, now=NOW, actor=SETUP)
    assert again == 0
    assert {each.code for each in queries.catalogue(session)} == {each.code for each in listed}
    longer = [replace(listed[0], lesson_hours=listed[0].lesson_hours + 2), *listed[2:]]
    assert service.seed_trainings(session, trainings=longer, now=NOW, actor=SETUP) == 2
    found = {each.code: each for each in queries.catalogue(session)}
    assert found[listed[0].code].lesson_hours == listed[0].lesson_hours + 2
    assert listed[1].code not in found


def test_nothing_is_listed_before_it_holds(rulebook: Rulebook) -> None:
    first = min(each.effective_from for each in rulebook.trainings)
    assert catalogue(rulebook, date(first.year - 1, 12, 31)) == []


def test_a_need_is_approved_once(session: Session, staff: dict[str, int], rina: Actor, head: Actor) -> None:
    need = propose(session, staff, rina, training_id=one_of_the_catalogue(session).id)
    service.decide_need(session, need_id=need, approved=True, decision="", rights=None, now=NOW, actor=head)
    found = queries.needs_of(session, officer_id=staff["rina"])[0]
    assert (found.state, found.decided_by, found.training) == (
        "approved", staff["kasi"], "Menjawab laporan warga dalam dua hari kerja",
    )  # fmt: skip
    with pytest.raises(DomainError) as refused:
        service.decide_need(
            session, need_id=need, approved=False, decision="tidak", rights=None, now=NOW, actor=head
        )
    assert refused.value.code == "need_decided"


def test_a_need_is_declined_with_a_reason(
    session: Session, staff: dict[str, int], rina: Actor, head: Actor
) -> None:
    need = propose(session, staff, rina)
    with pytest.raises(Invalid) as refused:
        service.decide_need(
            session, need_id=need, approved=False, decision=" ", rights=None, now=NOW, actor=head
        )
    assert set(refused.value.fields or {}) == {"decision"}
    service.decide_need(
        session, need_id=need, approved=False, decision="Sudah pernah.", rights=None, now=NOW, actor=head
    )
    assert queries.need(session, need_id=need).decision == "Sudah pernah."  # type: ignore[union-attr]


def test_the_same_training_is_not_asked_for_twice(
    session: Session, staff: dict[str, int], rina: Actor, head: Actor
) -> None:
    training = one_of_the_catalogue(session).id
    need = propose(session, staff, rina, training_id=training)
    with pytest.raises(DomainError) as refused:
        propose(session, staff, head, training_id=training)
    assert refused.value.code == "need_known"
    service.decide_need(
        session, need_id=need, approved=False, decision="Nanti.", rights=None, now=NOW, actor=head
    )
    assert propose(session, staff, head, training_id=training) != need


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"words": " "}, "words"), ({"reason": ""}, "reason"), ({"training_id": 99_999}, "training_id")],
)
def test_a_need_says_what_and_why(
    session: Session, staff: dict[str, int], rina: Actor, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        propose(session, staff, rina, **wrong)
    assert set(refused.value.fields or {}) == {field}


def test_hours_count_once_confirmed_in_the_year_they_end(
    session: Session, staff: dict[str, int], rina: Actor, head: Actor, rulebook: Rulebook
) -> None:
    over_new_year = {"first_on": date(2025, 12, 31), "last_on": date(2026, 1, 2), "lesson_hours": 12}
    first = done(session, staff, rina, **over_new_year)
    done(session, staff, rina, first_on=date(2025, 3, 3), last_on=date(2025, 3, 3), confirmed=True)
    hours = queries.hours_of_year(session, officer_id=staff["rina"], year=2026, rulebook=rulebook)
    assert (hours.done, hours.waiting, hours.missing) == (0, 12, 20)
    records.confirm_record(session, record_id=first, rights=None, now=NOW, actor=head)
    hours = queries.hours_of_year(session, officer_id=staff["rina"], year=2026, rulebook=rulebook)
    assert (hours.done, hours.waiting, hours.floor, hours.ceiling, hours.missing) == (12, 0, 20, None, 8)
    assert queries.hours_of_year(session, officer_id=staff["rina"], year=2025, rulebook=rulebook).done == 8
    with pytest.raises(DomainError) as refused:
        records.confirm_record(session, record_id=first, rights=None, now=NOW, actor=head)
    assert refused.value.code == "record_confirmed"


@pytest.mark.parametrize(
    ("employment", "floor", "ceiling", "missing", "over"),
    [("pns", 20, None, 0, 0), ("pppk", None, 24, 0, 6), ("non_asn", None, None, 0, 0)],
)
def test_a_floor_binds_pns_and_a_ceiling_pppk(
    session: Session, staff: dict[str, int], head: Actor, rulebook: Rulebook,
    employment: str, floor: int | None, ceiling: int | None, missing: int, over: int,
) -> None:  # fmt: skip
    session.get_one(Officer, staff["rina"]).employment = employment
    for _ in range(2):
        done(session, staff, head, lesson_hours=15, confirmed=True)
    hours = queries.hours_of_year(session, officer_id=staff["rina"], year=2026, rulebook=rulebook)
    assert (hours.done, hours.floor, hours.ceiling, hours.missing, hours.over) == (
        30,
        floor,
        ceiling,
        missing,
        over,
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"lesson_hours": 0}, "lesson_hours"),
        ({"lesson_hours": 25}, "lesson_hours"),  # two days of twelve
        ({"last_on": date(2026, 11, 25)}, "last_on"),
        ({"first_on": date(2026, 11, 18)}, "last_on"),
        ({"need_id": 4_711}, "need_id"),
    ],
)
def test_a_training_done_is_plausible(
    session: Session, staff: dict[str, int], rina: Actor, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        done(session, staff, rina, **wrong)
    assert set(refused.value.fields or {}) == {field}


@ON_BOTH
def test_a_confirmed_training_meets_its_need(
    session: Session, staff: dict[str, int], rina: Actor, head: Actor
) -> None:
    need = propose(session, staff, rina)
    with pytest.raises(Invalid):  # nobody approved it yet
        done(session, staff, rina, need_id=need)
    service.decide_need(session, need_id=need, approved=True, decision="", rights=None, now=NOW, actor=head)
    record = done(session, staff, rina, need_id=need)
    assert queries.need(session, need_id=need).state == "approved"  # type: ignore[union-attr]
    records.confirm_record(session, record_id=record, rights=None, now=NOW, actor=head)
    assert queries.need(session, need_id=need).state == "done"  # type: ignore[union-attr]


def test_a_need_can_be_met_otherwise(
    session: Session, staff: dict[str, int], rina: Actor, head: Actor
) -> None:
    need = propose(session, staff, rina)
    with pytest.raises(DomainError) as refused:
        service.finish_need(session, need_id=need, decision="Dibimbing.", rights=None, now=NOW, actor=head)
    assert refused.value.code == "need_not_approved"
    service.decide_need(session, need_id=need, approved=True, decision="", rights=None, now=NOW, actor=head)
    service.finish_need(
        session, need_id=need, decision="Dibimbing sebulan.", rights=None, now=NOW, actor=head
    )
    assert queries.need(session, need_id=need).state == "done"  # type: ignore[union-attr]


def test_an_unconfirmed_training_can_be_taken_back(
    session: Session, staff: dict[str, int], rina: Actor, head: Actor
) -> None:
    mistaken, right = done(session, staff, rina), done(session, staff, rina, confirmed=True)
    records.withdraw_record(session, record_id=mistaken, rights=None, now=NOW, actor=rina)
    assert [each.id for each in queries.records_of(session, officer_id=staff["rina"])] == [right]
    with pytest.raises(DomainError) as refused:
        records.withdraw_record(session, record_id=right, rights=None, now=NOW, actor=rina)
    assert refused.value.code == "record_confirmed"


def test_the_catalogue_fills_what_is_left_open(session: Session, staff: dict[str, int], rina: Actor) -> None:
    one = one_of_the_catalogue(session)
    done(session, staff, rina, title=" ", lesson_hours=None, training_id=one.id)
    propose(session, staff, rina, words="", training_id=one.id)
    [record] = queries.records_of(session, officer_id=staff["rina"])
    [need] = queries.needs_of(session, officer_id=staff["rina"])
    assert (record.title, record.lesson_hours, need.words) == (one.title, one.lesson_hours, one.title)
    with pytest.raises(Invalid) as refused:
        done(session, staff, rina, title="", lesson_hours=None)
    assert set(refused.value.fields or {}) == {"title", "lesson_hours"}


class TestRights:
    """Whoever asks, through whatever door, gets no further than their right."""

    @pytest.fixture
    def kasi(self, staff: dict[str, int]) -> Rights:
        return Rights(account_id=0, officer_id=staff["kasi"], subordinate_officers=frozenset({staff["rina"]}))

    def test_others_propose_and_record_nothing(self, session: Session, staff: dict[str, int]) -> None:
        hasan = Rights(
            account_id=0,
            officer_id=staff["hasan"],
            unit_code="SARPRAS",
            grants=(Grant("auditor"), Grant("manager")),
        )
        new = NewNeed(officer_id=staff["rina"], words="Mediasi", reason="Sering.")
        entry = NewRecord(
            officer_id=staff["rina"], title="Lokakarya", lesson_hours=4, first_on=TODAY, last_on=TODAY
        )
        with pytest.raises(NotFound):
            service.propose_need(session, new=new, rights=hasan, now=NOW, actor=SETUP)
        with pytest.raises(NotFound):
            records.record_training(session, new=entry, rights=hasan, today=TODAY, now=NOW, actor=SETUP)
        assert queries.needs_of(session, officer_id=staff["rina"]) == []
        assert queries.records_of(session, officer_id=staff["rina"]) == []

    def test_nobody_decides_or_confirms_for_oneself(
        self, session: Session, staff: dict[str, int], rina: Actor, kasi: Rights
    ) -> None:
        mine = Rights(account_id=0, officer_id=staff["rina"])
        need, record = propose(session, staff, rina), done(session, staff, rina)
        for rights in (mine, Rights(account_id=0, officer_id=staff["hasan"])):
            with pytest.raises(NotFound):
                service.decide_need(
                    session, need_id=need, approved=True, decision="", rights=rights, now=NOW, actor=rina
                )
            with pytest.raises(NotFound):
                records.confirm_record(session, record_id=record, rights=rights, now=NOW, actor=rina)
        service.decide_need(
            session, need_id=need, approved=True, decision="", rights=kasi, now=NOW, actor=rina
        )
        with pytest.raises(NotFound):
            service.finish_need(
                session, need_id=need, decision="Dibimbing.", rights=mine, now=NOW, actor=rina
            )
        with pytest.raises(NotFound):
            records.withdraw_record(
                session,
                record_id=record,
                rights=Rights(account_id=0, officer_id=staff["hasan"]),
                now=NOW,
                actor=rina,
            )
        records.withdraw_record(session, record_id=record, rights=mine, now=NOW, actor=rina)

    def test_what_a_superior_records_counts_at_once(
        self, session: Session, staff: dict[str, int], head: Actor, kasi: Rights
    ) -> None:
        new = NewRecord(
            officer_id=staff["rina"], title="Lokakarya", lesson_hours=4, first_on=TODAY, last_on=TODAY
        )
        records.record_training(session, new=new, rights=kasi, today=TODAY, now=NOW, actor=head)
        [found] = queries.records_of(session, officer_id=staff["rina"])
        assert found.confirmed_by == staff["kasi"]

"""An agenda out of what the office knows, and trainings out of missed targets: what is in, what never is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import Engine, func, select

from complaints_service import db
from complaints_service.appraisal import agenda, needs
from complaints_service.development import service as development
from complaints_service.development.catalogue import catalogue
from complaints_service.errors import Actor, DomainError
from complaints_service.measurement.facts.models import CustodyFact
from complaints_service.measurement.facts.service import rebuild
from complaints_service.meetings import actions, queries, service
from complaints_service.meetings.actions import NewAction
from complaints_service.meetings.rules import NewItem
from complaints_service.meetings.service import MeetingNotes, NewMeeting
from complaints_service.survey.service import rate
from complaints_service.survey.skm.service import NewPeriod, follow_up, open_period
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import when
from tests.support.world import SETUP, Office, accuse

pytestmark = ON_BOTH

STARTS = when("Wed 2026-11-25 09:00")


def strict(rulebook: Rulebook) -> Rulebook:
    """The rulebook with a target for first answers that a handful of tickets can miss."""
    targets = tuple(
        replace(each, minimum_n=1, value=99.9) if each.indicator == "first_response_on_time" else each
        for each in rulebook.targets
    )
    return replace(rulebook, targets=targets)


@pytest.fixture
def measured(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Measured:
    return prepared(engine, rulebook, measured_office)


def plan(
    office: Office, *logins: str, kind: str = "regular", unit: str = "SARPRAS", chair: str = "kasi"
) -> int:
    members = frozenset(office.officers[each] for each in logins)
    new = NewMeeting(kind=kind, unit=unit, starts_at=STARTS, chair_id=office.officers[chair], members=members)
    with db.writing(office.engine) as session:
        return service.plan_meeting(session, new=new, rights=None, now=NOW, actor=SETUP)


def drawn(
    office: Office, meeting_id: int, *, now: datetime = NOW, rulebook: Rulebook | None = None
) -> Sequence[NewItem]:
    with db.reading(office.engine) as session:
        meeting = queries.meeting(session, meeting_id=meeting_id)
        assert meeting is not None
        return agenda.draw_up(session, meeting=meeting, now=now, rulebook=rulebook or office.rulebook)


def of(items: Sequence[NewItem], kind: str) -> list[str]:
    return [each.reference for each in items if each.kind == kind]


def test_late_tickets_lead_and_nobody_is_named(measured: Measured) -> None:
    items = drawn(measured.office, plan(measured.office, "kasi", "rina", "hasan"))
    assert of(items, "late") == [measured.numbers["diam"]]
    assert items[0].kind == "late"
    assert items[0].data == {"clock": "first_response", "due_at": when("Thu 2026-11-05 16:30").isoformat()}
    people = {f"person:{officer}" for officer in measured.office.officers.values()}
    assert not [each for each in items if people & {str(value) for value in each.data.values()}]


def test_a_ticket_almost_late_is_at_risk(measured: Measured) -> None:
    number = measured.numbers["baru"]
    items = drawn(measured.office, plan(measured.office, "kasi", "rina"), now=when("Thu 2026-11-26 14:00"))
    assert of(items, "at_risk") == [number]
    later = drawn(measured.office, plan(measured.office, "kasi", "rina"), now=when("Fri 2026-11-27 09:00"))
    assert number in of(later, "late")


def test_a_ticket_about_an_officer_is_on_no_agenda(measured: Measured) -> None:
    office = measured.office
    with db.writing(office.engine) as session:
        accuse(session, office.rulebook, measured.numbers["diam"], f"person:{office.officers['hasan']}")
    assert of(drawn(office, plan(office, "kasi", "rina")), "late") == []


def test_time_that_nobody_worked_is_told_with_its_share(measured: Measured) -> None:
    """A ticket lies in the queue from the 10th; what lies with citizens after it was solved is no lost time."""
    office, since = measured.office, when("Tue 2026-11-10 09:00")
    office.act("kasi", measured.numbers["diam"], "handover", to="unit:SARPRAS", reason="antre", now=since)
    measured.measure()
    [item] = [each for each in drawn(office, plan(office, "kasi", "rina")) if each.kind == "time_lost"]
    calendar = office.rulebook.calendar(office.rulebook.office.calendar)
    queued = calendar.elapsed(since, NOW)
    with db.reading(office.engine) as session:
        by_people = session.scalar(
            select(func.sum(CustodyFact.seconds)).where(
                CustodyFact.unit == "SARPRAS",
                CustodyFact.month == "2026-11",
                CustodyFact.holder.like("person:%"),
            )
        )
    assert (item.data["holder"], item.data["month"], item.data["seconds"]) == ("queue", "2026-11", queued)
    assert item.data["share"] == pytest.approx(queued / (queued + by_people), abs=1e-4)


def test_a_contest_stays_on_the_agenda_until_it_is_decided(measured: Measured) -> None:
    office, number = measured.office, measured.numbers["diam"]
    span = {"start": when("Tue 2026-11-10 09:00"), "end": when("Tue 2026-11-10 11:00")}
    office.act("rina", number, "contest", reason="Dinas luar.", now=NOW, **span)
    meeting = plan(office, "kasi", "rina")
    assert of(drawn(office, meeting), "contest") == [number]


def test_thanks_name_the_ticket_and_keep_no_sentence(measured: Measured) -> None:
    office, number = measured.office, measured.numbers["pagi"]
    office.citizen(number, "accept", now=when("Wed 2026-11-04 10:00"))
    with db.writing(office.engine) as session:
        rate(
            session, number=number, score=4, now=when("Wed 2026-11-04 10:05"), comment="Terima kasih, cepat."
        )
    meeting = plan(office, "kasi", "rina")
    found = [each for each in drawn(office, meeting) if each.kind == "thanks"]
    assert [(each.reference, dict(each.data)) for each in found] == [(number, {"score": 4})]
    with db.reading(office.engine) as session:
        assert agenda.sentences(session, numbers=[number]) == {number: "Terima kasih, cepat."}


def test_a_figure_with_fewer_than_three_behind_is_on_no_shared_agenda(measured: Measured) -> None:
    """In November only Rina and Hasan had cases: each would know whose the unit's figure is."""
    office, december = measured.office, when("Wed 2026-12-02 09:00")
    with db.writing(office.engine) as session:
        rebuild(session, now=december, rulebook=office.rulebook)
    unit, rina = plan(office, "kasi", "rina", "hasan"), plan(office, "kasi", "rina", kind="dialogue")
    assert of(drawn(office, unit, now=december), "indicator") == []
    whose = f"person:{office.officers['rina']}"
    told = next(each for each in drawn(office, rina, now=december) if each.kind == "indicator")
    assert (told.reference, told.data["value"], told.data["target"]) == (f"open_and_late/{whose}", 2.0, 0)

    measured.given("ketiga", "kasi", "Mon 2026-11-23 09:00")
    with db.writing(office.engine) as session:
        rebuild(session, now=december, rulebook=office.rulebook)
    shared = next(each for each in drawn(office, unit, now=december) if each.kind == "indicator")
    assert (shared.data["code"], shared.data["whose"]) == ("open_and_late", "unit:SARPRAS")
    assert shared.data["month"] == "2026-11"


def act(office: Office, words: str, *, owner: str, meeting: int | None, due: date = date(2026, 12, 1)) -> int:
    new = NewAction(owner_id=office.officers[owner], words=words, due_on=due, meeting_id=meeting)
    with db.writing(office.engine) as session:
        return actions.open_action(session, new=new, rights=None, today=NOW.date(), now=NOW, actor=SETUP)


def test_an_action_comes_back_until_it_is_settled(measured: Measured) -> None:
    office = measured.office
    first = plan(office, "kasi", "rina", "hasan")
    one = act(office, "Bersihkan parit", owner="rina", meeting=first)
    two = act(office, "Panggil kru", owner="hasan", meeting=first, due=date(2026, 11, 26))
    following = plan(office, "kasi", "rina", "hasan")
    items = drawn(office, following)
    assert of(items, "action") == [str(two), str(one)]
    with db.writing(office.engine) as session:
        actions.settle_action(
            session, action_id=two, state="done", outcome="Datang.", rights=None, now=NOW,
            actor=Actor.officer(office.officers["hasan"], "web"),
        )  # fmt: skip
    assert of(drawn(office, following), "action") == [str(one)]


def test_what_two_agreed_is_on_no_shared_agenda(measured: Measured) -> None:
    office = measured.office
    talk = plan(office, "kasi", "rina", kind="dialogue")
    hers = act(office, "Ikut pelatihan", owner="rina", meeting=talk)
    his = act(office, "Atur ulang piket", owner="kasi", meeting=talk)
    outside = act(office, "Kirim laporan", owner="rina", meeting=None)
    assert of(drawn(office, plan(office, "kasi", "rina", "hasan")), "action") == []
    again = drawn(office, plan(office, "kasi", "rina", kind="dialogue"))
    assert of(again, "action") == [str(hers), str(his), str(outside)]
    assert of(drawn(office, plan(office, "kasi", "hasan", kind="dialogue")), "action") == []


def test_what_mends_a_survey_is_on_the_unit_s_agenda(measured: Measured) -> None:
    office = measured.office
    mending = act(office, "Menjawab saran di papan", owner="rina", meeting=None)
    by = Actor.officer(office.officers["kasi"], "web")
    today = office.rulebook.local_date(NOW)
    new = NewPeriod(unit="SARPRAS", service="pengaduan", population=9, opened_on=today, until_on=today)
    with db.writing(office.engine) as session:
        period = open_period(session, new=new, rights=None, now=NOW, actor=by, rulebook=office.rulebook)
        follow_up(session, period_id=period, element="u8", action_id=mending, now=NOW, actor=by)
    assert of(drawn(office, plan(office, "kasi", "rina", "hasan")), "action") == [str(mending)]
    with db.writing(office.engine) as session, pytest.raises(DomainError, match="already_planned"):
        follow_up(session, period_id=period, element="u8", action_id=mending, now=NOW, actor=by)


def test_a_long_list_is_cut_and_counted(measured: Measured) -> None:
    office = measured.office
    meeting = plan(office, "kasi", "rina")
    for number in range(agenda.CAPS["action"] + 2):
        act(office, f"Tindakan {number}", owner="rina", meeting=meeting)
    found = [each for each in drawn(office, meeting) if each.kind == "action"]
    assert len(found) == agenda.CAPS["action"]
    assert found[-1].data["more"] == 2
    assert "more" not in found[0].data


def test_a_ticket_is_shown_to_whoever_may_view_it(measured: Measured) -> None:
    office, numbers = measured.office, [measured.numbers["diam"], measured.numbers["pindah"]]
    with db.reading(office.engine) as session:

        def seen(login: str) -> set[str]:
            return set(agenda.visible_tickets(session, numbers=numbers, rights=office.rights(login)))

        assert seen("kasi") >= {measured.numbers["diam"]}
        assert seen("trantib") == {measured.numbers["pindah"]}
        assert seen("admin") == set()


def suggested(office: Office, login: str, rulebook: Rulebook, *, now: datetime) -> list[str]:
    with db.reading(office.engine) as session:
        found = needs.suggestions(session, officer_id=office.officers[login], now=now, rulebook=rulebook)
        return [each.training.code for each in found]


def test_a_missed_target_suggests_the_training_that_names_it(measured: Measured) -> None:
    """Of Rina's first answers in November five are late, three were in time."""
    office = measured.office
    december = when("Wed 2026-12-02 09:00")
    for day in (10, 11, 12, 13):
        measured.given(f"diam {day}", "rina", f"{('Tue', 'Wed', 'Thu', 'Fri')[day - 10]} 2026-11-{day} 09:00")
    with db.writing(office.engine) as session:
        development.seed_trainings(
            session, trainings=catalogue(office.rulebook, date(2026, 11, 24)), now=NOW, actor=SETUP
        )
        rebuild(session, now=december, rulebook=office.rulebook)
    book = strict(office.rulebook)
    assert suggested(office, "hasan", book, now=december) == []
    assert suggested(office, "rina", office.rulebook, now=december) == []  # too few to be judged
    assert suggested(office, "rina", book, now=december) == ["jawaban_pertama"]

    with db.writing(office.engine) as session:
        found = needs.suggestions(session, officer_id=office.officers["rina"], now=december, rulebook=book)[0]
        assert found.months == ("2026-09", "2026-10", "2026-11")
        assert found.gap < 0
        new = development.NewNeed(
            officer_id=office.officers["rina"],
            words="Menjawab lebih cepat",
            reason="Di bawah target.",
            training_id=found.training.id,
        )
        need = development.propose_need(session, new=new, rights=None, now=december, actor=SETUP)
    assert suggested(office, "rina", book, now=december) == []  # already waiting
    with db.writing(office.engine) as session:
        development.decide_need(
            session, need_id=need, approved=False, decision="Nanti.", rights=None, now=december,
            actor=Actor.officer(office.officers["kasi"], "web"),
        )  # fmt: skip
    assert suggested(office, "rina", book, now=december) == []  # declined in these months


def test_held_notes_of_the_meeting_before_bound_the_thanks(measured: Measured) -> None:
    """Thanks that were read out in the last meeting are not read out again."""
    office, number = measured.office, measured.numbers["pagi"]
    office.citizen(number, "accept", now=when("Wed 2026-11-04 10:00"))
    with db.writing(office.engine) as session:
        rate(session, number=number, score=4, now=when("Wed 2026-11-04 10:05"), comment="Terima kasih.")
    first = plan(office, "kasi", "rina")
    assert of(drawn(office, first), "thanks") == [number]
    held = MeetingNotes("Dibacakan.", frozenset({office.officers["rina"]}))
    with db.writing(office.engine) as session:
        service.hold_meeting(
            session,
            meeting_id=first,
            held=held,
            revision=1,
            rights=None,
            now=when("Wed 2026-11-25 10:00"),
            actor=SETUP,
        )
        members = frozenset({office.officers["kasi"], office.officers["rina"]})
        new = NewMeeting(
            kind="regular",
            unit="SARPRAS",
            starts_at=when("Wed 2026-12-02 09:00"),
            chair_id=office.officers["kasi"],
            members=members,
        )
        following = service.plan_meeting(session, new=new, rights=None, now=NOW, actor=SETUP)
    assert of(drawn(office, following), "thanks") == []

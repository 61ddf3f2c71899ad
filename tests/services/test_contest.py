""" "This span is not mine": contested, decided by a superior who is not concerned, and the custody follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.accounts.sign_in import account_actor
from complaints_service.edge.problems import status_of
from complaints_service.errors import DomainError, NotFound
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.models import HandoverFact
from complaints_service.measurement.facts.service import rebuild
from complaints_service.moment import Moment
from complaints_service.tickets import queries
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.queries import TicketView
from complaints_service.tickets.service import perform
from config.rulebook import Rulebook
from tests.support.world import Office, accuse, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR = timedelta(hours=1)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


@pytest.fixture
def number(office: Office) -> str:
    """Rina's from 09:00, handed over to Trantib at 11:00."""
    number = office.complain(now=NOW).number
    to = f"person:{office.officers['trantib']}"
    office.act("rina", number, "handover", to=to, reason="Ketertiban.", now=NOW + 2 * HOUR)
    return number


def look(office: Office, number: str, login: str, now: datetime = NOW + 4 * HOUR) -> TicketView:
    with db.reading(office.engine) as session:
        return queries.for_officer(
            session, number=number, rights=office.rights(login), now=now, rulebook=office.rulebook
        )


def contest(office: Office, number: str, login: str = "rina", **fields: object) -> None:
    asked = {"start": NOW + HOUR, "end": NOW + 2 * HOUR, "reason": "Saya tidak menerimanya.", **fields}
    office.act(login, number, "contest", now=NOW + 3 * HOUR, **asked)


def to_decide(office: Office, login: str) -> list[str]:
    with db.reading(office.engine) as session:
        rows = queries.to_decide(
            session, rights=office.rights(login), now=NOW + 4 * HOUR, rulebook=office.rulebook
        )
    return [row.ticket.number for row in rows]


def test_who_had_it_once_still_sees_it_and_contests_without_moving_anything(
    office: Office, number: str
) -> None:
    before = look(office, number, "rina").assessment.custody
    contest(office, number)
    view = look(office, number, "rina")
    assert view.assessment.custody == before
    assert view.ticket.contests == 1
    assert "message" not in view.acts, "reading is all that is left"


def test_an_upheld_contest_moves_the_time_and_no_clock(office: Office, number: str) -> None:
    rina = f"person:{office.officers['rina']}"
    clocks = look(office, number, "camat").assessment.clocks
    contest(office, number)
    office.act(
        "kasi",
        number,
        "decide_contest",
        contest=1,
        upheld=True,
        to="unit:SARPRAS",
        reason="Benar.",
        now=NOW + 4 * HOUR,
    )
    found = look(office, number, "camat").assessment
    assert (found.custody.totals[rina], found.custody.totals["unit:SARPRAS"]) == (3600, 3600)
    assert {name: one.due_at for name, one in found.clocks.items()} == {
        name: one.due_at for name, one in clocks.items()
    }
    with db.reading(office.engine) as session:
        assert verify(session, rulebook=office.rulebook, now=NOW + 4 * HOUR) == []


def test_one_that_is_not_upheld_moves_nothing_and_can_be_asked_again(office: Office, number: str) -> None:
    before = look(office, number, "rina").assessment.custody
    contest(office, number)
    office.act("kasi", number, "decide_contest", upheld=False, reason="Anda di kantor.", now=NOW + 4 * HOUR)
    view = look(office, number, "rina")
    assert (view.assessment.custody, view.ticket.contests) == (before, 0)
    contest(office, number, reason="Ada buktinya.")


@pytest.mark.parametrize(
    ("fields", "code", "named"),
    [
        ({"start": None}, "invalid", {"from"}),
        ({"end": NOW}, "invalid", {"until"}),
        ({"reason": ""}, "invalid", {"reason"}),
        ({"start": NOW - HOUR}, "outside_custody", {"from", "until"}),
        ({"end": NOW + 9 * HOUR}, "outside_custody", {"from", "until"}),
        ({"end": NOW + 2.5 * HOUR}, "not_your_span", {"from"}),
        ({"to": "unit:TIDAKADA"}, "invalid", {"to"}),
    ],
)
def test_a_span_that_cannot_be_contested_is_named(
    office: Office, number: str, fields: dict[str, object], code: str, named: set[str]
) -> None:
    with pytest.raises(DomainError) as refused:
        contest(office, number, **fields)
    assert (refused.value.code, status_of(refused.value)) == (code, 422)
    assert set(refused.value.fields or {}) == named


def test_what_is_contested_already_waits_for_its_decision(office: Office, number: str) -> None:
    contest(office, number)
    with pytest.raises(DomainError) as overlapping:
        contest(office, number, start=NOW, end=NOW + 1.5 * HOUR)
    assert (overlapping.value.code, status_of(overlapping.value)) == ("contest_overlaps", 409)
    contest(office, number, start=NOW, end=NOW + HOUR)  # touching is not overlapping


def test_a_decision_is_made_once(office: Office, number: str) -> None:
    contest(office, number)
    contest(office, number, start=NOW, end=NOW + HOUR)
    decide = {"upheld": False, "reason": "Tetap.", "now": NOW + 4 * HOUR}
    office.act("kasi", number, "decide_contest", contest=1, **decide)
    for asked, code in ((1, "contest_decided"), (9, "invalid")):
        with pytest.raises(DomainError) as refused:
            office.act("kasi", number, "decide_contest", contest=asked, **decide)
        assert refused.value.code == code
    with pytest.raises(DomainError) as open_answer:
        office.act("kasi", number, "decide_contest", contest=2, **{**decide, "upheld": None})
    assert set(open_answer.value.fields or {}) == {"upheld"}


def test_whoever_decides_stands_above_everyone_concerned(office: Office, number: str) -> None:
    """Named is an officer of another section: their heads are each on one side, the Sekcam is above both."""
    contest(office, number, to=f"person:{office.officers['trantib']}")
    assert to_decide(office, "rina") == to_decide(office, "trantib") == []
    assert to_decide(office, "kasi") == to_decide(office, "kasitrantib") == []
    assert to_decide(office, "camat") == [number]
    with pytest.raises(DomainError) as concerned:
        office.act("kasitrantib", number, "decide_contest", upheld=False, reason="Tidak.", now=NOW + 4 * HOUR)
    assert concerned.value.code == "concerned"
    with pytest.raises(NotFound):
        office.act("kasi", number, "decide_contest", upheld=False, reason="Tidak.", now=NOW + 4 * HOUR)
    camat = f"person:{office.officers['camat']}"
    with pytest.raises(DomainError) as themselves:
        office.act("camat", number, "decide_contest", upheld=True, to=camat, reason="Ya.", now=NOW + 4 * HOUR)
    assert set(themselves.value.fields or {}) == {"to"}
    office.act("camat", number, "decide_contest", upheld=True, reason="Benar.", now=NOW + 4 * HOUR)
    totals = look(office, number, "camat").assessment.custody.totals
    assert totals[f"person:{office.officers['trantib']}"] == 2.5 * 3600  # 10-12 and 12:30-13


def test_the_heads_contest_is_decided_by_an_auditor_of_the_whole_office(office: Office) -> None:
    """Nobody stands above the Camat, who had it from 10:00 to 11:00."""
    number = office.complain(now=NOW).number
    camat = f"person:{office.officers['camat']}"
    office.act("kasi", number, "handover", to=camat, reason="Ke pimpinan.", now=NOW + HOUR)
    office.act("camat", number, "handover", to="unit:SARPRAS", reason="Kembali.", now=NOW + 2 * HOUR)
    contest(office, number, login="camat", to="unit:SARPRAS")
    asked = look(office, number, "auditor").events[-1]
    assert asked.data["decider"] == "auditor"
    for login in ("camat", "sekcam", "kasi", "meja", "admin"):
        assert to_decide(office, login) == []
    assert to_decide(office, "auditor") == [number]
    with pytest.raises(DomainError) as themselves:
        office.act("camat", number, "decide_contest", upheld=True, reason="Ya.", now=NOW + 4 * HOUR)
    assert themselves.value.code == "concerned"
    with db.writing(office.engine) as session:
        perform(
            Moment(
                session=session,
                now=NOW + 4 * HOUR,
                actor=account_actor(office.accounts["auditor"], None, "web"),
                rulebook=office.rulebook,
            ),
            number=number,
            request=request_for("decide_contest", upheld=True, reason="Terbukti."),
            rights=office.rights("auditor"),
        )
    view = look(office, number, "auditor")
    assert camat not in view.assessment.custody.totals
    assert view.ticket.contests == 0
    assert "message" not in view.acts, "deciding is all an auditor does"
    with db.reading(office.engine) as session:
        assert verify(session, rulebook=office.rulebook, now=NOW + 4 * HOUR) == []


def test_one_with_a_superior_is_never_the_auditors(office: Office, number: str) -> None:
    contest(office, number)
    assert "decider" not in look(office, number, "auditor").events[-1].data
    assert to_decide(office, "auditor") == []


def test_a_superior_whom_the_complaint_accuses_stands_above_nobody(office: Office) -> None:
    """Rina contests; the Kasi, the Sekcam and the Camat are all named in the complaint."""
    number = office.complain(now=NOW).number
    with db.writing(office.engine) as session:
        accuse(
            session,
            office.rulebook,
            number,
            *(f"person:{office.officers[login]}" for login in ("kasi", "sekcam", "camat")),
        )
    contest(office, number, end=NOW + 2 * HOUR)
    assert look(office, number, "auditor").events[-1].data["decider"] == "auditor"
    assert to_decide(office, "auditor") == [number]


def test_naming_somebody_gives_them_nothing_so_a_hand_over_to_them_counts(office: Office) -> None:
    number = office.complain(now=NOW).number
    hasan = office.officers["hasan"]
    contest(office, number, to=f"person:{hasan}")
    to = f"person:{hasan}"
    office.act("rina", number, "handover", to=to, reason="Giliran.", now=NOW + 4 * HOUR)
    with db.writing(office.engine) as session:
        rebuild(session, now=NOW + 5 * HOUR, rulebook=office.rulebook)
        assert session.scalars(select(HandoverFact.officer_id)).all() == [hasan]


def test_nobody_contests_what_they_never_had(office: Office, number: str) -> None:
    with pytest.raises(NotFound):
        contest(office, number, login="hasan")
    assert "contest" not in look(office, number, "kasitrantib").acts

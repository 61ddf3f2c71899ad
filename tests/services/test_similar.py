"""Neighbours' reports of the same matter: found near and lately, told by what and where alone; followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.errors import DomainError
from complaints_service.intake.service import completed
from complaints_service.measurement.checks.verification import verify
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.places.place import Place
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.public.similar import SimilarReport, similar_reports
from config.rulebook import Rulebook
from migrations import upgrade
from migrations.run import alembic_config
from tests.services.post import minutes
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT, THERE = (3.685, 98.655), "12.71.12.1004"
PULAU, TERJUN = "12.71.12.1002", "12.71.12.1003"
SECRETS = "Rumah Pak Budi nomor 7, telepon 0812 3456 7890"


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def near(metres: float) -> dict[str, Any]:
    return {"lat": AT[0] + metres / 111_320, "lng": AT[1]}


def found(
    office: Office, now: datetime = NOW, text: str = "Parit depan rumah tumpat.", **told: Any
) -> list[SimilarReport]:
    place = {name: told.pop(name) for name in ("lat", "lng", "kelurahan", "address") if name in told}
    draft = Draft(
        text=text,
        place=Place(**(place or near(0))),
        **{"about_office": "no", "category": "drainase_banjir", **told},
    )
    whole = completed(draft, now=now, rulebook=office.rulebook)
    with db.reading(office.engine) as session:
        return similar_reports(session, draft=whole, now=now, rulebook=office.rulebook)


def report(office: Office, *, ago: timedelta = timedelta(hours=1), **told: Any) -> str:
    made = {
        "about_office": "no",
        "privacy": "open",
        "category": "drainase_banjir",
        **(near(50) if "kelurahan" not in told else {}),
        **told,
    }
    if "lat" in made:
        made = {"kelurahan": None, **made}
    return office.complain(now=NOW - ago, **made).number


def test_a_report_nearby_of_the_same_kind_is_found_with_what_and_where_alone(office: Office) -> None:
    number = report(office, text=f"Parit tumpat. {SECRETS}", address=SECRETS, name="Budi")
    [one] = found(office)
    assert (one.number, one.category, one.kelurahan) == (number, "drainase_banjir", THERE)
    assert "Budi" not in repr(one) and "0812" not in repr(one)


@pytest.mark.parametrize(
    "told",
    [
        near(200),
        {"ago": timedelta(days=31)},
        {"category": "sampah"},
        {"privacy": "confidential"},
        {"privacy": "anonymous"},
        {"about_office": "yes"},
        {"about_office": "unsure"},
        {"about": ("unit:SARPRAS",)},
        {"kind": "oversight"},
        {"text": "Parit tumpat, Camat minta uang."},
    ],
)
def test_what_is_far_old_other_or_not_open_is_not_found(office: Office, told: dict[str, Any]) -> None:
    report(office, **told)
    assert found(office) == []


def test_without_a_pin_those_of_the_kelurahan_are_found(office: Office) -> None:
    number = report(office, kelurahan=PULAU)
    report(office, kelurahan=TERJUN)
    assert [one.number for one in found(office, kelurahan=PULAU)] == [number]


def test_what_is_over_or_elsewhere_is_not_found(office: Office) -> None:
    for act, fields in (
        ("resolve", {"text": "Sudah dikeruk."}),
        ("reject", {"text": "Bukan kami.", "reason": "not_ours"}),
        ("refer", {"text": "Dinas.", "agency": "dlh", "reason": "Wewenang dinas."}),
    ):
        number = report(office)
        office.act("kasi", number, act, now=NOW - minutes(30), **fields)
        assert found(office) == [], act


def test_a_report_about_staff_is_shown_no_neighbours(office: Office) -> None:
    report(office)
    for told in ({"about_office": "yes"}, {"about_office": "unsure"}, {"about": ("unit:SARPRAS",)}):
        assert found(office, **told) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nothing_of_a_report_that_is_not_open_leaks(office: Office, data: st.DataObject) -> None:
    """Whatever others are there, what is shown is what would be shown without all that are not open."""
    shown_before = found(office)
    hidden = data.draw(
        st.sampled_from(
            [
                {"privacy": "confidential"},
                {"privacy": "anonymous"},
                {"about_office": "yes"},
                {"about_office": "unsure"},
                {"about": ("unit:SARPRAS",)},
                {"kind": "oversight"},
            ]
        )
    )
    words = data.draw(st.sampled_from(["Parit depan rumah tumpat.", "Parit tumpat.", SECRETS]))
    report(office, text=f"Parit: {words}", **hidden)
    assert found(office, text=words) == found(office, text=words) == shown_before
    if data.draw(st.booleans()):
        report(office, ago=timedelta(minutes=data.draw(st.integers(2, 50))))


def followed(office: Office, into: str, **told: Any) -> str:
    made = {"about_office": "no", "privacy": "confidential", "kelurahan": None, **near(10), **told}
    return office.complain(now=NOW, joins=into, **made).number


def test_a_follower_adds_a_voice_and_is_told_of_what_becomes_of_it(office: Office) -> None:
    first = report(office, text=f"Parit tumpat. {SECRETS}")
    second = followed(office, first, text="Parit di depan rumah saya juga.")
    with db.reading(office.engine) as session:
        states = dict(session.execute(select(Ticket.number, Ticket.state)).all())
        voices = dict(session.execute(select(Ticket.number, Ticket.voices)).all())
        assert states[second] == "merged" and states[first] != "merged"
        assert voices[first] == 2
        assert verify(session, rulebook=office.rulebook, now=NOW) == []
    with db.reading(office.engine) as session:
        rights = office.rights("rina")
        view = queries.for_officer(session, number=first, rights=rights, now=NOW, rulebook=office.rulebook)
    assert [event.data["number"] for event in view.events if event.kind == "ticket.absorbed"] == [second]


def test_merging_and_unmerging_keep_the_voices(office: Office) -> None:
    oldest = report(office, ago=timedelta(hours=3))
    first = report(office, ago=timedelta(hours=2))
    for _ in range(2):
        followed(office, first)
    office.act("kasi", first, "merge", into=oldest, reason="Sama.", now=NOW + minutes(1))
    with db.reading(office.engine) as session:
        assert session.scalar(select(Ticket.voices).where(Ticket.number == oldest)) == 4
    office.act("kasi", first, "unmerge", reason="Bukan.", now=NOW + minutes(2))
    with db.reading(office.engine) as session:
        assert dict(session.execute(select(Ticket.number, Ticket.voices)).all())[oldest] == 1
        assert dict(session.execute(select(Ticket.number, Ticket.voices)).all())[first] == 3


@pytest.mark.parametrize(
    "told",
    [{"privacy": "confidential"}, {"privacy": "anonymous"}, {"about_office": "yes"}, {"kind": "oversight"}],
)
def test_what_is_not_open_cannot_be_followed_and_is_refused_like_what_is_not_there(
    office: Office, told: dict[str, Any]
) -> None:
    hidden = report(office, **told)
    said = []
    for number in (hidden, "MRL-2603-00000", ""):
        with pytest.raises(DomainError) as refused:
            followed(office, number)
        said.append((refused.value.code, refused.value.detail))
    assert said[0] == said[1] == said[2]


def test_whoever_names_somebody_stands_alone(office: Office) -> None:
    first = report(office)
    second = followed(office, first, text="Parit tumpat, Camat minta uang.")
    with db.reading(office.engine) as session:
        voices = dict(session.execute(select(Ticket.number, Ticket.voices)).all())
        states = dict(session.execute(select(Ticket.number, Ticket.state)).all())
    assert voices[first] == 1 and states[second] != "merged"


def test_voices_from_before_they_were_counted_are_counted_by_the_migration(office: Office) -> None:
    oldest, first = report(office, ago=timedelta(hours=3)), report(office, ago=timedelta(hours=2))
    alone = report(office)
    followed(office, oldest)
    office.act("kasi", first, "merge", into=oldest, reason="Sama.", now=NOW + minutes(1))
    office.act("kasi", first, "unmerge", reason="Bukan.", now=NOW + minutes(2))
    with office.engine.connect() as connection:
        command.downgrade(alembic_config(connection), "0032")
        connection.commit()
    upgrade(office.engine)
    with db.reading(office.engine) as session:
        counted = dict(session.execute(select(Ticket.number, Ticket.voices)).all())
    assert (counted[oldest], counted[first], counted[alone]) == (2, 1, 1)


def test_a_follower_hears_how_it_ends_and_not_in_whose_words(office: Office) -> None:
    with db.writing(office.engine) as session:
        open_route(session, route="email", now=NOW - timedelta(days=1))
    first = report(office)
    second = followed(office, first, email="sari@contoh.example")
    office.act("kasi", first, "resolve", text=f"Sudah. {SECRETS}", now=NOW + minutes(5))
    with db.reading(office.engine) as session:
        letters = session.execute(select(Outbox.kind, Outbox.params).where(Outbox.number == second)).all()
    assert "merged_state" in {kind for kind, _params in letters}
    assert SECRETS not in str(letters)

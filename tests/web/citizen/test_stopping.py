"""One press ends the notices of one number, without signing in; only the link from a notice can. Both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.audit.models import AuditEvent
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.citizens.stop_links import read_stop_token, stop_token
from tests.services.post import Postman, open_mail, run, states, travelled
from tests.support.world import Office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI = "sari@contoh.example"


@pytest.fixture
def office(office: Office) -> Office:
    """The test office with an open e-mail route."""
    open_mail(office, NOW)
    return office


def stop_path(room: PostRoom, postman: Postman) -> str:
    """Where the last letter says one stops."""
    link = postman.handed[-1].stop_link
    assert link is not None and link.startswith(room.base_url)
    return link.removeprefix(room.base_url)


def test_looking_at_the_link_stops_nothing(client: FlaskClient, office: Office, room: PostRoom) -> None:
    postman = Postman()
    number = office.complain(now=NOW, email=SARI).number
    run(room, postman, NOW)
    answer = client.get(stop_path(room, postman))
    assert answer.status_code == 200 and number in answer.text
    office.act("rina", number, "message", text="Kami lihat.", now=NOW)
    assert len(run(room, postman, NOW)) == 1


def test_a_mail_program_stops_it_with_one_request(
    client: FlaskClient, office: Office, room: PostRoom
) -> None:
    postman = Postman()
    number = office.complain(now=NOW, email=SARI).number
    other = office.complain(now=NOW, email=SARI).number
    run(room, postman, NOW)
    path = stop_path(room, postman)  # of the second
    office.act("hasan", other, "question", text="Di mana?", now=NOW)
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert states(office.engine)[-1] == ("asked", "suppressed")
    assert travelled(office.engine, other) == [], "the page carries it once it is opened"
    assert client.post(path).status_code == 200, "twice is as good as once"
    with db.reading(office.engine) as session:
        kinds = session.scalars(select(AuditEvent.kind).where(AuditEvent.kind.like("subscription.%"))).all()
    assert kinds == ["subscription.stopped"], "and leaves one record"
    office.act("rina", number, "message", text="Kami lihat.", now=NOW)
    assert [letter.number for letter in run(room, postman, NOW)] == [number], "the other number is as it was"


def test_stopping_can_be_taken_back(client: FlaskClient, office: Office, room: PostRoom) -> None:
    postman = Postman()
    number = office.complain(now=NOW, email=SARI).number
    run(room, postman, NOW)
    path = stop_path(room, postman)
    client.post(path)
    assert "Kabari lagi" in client.post(path, data={"again": ""}).text
    client.post(path, data={"again": "1"})
    office.act("rina", number, "message", text="Kami lihat.", now=NOW)
    assert len(run(room, postman, NOW)) == 1


@pytest.mark.parametrize(
    "token", ["1", "1.", "1.AAAAAAAAAAAAAAAAAAAAAA", "x", "9999999999999999999.AAAA", "²."]
)
def test_other_links_are_links_to_nothing(client: FlaskClient, office: Office, token: str) -> None:
    office.complain(now=NOW, email=SARI)
    assert client.get(f"/berhenti/{token}").status_code == 404
    assert client.post(f"/berhenti/{token}").status_code == 404


def test_a_link_is_for_one_subscription_and_one_key() -> None:
    token = stop_token(b"one key of ours", 7)
    assert read_stop_token(b"one key of ours", token) == 7
    assert read_stop_token(b"another key", token) is None
    assert read_stop_token(b"one key of ours", token.replace("7.", "8.")) is None

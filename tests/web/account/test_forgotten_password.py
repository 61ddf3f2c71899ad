"""A forgotten password: the link goes to the e-mail the office has, and the page tells nobody more. Both databases."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from complaints_service import db
from complaints_service.accounts.queries import find_one_time_link
from complaints_service.audit.models import AuditEvent
from complaints_service.edge.resources import KEY
from complaints_service.jobs.linking import LINK_LIFE, PostRoom
from complaints_service.notify.officers.password_link import MOST, WINDOW, ask_password_link
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import Unclear
from complaints_service.people.models import Officer
from tests.services.post import Postman, rows, run, states
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
RINA = "rina@kantor.example"


@pytest.fixture
def office(app: Flask) -> Office:
    """The test office; of Rina it has an e-mail."""
    service = app.extensions[KEY]
    made = open_office(service.engine, service.rulebook)
    with db.writing(made.engine) as session:
        session.execute(update(Officer).where(Officer.id == made.officers["rina"]).values(email=RINA))
        open_route(session, route="email", now=NOW)
    return made


def ask(office: Office, login: str, now: datetime = NOW) -> None:
    with db.writing(office.engine) as session:
        ask_password_link(session, login=login, now=now)


def test_the_link_is_made_when_it_is_sent_and_opens_the_account(office: Office, room: PostRoom) -> None:
    ask(office, "Rina")
    (letter,) = run(room, Postman(), NOW)
    assert (letter.address, letter.stop_link) == (RINA, None)
    assert letter.link is not None and letter.link in letter.text
    token = letter.link.rsplit("/", 1)[1]
    (row,) = rows(office.engine)
    assert token not in repr(vars(row))
    with db.reading(office.engine) as session:
        found = {
            after: find_one_time_link(session, token=token, purpose="set_password", now=NOW + after)
            for after in (timedelta(0), LINK_LIFE)
        }
    assert found[timedelta(0)] is not None and found[timedelta(0)].login == "rina"
    assert found[LINK_LIFE] is None


def test_of_a_lost_answer_no_second_link_follows(office: Office, room: PostRoom) -> None:
    ask(office, "rina")
    postman = Postman()
    postman.answers.append(Unclear("line lost"))
    run(room, postman, NOW)
    assert run(room, postman, NOW + timedelta(days=1)) == []
    assert states(office.engine) == [("password_link", "uncertain")]


def test_who_asks_often_gets_a_few(office: Office) -> None:
    for _ in range(MOST + 3):
        ask(office, "rina")
    assert len(rows(office.engine)) == MOST
    ask(office, "rina", NOW + WINDOW)
    assert len(rows(office.engine)) == MOST + 1


@pytest.mark.parametrize("login", ["hasan", "nobody", "admin", "", "a\x00b", "x" * 500, "'; --"])
def test_nothing_is_sent_where_there_is_no_such_login_or_no_address(office: Office, login: str) -> None:
    ask(office, login)
    assert rows(office.engine) == []
    with db.reading(office.engine) as session:
        asked = select(func.count()).select_from(AuditEvent).where(AuditEvent.kind == "password_link.asked")
        assert session.scalar(asked) == 1, "it is on record all the same"


def test_the_page_answers_alike(client: FlaskClient, office: Office) -> None:
    def answer(login: str) -> tuple[int, str]:
        form = client.get("/sandi/lupa").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', form)
        assert token
        sent = client.post("/sandi/lupa", data={"login": login, "csrf_token": token[1]})
        page = client.get(sent.location).text if sent.status_code == 303 else sent.text
        return sent.status_code, re.sub(r'name="(csrf_token|key)" value="[^"]+"', "", page)

    assert answer("rina") == answer("nobody")
    assert answer("a\x00b")[0] == 422, "no login has such a letter, and the form says that of any"
    assert answer("rina")[0] == 303 and "tautannya sedang dikirim" in answer("rina")[1]
    assert len(rows(office.engine)) == 3
    assert answer("")[0] == 422
    assert "/sandi/lupa" in client.get("/masuk").text

"""To a stranger a report that is kept from others, withdrawn or erased is one that never was, at every door.

Canary: the same is asked of numbers and names that were, and of such that were not; whatever differs besides
what was asked tells which reports there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from complaints_service import db
from complaints_service.errors import Actor
from complaints_service.measurement.facts.service import refresh
from complaints_service.moment import Moment
from complaints_service.personal_data.erasing import forget_words
from complaints_service.tickets.ledger.models import Complaint, ReleasedReport, Ticket
from complaints_service.tickets.ledger.numbers import draw_number
from tests.support.keys import bearer
from tests.support.visitors import when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
WORDS = "Kenari kuning di parit."
#: What may differ: what was asked, when, and by which request.
OWN = ("Date", "Set-Cookie", "X-Request-ID")
MADE_ANEW = re.compile(r'name="(?:csrf_token|key)" value="[^"]*"')

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def report(office: Office, **told: object) -> str:
    return office.complain(WORDS, now=NOW, category="drainase_banjir", **told).number


def released(office: Office) -> str:
    number = report(office)
    office.act("camat", number, "release", words=WORDS, answer="Sudah.", now=NOW)
    return number


def restricted(office: Office) -> str:
    number = released(office)
    with db.writing(office.engine) as session:
        session.execute(update(Complaint).where(Complaint.number == number).values(restricted_at=NOW))
    return number


def hidden(office: Office) -> str:
    number = released(office)
    with db.writing(office.engine) as session:
        session.execute(update(Complaint).where(Complaint.number == number).values(privacy="confidential"))
    return number


def referred_and_hidden(office: Office) -> str:
    number = report(office, privacy="confidential")
    office.act("camat", number, "refer", agency="dlh", reason="Urusan dinas.", now=NOW)
    return number


def erased(office: Office) -> str:
    number = released(office)
    office.act("kasi", number, "resolve", text="Sudah.", now=NOW)
    office.citizen(number, "accept", now=NOW)
    with db.writing(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        moment = Moment(session=session, now=NOW, actor=Actor("rule", "job"), rulebook=office.rulebook)
        forget_words(moment, ticket=ticket, why="asked")
    return number


GONE: dict[str, Callable[[Office], str]] = {
    "restricted after it was released": restricted,
    "hidden after it was released": hidden,
    "passed on, never open": referred_and_hidden,
    "erased after it was released": erased,
    "confidential": lambda office: report(office, privacy="confidential"),
}


def doors(number: str, key: str) -> dict[str, tuple[str, dict[str, str] | None]]:
    """Every address of strangers that takes a number: what is called, and what is posted."""
    base = "/open311/v2"
    asked: dict[str, tuple[str, dict[str, str] | None]] = {}
    for form in ("json", "xml"):
        asked |= {
            f"one {form}": (f"{base}/requests/{number}.{form}", None),
            f"one with a token {form}": (
                f"{base}/requests/{number}.{form}?token=AAAAAAAAAAAAAAAAAAAAAA",
                None,
            ),
            f"by number {form}": (f"{base}/requests.{form}?service_request_id={number}", None),
            f"all {form}": (f"{base}/requests.{form}", None),
            f"updates {form}": (f"{base}/servicerequestupdates.{form}?service_request_id={number}", None),
            f"all updates {form}": (f"{base}/servicerequestupdates.{form}", None),
            f"follow {form}": (
                f"{base}/requests.{form}",
                {
                    "api_key": key,
                    "service_code": "drainase_banjir",
                    "lat": "3.70531",
                    "long": "98.65532",
                    "description": "Parit.",
                    "follow": number,
                },
            ),
        }
    return asked | {
        "tracking page": (f"/lacak/{number}", None),
        "API": (f"/api/v1/complaints/{number}", None),
    }


def answers(client: FlaskClient, number: str, key: str) -> dict[str, tuple[int, str, str]]:
    told = {}
    for name, (address, body) in doors(number, key).items():
        stranger = client.application.test_client()
        answer = stranger.get(address) if body is None else stranger.post(address, data=body)
        heads = sorted(f"{head}: {value}" for head, value in answer.headers if head not in OWN)
        body_told = MADE_ANEW.sub("", answer.get_data(as_text=True))
        told[name] = (
            answer.status_code,
            "\n".join(heads).replace(number, "NUMBER"),
            body_told.replace(number, "NUMBER"),
        )
    return told


@pytest.mark.parametrize("how", GONE)
def test_what_is_kept_from_others_is_to_a_stranger_what_never_was(
    client: FlaskClient, office: Office, how: str
) -> None:
    key = bearer(office, "camat", "open311", now=NOW)["Authorization"].removeprefix("Bearer ")
    number = GONE[how](office)
    never = draw_number("MRL", NOW)
    with db.writing(office.engine) as session:
        refresh(session, now=NOW, rulebook=office.rulebook)
    was, was_not = answers(client, number, key), answers(client, never, key)
    assert {name: was[name] for name in was if was[name] != was_not[name]} == {}
    assert all(WORDS not in body for _status, _heads, body in was.values())
    assert was["one json"][0] == 404


def test_a_name_that_words_were_released_under_is_after_they_went_one_that_never_was(
    client: FlaskClient, office: Office
) -> None:
    number = released(office)
    with db.reading(office.engine) as session:
        code = session.scalars(select(ReleasedReport.code)).one()
    office.act("camat", number, "unrelease", reason="ada nama", now=NOW)
    for door in ("/terbuka/laporan/%s/foto/1", "/terbuka/laporan/%s"):
        told = []
        for name in (code, "x" * len(code)):
            answer = client.get(door % name)
            told.append(
                (answer.status_code, MADE_ANEW.sub("", answer.get_data(as_text=True).replace(name, "")))
            )
        assert told[0] == told[1] and told[0][0] == 404
    [row] = client.get(f"/open311/v2/requests/{number}.json").get_json()
    assert WORDS not in str(row) and row["media_url"] is None

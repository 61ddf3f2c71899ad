"""Other services hear, signed, of reports anybody may know of: once, in order, and of nothing else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.audit.models import AuditEvent
from complaints_service.errors import Invalid, NotFound
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.sending import run_route
from complaints_service.notify.hooks.service import (
    BOTH_SIGN,
    NEWS_LASTS,
    add_hook,
    live_hooks,
    remove_hook,
    rotate_hook,
)
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders.hook import HookSender
from config.rulebook import Rulebook
from tests.services.post import room_of, standing_at
from tests.support.both import ON_BOTH
from tests.support.listener import Heard, Listener, listening
from tests.support.world import SETUP, TRACKING_KEY, Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    made = open_office(engine, rulebook)
    with db.writing(made.engine) as session:
        open_route(session, route="hook", now=NOW - timedelta(days=30))
    return made


@pytest.fixture
def room(office: Office) -> PostRoom:
    return room_of(office.engine, office.rulebook)


def hooked(office: Office, url: str) -> tuple[int, str]:
    """A hook that was added on the machine, and its secret."""
    with db.writing(office.engine) as session:
        hook, secret = add_hook(session, url=url, name="", here=True, key=TRACKING_KEY, now=NOW, actor=SETUP)
        return hook.id, secret


def run(room: PostRoom, now: datetime = NOW) -> None:
    run_route(room, "hook", HookSender(here=True), standing_at(now))


def verified(heard: Heard, secret: str) -> bool:
    """Whether a receiver would believe it, by Standard Webhooks' own recipe."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    headers = heard.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + heard.body
    right = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{right}" in headers["webhook-signature"].split()


def states(office: Office) -> list[str]:
    with db.reading(office.engine) as session:
        return list(session.scalars(select(Outbox.state).order_by(Outbox.id)))


def kinds(server: Listener) -> list[str]:
    return [json.loads(each.body)["type"] for each in server.heard]


def test_a_report_is_told_signed_and_without_who_it_is_from(office: Office, room: PostRoom) -> None:
    with listening() as server:
        _hook, secret = hooked(office, f"{server.url}/terima")
        number = office.complain(
            "Parit tumpat dekat rumah Sari.", now=NOW, name="Sari Contoh", address="Gang Contoh 7"
        ).number
        office.act("rina", number, "resolve", text="Sudah dibersihkan.", now=NOW + timedelta(hours=1))
        run(room, NOW + timedelta(hours=2))
    assert kinds(server) == ["ticket.received", "ticket.resolved"]
    first, last = server.heard
    assert (first.method, first.path) == ("POST", "/terima")
    assert first.headers["content-type"] == "application/json"
    assert all(verified(each, secret) for each in server.heard)
    assert not verified(Heard(last.method, last.path, last.headers, last.body + b" "), secret)
    told = json.loads(last.body)
    assert set(told) == {"type", "timestamp", "data"}
    assert set(told["data"]) == {
        "number", "state", "status", "category", "kelurahan", "received_at", "version",
    }  # fmt: skip
    assert (told["data"]["number"], told["data"]["state"]) == (number, "resolved")
    whole = b"".join(each.body for each in server.heard).decode()
    assert not [word for word in ("Sari", "rumah", "Gang", "person", "bersih", "Rina") if word in whole]


def test_of_what_is_not_for_all_nobody_is_told(office: Office, room: PostRoom) -> None:
    with listening() as server:
        hooked(office, server.url)
        office.complain(now=NOW, privacy="confidential")
        office.complain(now=NOW, privacy="anonymous")
        office.complain("Petugas kasar.", now=NOW, category="perilaku_petugas")
        office.complain(now=NOW, about_office="unsure")
        office.complain(now=NOW, about=("unit:SARPRAS",))
        run(room)
    assert server.heard == []
    assert states(office) == []


def test_what_came_to_be_hidden_before_it_was_sent_is_not_sent(office: Office, room: PostRoom) -> None:
    with listening() as server:
        hooked(office, server.url)
        number = office.complain(now=NOW).number
        office.act("meja", number, "accuse", who="SARPRAS", reason="Disebut.", now=NOW)
        run(room)
    assert server.heard == []
    assert set(states(office)) == {"suppressed"}


def test_a_receiver_that_fails_is_called_again_with_the_same_id(office: Office, room: PostRoom) -> None:
    with listening() as server:
        _hook, secret = hooked(office, server.url)
        answers = iter((500, 302, 200))
        server.answer = lambda _heard: (next(answers), {"Location": "http://127.0.0.1:1/"}, b"")
        office.complain(now=NOW)
        for hours in (0, 1, 2):
            run(room, NOW + timedelta(hours=hours))
    assert len(server.heard) == 3
    assert len({each.headers["webhook-id"] for each in server.heard}) == 1
    stamps = [int(each.headers["webhook-timestamp"]) for each in server.heard]
    assert stamps == sorted(set(stamps)), "each call is of its own instant"
    assert all(verified(each, secret) for each in server.heard)
    assert states(office) == ["sent"]


@ON_BOTH
def test_one_slow_or_dead_receiver_keeps_no_news_from_another(office: Office, room: PostRoom) -> None:
    with listening() as server:
        hooked(office, "http://127.0.0.1:9/")  # nobody listens
        hooked(office, server.url)
        office.complain(now=NOW)
        run(room)
    assert kinds(server) == ["ticket.received"]
    assert sorted(states(office)) == ["queued", "sent"]
    run(room, NOW + NEWS_LASTS + timedelta(seconds=1))
    assert sorted(states(office)) == ["sent", "suppressed"], "old news is dropped"


def test_a_new_secret_signs_at_once_and_the_old_one_for_a_day_more(office: Office, room: PostRoom) -> None:
    with listening() as server:
        hook, old = hooked(office, server.url)
        with db.writing(office.engine) as session:
            new = rotate_hook(session, hook_id=hook, key=TRACKING_KEY, now=NOW, actor=SETUP)
        office.complain(now=NOW)
        run(room)
        later = NOW + BOTH_SIGN
        office.complain(now=later)
        run(room, later)
    assert old != new
    assert [(verified(each, old), verified(each, new)) for each in server.heard] == [
        (True, True), (False, True),
    ]  # fmt: skip


@ON_BOTH
def test_a_removed_hook_is_called_no_more_not_even_with_what_waited(office: Office, room: PostRoom) -> None:
    with listening() as server:
        hook, _secret = hooked(office, server.url)
        office.complain(now=NOW)
        with db.writing(office.engine) as session:
            remove_hook(session, hook_id=hook, now=NOW, actor=SETUP)
            assert live_hooks(session) == []
            with pytest.raises(NotFound):
                rotate_hook(session, hook_id=hook, key=TRACKING_KEY, now=NOW, actor=SETUP)
        run(room)
        office.complain(now=NOW)
    assert server.heard == []
    assert states(office) == ["suppressed"]
    with db.reading(office.engine) as session:
        kept = session.scalars(select(AuditEvent.kind).where(AuditEvent.subject == f"hook:{hook}")).all()
    assert kept == ["hook.added", "hook.removed"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "url",
    ["http://1.1.1.1/", "https://10.0.0.1/", "https://localhost/", "https://a:b@1.1.1.1/", "x", "https://1.1.1.1/" + "x" * 500],
)  # fmt: skip
def test_no_hook_leads_into_the_house(office: Office, url: str) -> None:
    with db.writing(office.engine) as session, pytest.raises(Invalid):
        add_hook(session, url=url, name="", here=False, key=TRACKING_KEY, now=NOW, actor=SETUP)


def test_a_part_of_a_report_begins_to_be_told_with_its_own_number(office: Office, room: PostRoom) -> None:
    with listening() as server:
        hooked(office, server.url)
        number = office.complain(now=NOW).number
        office.act("meja", number, "split", text="Lampu juga padam.", reason="Dua hal.", now=NOW)
        run(room)
    told = [json.loads(each.body) for each in server.heard]
    assert [each["type"] for each in told] == ["ticket.received", "ticket.split"]
    assert told[0]["data"]["number"] == number != told[1]["data"]["number"]

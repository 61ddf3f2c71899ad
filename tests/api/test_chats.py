"""The chat door: one transaction per step, once per update, over the draft that was seen."""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from complaints_service import db
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.edge.resources import KEY, Service
from config.rulebook import Rulebook
from tests.bots.talking import bot_key
from tests.support.marks import mark_of
from tests.support.world import SETUP, open_office

NOW = datetime(2026, 11, 19, 2, 3, tzinfo=UTC)
CHAT = 7_000_000_001
REPORT = {"text": "Parit tumpat di Gang Contoh.", "privacy": "confidential", "kelurahan": "12.71.12.1002"}

Call = Callable[..., Any]


@pytest.fixture
def service(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setattr("complaints_service.clock.now", lambda: NOW)
    found: Service = app.extensions[KEY]
    open_office(found.engine, rulebook)
    return found


@pytest.fixture
def key(service: Service) -> str:
    return bot_key(service.engine, NOW)


@pytest.fixture
def call(client: FlaskClient, key: str) -> Call:
    def do(path: str, body: dict[str, Any], method: str = "POST") -> Any:
        headers = {"Authorization": f"Bearer {key}"}
        return client.open(f"/api/v1{path}", method=method, json=body, headers=headers)

    return do


@pytest.fixture
def step(call: Call) -> Call:
    def do(
        update_id: int, version: int, draft: dict[str, Any] | None = None, chat: int = CHAT, **more: Any
    ) -> Any:
        body = {
            "bot": "123",
            "update_id": update_id,
            "version": version,
            "draft": {} if draft is None else draft,
        }
        return call(f"/chats/telegram/{chat}/steps", {**body, **more})

    return do


def rows(service: Service, statement: str) -> list[tuple[Any, ...]]:
    with service.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def count(service: Service, table: str) -> int:
    return int(rows(service, f"SELECT count(*) FROM {table}")[0][0])


def test_a_look_waits_for_nobody_who_writes(step: Call, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    step(1, 0)  # the key's first use of the day is noted
    begun: list[object] = []
    writing = db.writing
    monkeypatch.setattr(db, "writing", lambda engine: (begun.append(engine), writing(engine))[1])
    asked = {"text": "Parit tumpat", "reports": True, "neighbours": REPORT}
    assert call(f"/chats/telegram/{CHAT}/look", asked).status_code == 200
    assert not begun
    step(2, 1)
    assert begun


def test_a_step_writes_draft_update_and_replies_together(service: Service, step: Call, call: Call) -> None:
    answer = step(10, 0, {"asks": "what"}, also=[11, 12], replies=[{"text": "satu"}, {"text": "dua"}])
    assert answer.status_code == 201 and answer.json == {"repeated": False, "version": 1}
    assert call(f"/chats/telegram/{CHAT}", {}, "GET").json == {"version": 1, "draft": {"asks": "what"}}
    assert rows(service, "SELECT update_id FROM chat_step ORDER BY 1") == [(10,), (11,), (12,)]
    assert (
        rows(service, "SELECT kind, address, state FROM outbox ORDER BY id")
        == [("chat_reply", mark_of(CHAT), "queued")] * 2
    )


def test_the_same_update_again_has_no_second_effect(service: Service, step: Call) -> None:
    first = step(10, 0, submit=REPORT, replies=[{"text": "{number}", "fill": True}])
    again = step(10, 0, submit=REPORT, replies=[{"text": "{number}", "fill": True}])
    assert first.status_code == 201 and again.status_code == 200 and again.json["repeated"] is True
    assert count(service, "complaint") == 1 and count(service, "outbox") == 1


def test_part_of_a_step_that_came_before_is_named(service: Service, step: Call) -> None:
    step(10, 0)
    answer = step(11, 1, also=[10, 12], submit=REPORT)
    assert answer.status_code == 409 and answer.json["code"] == "steps_taken" and answer.json["taken"] == [10]
    assert count(service, "complaint") == 0 and count(service, "chat_step") == 1


def test_over_another_draft_than_was_seen_nothing_is_done(service: Service, step: Call) -> None:
    step(10, 0, {"asks": "what"})
    answer = step(11, 0, {"asks": "where"}, submit=REPORT, replies=[{"text": "x"}])
    assert answer.status_code == 409 and answer.json["code"] == "stale_draft"
    assert answer.json["version"] == 1 and answer.json["draft"] == {"asks": "what"}
    assert (
        count(service, "complaint") == 0
        and count(service, "chat_step") == 1
        and count(service, "outbox") == 0
    )


def test_eight_bots_with_the_same_update_make_one_complaint(service: Service, app: Flask, key: str) -> None:
    def send(_: int) -> int:
        body = {"bot": "123", "update_id": 10, "version": 0, "draft": {}, "submit": REPORT}
        headers = {"Authorization": f"Bearer {key}"}
        return int(
            app.test_client()
            .post(f"/api/v1/chats/telegram/{CHAT}/steps", json=body, headers=headers)
            .status_code
        )

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(send, range(8)))
    assert statuses == [200] * 7 + [201] and count(service, "complaint") == 1


def test_what_the_rules_refuse_leaves_nothing_behind(service: Service, step: Call) -> None:
    answer = step(10, 0, submit={**REPORT, "kelurahan": "99"}, replies=[{"text": "x"}])
    assert answer.status_code == 422 and "kelurahan" in answer.json["errors"]
    assert (
        count(service, "chat_step") == 0
        and count(service, "outbox") == 0
        and count(service, "chat_draft") == 0
    )


def test_a_chat_acts_only_on_its_own_complaints(service: Service, step: Call) -> None:
    number = step(10, 0, submit=REPORT).json["number"]
    said = {"number": number, "text": "Masih tumpat."}
    assert step(11, 0, chat=CHAT + 1, messages=[said]).status_code == 404
    assert step(12, 0, chat=CHAT + 1, acts=[{"act": "accept", "number": number}]).status_code == 404
    assert step(13, 1, messages=[said]).status_code == 201
    assert count(service, "message") == 1


def test_the_chat_hears_of_its_complaint(service: Service, step: Call) -> None:
    number = step(10, 0, submit=REPORT).json["number"]
    assert rows(service, "SELECT number, route, address FROM subscription") == [
        (number, "telegram", mark_of(CHAT))
    ]


def test_of_an_anonymous_report_nothing_points_to_the_chat(service: Service, step: Call) -> None:
    step(10, 0, {"report": {"id": "a"}}, replies=[{"text": "Saya tangkap: parit"}])
    answer = step(
        11, 1, {"still": "there"}, submit={**REPORT, "privacy": "anonymous"},
        replies=[{"text": "{number} {link}", "fill": True}],
    )  # fmt: skip
    assert answer.status_code == 201 and answer.json["version"] == 0
    assert count(service, "chat_draft") == 0 and count(service, "subscription") == 0
    ((address, params),) = rows(service, "SELECT address, params FROM outbox")
    assert address == mark_of(CHAT) and "forget" in str(params)
    assert set(rows(service, "SELECT * FROM chat_step")[0]) & {CHAT, str(CHAT)} == set()
    everything = "".join(
        str(rows(service, f"SELECT * FROM {table}")) for table in ("ticket_event", "complaint")
    )
    assert str(CHAT) not in everything


def test_only_a_bot_s_key_opens_the_door(service: Service, client: FlaskClient) -> None:
    path = f"/api/v1/chats/telegram/{CHAT}"
    assert client.get(path).status_code == 401
    with db.writing(service.engine) as session:
        account = rows(service, "SELECT id FROM account WHERE login = 'camat'")[0][0]
        token = issue_key(session, account_id=account, new=NewKey(scopes=("read",)), now=NOW, actor=SETUP)
    assert client.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 403


def test_a_button_of_another_chat_or_a_changed_one_says_nothing(
    service: Service, step: Call, call: Call
) -> None:
    step(10, 0, replies=[{"text": "x", "buttons": [[{"label": "Kirim", "act": "d:a:send"}]]}])
    ((params,),) = rows(service, "SELECT params FROM outbox")
    shown = json.loads(params) if isinstance(params, str) else params
    data = shown["buttons"][0][0]["data"]
    assert call(f"/chats/telegram/{CHAT}/look", {"button": data}).json["button"] == "d:a:send"
    assert call(f"/chats/telegram/{CHAT + 1}/look", {"button": data}).json["button"] is None
    assert (
        call(f"/chats/telegram/{CHAT}/look", {"button": data.replace("send", "cancel")}).json["button"]
        is None
    )


def test_a_look_tells_place_and_category_and_writes_nothing(service: Service, call: Call) -> None:
    asked = {"text": "parit tumpat di Rengas Pulau", "lat": 3.685, "lng": 98.655}
    found = call(f"/chats/telegram/{CHAT}/look", asked).json
    assert found["category"]["code"]
    assert found["place"]["kelurahan"] is not None and len(found["kelurahan"]) == 5
    assert call(f"/chats/telegram/{CHAT}/look", {"lat": 3.9, "lng": 98.655}).json["place"]["problem"]
    assert count(service, "chat_draft") == 0 and count(service, "chat_step") == 0


def test_one_bot_polls_until_its_lease_ends(
    service: Service, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lease(holder: str, seconds: int = 24) -> int:
        return int(
            call("/bots/telegram-123/lease", {"holder": holder, "seconds": seconds}, "PUT").status_code
        )

    assert [lease("a"), lease("b"), lease("a")] == [200, 409, 200]
    monkeypatch.setattr("complaints_service.clock.now", lambda: NOW + timedelta(seconds=25))
    assert [lease("b"), lease("a")] == [200, 409]
    assert [lease("b", 0), lease("a")] == [200, 200]


def test_ids_are_forgotten_before_telegram_may_use_them_again(service: Service, step: Call) -> None:
    from complaints_service.chats.drafts import forget_steps

    step(10, 0)
    with db.writing(service.engine) as session:
        forget_steps(session, now=NOW + timedelta(days=2))
        assert count(service, "chat_step") == 1
    with db.writing(service.engine) as session:
        forget_steps(session, now=NOW + timedelta(days=4))
    assert count(service, "chat_step") == 0


TOLD = {
    "version": 4, "id": "a", "language": "id", "pieces": [{"message": 1, "text": "Parit tumpat."}], "files": [],
    "place": None, "address": "Gang Contoh", "kelurahan": {"code": "12.71.12.1002", "name": "Rengas Pulau"},
    "category": None, "answers": [], "privacy": "open", "about_office": None, "contact": {"name": "Rina Contoh", "phone": None, "email": None},
}  # fmt: skip


def test_a_report_that_reads_otherwise_is_refused_and_nothing_is_kept(service: Service, step: Call) -> None:
    renamed = {("words" if name == "pieces" else name): value for name, value in TOLD.items()}
    answer = step(10, 0, {"report": renamed})
    assert answer.status_code == 422 and set(answer.json["errors"]) == {
        "draft.report.pieces",
        "draft.report.words",
    }
    assert step(11, 0, {"report": {**TOLD, "version": 7}}).status_code == 422
    assert step(12, 0, "a string").status_code == 422
    assert count(service, "chat_draft") == 0 and count(service, "chat_step") == 0


def test_whatever_the_conversation_calls_its_own_the_page_shows_the_report(
    service: Service, step: Call, call: Call, client: FlaskClient
) -> None:
    own = {"asks_2": "check", "lang": "id", "told": [1, 2]}
    page = [{"text": "x", "buttons": [[{"label": "P", "page": "draft"}]]}]
    assert step(10, 0, {**own, "report": TOLD}, replies=page).status_code == 201
    assert call(f"/chats/telegram/{CHAT}", {}, "GET").json["draft"] == {**own, "report": TOLD}
    ((params,),) = rows(service, "SELECT params FROM outbox")
    shown = json.loads(params) if isinstance(params, str) else params
    link = shown["buttons"][0][0]["url"].partition("127.0.0.1:8000")[2]
    form = client.get(link, follow_redirects=True).get_data(as_text=True)
    assert "Parit tumpat." in form and "Gang Contoh" in form and "Rina Contoh" in form


def test_the_number_of_a_report_is_told_by_the_name_it_had_in_the_chat(step: Call, call: Call) -> None:
    step(10, 0, {"report": TOLD})
    number = step(11, 1, {"sent": [{"number": None, "report": "a"}]}, submit=REPORT).json["number"]
    found = call(f"/chats/telegram/{CHAT}/look", {}).json
    assert found["sent"] == {"a": number}
    assert found["draft"] == {"sent": [{"number": None, "report": "a"}]}, "nothing is written into its own"


def test_a_step_reaches_the_session_in_four_calls(service: Service, step: Call) -> None:
    """docs/architecture.md names them; what hands the session out, or listens to it, is none of them."""
    calls: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO complaint "):
            calls.extend(
                frame.name
                for frame in traceback.extract_stack()
                if "/complaints_service/" in frame.filename
                and not re.search("/edge/|/audit/written/|/driver_statements.py", frame.filename)
                and frame.name not in ("<lambda>", "guarded", "say")  # `say`: the statement's own name
            )

    event.listen(service.engine, "before_cursor_execute", note)
    assert step(10, 0, submit=REPORT).status_code == 201
    event.remove(service.engine, "before_cursor_execute", note)
    assert calls == ["post_step", "take_step", "submit", "open_ticket"]


def test_a_draft_begun_in_the_chat_is_finished_on_the_page(
    service: Service, step: Call, client: FlaskClient
) -> None:
    report = {
        "id": "a", "pieces": [{"m": 1, "t": "Parit tumpat."}, {"m": 2, "t": "Sudah tiga hari."}], "privacy": "open",
        "kelurahan": {"code": "12.71.12.1002", "name": "Rengas Pulau"}, "address": "Gang Contoh", "name": "Rina Contoh",
    }  # fmt: skip
    step(
        10,
        0,
        {"report": report, "language": "id"},
        replies=[{"text": "x", "buttons": [[{"label": "P", "page": "draft"}]]}],
    )
    ((params,),) = rows(service, "SELECT params FROM outbox")
    shown = json.loads(params) if isinstance(params, str) else params
    link = shown["buttons"][0][0]["url"].partition("127.0.0.1:8000")[2]
    page = client.get(link, follow_redirects=True).get_data(as_text=True)
    assert "Parit tumpat.\nSudah tiga hari." in page and "Gang Contoh" in page
    assert "Parit tumpat" not in client.get(
        "/lapor/draf/AAAAAAAAAAAAAAAAAAAAAA", follow_redirects=True
    ).get_data(as_text=True)
    token = link.rpartition("/")[2]
    form = {
        "text": "Parit tumpat.", "kelurahan": "12.71.12.1002", "privacy": "open", "name": "Rina", "key": "k",
        "about_office": "no",
        "draf": token, "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1],
    }  # fmt: skip
    sent = client.post("/lapor", data=form)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    assert rows(service, "SELECT route, address FROM subscription") == [("telegram", mark_of(CHAT))]
    assert step(11, 1, {"report": report}, submit=REPORT).json["code"] == "stale_draft"
    assert "Parit tumpat" not in client.get(link, follow_redirects=True).get_data(as_text=True)

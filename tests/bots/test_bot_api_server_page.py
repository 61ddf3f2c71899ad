"""The page for people and the doors beside the Bot API: what they show, and whom they refuse."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tools.telegram_stand_in.labels import LABELS
from tools.telegram_stand_in.server import Running, start

TOKEN = "123456:ABCDEFGHIJKLMNOPQRST"


@pytest.fixture(scope="module")
def telegram() -> Iterator[Running]:
    with start(practice=True) as running:
        yield running


def test_two_people_to_choose_from(telegram: Running) -> None:
    chats = telegram.control.do("chats")["chats"]
    assert len(chats) == 2
    page = httpx.get(f"{telegram.address}/?chat={chats[1]['id']}").text
    assert 'lang="id"' in page
    assert f'data-chat="{chats[1]["id"]}"' in page
    assert all(chat["first_name"] in page for chat in chats)


def test_the_page_speaks_both_languages(telegram: Running) -> None:
    assert set(LABELS["id"]) == set(LABELS["en"])
    english = httpx.get(f"{telegram.address}/?lang=en").text
    assert LABELS["en"]["title"] in english
    assert LABELS["id"]["title"] not in english


def test_what_the_address_says_is_shown_as_text(telegram: Running) -> None:
    page = httpx.get(telegram.address, params={"start": '"><script>x</script>', "lang": "<b>"}).text
    assert "<script>x" not in page
    assert "<b>x" not in page


@pytest.mark.parametrize("path", ["/", "/page/chat.js", "/nowhere", f"/bot{TOKEN}/getMe"])
def test_every_answer_is_strict(telegram: Running, path: str) -> None:
    headers = httpx.get(telegram.address + path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_elsewhere_cannot_steer(telegram: Running) -> None:
    """Forms and plain text cross origins; JSON does not, and a foreign name for this address is refused."""
    url = f"{telegram.address}/_control/person"
    assert httpx.post(url, data={"first_name": "x"}).status_code == 400
    assert httpx.post(url, content='{"first_name":"x"}').status_code == 400
    assert httpx.post(url, json={}, headers={"Host": "elsewhere.example"}).status_code == 400
    assert len(telegram.control.do("chats")["chats"]) == 2


def test_only_pictures_are_shown_in_place(telegram: Running) -> None:
    chat = telegram.control.do("chats")["chats"][0]["id"]
    telegram.control.photo(chat)
    telegram.control.document(chat, b"<script>x</script>", name="halaman.html", mime="text/html")
    photo, page = (one["message"] for one in telegram.control.messages(chat))
    shown = httpx.get(f"{telegram.address}/_files/{photo['photo'][-1]['file_id']}")
    assert shown.headers["Content-Type"] == "image/jpeg"
    kept = httpx.get(f"{telegram.address}/_files/{page['document']['file_id']}")
    assert kept.headers["Content-Type"] == "application/octet-stream"
    assert kept.headers["Content-Disposition"] == "attachment; filename=halaman.html"


def test_files_need_the_token(telegram: Running) -> None:
    telegram.control.token(TOKEN)
    try:
        assert (
            httpx.get(f"{telegram.base_file_url}123456:ANOTHER_TOKEN/photos/file_1.jpeg").status_code == 401
        )
        assert httpx.get(f"{telegram.base_file_url}{TOKEN}/photos/none").status_code == 404
    finally:
        telegram.control.token(None)

"""Answers are compressed, but not where their length could tell another site's page a secret."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from complaints_service.edge.headers import CSP, with_tiles

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])
TAKES = {"Accept-Encoding": "br, gzip"}


def ask(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(path, headers={**TAKES, **told})


def test_a_page_comes_compressed_and_is_the_same_page(client: FlaskClient) -> None:
    for coding, opened in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = ask(client, "/hak", Accept_Encoding=coding, Sec_Fetch_Site="none")
        assert answer.headers["Content-Encoding"] == coding and "Accept-Encoding" in answer.headers["Vary"]
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert b"</html>" in opened(answer.data)
    plain = client.get("/hak")
    assert "Content-Encoding" not in plain.headers and "</html>" in plain.text


@pytest.mark.parametrize(
    ("site", "cookie", "compressed"),
    [
        ("same-origin", True, True),
        ("none", True, True),
        ("cross-site", True, False),
        ("same-site", True, False),
        (None, True, False),
        ("cross-site", False, True),
        (None, False, True),
    ],
)
def test_what_another_site_asked_for_with_our_cookie_is_not(
    client: FlaskClient, site: str | None, cookie: bool, compressed: bool
) -> None:
    if cookie:
        client.get("/hak")  # the form's token comes with a cookie
    else:
        client.delete_cookie("formulir")
    headers = {"Sec_Fetch_Site": site} if site else {}
    answer = ask(client, "/lapor", **headers)
    assert ("Content-Encoding" in answer.headers) is compressed


def test_what_everybody_gets_alike_always_is(client: FlaskClient) -> None:
    client.get("/hak")
    for path in ("/wilayah.json", "/peta.json"):
        assert ask(client, path, Sec_Fetch_Site="cross-site").headers["Content-Encoding"] == "br"


def test_small_answers_and_no_pages_are_left_alone(client: FlaskClient) -> None:
    assert "Content-Encoding" not in ask(client, "/healthz").headers
    assert "Content-Encoding" not in ask(client, "/jalan/x.json").headers


def test_pictures_may_come_from_the_office_s_tile_server_alone(client: FlaskClient) -> None:
    assert client.get("/lapor").headers["Content-Security-Policy"] == CSP == with_tiles(None)
    policy = with_tiles("https://peta.contoh.example/{z}/{x}/{y}.png?key=1")
    assert "img-src 'self' data: https://peta.contoh.example;" in policy
    assert policy.replace(" https://peta.contoh.example", "") == CSP

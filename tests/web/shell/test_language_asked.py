"""What language a request asks for is found out once, and never for the next one."""

from __future__ import annotations

import pytest
from flask import Flask

from complaints_service.edge.language import LANGUAGE_COOKIE, language

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_a_page_asks_its_request_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(type(LANGUAGE_COOKIE), "read", lambda *_: read.append("bahasa") or "en")
    with app.test_request_context(headers={"Cookie": "bahasa=en"}):
        assert [language(), language()] == ["en", "en"]
    assert read == ["bahasa"]


def test_each_request_has_its_own_also_in_one_context_of_the_application(app: Flask) -> None:
    with app.app_context():
        for cookie, wanted in (("bahasa=en", "en"), ("bahasa=id", "id"), ("bahasa=xx", "id")):
            with app.test_request_context(headers={"Cookie": cookie}):
                assert language() == wanted
        with app.test_request_context(headers={"Accept-Language": "en"}):
            assert language() == "en"
        assert language() == "id", "outside of all requests"

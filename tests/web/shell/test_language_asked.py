"""What language a request asks for is found out once, and never for the next one."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import gettext, ngettext

from complaints_service.edge.language import LANGUAGE_COOKIE, LANGUAGES, language

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


def test_a_template_says_what_the_code_says_in_each_language(app: Flask) -> None:
    told = app.jinja_env.from_string(
        "{{ _('Sekilas') }}|{{ ngettext('%(num)d laporan', '%(num)d laporan', 2) }}"
    )
    for cookie in LANGUAGES:
        with app.test_request_context(headers={"Cookie": f"bahasa={cookie}"}):
            said = f"{gettext('Sekilas')}|{ngettext('%(num)d laporan', '%(num)d laporan', 2)}"
            assert told.render() == said
            assert ("Sekilas" in said) == (cookie == "id")
    with app.app_context():
        assert told.render() == "Sekilas|2 laporan", "outside of all requests"

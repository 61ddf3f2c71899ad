"""No page that somebody opens each day is longer on a phone than one reads: the board, one's figures, an evaluation."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Browser

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.everything import NOW, office_with_everything
from tests.support.prepared import Prepared
from tests.support.visitors import session_token

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]
PHONE = {"width": 360, "height": 780}


def test_no_page_of_every_day_is_longer_than_one_reads(
    browser: Browser,
    live_server: str,
    app: Flask,
    rulebook: Rulebook,
    monkeypatch: pytest.MonkeyPatch,
    prepared: Prepared,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    world = prepared(app.extensions[KEY].engine, rulebook, office_with_everything)
    places = world.places
    context = browser.new_context(viewport=PHONE, base_url=live_server, locale="id-ID")
    page, longer = context.new_page(), []
    for login, path, most in (
        ("camat", "/papan", 2_400),
        ("rina", "/kinerja", 2_400),
        ("kasi", "/kinerja", 2_400),
        ("rina", f"/evaluasi/{places['evaluation_id']}", 2_800),
        ("rina", f"/rencana/{places['officer_id']}/ubah", 1_200),
        ("camat", "/laporan-kantor/andai", 1_800),
        ("camat", f"/laporan-kantor/andai/{places['trial_id']}", 2_400),
    ):
        token = session_token(world.office, login, NOW)
        context.add_cookies([{"name": "tanggap", "value": token, "url": live_server}])
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        height = page.evaluate("document.documentElement.scrollHeight")
        if height > most:
            longer.append(f"{path} as {login}: {height} px, at most {most}")
    context.close()
    assert longer == []

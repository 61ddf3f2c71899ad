"""What is made as it is asked for has a limit for each visitor, so that nobody's curiosity holds the others up."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from complaints_service.edge.limits.crowd import TAKEN_ALONG, limit_of
from config.settings import Settings
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
MADE = re.compile(r"\b(?:pdf|xlsx|csv|zip)\b")
#: What lies ready, the same for everybody.
KEPT = {"openness.data", "openness.checksum"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, rate_limits=True)


def test_every_file_that_is_made_when_asked_for_has_a_limit(app: Flask) -> None:
    made = {
        rule.endpoint: limit_of(app.view_functions[rule.endpoint])
        for rule in app.url_map.iter_rules()
        if MADE.search(rule.rule) and rule.endpoint not in KEPT
    }
    assert len(made) > 12 and {name for name, limit in made.items() if limit is None} == set()
    assert limit_of(app.view_functions["search.listing"]) == 60


def test_who_takes_more_than_anybody_reads_waits_and_nobody_else(app: Flask, office: Office) -> None:
    rina, colleague = (Visitor(app.test_client()).sign_in(office, login, NOW) for login in ("rina", "kasi"))
    path = f"/kinerja/{office.officers['rina']}/buku-harian.csv"
    for each in (rina, colleague):
        each.read("/akun-saya")  # with a form comes the cookie by which a browser is known
    assert [rina.client.get(path).status_code for _ in range(TAKEN_ALONG)] == [200] * TAKEN_ALONG
    held_up = rina.client.get(path)
    assert held_up.status_code == 429 and int(held_up.headers["Retry-After"]) <= 60
    assert colleague.client.get(path).status_code == 200

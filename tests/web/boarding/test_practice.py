"""Practising on the desk's own pages: nothing of the real office changes, whatever is pressed."""

from __future__ import annotations

import random
import re
import sqlite3
from pathlib import Path

import pytest
from flask import Flask

from complaints_service import clock
from complaints_service.edge.practice import PLAYED
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.forms import Desk, rows
from tests.support.visitors import Visitor, when
from tests.support.world import open_office

NOW = when("Tue 2026-11-24 14:05")
ROW = re.compile(r'href="(/latihan/petugas/meja/[0-9A-Z-]+)"')
POSTED = re.compile(r'<form[^>]*method="post"[^>]*action="([^"]+)"')

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


def test_x(desk: Desk) -> None:
    v = desk.visitor("rina")
    v.read("/latihan")
    p = v.read("/latihan/petugas/meja")
    open("/tmp/s6/p.html","w").write(v.raw)
    print(v.status)
    hrefs=set(re.findall(r'(?:href|action|src)="([^"]+)"', v.raw)); print(sorted(hrefs))
    t=ROW.findall(v.raw); print(t)
    v.read(t[0]); open("/tmp/s6/t.html","w").write(v.raw)
    hrefs=set(re.findall(r'(?:href|action|src)="([^"]+)"', v.raw)); print(v.status, sorted(hrefs))
    assert 0

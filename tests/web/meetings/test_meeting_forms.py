"""No form of meetings or actions loses what was typed, and none does its act twice."""

from __future__ import annotations

import pytest
from flask import Flask

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.forms import Desk, Form, check_nothing_is_lost_or_done_twice
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

PLAN, ACTIONS = "/rapat/baru", "/tindakan-bersama"
MEETING, ACTION = "/rapat/1", "/tindakan-bersama/1"
FORMS = ("plan", "work", "point", "cancel", "agree", "done", "dropped", "moved")


def form(name: str, measured: Measured) -> Form:
    """One of the forms, as somebody filled it in."""
    rina, kasi = str(measured.office.officers["rina"]), str(measured.office.officers["kasi"])
    note = f"note:late:{measured.numbers['diam']}"
    work = {
        "minutes": "Sampah diangkut.\nKamis.", note: "sudah", "present": [kasi, rina], "own": "Jadwal piket",
        "act_words": "Angkut sampah", "act_owner": rina, "act_due": "2026-11-27",
    }  # fmt: skip
    typed = {
        "plan": Form(
            "kasi",
            PLAN,
            PLAN,
            {"whom": f"person:{rina}", "starts_at": "2026-11-26T09:00", "place": "Aula"},
            wrong={"starts_at": "besok"},
        ),
        "work": Form("kasi", MEETING, MEETING, work, wrong={"act_owner": "", "act_due": ""}),
        "point": Form("rina", MEETING, f"{MEETING}/usul", {"own": "Jadwal piket"}, wrong={"own": " "}),
        "cancel": Form(
            "kasi", MEETING, f"{MEETING}/batal", {"reason": "Kantor banjir."}, wrong={"reason": " "}
        ),
        "agree": Form(
            "kasi",
            ACTIONS,
            ACTIONS,
            {"owner_id": rina, "words": "Belajar", "due_on": "2026-11-30"},
            wrong={"owner_id": "", "due_on": ""},
        ),
        "done": Form("rina", ACTION, f"{ACTION}/selesai", {"outcome": "Lulus."}, wrong={"outcome": ""}),
        "dropped": Form("kasi", ACTION, f"{ACTION}/henti", {"why": "Dibatalkan."}, wrong={"why": ""}),
        "moved": Form(
            "kasi",
            ACTION,
            f"{ACTION}/pindah",
            {"due_on": "2026-12-04", "reason": "Pelatihnya sakit."},
            wrong={"due_on": ""},
        ),
    }
    return typed[name]


@pytest.fixture
def measured(app: Flask, rulebook: Rulebook, prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Measured:
    """An office with a meeting planned and an action agreed."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = prepared(app.extensions[KEY].engine, rulebook, measured_office)
    head = Desk(app, made.office, NOW).visitor("kasi")
    head.send(PLAN, of=PLAN, whom="unit:SARPRAS", starts_at="2026-11-25T09:00", place="Aula")
    rina = str(made.office.officers["rina"])
    head.send(ACTIONS, of=ACTIONS, owner_id=rina, words="Ikut pelatihan", due_on="2026-11-30")
    assert head.status == 303, head.page
    return made


@pytest.mark.parametrize("name", FORMS)
def test_nothing_typed_is_lost_and_nothing_done_twice(app: Flask, measured: Measured, name: str) -> None:
    check_nothing_is_lost_or_done_twice(Desk(app, measured.office, NOW), form(name, measured))

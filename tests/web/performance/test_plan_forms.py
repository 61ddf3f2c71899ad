"""No form of plans or goals loses what was typed, and none does its act twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.forms import Desk, Form, check_nothing_is_lost_or_done_twice
from tests.support.plans import Plans, draft
from tests.support.visitors import when
from tests.support.world import open_office

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

NOW = when("Mon 2026-01-12 09:00")
ROWS = {
    "duty": "additional", "words": "Warga\ndijawab", "weight": "60", "i0_source": "reported", "i0_words": "Peserta",
    "i0_aspect": "quantity", "i0_target": "1.250,5", "i0_unit": "orang", "i0_better": "lower",
    "i0_target_words": "Sebanyak mungkin",
}  # fmt: skip


WRONG = {"words": " ", "weight": "banyak", "i0_target": "x"}


@pytest.fixture
def plans(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Plans:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Plans(open_office(app.extensions[KEY].engine, rulebook), NOW)


def page(plans: Plans, rest: str = "") -> str:
    return f"/rencana/{plans.office.officers['rina']}{rest}"


def starting(plans: Plans) -> Form:
    typed = {"basis": "blank", "effective_from": "2026-01-05"}
    return Form("rina", page(plans, "/mulai"), page(plans, "/mulai"), typed, wrong={"effective_from": ""})


def changing(plans: Plans) -> Form:
    signed = plans.signed("rina", "kasi")
    typed = {
        "basis": f"version:{signed.version_id}", "effective_from": "2026-02-01", "reason": "Tugas\nberubah."
    }  # fmt: skip
    return Form("kasi", page(plans, "/mulai"), page(plans, "/mulai"), typed, wrong={"reason": " "})


def writing(plans: Plans) -> Form:
    """A result, with a second row that the button added."""
    plans.edit(plans.start("rina"), "rina", draft())
    path = page(plans, "/ubah/hasil/1?tahun=2026")
    second = {name.replace("i0_", "i1_"): text for name, text in ROWS.items() if name.startswith("i0_")}
    typed = {**ROWS, **second, "indicators": "2", "note": "Dibagi dua", "do": "save"}
    return Form("rina", path, path, typed, frozenset({"do"}), WRONG)


def conducting(plans: Plans) -> Form:
    plans.edit(plans.start("rina"), "rina", draft())
    path = page(plans, "/ubah/perilaku?tahun=2026")
    typed = {
        "e_service": "Ramah\ndi loket.", "support": "Motor", "accountability": "Laporan", "consequence": "Dibahas",
        "note": "Ditambah",
    }  # fmt: skip
    return Form("rina", path, path, typed, wrong={"support": "\x07"})


def beginning(plans: Plans) -> Form:
    plans.edit(plans.start("rina"), "rina", draft())
    path = page(plans, "/ubah?tahun=2026")
    typed = {"effective_from": "2026-01-06", "note": "Mundur"}
    return Form("rina", path, path, typed, wrong={"effective_from": "kapan"})


def remarking(plans: Plans) -> Form:
    view = plans.edit(plans.start("rina"), "rina", draft())
    path = page(plans, f"/{view.version_id}/catatan")
    return Form("kasi", page(plans), path, {"words": "Sudah\npas.", "ordinal": "1"}, wrong={"words": " "})


def signing(plans: Plans) -> Form:
    view = plans.edit(plans.start("rina"), "rina", draft())
    return Form("rina", page(plans), page(plans, f"/{view.version_id}/tandatangan"))


def dropping(plans: Plans) -> Form:
    path = page(plans, f"/{plans.start('rina').version_id}/batal")
    return Form("kasi", path, path, {"reason": "Salah\ntemplat."}, wrong={"reason": " "})


VISION = {"words": "Marelan\nbersih", "measure": "Angka kantor", "first_year": "2025", "last_year": "2029"}


def new_goal(plans: Plans) -> Form:
    return Form("camat", "/sasaran/baru", "/sasaran/baru", VISION, wrong={"words": " ", "first_year": "2030"})


def units_work(plans: Plans) -> Form:
    above = None
    for level in ("vision", "mission", "objective", "programme"):
        above = plans.goal(f"Kata {level}", level, parent_id=above)
    typed = {**VISION, "first_year": "2026", "last_year": "2026", "unit": "SARPRAS"}
    return Form(
        "camat",
        f"/sasaran/baru?induk={above}",
        "/sasaran/baru",
        typed,
        wrong={"unit": "", "first_year": "2025"},
    )


def changed_goal(plans: Plans) -> Form:
    path = f"/sasaran/{plans.goal()}"
    return Form("sekcam", path, path, {**VISION, "do": "save"}, frozenset({"do"}), {"words": " "})


@pytest.mark.parametrize(
    "form",
    [
        starting,
        changing,
        writing,
        conducting,
        beginning,
        remarking,
        signing,
        dropping,
        new_goal,
        units_work,
        changed_goal,
    ],
)
def test_nothing_typed_is_lost_and_nothing_done_twice(
    app: Flask, plans: Plans, form: Callable[[Plans], Form]
) -> None:
    check_nothing_is_lost_or_done_twice(Desk(app, plans.office, NOW), form(plans))

"""No form of reported values loses what was typed, and none does its act twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from complaints_service import clock, db
from complaints_service.appraisal.reporting.service import NewEvidence, NewReport, report
from complaints_service.edge.resources import KEY
from complaints_service.errors import Actor
from config.rulebook import Rulebook
from tests.support.forms import Desk, Form, check_nothing_is_lost_or_done_twice
from tests.support.measured import NOW
from tests.support.signed_plans import SignedPlan, signed_plan
from tests.support.world import Office, open_office

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@dataclass
class Place:
    """An office with a plan of rina's, and a report of hers that waits."""

    office: Office
    plan: SignedPlan

    @property
    def page(self) -> str:
        return f"/realisasi/{self.office.officers['rina']}"

    def reported(self) -> int:
        new = NewReport(
            indicator_id=self.plan.indicators[0], month="2026-11", value=38.0, words="38 dari 44.",
            evidence=(NewEvidence("Berita acara", link="https://contoh.example/ba/7"),),
        )  # fmt: skip
        actor = Actor.officer(self.office.officers["rina"], "web")
        with db.writing(self.office.engine) as session:
            return report(session, new=new, this_month="2026-11", now=NOW, actor=actor)


@pytest.fixture
def place(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    office = open_office(app.extensions[KEY].engine, rulebook)
    with db.writing(office.engine) as session:
        plan = signed_plan(
            session, officer_id=office.officers["rina"], rater_id=office.officers["kasi"], now=NOW
        )
    return Place(office, plan)


def reporting(place: Place) -> Form:
    path = f"{place.page}/lapor/{place.plan.indicators[0]}"
    typed = {
        "value": "38,5", "words": "38 dari 44 titik.", "links": "https://contoh.example/7\nhttps://contoh.example/8",
    }  # fmt: skip
    return Form("rina", path, path, typed, wrong={"words": " ", "links": ""})


def approving(place: Place) -> Form:
    return Form("kasi", place.page, f"{place.page}/{place.reported()}/setuju")


def declining(place: Place) -> Form:
    path = f"{place.page}/{place.reported()}/tolak"
    return Form("kasi", place.page, path, {"reason": "Enam titik\nbelum."}, wrong={"reason": ""})


def withdrawing(place: Place) -> Form:
    return Form(
        "rina",
        place.page,
        f"{place.page}/{place.reported()}/tarik",
        {"reason": "Salah."},
        wrong={"reason": ""},
    )


def adding(place: Place) -> Form:
    path = f"{place.page}/{place.reported()}/bukti"
    return Form("rina", place.page, path, {"links": "https://contoh.example/foto"}, wrong={"links": ""})


def taking_away(place: Place) -> Form:
    place.reported()
    return Form(
        "kasi",
        place.page,
        f"{place.page}/bukti/1/tarik",
        {"reason": "Bukan parit itu."},
        wrong={"reason": ""},
    )


@pytest.mark.parametrize("form", [reporting, approving, declining, withdrawing, adding, taking_away])
def test_nothing_typed_is_lost_and_nothing_done_twice(
    app: Flask, place: Place, form: Callable[[Place], Form]
) -> None:
    check_nothing_is_lost_or_done_twice(Desk(app, place.office, NOW), form(place))

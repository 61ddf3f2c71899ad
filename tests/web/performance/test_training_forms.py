"""No form of training loses what was typed, and none does its act twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from complaints_service import clock, db
from complaints_service.accounts.access import Rights
from complaints_service.development import queries, records, service
from complaints_service.development.catalogue import catalogue
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.forms import Desk, Form, check_nothing_is_lost_or_done_twice
from tests.support.measured import NOW
from tests.support.world import SETUP, Office, open_office

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

TODAY = date(2026, 11, 24)


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = open_office(app.extensions[KEY].engine, rulebook)
    with db.writing(made.engine) as session:
        service.seed_trainings(session, trainings=catalogue(rulebook, TODAY), now=NOW, actor=SETUP)
    return made


def page(office: Office) -> str:
    return f"/pelatihan/{office.officers['rina']}"


def first_training(office: Office) -> str:
    with db.reading(office.engine) as session:
        return str(queries.catalogue(session)[0].id)


def need(office: Office, *, approved: bool = False) -> int:
    new = service.NewNeed(officer_id=office.officers["rina"], words="Mediasi", reason="Sering.")
    with db.writing(office.engine) as session:
        made = service.propose_need(session, new=new, rights=None, now=NOW, actor=SETUP)
        if approved:
            service.decide_need(
                session, need_id=made, approved=True, decision="", rights=None, now=NOW, actor=SETUP
            )
    return made


def unconfirmed(office: Office) -> int:
    rina = office.officers["rina"]
    new = records.NewRecord(officer_id=rina, title="Lokakarya", lesson_hours=4, first_on=TODAY, last_on=TODAY)
    with db.writing(office.engine) as session:
        return records.record_training(
            session, new=new, rights=Rights(account_id=0, officer_id=rina), today=TODAY, now=NOW, actor=SETUP
        )


def proposing(office: Office) -> Form:
    typed = {
        "need_training": first_training(office), "need_words": "Menjawab cepat", "need_reason": "Banyak\nyang marah."
    }  # fmt: skip
    return Form("rina", page(office), f"{page(office)}/kebutuhan", typed, wrong={"need_reason": " "})


def declining(office: Office) -> Form:
    typed = {"decision": "Sudah pernah.", "do": "decline"}
    return Form(
        "kasi",
        page(office),
        f"{page(office)}/kebutuhan/{need(office)}",
        typed,
        frozenset({"do"}),
        {"decision": " "},
    )


def finishing(office: Office) -> Form:
    typed = {"decision": "Dibimbing sebulan.", "do": "done"}
    path = f"{page(office)}/kebutuhan/{need(office, approved=True)}"
    return Form("kasi", page(office), path, typed, frozenset({"do"}), {"decision": " "})


def recording(office: Office) -> Form:
    typed = {
        "training_id": first_training(office), "title": "Lokakarya", "lesson_hours": "8", "first_on": "2026-11-16",
        "last_on": "2026-11-18", "certificate": "123/BKPSDM", "need_id": str(need(office, approved=True)),
    }  # fmt: skip
    return Form(
        "rina", page(office), f"{page(office)}/riwayat", typed, wrong={"first_on": "", "lesson_hours": "x"}
    )


def confirming(office: Office) -> Form:
    return Form("kasi", page(office), f"{page(office)}/riwayat/{unconfirmed(office)}/kukuhkan")


def withdrawing(office: Office) -> Form:
    return Form("rina", page(office), f"{page(office)}/riwayat/{unconfirmed(office)}/tarik")


@pytest.mark.parametrize("form", [proposing, declining, finishing, recording, confirming, withdrawing])
def test_nothing_typed_is_lost_and_nothing_done_twice(
    app: Flask, office: Office, form: Callable[[Office], Form]
) -> None:
    check_nothing_is_lost_or_done_twice(Desk(app, office, NOW), form(office))

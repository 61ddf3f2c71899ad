"""The pages of the monthly letter: asked for, agreed to and stopped by links that open nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.notify.citizens.confirm_links import confirm_token
from complaints_service.notify.citizens.stop_links import stop_token
from complaints_service.notify.monthly.models import MonthlyReader
from complaints_service.notify.monthly.service import link_key
from tests.services.post import open_mail
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
SARI = "sari@contoh.example"


def row_of(office: Office) -> MonthlyReader | None:
    with db.reading(office.engine) as session:
        return session.scalars(select(MonthlyReader)).one_or_none()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_letter_is_asked_for_agreed_to_and_stopped(client: FlaskClient, office: Office) -> None:
    open_mail(office, NOW - timedelta(days=1))
    key = client.application.extensions[KEY].settings.tracking_key
    visitor = Visitor(client)
    visitor.send("/kabar-bulanan", of="/kabar-bulanan", email=SARI, kelurahan="")
    assert visitor.status == 303
    row = row_of(office)
    assert row is not None and row.agreed_at is None
    right = confirm_token(link_key(key), row.id, row.asked_at)
    for wrong in (confirm_token(key, row.id, row.asked_at), right[:-1], "1.1.x"):
        assert client.get(f"/kabar-bulanan/setuju/{wrong}").status_code == 404
    assert client.get(f"/kabar-bulanan/setuju/{right}").status_code == 200
    agreed = row_of(office)
    assert agreed is not None and agreed.agreed_at is None, "looking is no yes"
    visitor.send(f"/kabar-bulanan/setuju/{right}", of=f"/kabar-bulanan/setuju/{right}")
    assert visitor.status == 303
    agreed = row_of(office)
    assert agreed is not None and agreed.agreed_at == NOW
    assert client.get(f"/kabar-bulanan/setuju/{right}").status_code == 404
    stop = f"/kabar-bulanan/berhenti/{stop_token(link_key(key), row.id)}"
    assert client.get(f"/kabar-bulanan/berhenti/{stop_token(key, row.id)}").status_code == 404
    assert client.get(stop).status_code == 200
    assert row_of(office) is not None
    assert client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert row_of(office) is None


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_answer_is_the_same_whoever_has_the_letter_already(client: FlaskClient, office: Office) -> None:
    open_mail(office, NOW - timedelta(days=1))
    visitor = Visitor(client)

    def asks(**typed: str) -> tuple[int, str]:
        visitor.send("/kabar-bulanan", of="/kabar-bulanan", **typed)
        return visitor.status, visitor.location

    said = [asks(email=SARI) for _ in range(2)]
    with db.writing(office.engine) as session:
        session.scalars(select(MonthlyReader)).one().agreed_at = NOW
    said.append(asks(email=SARI))
    assert set(said) == {(303, "/kabar-bulanan")}
    assert asks(email=SARI, kelurahan="12.71.99.1")[0] == 422
    assert asks(email="bukan")[0] == 422

"""The second step under two at once, told to its owner, and taken away at the machine for the last administrator."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from click.testing import CliRunner
from flask import Flask
from pyotp import TOTP
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.factor.apps import begin_app, confirm_app, take_app_code
from complaints_service.accounts.factor.queries import second_step_of
from complaints_service.accounts.factor.recovery import new_recovery_codes, take_recovery_code
from complaints_service.accounts.factor.rules import demand_of
from complaints_service.accounts.sign_in import SignInRequest, sign_in
from complaints_service.audit.models import AuditEvent
from complaints_service.cli import keys
from complaints_service.cli.commands import main
from complaints_service.edge.resources import KEY
from complaints_service.jobs.linking import PostRoom
from complaints_service.notify.officers.account_letter import SECOND_STEP, queue_account_letter
from complaints_service.notify.routes import open_route
from complaints_service.people.models import Officer
from tests.services.post import Postman, run
from tests.support.visitors import when
from tests.support.world import PASSWORD, Office

NOW = when("Tue 2026-11-24 14:05")


def with_app(office: Office, login: str) -> TOTP:
    at = NOW - timedelta(minutes=5)
    with db.writing(office.engine) as session:
        codes = TOTP(begin_app(session, account_id=office.accounts[login], now=at))
        confirm_app(session, account_id=office.accounts[login], typed=codes.at(at), now=at)
    return codes


def at_once(office: Office, take: Callable[[Session], bool]) -> list[bool]:
    """What two of the same moment are answered."""
    both = Barrier(2)

    def one(_number: int) -> bool:
        both.wait()
        with db.writing(office.engine) as session:
            return take(session)

    with ThreadPoolExecutor(2) as people:
        return sorted(people.map(one, range(2)))


def test_of_two_with_one_code_at_the_same_moment_one_gets_in(office: Office) -> None:
    account_id, codes = office.accounts["rina"], with_app(office, "rina")
    with db.writing(office.engine) as session:
        printed = new_recovery_codes(session, account_id=account_id, now=NOW)[0]
    for take in (
        lambda session: take_app_code(session, account_id=account_id, code=codes.at(NOW), now=NOW),
        lambda session: take_recovery_code(session, account_id=account_id, code=printed, now=NOW),
    ):
        assert at_once(office, take) == [False, True]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_right_password_alone_starts_no_session_for_scripts_either(office: Office) -> None:
    asked = SignInRequest(login="rina", password=PASSWORD, ip="10.0.0.7")
    with db.writing(office.engine) as session:
        assert sign_in(session, request=asked, now=NOW) is not None
    with_app(office, "rina")
    with db.writing(office.engine) as session:
        assert sign_in(session, request=asked, now=NOW) is None


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_last_administrator_is_helped_at_the_machine(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_app(office, "admin")
    monkeypatch.setattr(keys, "standing", lambda: app.extensions[KEY])
    done = CliRunner().invoke(main, ["accounts", "reset-factor", "ADMIN"])
    assert (done.exit_code, "kata sandinya tetap" in done.output) == (0, True), done.output
    with db.reading(office.engine) as session:
        assert not second_step_of(session, account_id=office.accounts["admin"]).stands
        row = session.scalars(select(AuditEvent).where(AuditEvent.kind == "second_step.reset")).one()
    assert (row.actor.startswith("cli"), row.subject) == (True, f"account:{office.accounts['admin']}")
    again = CliRunner().invoke(main, ["accounts", "reset-factor", "admin"])
    assert (again.exit_code, "tidak punya langkah kedua" in again.output) == (1, True)
    assert CliRunner().invoke(main, ["accounts", "reset-factor", "tidak.ada"]).exit_code == 1


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_change_is_told_by_letter_with_the_way_to_the_account(app: Flask, office: Office) -> None:
    with db.writing(office.engine) as session:
        session.execute(
            update(Officer).where(Officer.id == office.officers["rina"]).values(email="rina@kantor.example")
        )
        open_route(session, route="email", now=NOW)
        for login, told in (("rina", True), ("rina", True), ("hasan", False), ("admin", False)):
            account_id = office.accounts[login]
            assert queue_account_letter(session, account_id=account_id, kind=SECOND_STEP, now=NOW) is told
    running = app.extensions[KEY]
    room = PostRoom(
        engine=office.engine,
        rulebook=office.rulebook,
        base_url="https://tanggap.example",
        tracking_key=running.settings.tracking_key,
    )
    letters = run(room, Postman(), NOW)
    assert [letter.address for letter in letters] == ["rina@kantor.example"]
    assert "https://tanggap.example/akun-saya" in letters[0].text


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    ("login", "roles", "demanded"),
    [
        ("admin", {"administrator"}, True), ("camat", {"administrator"}, False), ("camat", {"superior"}, True),
        ("kasi", {"superior"}, True), ("rina", {"superior", "administrator", "manager"}, False),
        ("rina", set(), False),
    ],
)  # fmt: skip
def test_who_must_have_one_goes_by_role_and_day(
    office: Office, login: str, roles: set[str], demanded: bool
) -> None:
    rights, day = office.rights(login), NOW.date()
    for since, answer in ((day, "now"), (day + timedelta(days=1), "soon"), (None, "no")):
        assert demand_of(rights, roles=roles, since=since, on=day) == (answer if demanded else "no")

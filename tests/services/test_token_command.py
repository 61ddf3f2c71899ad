"""`tanggap token` at a shell: makes keys with an end, lists them, revokes them, and is on record by who typed it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.keys import resolve_key
from complaints_service.accounts.models import ApiToken
from complaints_service.audit.models import AuditEvent
from complaints_service.cli.commands import main
from complaints_service.cli.ground import typist
from tests.repository.tree import ROOT
from tests.support.databases import IDENTITY_KEY, make_engine

Command = Callable[..., Result]


@pytest.fixture
def tanggap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in a folder of its own, typed by budi with sudo; kasi has an account, and so has nur."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "TANGGAP_DATABASE_URL": f"sqlite:///{tmp_path}/tanggap.db",
        "TANGGAP_SECRET_KEY": "s" * 64,
        "TANGGAP_TRACKING_KEY": "t" * 64,
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
        "TANGGAP_MEDIA_URL": f"file:{tmp_path}/media",
        "SUDO_USER": "budi",
        "USER": "root",
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    for login, position in (("kasi", "kasi_sarpras"), ("nur", "pelaksana_sarpras")):
        joined = run(
            "people", "join", f"{login.capitalize()} Contoh", "--employment", "non_asn", "--code", login,
            "--position", position, "--login", login, "--on", "2026-01-05", "--reason", "SK 1",
        )  # fmt: skip
        assert joined.exit_code == 0, joined.output
    return run


@pytest.fixture
def session(tanggap: Command) -> Session:
    return Session(make_engine(os.environ["TANGGAP_DATABASE_URL"]))


def key_of(done: Result) -> str:
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def lives(session: Session, key: str) -> bool:
    session.rollback()
    return resolve_key(session, token=key, now=clock.now(), ip="127.0.0.1") is not None


def test_a_key_is_made_listed_and_revoked(tanggap: Command, session: Session) -> None:
    made = tanggap("token", "kasi", "--scope", "read", "--scope", "figures", "--days", "30", "--name", "SIPD")
    key = key_of(made)
    assert "\n" not in key, "what a script captures is the key and nothing else"
    assert "30 hari" in made.stderr
    assert lives(session, key)
    [line] = tanggap("token", "list").output.splitlines()
    cells = line.split("\t")
    assert (cells[1], cells[2], *cells[5:]) == ("kasi", "read,figures", "-", "-", "berlaku", "SIPD")
    assert key not in line
    assert tanggap("token", "revoke", cells[0]).output == "1 kunci dicabut.\n"
    assert not lives(session, key)
    assert tanggap("token", "list").output == ""
    assert "dicabut" in tanggap("token", "list", "kasi", "--all").output


def test_all_keys_of_an_account_are_revoked_at_once(tanggap: Command, session: Session) -> None:
    keys = [key_of(tanggap("token", "kasi", "--scope", "act")) for _ in range(2)]
    other = key_of(tanggap("token", "nur", "--scope", "bot"))
    assert tanggap("token", "revoke", "--login", "kasi").output == "2 kunci dicabut.\n"
    assert [lives(session, each) for each in (*keys, other)] == [False, False, True]


REFUSED: tuple[tuple[str, ...], ...] = (
    ("kasi",),
    ("kasi", "--scope", "desk"),
    ("kasi", "--scope", "read", "--scope", "semua"),
    ("kasi", "--scope", "read", "--days", "366"),
    ("kasi", "--scope", "read", "--days", "0"),
    ("kasi", "--scope", "read", "--network", "kantor"),
    ("kasi", "--scope", "read", "--name", "x" * 61),
    ("siapa", "--scope", "read"),
    ("revoke",),
    ("revoke", "abc"),
    ("revoke", "000000000000"),
    ("revoke", "000000000000", "--login", "kasi"),
    ("revoke", "--login", "siapa"),
    ("list", "siapa"),
)


def test_what_cannot_be_is_said_and_nothing_changes(tanggap: Command, session: Session) -> None:
    key = key_of(tanggap("token", "nur", "--scope", "read"))
    for arguments in REFUSED:
        done = tanggap("token", *arguments)
        assert done.exit_code != 0, arguments
        assert isinstance(done.exception, SystemExit), done.exception
        assert done.stderr.strip(), arguments
    assert lives(session, key)
    assert len(session.scalars(select(ApiToken)).all()) == 1


def test_the_record_says_who_typed_commands_about_accounts(tanggap: Command, session: Session) -> None:
    key_of(tanggap("token", "kasi", "--scope", "read"))
    tanggap("token", "revoke", "--login", "kasi")
    tanggap("sign-in-link", "kasi")
    tanggap("people", "leave", "nur", "--reason", "SK 2")
    about = {
        event.kind: event.actor
        for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        if event.kind.startswith(("api_token.", "link.", "account.", "officer."))
    }
    assert {
        "api_token.issued", "api_token.revoked", "link.issued", "account.created", "account.shut",
        "officer.dismissed",
    } <= set(about)  # fmt: skip
    assert set(about.values()) == {"cli:budi"}
    assert tanggap("verify").exit_code == 0


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"SUDO_USER": "budi", "USER": "root"}, "cli:budi"),
        ({"USER": "siti"}, "cli:siti"),
        ({"SUDO_USER": "", "USER": "siti"}, "cli:siti"),
        ({}, "cli"),
        ({"USER": "person:7\n"}, "cli"),
        ({"USER": "x" * 33}, "cli"),
        ({"USER": "dinas\\budi"}, "cli"),
    ],
)
def test_who_typed_is_the_one_before_sudo_and_never_something_else(
    environ: dict[str, str], named: str
) -> None:
    assert (typist(environ).ref, typist(environ).origin) == (named, "cli")

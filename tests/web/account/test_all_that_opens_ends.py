"""Whatever changes who may open an account ends all that opened it: session, key, link and chat, everywhere at once."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.credentials import end_credentials
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.accounts.links import SET_PASSWORD, issue_one_time_link
from complaints_service.accounts.models import OfficerChat
from complaints_service.accounts.queries import resolve_session
from complaints_service.accounts.service import grant_role, set_active, set_roles
from complaints_service.audit.models import AuditEvent
from complaints_service.moment import Moment
from complaints_service.notify.officers.chat import end_link
from complaints_service.people.models import Unit
from complaints_service.people.staff_file import read_staff
from complaints_service.people.staff_import import StaffImport, import_staff
from complaints_service.staffing import service as staffing
from complaints_service.staffing.order import StaffOrder
from complaints_service.tickets.moving import Desk
from config.settings import Settings
from tests.repository.tree import ROOT, parsed
from tests.support.databases import IDENTITY_KEY
from tests.support.other_process import ALL, Ways, alive, elsewhere
from tests.support.visitors import Visitor, session_token, when
from tests.support.world import PASSWORD, SETUP, Office

NOW = when("Tue 2026-11-24 14:05")
NEW_PASSWORD = "sopir becak makan durian"
OWNER = "rina"


def opened(office: Office, login: str = OWNER) -> Ways:
    """One of each thing that opens an account."""
    account, now = office.accounts[login], NOW
    with db.writing(office.engine) as session:
        key = issue_key(session, account_id=account, new=NewKey(scopes=("read",)), now=now, actor=SETUP)
        link = issue_one_time_link(
            session, account_id=account, purpose=SET_PASSWORD, ttl=timedelta(hours=1), now=now, actor=SETUP
        )
        chat = {
            "account_id": account,
            "officer_id": office.officers[login],
            "session_id": "s",
            "expires_at": now,
        }
        session.add(OfficerChat(**chat, created_at=now, route="telegram", chat=f"47{account}", linked_at=now))
    return Ways(session=session_token(office, login, now), key=key, link=link, chat=f"47{account}")


@dataclass(frozen=True)
class At:
    """Where a path is walked: the office, the application, and what was open."""

    office: Office
    app: Flask
    ways: Ways

    def write(self, change: Callable[[Session, int], object]) -> None:
        with db.writing(self.office.engine) as session:
            change(session, self.office.accounts[OWNER])

    @property
    def order(self) -> StaffOrder:
        return StaffOrder(
            on=date(2026, 11, 24),
            reason="SK 1",
            rights=None,
            now=NOW,
            actor=SETUP,
            rulebook=self.office.rulebook,
        )


def leaves(at: At) -> None:
    officer = at.office.officers[OWNER]
    at.write(lambda session, _: staffing.leave(session, officer_id=officer, desk=Desk(), order=at.order))


def password_by_link(at: At) -> None:
    path, visitor = f"/sandi/{at.ways.link}", Visitor(at.app.test_client())
    visitor.send(path, of=path, password=NEW_PASSWORD, again=NEW_PASSWORD)
    assert visitor.status == 303, visitor.page


def test_by_a_link_too_no_unit_s_name_becomes_a_password(app: Flask, office: Office) -> None:
    path, visitor = f"/sandi/{opened(office).link}", Visitor(app.test_client())
    visitor.send(path, of=path, password="Ketenteraman12", again="Ketenteraman12")
    assert visitor.status == 422 and "mudah ditebak" in visitor.page


def shut(at: At) -> None:
    at.write(lambda session, who: set_active(session, account_id=who, active=False, now=NOW, actor=SETUP))


def role_given(at: At) -> None:
    at.write(
        lambda session, who: grant_role(
            session, account_id=who, role="auditor", unit_id=None, now=NOW, actor=SETUP
        )
    )


def role_of_a_list(at: At) -> None:
    head = b"nip,name,employment,position,unit,login,email,phone,roles,code\n"
    rows = read_staff(head + b",Rina Contoh,non_asn,pelaksana_sarpras,SARPRAS,rina,,,dispatcher@*,rina\n")
    assert not rows.problems
    done: list[StaffImport] = []
    asked = {"rows": rows.rows, "works_from": date(2026, 11, 24), "now": NOW, "actor": SETUP}
    at.write(lambda session, _: done.append(import_staff(session, **asked)))
    assert (done[0].updated, done[0].problems, done[0].questions) == (1, (), ()), done


def moves_away(at: At) -> None:
    """Takes roles of the old place along; what is granted for a unit ends with the move."""
    officer = at.office.officers[OWNER]
    at.write(
        lambda session, _: staffing.move(
            session, officer_id=officer, position="pelaksana_trantib", unit=None, desk=Desk(), order=at.order
        )
    )


#: Every way on which an account changes hands, rights or password, by name.
PATHS: dict[str, Callable[[At], None]] = {
    "leaves": leaves,
    "password by link": password_by_link,
    "is shut": shut,
    "is given a role": role_given,
    "is given a role by a list": role_of_a_list,
}


@pytest.mark.parametrize("path", PATHS)
def test_all_that_opened_the_account_is_dead_at_once(app: Flask, office: Office, path: str) -> None:
    at = At(office, app, opened(office))
    colleague = opened(office, "hasan")
    assert alive(app, at.ways) == ALL
    PATHS[path](at)
    assert alive(app, at.ways) == ()
    assert alive(app, colleague) == ALL, "and a colleague's stays"


def test_what_a_unit_s_role_opened_ends_with_the_move(app: Flask, office: Office) -> None:
    with db.writing(office.engine) as session:
        unit = session.scalars(select(Unit.id).where(Unit.code == "SARPRAS")).one()
        who = office.accounts[OWNER]
        grant_role(session, account_id=who, role="auditor", unit_id=unit, now=NOW, actor=SETUP)
    at = At(office, app, opened(office))
    moves_away(at)
    assert alive(app, at.ways) == ()


def test_a_role_withdrawn_ends_it_too_and_the_same_roles_again_do_not(app: Flask, office: Office) -> None:
    at = At(office, app, opened(office))
    roles = {("auditor", None), ("dispatcher", None)}
    at.write(lambda session, who: set_roles(session, account_id=who, roles=roles, now=NOW, actor=SETUP))
    again = At(office, app, opened(office))
    at.write(lambda session, who: set_roles(session, account_id=who, roles=roles, now=NOW, actor=SETUP))
    assert alive(app, again.ways) == ALL
    fewer = {("auditor", None)}
    at.write(lambda session, who: set_roles(session, account_id=who, roles=fewer, now=NOW, actor=SETUP))
    assert alive(app, again.ways) == ()


def test_who_returns_finds_nothing_of_before_open(app: Flask, office: Office) -> None:
    at = At(office, app, opened(office))
    shut(at)
    at.write(lambda session, who: set_active(session, account_id=who, active=True, now=NOW, actor=SETUP))
    assert alive(app, at.ways) == ()
    visitor = Visitor(app.test_client())
    visitor.send("/masuk", of="/masuk", login=OWNER, password=PASSWORD)
    assert visitor.status == 422, "nor the old password"


def test_an_unlinked_chat_is_dead_and_the_rest_lives(app: Flask, office: Office) -> None:
    """Who unlinks a chat says that it is not theirs any more; their browsers and programs are."""
    ways = opened(office)
    with db.writing(office.engine) as session:
        end_link(
            Moment(session=session, now=NOW, actor=SETUP, rulebook=office.rulebook),
            account_id=office.accounts[OWNER],
        )
    assert alive(app, ways) == ("key", "link", "session")


def test_the_browser_in_which_its_owner_does_it_stays(app: Flask, office: Office) -> None:
    ways, other = opened(office), session_token(office, OWNER, NOW)
    with db.writing(office.engine) as session:
        mine = resolve_session(session, token=ways.session, now=NOW)
        assert mine is not None
        ended = end_credentials(
            session, account_id=office.accounts[OWNER], now=NOW, except_session=mine.session_id
        )
        assert ended == {"sessions": 1, "links": 1, "keys": 1, "chats": 1}
        assert resolve_session(session, token=other, now=NOW) is None
    assert alive(app, ways) == ("session",)


def test_another_process_knows_at_once(app: Flask, office: Office, settings: Settings) -> None:
    environ = {
        **os.environ,
        "TANGGAP_DATABASE_URL": settings.database_url,
        "TANGGAP_SECRET_KEY": settings.secret_key,
        "TANGGAP_TRACKING_KEY": settings.tracking_key.decode(),
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(settings.rulebook),
        "TANGGAP_RATE_LIMITS": "0",
    }
    with elsewhere(environ, NOW) as there:
        for name in ("is given a role", "password by link", "is shut"):
            at = At(office, app, opened(office))
            assert there.alive(at.ways) == ALL, name
            PATHS[name](at)
            assert there.alive(at.ways) == (), name


def test_the_record_says_how_many_ended(office: Office, engine: Engine, app: Flask) -> None:
    at = At(office, app, opened(office))
    role_given(at)
    with db.reading(office.engine) as session:
        [event] = session.scalars(
            select(AuditEvent)
            .where(AuditEvent.kind == "account.roles_changed")
            .order_by(AuditEvent.id.desc())
            .limit(1)
        )
    assert event.data["ended"] == {"sessions": 1, "links": 1, "keys": 1, "chats": 1}


#: Columns that say who may open an account, and grants; what changes them has to end what was open.
_DECIDING = {"password_hash", "active"}


def _changes(tree: ast.AST) -> list[str]:
    """Where code changes an account's deciding columns or a grant."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        said = ast.unparse(node)
        of_account = re.match(r"update\(Account\).*\.values\(", said, re.DOTALL)
        named = {each.arg for each in node.keywords}
        if (of_account and named & _DECIDING) or re.match(
            r"(insert|update|delete)\(RoleGrant\)$|RoleGrant\(", said
        ):
            found.append(said)
    return found


#: Where an account and its roles may change; each function there ends what opened the account before.
CHANGING = {"accounts/service.py", "accounts/roles.py"}
#: What changes no more than how a password that was right is kept.
SAME_PASSWORD = {"renew_hash"}


def test_accounts_change_in_two_modules_alone_and_there_each_change_ends_them() -> None:
    """The next path that changes an account goes through one of them, or fails here."""
    house = ROOT / "complaints_service"
    changing = {str(path.relative_to(house)) for path in house.rglob("*.py") if _changes(parsed(path))}
    assert changing == CHANGING
    functions = [
        each for name in CHANGING for each in parsed(house / name).body if isinstance(each, ast.FunctionDef)
    ]
    open_ended = [
        each.name for each in functions if _changes(each) and "end_credentials(" not in ast.unparse(each)
    ]
    assert set(open_ended) == SAME_PASSWORD


def test_the_gate_finds_what_it_looks_for() -> None:
    for code in (
        "s.execute(update(Account).where(x).values(active=True))", "s.add(RoleGrant(role='auditor'))",
        "s.execute(insert(RoleGrant), [])", "s.execute(update(Account).values(password_hash=None))",
    ):  # fmt: skip
        assert _changes(ast.parse(code)), code
    assert _changes(ast.parse("s.execute(update(Account).where(x).values(failed_count=0))")) == []

"""Bringing a staff list into the office: who is new is hired and gets an account, who is known is updated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account
from complaints_service.accounts.queries import account_by_login, account_of_officer
from complaints_service.accounts.service import (
    NewAccount,
    create_account,
    rename_login,
    set_active,
    set_roles,
)
from complaints_service.errors import Actor, DomainError, Invalid, words
from complaints_service.people.models import Officer, Position, Unit
from complaints_service.people.service import OfficerFacts, hire_officer, update_officer
from complaints_service.people.staff_file import WHOLE_OFFICE, RowProblem, StaffRow


@dataclass(frozen=True)
class StaffImport:
    """What became of the rows: how many people are new, changed or as they were, and what was refused."""

    created: int
    updated: int
    unchanged: int
    problems: tuple[RowProblem, ...]


def import_staff(
    session: Session, *, rows: Iterable[StaffRow], works_from: date, now: datetime, actor: Actor
) -> StaffImport:
    """Brings each good row in; a row that is refused leaves nothing behind and does not stop the others.

    The same list again changes nothing. A person is known by NIP, else by code, else by login, else by name
    and post. `works_from` is the first local day of those who are new. Nobody is dismissed for not being
    listed. A new account has no password: a one-time link opens it.
    """
    office = _Office(session, works_from, now, actor)
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    problems: list[RowProblem] = []
    for row in rows:
        try:
            with session.begin_nested():
                counts[office.bring_in(row)] += 1
        except DomainError as refused:
            problems += _problems(row, refused)
    return StaffImport(counts["created"], counts["updated"], counts["unchanged"], tuple(problems))


class _Office:
    """The office's units and posts by code and by title, for looking up what rows name."""

    def __init__(self, session: Session, works_from: date, now: datetime, actor: Actor) -> None:
        self._session, self._works_from, self._now, self._actor = session, works_from, now, actor
        units = session.execute(select(Unit.id, Unit.code, Unit.name).where(Unit.active)).all()
        self._unit_ids: Mapping[str, int] = {row.code: row.id for row in units}
        self._unit_codes: dict[str, str] = {
            _plain(name): row.code for row in units for name in (row.name, row.code)
        }
        posts = session.execute(
            select(Position.code, Position.title, Unit.code.label("unit")).join(
                Unit, Unit.id == Position.unit_id
            )
        ).all()
        self._post_codes: dict[str, str] = {_plain(row.code): row.code for row in posts}
        self._titled: dict[tuple[str, str], list[str]] = {}
        for row in posts:
            self._titled.setdefault((_plain(row.title), row.unit), []).append(row.code)

    def bring_in(self, row: StaffRow) -> str:
        """One person; returns `created`, `updated` or `unchanged`. Raises DomainError."""
        unit = self._unit(row.unit)
        position = self._position(row.position, unit)
        officer = self._known(row, position)
        facts = OfficerFacts(
            name=row.name,
            employment=row.employment,
            position=position,
            works_from=officer.works_from if officer is not None else self._works_from,
            unit=unit,
            nip=row.nip,
            code=row.code if row.code is not None or officer is None else officer.code,
            phone=row.phone,
            email=row.email,
        )
        if officer is None:
            officer = hire_officer(self._session, facts=facts, now=self._now, actor=self._actor)
            self._bring_account(row, officer)
            return "created"
        changed = update_officer(
            self._session, officer=officer, facts=facts, now=self._now, actor=self._actor
        )
        return "updated" if self._bring_account(row, officer) or changed else "unchanged"

    def _unit(self, named: str | None) -> str | None:
        if named is None:
            return None
        code = self._unit_codes.get(_plain(named))
        if code is None:
            raise _refused("unit", "Unit %(name)s tidak ada.", named)
        return code

    def _position(self, named: str, unit: str | None) -> str:
        code = self._post_codes.get(_plain(named))
        if code is not None:
            return code
        titled = self._titled.get((_plain(named), unit), []) if unit is not None else []
        if len(titled) != 1:
            raise _refused("position", "Jabatan %(name)s tidak ada di unit ini. Pakai kodenya.", named)
        return titled[0]

    def _known(self, row: StaffRow, position: str) -> Officer | None:
        if row.nip is not None:
            return self._session.scalar(select(Officer).where(Officer.nip == row.nip))
        if row.code is not None:
            return self._session.scalar(select(Officer).where(Officer.code == row.code))
        account = account_by_login(self._session, login=row.login) if row.login is not None else None
        if account is not None and account.officer_id is not None:
            officer = self._session.get_one(Officer, account.officer_id)
            return officer if officer.nip is None else None
        return self._session.scalar(
            select(Officer)
            .join(Position, Position.id == Officer.position_id)
            .where(Officer.nip.is_(None), Officer.name == row.name, Position.code == position)
            .order_by(Officer.id)
            .limit(1)
        )

    def _bring_account(self, row: StaffRow, officer: Officer) -> bool:
        """Gives the person an account as the row says; returns whether anything changed."""
        if row.login is None:
            return False
        account = account_of_officer(self._session, officer_id=officer.id)
        changed = account is None or account.login != row.login or not account.active
        account = self._account_named(row.login, account, officer)
        if row.roles is not None:
            roles = {(role, self._role_unit(unit, officer)) for role, unit in row.roles}
            changed |= set_roles(
                self._session, account_id=account.id, roles=roles, now=self._now, actor=self._actor
            )
        return changed

    def _account_named(self, login: str, account: Account | None, officer: Officer) -> Account:
        if account is None:
            new = NewAccount(login=login, officer_id=officer.id)
            return create_account(self._session, new=new, now=self._now, actor=self._actor)
        if account.login != login:
            rename_login(self._session, account_id=account.id, login=login, now=self._now, actor=self._actor)
        if not account.active:
            set_active(self._session, account_id=account.id, active=True, now=self._now, actor=self._actor)
        return account

    def _role_unit(self, named: str | None, officer: Officer) -> int | None:
        if named == WHOLE_OFFICE:
            return None
        if named is None:
            return officer.unit_id
        code = self._unit_codes.get(_plain(named))
        if code is None:
            raise _refused("roles", "Unit %(name)s tidak ada.", named)
        return self._unit_ids[code]


def _refused(field: str, template: str, name: str) -> Invalid:
    return Invalid({field: [words(template, name=name)]}, code="row_refused")


def _problems(row: StaffRow, refused: DomainError) -> list[RowProblem]:
    if not refused.fields:
        field = {"login_taken": "login", "officer_has_account": "login"}.get(refused.code, "")
        return [RowProblem(row.line, field, refused.detail)]
    return [
        RowProblem(row.line, field, reason) for field, reasons in refused.fields.items() for reason in reasons
    ]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())

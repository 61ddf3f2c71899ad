"""Bringing a staff list into the office: who is new is hired and gets an account, who is known is updated.

Where a list leaves open whom it means, the row waits and becomes a question: nobody is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account
from complaints_service.accounts.queries import account_of_officer, granted_roles
from complaints_service.accounts.service import (
    ADMINISTRATOR,
    NewAccount,
    create_account,
    rename_login,
    require_another_administrator,
    set_active,
    set_roles,
)
from complaints_service.errors import Actor, DomainError, Invalid, words
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.lists.sheets import RowProblem
from complaints_service.people.lists.staff_matching import Asked, officer_by_keys, officer_by_name, plain
from complaints_service.people.models import Officer, Position, Unit
from complaints_service.people.service import facts_of, hire_officer, update_officer
from complaints_service.people.staff_file import NEEDED, WHOLE_OFFICE, StaffRow

#: Columns that say something of the person, and are taken over as they stand.
_OF_THE_PERSON = ("name", "employment", "email", "phone")


@dataclass(frozen=True)
class Change:
    """What one row does to one person: field, value before, value after; `new`: the person is hired."""

    line: int
    who: str
    new: bool
    fields: tuple[tuple[str, str, str], ...]

    def __str__(self) -> str:
        told = "; ".join(f"{name}: {before or '-'} -> {after or '-'}" for name, before, after in self.fields)
        return f"{self.line}: {self.who}: {'BARU; ' if self.new else ''}{told}"


@dataclass(frozen=True, kw_only=True)
class StaffImport:
    """What became of the rows: people new, changed or as they were, what was refused, what must be asked.

    `changes`: of everybody who is new or changed, in the order of the lines.
    """

    created: int
    updated: int
    unchanged: int
    problems: tuple[RowProblem, ...]
    questions: tuple[RowProblem, ...] = ()
    changes: tuple[Change, ...] = field(default=(), compare=False)


def import_staff(
    session: Session,
    *,
    rows: Iterable[StaffRow],
    works_from: date,
    now: datetime,
    actor: Actor,
    dry_run: bool = False,
) -> StaffImport:
    """Brings each good row in; a row that is refused leaves nothing behind and does not stop the others.

    The same list again changes nothing. Whom a row means says `staff_matching`. `works_from` is the first
    local day of those who are new. Nobody is dismissed for not being listed. A new account has no password:
    a one-time link opens it. With `dry_run` all is tried and nothing kept.
    """
    listed = list(rows)
    office = _Office(session, works_from, now, actor)
    whole = session.begin_nested()
    alike = Counter(_who(row) for row in listed if row.nip is None and not row.code and not row.login)
    changes: list[Change] = []
    problems: list[RowProblem] = []
    questions: list[RowProblem] = []
    for row in listed:
        try:
            if alike[_who(row)] > 1 and row.nip is None and not row.code and not row.login:
                raise Asked(
                    "name",
                    words("Nama ini ada lebih dari sekali tanpa NIP. Beri setiap orang kode di kolom code."),
                )
            with session.begin_nested():
                changes.append(office.bring_in(row))
        except Asked as asked:
            questions.append(RowProblem(row.line, asked.field, asked.question))
        except DomainError as refused:
            problems += _problems(row, refused)
    if dry_run:
        whole.rollback()
        session.expire_all()
    else:
        whole.commit()
    told = [change for change in changes if change.new or change.fields]
    created = sum(change.new for change in told)
    return StaffImport(
        created=created,
        updated=len(told) - created,
        unchanged=len(changes) - len(told),
        problems=tuple(problems),
        questions=tuple(questions),
        changes=tuple(told),
    )


def _who(row: StaffRow) -> tuple[str, str]:
    return plain(row.name or ""), plain(row.position or "")


class _Office:
    """The office's units and posts by code and by title, for looking up what rows name."""

    def __init__(self, session: Session, works_from: date, now: datetime, actor: Actor) -> None:
        self._session, self._works_from, self._now, self._actor = session, works_from, now, actor
        units = session.execute(select(Unit.id, Unit.code, Unit.name).where(Unit.active)).all()
        self._unit_ids: Mapping[str, int] = {row.code: row.id for row in units}
        self._codes: Mapping[int | None, str] = {row.id: row.code for row in units} | {None: WHOLE_OFFICE}
        self._unit_codes: Mapping[str, str] = {
            plain(name): row.code for row in units for name in (row.name, row.code)
        }
        posts = session.execute(
            select(Position.code, Position.title, Unit.code.label("unit"))
            .join(Unit, Unit.id == Position.unit_id)
            .where(Position.active)
        ).all()
        self._post_codes: Mapping[str, str] = {plain(row.code): row.code for row in posts}
        self._titled: dict[tuple[str, str], list[str]] = {}
        for row in posts:
            self._titled.setdefault((plain(row.title), row.unit), []).append(row.code)

    def bring_in(self, row: StaffRow) -> Change:
        """One person, and what the row changes. Raises DomainError, or Asked where it may mean several."""
        unit = self._unit(row.unit)
        officer = officer_by_keys(self._session, row=row)
        home = unit or (self._codes.get(officer.unit_id) if officer is not None else None)
        position = self._position(row.position, home) if row.position is not None else None
        if officer is None:
            officer = officer_by_name(self._session, row=row, position=position)
        if officer is None:
            return self._take_on(row, position, unit)
        before = self._told(officer)
        facts = self._patched(row, facts_of(self._session, officer=officer), position, unit)
        update_officer(
            self._session,
            officer=officer,
            facts=facts,
            now=self._now,
            actor=self._actor,
            on=self._works_from,
        )
        self._bring_account(row, officer)
        after = self._told(officer)
        fields = tuple((name, before[name], after[name]) for name in after if before[name] != after[name])
        return Change(row.line, officer.name, False, fields)

    def _take_on(self, row: StaffRow, position: str | None, unit: str | None) -> Change:
        lacking = [name for name in NEEDED if getattr(row, name) is None]
        if lacking:
            reason = words("Orang ini belum dikenal; untuk orang baru bagian ini perlu diisi.")
            raise Invalid({name: [reason] for name in lacking}, code="row_refused")
        if row.employment != "non_asn" and row.nip is None:
            raise Invalid({"nip": [words("PNS dan PPPK harus punya NIP.")]}, code="row_refused")
        facts = OfficerFacts(
            name=row.name or "",
            employment=row.employment or "",
            position=position or "",
            works_from=self._works_from,
            unit=unit,
            nip=row.nip,
            code=row.code,
            phone=row.phone,
            email=row.email,
        )
        officer = hire_officer(self._session, facts=facts, now=self._now, actor=self._actor)
        self._bring_account(row, officer)
        after = self._told(officer)
        return Change(row.line, officer.name, True, tuple((name, "", after[name]) for name in after))

    def _patched(
        self, row: StaffRow, facts: OfficerFacts, position: str | None, unit: str | None
    ) -> OfficerFacts:
        """What is known, with the columns of the list put over it; keys are taken over, never emptied."""
        said = {name: getattr(row, name) for name in _OF_THE_PERSON if name in row.has}
        said |= {name: getattr(row, name) for name in ("nip", "code") if getattr(row, name) is not None}
        if row.employment == "non_asn":
            said["nip"] = None
        if position is not None:
            moves = position != facts.position
            said |= {"position": position, "unit": unit if "unit" in row.has or moves else facts.unit}
        elif "unit" in row.has:
            said["unit"] = unit
        patched = replace(facts, **said)
        if patched.employment != "non_asn" and patched.nip is None:
            raise Invalid({"nip": [words("PNS dan PPPK harus punya NIP.")]}, code="row_refused")
        return patched

    def _told(self, officer: Officer) -> dict[str, str]:
        """All that a list may change of a person, as text."""
        facts = facts_of(self._session, officer=officer)
        account = account_of_officer(self._session, officer_id=officer.id)
        roles = granted_roles(self._session, account_id=account.id) if account is not None else ()
        return {
            "nip": facts.nip or "",
            "code": facts.code or "",
            "name": facts.name,
            "employment": facts.employment,
            "position": facts.position,
            "unit": facts.unit or "",
            "email": facts.email or "",
            "phone": facts.phone or "",
            "login": "" if account is None else account.login + ("" if account.active else " (ditutup)"),
            "roles": " ".join(sorted(f"{role}@{self._codes.get(unit, '?')}" for role, unit in roles)),
        }

    def _unit(self, named: str | None) -> str | None:
        if named is None:
            return None
        code = self._unit_codes.get(plain(named))
        if code is None:
            raise _refused("unit", "Unit %(name)s tidak ada.", named)
        return code

    def _position(self, named: str, unit: str | None) -> str:
        code = self._post_codes.get(plain(named))
        if code is not None:
            return code
        titled = self._titled.get((plain(named), unit), []) if unit is not None else []
        if len(titled) != 1:
            raise _refused("position", "Jabatan %(name)s tidak ada di unit ini. Pakai kodenya.", named)
        return titled[0]

    def _bring_account(self, row: StaffRow, officer: Officer) -> None:
        """Gives the person an account and roles as the row says."""
        account = account_of_officer(self._session, officer_id=officer.id)
        if row.login is not None:
            account = self._account_named(row.login, account, officer)
        if row.roles is None:
            return
        if account is None:
            if row.roles:
                raise Invalid({"login": [words("Peran memerlukan nama masuk.")]}, code="row_refused")
            return
        roles = {(role, self._role_unit(unit, officer)) for role, unit in row.roles}
        if (ADMINISTRATOR, None) not in roles:
            require_another_administrator(self._session, account_id=account.id)
        set_roles(self._session, account_id=account.id, roles=roles, now=self._now, actor=self._actor)

    def _account_named(self, login: str, account: Account | None, officer: Officer) -> Account:
        if account is None:
            new = NewAccount(login=login, officer_id=officer.id)
            return create_account(self._session, new=new, now=self._now, actor=self._actor)
        if account.login != login:
            rename_login(self._session, account_id=account.id, login=login, now=self._now, actor=self._actor)
        if not account.active:
            set_active(self._session, account_id=account.id, active=True, now=self._now, actor=self._actor)
        self._session.refresh(account)
        return account

    def _role_unit(self, named: str | None, officer: Officer) -> int | None:
        if named == WHOLE_OFFICE:
            return None
        if named is None:
            return officer.unit_id
        code = self._unit_codes.get(plain(named))
        if code is None:
            raise _refused("roles", "Unit %(name)s tidak ada.", named)
        return self._unit_ids[code]


def _refused(field: str, template: str, name: str) -> Invalid:
    return Invalid({field: [words(template, name=name)]}, code="row_refused")


def _problems(row: StaffRow, refused: DomainError) -> Sequence[RowProblem]:
    if not refused.fields:
        column = {"login_taken": "login", "officer_has_account": "login", "last_administrator": "roles"}
        return [RowProblem(row.line, column.get(refused.code, ""), refused.detail)]
    return [
        RowProblem(row.line, name, reason) for name, reasons in refused.fields.items() for reason in reasons
    ]

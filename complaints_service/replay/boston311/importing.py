"""Replays a Boston 311 file: real arrivals, real long tails and real lateness, ten years later in WIB."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from tqdm import tqdm

from complaints_service import db
from complaints_service.accounts.access import Rights
from complaints_service.errors import Actor, DomainError, invalid, words
from complaints_service.intake.service import submit
from complaints_service.moment import Moment
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.models import Officer
from complaints_service.people.service import PositionSpec, UnitSpec, hire_officer, seed_units
from complaints_service.replay.boston311.rows import CaseFile, LineProblem, ServiceRequest, read_cases
from complaints_service.replay.clockwork import ORIGIN, Clockwork
from complaints_service.replay.finishing import finish
from complaints_service.replay.tails import Tails
from complaints_service.tickets.acts.ending.resolve import Resolve
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.service import perform
from config.rulebook import Rulebook
from config.settings import Settings

IMPORTER = Actor("import", ORIGIN)
_UNIT_PREFIX = "BOS-"
_CITIZEN = Actor.citizen(ORIGIN)


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What an import did; `early` are the cases that close before they open, `later` those after its end."""

    imported: int
    resolved: int
    refused: int
    later: int
    early: tuple[ServiceRequest, ...]

    @property
    def unresolved(self) -> int:
        """Tickets that nobody had resolved by the end."""
        return self.imported - self.resolved


class AlreadyImported(DomainError):
    """Tickets of an import are there already; a second one would double them."""

    def __init__(self) -> None:
        super().__init__(
            "already_imported", words("Basis data ini sudah berisi impor 311. Pakai basis data yang kosong.")
        )


def replay(
    engine: Engine,
    rulebook: Rulebook,
    settings: Settings,
    *,
    file: Path,
    as_of: datetime,
    limit: int | None = None,
    say: Callable[[str], None],
) -> Replayed:
    """Imports the good rows of `file` as they happened up to `as_of` (aware), through the same services as
    everybody's; says what was refused, and what came of it.

    Raises NotA311File, AlreadyImported, and Invalid for an `as_of` without an offset.
    """
    if as_of.tzinfo is None:
        raise invalid("as_of", words("Tulis juga selisih waktunya, seperti 2026-02-01T00:00+07:00."))
    as_of = as_of.astimezone(UTC).replace(microsecond=0)
    codes = {category.code for category in rulebook.categories}
    read = read_cases(file, categories=codes, zone=rulebook.office.zone, limit=limit)
    for problem in read.problems:
        say(str(problem))
    cases = sorted((case for case in read.cases if case.opened_at <= as_of), key=lambda case: case.opened_at)
    clockwork = Clockwork(engine, rulebook)
    if cases:
        first = cases[0].opened_at
        with db.writing(engine) as session:
            if session.scalar(select(Ticket.id).where(Ticket.unit.startswith(_UNIT_PREFIX)).limit(1)):
                raise AlreadyImported
            desks = _open_departments(session, cases, rulebook=rulebook, now=first)
            tails = Tails(session, seed=file.name)
        for case in cases:
            opening = _Case(
                case=case,
                desk=desks[case.department],
                clockwork=clockwork,
                rulebook=rulebook,
                tracking_key=settings.tracking_key,
                tails=tails,
            )
            clockwork.plan(case.opened_at, opening.open)
    with tqdm(total=len(clockwork.days(as_of)), desc="Impor 311", unit="hari", disable=None) as bar:
        for day in clockwork.run(as_of):
            bar.set_postfix_str(day.isoformat(), refresh=False)
            bar.update()
    with db.writing(engine) as session:
        finish(session, rulebook=rulebook, now=as_of)
    done = _summary(read, cases, as_of)
    _report(done, say)
    return done


@dataclass(frozen=True)
class _Desk:
    """A department here: its unit, and its one officer with what an officer may do."""

    unit: str
    actor: Actor
    rights: Rights


def _open_departments(
    session: Session, cases: Sequence[ServiceRequest], *, rulebook: Rulebook, now: datetime
) -> Mapping[str, _Desk]:
    """A unit with one officer for each department, below the whole office."""
    root = next(unit.code for unit in rulebook.units if unit.parent is None)
    departments = sorted({case.department for case in cases})
    units = [
        UnitSpec(
            code=_unit(name),
            name=f"Boston {name} (impor)",
            initials=name[:4].upper(),
            parent=root,
            kind="section",
        )
        for name in departments
    ]
    posts = [
        PositionSpec(code=f"{_unit(name)}-1".lower(), title=f"Petugas {name} (impor)", unit=_unit(name))
        for name in departments
    ]
    seed_units(session, units=units, positions=posts, now=now, actor=IMPORTER)
    desks = {}
    for name, post in zip(departments, posts, strict=True):
        officer_id = session.scalar(select(Officer.id).where(Officer.code == post.code))
        if officer_id is None:
            facts = OfficerFacts(
                name=f"Petugas {name} (impor)",
                employment="pns",
                position=post.code,
                code=post.code,
                works_from=rulebook.local_date(now),
            )
            officer_id = hire_officer(session, facts=facts, now=now, actor=IMPORTER).id
        rights = Rights(account_id=0, officer_id=officer_id, unit_code=_unit(name))
        desks[name] = _Desk(_unit(name), Actor.officer(officer_id, ORIGIN), rights)
    return desks


def _unit(department: str) -> str:
    return f"{_UNIT_PREFIX}{department.upper()}"


@dataclass(frozen=True, kw_only=True)
class _Case:
    """A case about to happen: it opens, and plans its closing."""

    case: ServiceRequest
    desk: _Desk
    clockwork: Clockwork
    rulebook: Rulebook
    tracking_key: bytes
    tails: Tails

    def open(self, session: Session, now: datetime) -> None:
        """The citizen complains; the rule `import` keeps the department."""
        draft = Draft(
            text=self.case.text,
            category=self.case.category,
            channel=self.case.channel,
            language="en",
            unit=self.desk.unit,
            tail=self.tails.draw(),
        )
        opened = submit(
            Moment(session=session, now=now, actor=_CITIZEN, rulebook=self.rulebook),
            draft=draft,
            tracking_key=self.tracking_key,
        )
        if self.case.closed_at is not None:
            self.clockwork.plan(self.case.closed_at, partial(self.close, opened.number))

    def close(self, number: str, session: Session, now: datetime) -> None:
        """The department answers and resolves in one."""
        perform(
            Moment(session=session, now=now, actor=self.desk.actor, rulebook=self.rulebook),
            number=number,
            request=Resolve(text=self.case.closure),
            rights=self.desk.rights,
        )


def _summary(read: CaseFile, cases: Sequence[ServiceRequest], as_of: datetime) -> Replayed:
    return Replayed(
        imported=len(cases),
        resolved=sum(case.closed_at is not None and case.closed_at <= as_of for case in cases),
        refused=len({problem.line for problem in read.problems}),
        later=len(read.cases) - len(cases),
        early=tuple(case for case in cases if case.closed_early),
    )


def _report(done: Replayed, say: Callable[[str], None]) -> None:
    for case in done.early:
        what = f"kasus {case.case} ditutup sebelum dibuka; dianggap ditutup saat dibuka"
        say(str(LineProblem(case.line, "CLOSED_DT", what)))
    say(
        f"{done.imported} diimpor, {done.unresolved} belum selesai, {done.refused} baris ditolak, "
        f"{len(done.early)} ditutup sebelum dibuka."
    )
    if done.later:
        say(f"{done.later} baris dibuka setelah --as-of dan dilewati.")

"""What stands between an empty machine and a running service: migrations, units, versions, first sign-ins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.accounts import scopes
from complaints_service.accounts.keys import MOST_DAYS, NewKey, issue_key, revoke_keys
from complaints_service.accounts.links import SET_PASSWORD, issue_one_time_link
from complaints_service.accounts.models import Account
from complaints_service.accounts.queries import account_by_login
from complaints_service.accounts.service import NewAccount, create_account, grant_role
from complaints_service.audit.written.baseline import take_baseline
from complaints_service.cli.processes import Program
from complaints_service.edge.resources import Service
from complaints_service.edge.rulebook import by_rules_now, released
from complaints_service.edge.transaction import writing
from complaints_service.errors import Actor, DomainError, words
from complaints_service.notify.known_routes import chat_routes
from complaints_service.notify.route import Bot
from complaints_service.people.structure import renamed_in_files
from complaints_service.replay.demo import office as demo
from complaints_service.rulebooks.files import write_to
from complaints_service.rulebooks.queries import released_files
from complaints_service.rulebooks.service import settle
from complaints_service.tickets.rulebook_versions import as_stored, changed_versions, enter_calendars
from complaints_service.vault.rotating import require_current_key
from config.rulebook import Rulebook
from migrations import DatabaseNewer, current, known, refuse_newer, upgrade

SETTER = Actor("setup", "cli")
ADMINISTRATOR = "admin"
BOT_SCOPE = scopes.BOT.code
FIRST_LINK_LIFE = timedelta(hours=24)


def looking(service: Service) -> AbstractContextManager[Session]:
    """One consistent look at the service's database."""
    return db.reading(service.engine)


class NewerDatabase(DomainError):
    """The database was brought up to date by a later version of the service."""

    def __init__(self) -> None:
        super().__init__(
            "database_newer",
            words(
                "Basis data ini sudah dipakai versi Tanggap yang lebih baru. Pasang versi itu, atau pulihkan "
                "cadangan dari sebelum pembaruan; tidak ada yang diubah."
            ),
        )


@dataclass(frozen=True)
class Prepared:
    """The service on its database; `kept`: versions that go on as stored, though their files were edited."""

    service: Service
    kept: Sequence[str]


def migrate(service: Service) -> None:
    """Brings the database's shape up to date. Raises NewerDatabase."""
    try:
        upgrade(service.engine)
    except DatabaseNewer:
        raise NewerDatabase from None


def prepare(service: Service, *, now: datetime) -> Prepared:
    """Brings the database up to date and loads the rulebook's units; harmless when done before.

    A version that tickets were judged by goes on as it is stored, also where its file was edited since.
    Raises NewerDatabase, UndatedDecree, and VersionChanged where a stored version cannot be read back.
    """
    migrate(service)
    writing(lambda session: take_baseline(session, now=now, actor=SETTER), service.engine)

    def change(session: Session) -> Prepared:
        require_current_key(session)
        found = released(session, service)
        rulebook, kept = as_stored(session, rulebook=found.rulebook)
        settle(session, rulebook=rulebook, now=now, actor=SETTER)
        return Prepared(replace(found, rulebook=rulebook), kept)

    return writing(change, service.engine)


def known_revisions() -> frozenset[str]:
    """The shapes of databases that this version can bring up to date."""
    return known()


def changed(service: Service, rulebook: Rulebook, *, now: datetime) -> list[str]:
    """The versions of a rulebook that tickets used and that read differently now; none on a blank database.

    Raises NewerDatabase, and UndatedDecree for a calendar whose new version changes days past and does not
    say since when.
    """
    try:
        refuse_newer(service.engine)
    except DatabaseNewer:
        raise NewerDatabase from None
    if current(service.engine) is None:
        return []
    with looking(service) as session:
        enter_calendars(session, rulebook=rulebook, now=now)
        return changed_versions(session, versions=rulebook.versions())


def renamed(service: Service, rulebook: Rulebook) -> list[tuple[str, str, str]]:
    """The units and posts that the files call otherwise than the office does; none on a blank database."""
    if current(service.engine) is None:
        return []
    with looking(service) as session:
        return renamed_in_files(session, rulebook=rulebook)


def first_start(service: Service, *, now: datetime) -> Iterator[str]:
    """Fills an empty installation (sample office, or the first administrator); yields what to tell."""
    with looking(service) as session:
        empty = session.scalar(select(func.count()).select_from(Account)) == 0
    if empty and service.settings.demo:
        yield from demo.fill(service.engine, service.rulebook, service.settings, asked=demo.Demo(), now=now)
    elif empty:
        token = writing(lambda session: _first_administrator(session, now), service.engine)
        yield "Pengelola pertama memilih kata sandinya di tautan ini (sekali pakai, 24 jam):"
        yield f"  {service.settings.base_url}/sandi/{token}    nama masuk: {ADMINISTRATOR}"
    yield f"Tanggap di {service.settings.base_url}"


def bots(service: Service, *, now: datetime) -> Iterator[Program]:
    """The bots of the routes that are set up here, each with a new key and the way to the service."""
    for route in chat_routes():
        if route.sender(service.settings) is not None:
            key = bot_key(service, bot=route.side.bot, now=now)
            ways = {"TANGGAP_API_TOKEN": key, "TANGGAP_API_URL": service.settings.api_url}
            yield Program(route.side.bot.module, environ={**ways, **route.side.bot.told(service.settings)})


class BotsOf:
    """The bots of a service: started anew when other rules hold, or when another token was entered.

    `words`: a folder of ours for the rules that were released, since a bot reads files alone.
    """

    def __init__(self, service: Service, *, words: Path) -> None:
        self._service, self._words = service, words

    def look(self) -> tuple[int, int]:
        """The release that holds and the edition of what was entered, as this process knows them now."""
        self._service = by_rules_now(self._service, now=clock.now())
        return self._service.release, self._service.entered

    def programs(self) -> Sequence[Program]:
        """The bots as they are started now; rules that were released are where they read their words."""
        found = list(bots(self._service, now=clock.now()))
        if not self._service.release:
            return found
        folder = self._words / str(self._service.release)
        folder.mkdir(exist_ok=True)
        with looking(self._service) as session:
            write_to(folder, released_files(session, number=self._service.release))
        return [replace(one, environ={**one.environ, "TANGGAP_RULEBOOK": str(folder)}) for one in found]


def bot_key(service: Service, *, bot: Bot, now: datetime) -> str:
    """A new key for the chat door, for a bot that is started with the service; older ones stop working."""

    def change(session: Session) -> str:
        account = account_by_login(session, login=bot.login)
        if account is None:
            account = create_account(session, new=NewAccount(bot.login), now=now, actor=SETTER)
        revoke_keys(session, account_id=account.id, scope=BOT_SCOPE, now=now, actor=SETTER)
        new = NewKey(scopes=(BOT_SCOPE,), days=MOST_DAYS, name="tanggap up")
        return issue_key(session, account_id=account.id, new=new, now=now, actor=SETTER)

    return writing(change, service.engine)


def _first_administrator(session: Session, now: datetime) -> str:
    account = create_account(session, new=NewAccount(ADMINISTRATOR), now=now, actor=SETTER)
    grant_role(session, account_id=account.id, role="administrator", unit_id=None, now=now, actor=SETTER)
    return issue_one_time_link(
        session, account_id=account.id, purpose=SET_PASSWORD, ttl=FIRST_LINK_LIFE, now=now, actor=SETTER
    )

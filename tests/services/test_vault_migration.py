"""A database that holds who complained in the open: the upgrade seals it, and its files keep nothing of it."""

from __future__ import annotations

from datetime import UTC, datetime

from alembic import command
from sqlalchemy import Connection, Engine, select, text

from complaints_service import db
from complaints_service.audit.append_only import (
    append_only_ddl,
    append_only_drop_ddl,
    no_side_door_ddl,
    no_side_door_drop_ddl,
)
from complaints_service.audit.written.baseline import take_baseline
from complaints_service.audit.written.form import digest_of, form_code
from complaints_service.chats.drafts import keep_draft, told_in
from complaints_service.chats.report import Contact, DraftReport
from complaints_service.jobs.linking import PostRoom
from complaints_service.measurement.checks.sealed import verify_sealed
from complaints_service.measurement.checks.verification import verify
from complaints_service.notify.chat import Saying, hears_of, number_spoken_of, say
from complaints_service.notify.known_routes import chat_routes
from complaints_service.notify.models import SentMessage
from complaints_service.notify.routes import open_route
from complaints_service.notify.service import Recipient
from complaints_service.vault.marks import address_mark
from complaints_service.vault.models import Identity
from complaints_service.vault.opening import RULE, open_identity
from complaints_service.vault.sealing import Details
from config.rulebook import Rulebook
from migrations import upgrade
from migrations.run import alembic_config
from tests.services.post import Postman, minutes, room_of, run
from tests.support.both import ON_BOTH
from tests.support.world import SETUP, Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
NAME, PHONE, SARI, CHAT = "Sari Kenari", "081234567899", "sari.kenari@contoh.example", "7000000072"
DRAFT = DraftReport(
    id="1", pieces=(), place=None, address=None, kelurahan=None, category=None, answers=(), privacy=None, about_office=None,
    contact=Contact(name="Butet Kenari", phone=None, email=None), files=(), language="id",
)  # fmt: skip


def laid_open(engine: Engine) -> None:
    """Takes the database back to before the vault, with no digest of what there was none of then."""
    with engine.connect() as connection:
        command.downgrade(alembic_config(connection), "0027")
        connection.commit()
    dialect = engine.dialect.name
    guards = (*append_only_drop_ddl("written")[dialect], *no_side_door_drop_ddl("written")[dialect])
    keys = (("id",),)
    anew = (*append_only_ddl("written")[dialect], *no_side_door_ddl("written", keys)[dialect])
    deleting = "DELETE FROM written WHERE record IN ('identity', 'subscription')"
    with engine.begin() as connection:
        for statement in (*guards, deleting, *anew):
            connection.exec_driver_sql(statement)


def filled(engine: Engine, rulebook: Rulebook) -> tuple[Office, str]:
    office = open_office(engine, rulebook)
    with db.writing(engine) as session:
        for route in ("email", "telegram"):
            open_route(session, route=route, now=NOW)
    ways = (Recipient("email", SARI, "id"), Recipient("telegram", CHAT, "id"))
    number = office.complain(
        now=NOW, privacy="confidential", name=NAME, phone=PHONE, email=SARI, routes=ways
    ).number
    run(room_of(engine, rulebook), Postman(route="telegram"), NOW)
    (telegram,) = chat_routes()
    with db.writing(engine) as session:
        said = [Saying(shown={"text": "Apa lagi?"}, language="id")]
        say(session, route="telegram", chat=CHAT, cause="1", sayings=said, now=NOW)
        keep_draft(
            session,
            route=telegram,
            chat=CHAT,
            seen=0,
            report=DRAFT,
            state={},
            page=None,
            handed_in=None,
            now=NOW,
        )
        session.add(
            SentMessage(
                route="telegram",
                address=address_mark(session, route="telegram", address=CHAT),
                receipt="9",
                number=number,
                desk=False,
            )
        )
    return office, number


def test_what_was_open_is_sealed_and_all_goes_on(engine: Engine, rulebook: Rulebook) -> None:
    office, number = filled(engine, rulebook)
    laid_open(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT reporter_name FROM complaint")) == NAME
        kept = connection.scalars(text("SELECT address FROM subscription ORDER BY id")).all()
        assert kept == [SARI, CHAT]
        assert connection.scalar(text("SELECT chat FROM chat_draft")) == CHAT
    upgrade(engine)
    with db.writing(engine) as session:
        take_baseline(session, now=NOW, actor=SETUP)
    (telegram,) = chat_routes()
    with db.reading(engine) as session:
        assert open_identity(session, number=number, reader=RULE).details == Details(NAME, PHONE, SARI)
        assert hears_of(session, route="telegram", chat=CHAT, number=number)
        assert number_spoken_of(session, route="telegram", chat=CHAT, receipt="9") == number
        assert told_in(session, route=telegram, chat=CHAT).report == DRAFT
        assert [*verify(session, rulebook=rulebook, now=NOW + minutes(60)), *verify_sealed(session)] == []
    room: PostRoom = room_of(engine, rulebook)
    assert [letter.address for letter in run(room, Postman(), NOW + minutes(1))] == [SARI]
    said = run(room, Postman(route="telegram"), NOW + minutes(1))
    assert [(letter.address, letter.kind) for letter in said] == [(CHAT, "chat_reply")]
    assert office.complain(now=NOW + minutes(2), name=NAME).number


def test_a_name_changed_before_the_upgrade_is_still_found(engine: Engine, rulebook: Rulebook) -> None:
    _office, number = filled(engine, rulebook)
    laid_open(engine)
    with engine.begin() as connection:
        digest_as_before(connection, number)
        connection.execute(text("UPDATE complaint SET reporter_name = 'Orang Lain'"))
    upgrade(engine)
    with db.writing(engine) as session:
        take_baseline(session, now=NOW, actor=SETUP)
    with db.reading(engine) as session:
        found = [str(each) for each in verify(session, rulebook=rulebook, now=NOW + minutes(60))]
    assert [each for each in found if "(identity) was written, and is gone" in each] != []


def digest_as_before(connection: Connection, number: str) -> None:
    """The digest that the version before took of who complained."""
    columns = ("reporter_name", "reporter_phone", "reporter_email")
    said = dict(zip(columns, (NAME, PHONE, SARI), strict=True))
    salt = "ab" * 16
    connection.execute(
        text("INSERT INTO digest_salt (record, key, salt) VALUES ('complaint', :key, :salt)"),
        {"key": number, "salt": salt},
    )
    connection.execute(
        text(
            "INSERT INTO written (record, part, key, form, digest) "
            "VALUES ('complaint', 'identity', :key, :form, :digest)"
        ),
        {
            "key": number,
            "form": form_code(columns),
            "digest": digest_of("complaint", "identity", number, said, salt=salt),
        },
    )


def test_what_fits_its_digest_is_let_go(engine: Engine, rulebook: Rulebook) -> None:
    _office, number = filled(engine, rulebook)
    laid_open(engine)
    with engine.begin() as connection:
        digest_as_before(connection, number)
    upgrade(engine)
    with db.writing(engine) as session:
        take_baseline(session, now=NOW, actor=SETUP)
    with db.reading(engine) as session:
        assert verify(session, rulebook=rulebook, now=NOW + minutes(60)) == []
        assert session.scalars(select(Identity.number)).all() == [number]

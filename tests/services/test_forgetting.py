"""What a person may have forgotten is nowhere any more, byte for byte; every figure and every chain stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from complaints_service import db
from complaints_service.audit.chain import ChainFault
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.written.baseline import take_baseline
from complaints_service.backups.databases import dumped
from complaints_service.chats.drafts import forget_drafts, keep_draft, told_in
from complaints_service.chats.models import ChatDraft
from complaints_service.db import Base
from complaints_service.errors import Actor
from complaints_service.file_store.folder import FolderStore
from complaints_service.intake.attachments import attached_at
from complaints_service.intake.models import Attachment
from complaints_service.intake.suggesting.service import lessons
from complaints_service.intake.sweeping import sweep
from complaints_service.jobs.forgetting import forget as forget_due_and_learn
from complaints_service.jobs.work import Shift, forget_past_terms, relearn_categories
from complaints_service.measurement.checks.sealed import verify_sealed
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.service import rebuild
from complaints_service.moment import Moment
from complaints_service.notify.known_routes import ROUTES
from complaints_service.notify.routes import open_route
from complaints_service.notify.service import Recipient
from complaints_service.personal_data.family import relatives
from complaints_service.personal_data.models import SubjectRequest
from complaints_service.personal_data.service import ask, decide
from complaints_service.survey.models import Rating
from complaints_service.tickets.forgetting import erasing
from complaints_service.tickets.ledger.models import Complaint, Message, Ticket, TicketEvent
from complaints_service.tickets.ledger.sealing import check_chains
from complaints_service.vault.models import Identity
from complaints_service.vault.opening import VIEWED, IdentityReader, record_look
from config.rulebook import Rulebook
from config.settings import Settings
from tests.services.post import minutes
from tests.support.both import ON_BOTH
from tests.support.sealing import seal_everything
from tests.support.world import SETUP, Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
DAYS = timedelta(days=1)
CITIZEN = Actor.citizen("web")
NAME, PHONE, SARI, CHAT = "Kanarinama Zq1", "081299887761", "kanarisurel@contoh.example", "7000000077"
#: One in everything a person may tell us.
CANARIES = {
    "name": "Kanarinama", "phone": PHONE, "email": "kanarisurel", "chat": CHAT, "words": "kanariisi",
    "address": "kanarialamat", "message": "kanaripesan", "reply": "kanaribalasan", "reason": "kanarialasan",
    "note": "kanaricatatan", "comment": "kanarinilai", "file": "kanariberkas", "request": "kanariminta",
    "shown": "kanaritampil", "purpose": "kanaritujuan",
}  # fmt: skip


class _Shift:
    def __init__(self, office: Office, now: datetime) -> None:
        self.engine, self.rulebook, self.now = office.engine, office.rulebook, now


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    made = open_office(engine, rulebook)
    with db.writing(engine) as session:
        take_baseline(session, now=NOW, actor=SETUP)
        for route in ("email", "telegram"):
            open_route(session, route=route, now=NOW)
    return made


def lived(office: Office, folder: Path) -> str:
    """A report with a canary in everything, that was answered and closed."""
    ways = (Recipient("email", SARI, "id"), Recipient("telegram", CHAT, "id"))
    number = office.complain(
        "Parit tumpat kanariisi di depan rumah.", now=NOW, privacy="open", name=NAME, phone=PHONE, email=SARI,
        address="Gang kanarialamat 7", lat=3.7, lng=98.65, origin="pin", routes=ways,
    ).number  # fmt: skip
    file = folder / "ab" / ("c" * 64 + ".jpg")
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xff\xd8 EXIF kanariberkas")
    with db.writing(office.engine) as session:
        ticket_id = session.scalar(select(Ticket.id).where(Ticket.number == number))
        look = IdentityReader(actor=SETUP, purpose="Menelepon kanaritujuan", now=NOW)
        record_look(session, reader=look, kind=VIEWED, subject=f"ticket:{number}")
        session.execute(
            insert(Attachment).values(
                ticket_id=ticket_id, kind="photo", state="kept", mime="image/jpeg", size=20,
                path=str(file.relative_to(folder)), received_at=NOW, tries=0, author="citizen",
                shown_to_citizen=True,
            )
        )  # fmt: skip
    office.act("kasi", number, "release", words="Parit kanaritampil.", photos=False, now=NOW)
    office.act("kasi", number, "note", text="Pelapor kanaricatatan.", now=NOW + minutes(1))
    office.act("kasi", number, "message", text="Baik kanaribalasan.", now=NOW + minutes(2))
    office.citizen(number, "write", text="Terima kasih kanaripesan.", now=NOW + minutes(3))
    office.act(
        "kasi", number, "prioritise", priority="high", reason="kanarialasan berat", now=NOW + minutes(4)
    )
    office.act("kasi", number, "resolve", text="Sudah dikeruk.", now=NOW + minutes(9))
    office.citizen(number, "accept", text="Bagus kanaripesan.", now=NOW + minutes(20))
    with db.writing(office.engine) as session:
        session.add(Rating(ticket_id=ticket_id, score=4, comment="Cepat kanarinilai.", rated_at=NOW))
    return number


def erasure(office: Office, number: str, now: datetime) -> None:
    with db.writing(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        moment = Moment(session=session, now=now, actor=CITIZEN, rulebook=office.rulebook)
        row = ask(moment, ticket=ticket, kind="erasure", said="Tolong kanariminta.")
        decider = replace(moment, actor=Actor.officer(office.officers["camat"], "web"))
        decide(decider, request_id=row.id, granted=True, reason="Diminta.", rights=office.rights("camat"))


def on_disk(engine: Engine, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every byte there is: the database with all that lies beside it, a fresh backup, the media folder."""
    if engine.dialect.name == "sqlite":
        database = Path(str(engine.url.database))
        for path in database.parent.glob(f"{database.name}*"):
            yield path.name, path.read_bytes()
        with dumped(engine) as pieces:
            yield "backup", b"".join(pieces)
    else:  # what a dump is made of
        with engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                rows = connection.execute(text(f'SELECT t::text FROM "{table.name}" t')).scalars().all()
                yield table.name, "\n".join(rows).encode()
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


def found(engine: Engine, folder: Path) -> dict[str, set[str]]:
    hits: dict[str, set[str]] = {}
    for where, content in on_disk(engine, folder):
        low = content.lower()
        for what, canary in CANARIES.items():
            if canary.lower().encode() in low:
                hits.setdefault(what, set()).add(where)
    return hits


def facts(office: Office) -> dict[str, list[tuple[object, ...]]]:
    names = (
        "ticket_fact",
        "clock_fact",
        "custody_fact",
        "resolution_fact",
        "handover_fact",
        "month_cell",
        "officer_cell",
        "channel_cell",
        "custody_cell",
        "square_fact",
        "square_cell",
        "flow_fact",
        "flow_cell",
        "elsewhere_fact",
        "elsewhere_cell",
    )
    with db.reading(office.engine) as session:
        return {
            name: sorted(
                (tuple(row) for row in session.execute(select(Base.metadata.tables[name]))), key=repr
            )
            for name in names
        }


def computed(office: Office, now: datetime) -> dict[str, list[tuple[object, ...]]]:
    """All facts and cells, computed anew from the ledgers."""
    with db.writing(office.engine) as session:
        rebuild(session, now=now, rulebook=office.rulebook)
    return facts(office)


def forget(office: Office, folder: Path, now: datetime) -> None:
    """What the worker does within the hour: words, then files that no row names, then what is free."""
    forget_past_terms(_Shift(office, now))  # type: ignore[arg-type]

    def named(paths):
        with db.reading(office.engine) as session:
            return attached_at(session, paths=paths)

    for path in folder.rglob("*"):
        os.utime(path, (0, 0))
    sweep(FolderStore(folder), named=named, now=now)


def faults(office: Office, now: datetime) -> list[object]:
    with db.reading(office.engine) as session:
        return [
            *verify(session, rulebook=office.rulebook, now=now), *verify_sealed(session), *check_chains(session)
        ]  # fmt: skip


def test_of_an_erased_person_no_byte_is_left(office: Office, tmp_path: Path) -> None:
    folder, later = tmp_path / "media", NOW + 1 * DAYS
    folder.mkdir()
    number = lived(office, folder)
    with db.writing(office.engine) as session:
        while seal_everything(session, now=NOW + minutes(30)):
            continue
    assert faults(office, later) == []
    before = found(office.engine, folder)
    open_words = set(CANARIES) - {
        "name",
        "phone",
        "email",
        "chat",
        "request",
    }  # those are sealed, or not said yet
    assert open_words <= set(before), f"the test tells nothing of {open_words - set(before)}"
    erasure(office, number, later)
    figures = computed(office, later)
    forget(office, folder, later)
    assert found(office.engine, folder) == {}
    with db.reading(office.engine) as session:
        assert session.scalar(select(SubjectRequest.ended_at)) == later
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        assert (ticket.state, ticket.close_reason) == ("closed", "accepted")
        assert set(session.scalars(select(Message.text))) == {"[dihapus]"}
    assert computed(office, later) == figures
    assert faults(office, later) == []


def test_every_figure_stays_and_what_is_past_its_term_goes_by_its_class(
    office: Office, tmp_path: Path
) -> None:
    numbers = {}
    for privacy in ("open", "confidential", "anonymous"):
        who = {} if privacy == "anonymous" else {"name": NAME, "phone": PHONE}
        number = numbers[privacy] = office.complain(
            "Parit kanariisi.", now=NOW, privacy=privacy, **who
        ).number
        office.act("kasi", number, "message", text="Kami ke sana.", now=NOW + minutes(5))
        office.act("kasi", number, "resolve", text="Sudah.", now=NOW + minutes(60))
        office.citizen(number, "accept", text="Baik.", now=NOW + minutes(90))
    still = office.complain("Lampu kanariisi.", now=NOW, name=NAME).number
    years = NOW + 5 * 365 * DAYS - DAYS
    before = computed(office, NOW + DAYS)
    assert before["custody_fact"] and before["ticket_fact"]
    forget_past_terms(_Shift(office, years))  # type: ignore[arg-type]
    assert kept_words(office) == {*numbers.values(), still}, "a day too early"
    forget_past_terms(_Shift(office, years + 2 * DAYS))  # type: ignore[arg-type]
    assert kept_words(office) == {still}, "what is open is never past its term"
    assert computed(office, NOW + DAYS) == before
    with db.reading(office.engine) as session:
        told = session.scalars(select(AuditEvent.data).where(AuditEvent.kind == "words.erased")).all()
    assert told == [{"why": "past_term"}] * 3


def kept_words(office: Office) -> set[str]:
    with db.reading(office.engine) as session:
        return set(session.scalars(select(Complaint.number).where(Complaint.text.contains("kanariisi"))))


def test_words_that_something_rests_on_stay_until_it_does_not(office: Office, tmp_path: Path) -> None:
    """An open report; one that went into another which is open."""
    later = NOW + DAYS
    first, second = (
        office.complain("Parit kanariisi.", now=NOW, name=NAME, lat=3.7, lng=98.65).number for _ in "ab"
    )
    office.act("kasi", second, "merge", into=first, reason="Sama.", now=NOW + minutes(5))
    office.citizen(second, "write", text="Masih kanaripesan.", now=NOW + minutes(7))
    erasure(office, first, later)
    erasure(office, second, later)
    with db.reading(office.engine) as session:
        kept = session.scalars(select(SubjectRequest.kept).order_by(SubjectRequest.id)).all()
    assert kept == [["open"], ["joined"]]
    forget(office, tmp_path, later)
    assert kept_words(office) == {first, second}
    office.act("kasi", first, "resolve", text="Sudah.", now=later + minutes(60))
    office.citizen(first, "accept", text="Baik.", now=later + minutes(61))
    forget(office, tmp_path, later + minutes(70))
    assert kept_words(office) == set()
    with db.reading(office.engine) as session:
        said = session.scalars(select(Message.text)).all()
    assert not [one for one in said if "kanari" in one], "also what was written into the report that goes on"
    assert found(office.engine, tmp_path) == {}
    assert faults(office, later + DAYS) == []


def test_an_entry_changes_only_when_it_is_named_and_then_in_its_words_alone(
    office: Office, tmp_path: Path
) -> None:
    folder, later = tmp_path / "media", NOW + DAYS
    number = lived(office, folder)
    with db.writing(office.engine) as session:
        while seal_everything(session, now=NOW + minutes(30)):
            continue
    erasure(office, number, later)
    forget(office, folder, later)
    with db.reading(office.engine) as session:
        erased = session.scalar(text("SELECT max(event_id) FROM erased_entry"))
        whole = session.scalar(
            text("SELECT min(id) FROM ticket_event WHERE id NOT IN (SELECT event_id FROM erased_entry)")
        )
        act = session.scalar(text("SELECT max(event_id) FROM erased_act"))
        told = session.scalar(select(AuditEvent.id).where(AuditEvent.kind == "data.asked"))
    assert act is not None and act != told
    for statement in (
        update(AuditEvent).where(AuditEvent.id == told).values(data={"kind": "x"}),
        update(AuditEvent).where(AuditEvent.id == act).values(actor="rule"),
        text("UPDATE erased_act SET digest = 'x'"),
        text("DELETE FROM erased_act"),
        update(TicketEvent).where(TicketEvent.id == whole).values(data={"reason": "x"}),
        update(TicketEvent).where(TicketEvent.id == erased).values(actor="rule"),
        text("UPDATE erased_entry SET digest = 'x'"),
        text("DELETE FROM erased_entry"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), db.writing(office.engine) as session:
            session.execute(statement)
    for number_of, row in ((erased, TicketEvent), (act, AuditEvent)):
        with db.writing(office.engine) as session:
            session.execute(update(row).where(row.id == number_of).values(data={"reason": "palsu"}))
    found_later = {fault.chain for fault in faults(office, later) if isinstance(fault, ChainFault)}
    assert found_later == {"ledger", "audit"}, "verify finds what came in later"


def test_a_chat_in_which_nobody_speaks_is_forgotten_and_an_erased_report_came_from_none(
    office: Office,
) -> None:
    number = office.complain("Parit kanariisi.", now=NOW, name=NAME).number
    office.act("kasi", number, "reject", reason="spam", text="Bukan laporan.", now=NOW + minutes(5))
    route = ROUTES["telegram"]
    with db.writing(office.engine) as session:
        given = {"page": None, "handed_in": None, "now": NOW}
        keep_draft(session, route=route, chat=CHAT, seen=0, report=None, state={"step": "x"}, **given)
        session.execute(update(ChatDraft).values(sent={"a": number, "b": "MRL-2603-OTHER"}))
    erasure(office, number, NOW + DAYS)
    forget_past_terms(_Shift(office, NOW + DAYS))  # type: ignore[arg-type]
    for days, kept in ((30, {"b": "MRL-2603-OTHER"}), (31, {})):
        with db.writing(office.engine) as session:
            forget_drafts(session, now=NOW + days * DAYS)
            assert told_in(session, route=route, chat=CHAT).sent == kept


def test_a_part_carries_nobody_on_whose_erasure_was_granted(office: Office, tmp_path: Path) -> None:
    """Both have the name and the same conversation; the one that is still open keeps its words for now."""
    number, later = lived_half(office), NOW + DAYS
    office.act("kasi", number, "split", text="Lampu mati.", reason="Dua hal.", now=NOW + minutes(5))
    with db.reading(office.engine) as session:
        (part,) = set(session.scalars(select(Ticket.number))) - {number}
    office.act("kasi", number, "reject", reason="spam", text="Bukan.", now=NOW + minutes(9))
    erasure(office, number, later)
    with db.reading(office.engine) as session:
        kept = dict(
            session.execute(
                select(Ticket.number, SubjectRequest.kept).join(Ticket, Ticket.id == SubjectRequest.ticket_id)
            ).all()
        )
        assert kept == {number: ["family"], part: ["open"]}
        assert session.scalars(select(Identity.wrapped)).all() == [None, None]
    forget(office, tmp_path, later)
    assert set(found(office.engine, tmp_path)) == {"message"}, "in the part"
    office.act("kasi", part, "reject", reason="spam", text="Bukan.", now=later + minutes(9))
    forget(office, tmp_path, later + minutes(70))
    assert found(office.engine, tmp_path) == {}
    assert faults(office, later + DAYS) == []


def lived_half(office: Office) -> str:
    ways = (Recipient("email", SARI, "id"),)
    number = office.complain(
        "Parit kanariisi.", now=NOW, name=NAME, phone=PHONE, email=SARI, routes=ways
    ).number
    office.citizen(number, "write", text="Tolong kanaripesan.", now=NOW + minutes(2))
    return number


def test_a_ledger_that_would_say_something_else_is_left_whole_and_keeps_no_other_from_going(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As if a code of the office were taken for somebody's word: the reason that closed the first report."""
    later, numbers = NOW + DAYS, []
    for act in ("accept", "reject"):
        number = office.complain(f"Parit kanariisi {act}.", now=NOW, name=NAME).number
        numbers.append(number)
        if act == "reject":
            office.act("kasi", number, "reject", reason="spam", text="Bukan.", now=NOW + minutes(5))
        else:
            office.act("kasi", number, "resolve", text="Sudah.", now=NOW + minutes(5))
            office.citizen(number, "accept", text="Baik.", now=NOW + minutes(9))
        erasure(office, number, later)
    monkeypatch.setattr(erasing, "reason_codes", lambda _rulebook: frozenset({"spam"}))
    forget_past_terms(_Shift(office, later))  # type: ignore[arg-type]
    assert kept_words(office) == {numbers[0]} and numbers[0] in caplog.text
    assert faults(office, later) == []
    monkeypatch.undo()
    forget_past_terms(_Shift(office, later))  # type: ignore[arg-type]
    assert kept_words(office) == set()
    assert faults(office, later) == []


def test_the_suggestion_forgets_an_erased_report_and_is_there_again_at_once(
    office: Office, settings: Settings
) -> None:
    """Without its words, whatever stands in their place; in the same run of the job."""
    numbers = [
        office.complain(f"Kepayang {one}.", now=NOW, category="drainase_banjir", name=NAME).number
        for one in ("kanariisi satu", "kanariisi dua", "kanariisi tiga", "roboh")
    ]
    for number in numbers:
        office.act("kasi", number, "resolve", text="Sudah.", now=NOW + minutes(9))
        office.citizen(number, "accept", text="Baik.", now=NOW + minutes(20))
    shift = Shift(office.engine, office.rulebook, settings, NOW + DAYS)
    relearn_categories(shift)

    def learned() -> tuple[int, bool]:
        with db.reading(office.engine) as session:
            (newest,) = lessons(session)
        return newest.reports, "kanari" in newest.learned

    assert learned() == (4, True)
    for number in numbers[:3]:
        erasure(office, number, NOW + DAYS)
    forget_due_and_learn(shift)
    assert learned() == (1, False)


def test_who_is_of_one_family_is_found_by_an_index_of_its_own(office: Office) -> None:
    """Among all entries of an office, those that name another report are few."""
    number = office.complain(now=NOW).number
    said: list[tuple[str, object]] = []
    event.listen(office.engine, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        said.clear()
        assert relatives(session, ticket=ticket) == [] and erasing._passed_on(session, ticket) == []
        asked = [one for one in said if "merged.wrote" in one[0]]
        assert len(asked) == 3
        if office.engine.dialect.name == "postgresql":
            session.execute(text("SET enable_seqscan = off"))
        explain = "EXPLAIN QUERY PLAN" if office.engine.dialect.name == "sqlite" else "EXPLAIN"
        for statement, values in asked:
            rows = session.connection().exec_driver_sql(f"{explain} {statement}", values).all()
            plan = " ".join(str(row[-1]) for row in rows)
            assert "ix_ticket_event_tied" in plan, plan

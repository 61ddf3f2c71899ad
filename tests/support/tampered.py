"""An office with one of each thing that is written, sealed and signed, and what is found when it is tampered with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.appraisal.feedback import service as feedback
from complaints_service.appraisal.verification import verify_performance
from complaints_service.audit.append_only import append_only_drop_ddl, no_side_door_drop_ddl
from complaints_service.audit.chain import GENESIS, digest
from complaints_service.audit.models import Seal
from complaints_service.audit.service import record
from complaints_service.audit.signing.book import BOOK
from complaints_service.audit.signing.keys import open_signer
from complaints_service.audit.written.baseline import take_baseline
from complaints_service.file_store.folder import FolderStore
from complaints_service.intake import attachments
from complaints_service.intake.media import Checked, Gate
from complaints_service.intake.models import Attachment
from complaints_service.jobs.sealer import seal
from complaints_service.jobs.work import Shift
from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.checks.signed import verify_files, verify_signed
from complaints_service.measurement.checks.verification import verify
from complaints_service.measurement.facts.service import rebuild
from complaints_service.meetings import service as meetings
from complaints_service.moment import Moment
from complaints_service.people.leave import NewLeave
from complaints_service.survey.service import rate
from complaints_service.tickets.leave.service import approve
from complaints_service.tickets.ledger.sealing import SEALED
from config.rulebook import Rulebook
from config.settings import Settings
from tests.support.evaluations import NOW, Evaluations, evaluated_office
from tests.support.world import SETUP, Office

DAY = timedelta(days=1)
#: A day on, when the newest things were written, sealed and signed.
TOMORROW = NOW + DAY
LATER = TOMORROW + timedelta(minutes=2)


@dataclass
class Convicting:
    """The office, where the sealer and the files are, and its rulebook."""

    made: Evaluations
    settings: Settings
    key: Path
    number: str = ""
    evaluation: int = 0

    @property
    def engine(self) -> Engine:
        return self.made.engine

    @property
    def office(self) -> Office:
        return self.made.measured.office

    def seal(self, now: datetime) -> None:
        """One round of the sealer."""
        seal(Shift(self.engine, self.office.rulebook, self.settings, now), signer=open_signer(self.key))

    def found(self, session: Session, *, now: datetime = LATER) -> list[Finding]:
        """All that `tanggap verify` would say."""
        folder = self.settings.seal_folder
        signed = verify_performance(session, media=FolderStore(self.settings.media_folder))
        return [
            *verify(session, rulebook=self.office.rulebook, now=now),
            *(finding for finding in signed if finding.code != "plan"),  # the helper's plans nobody signed
            *verify_files(session, media=FolderStore(self.settings.media_folder)),
            *verify_signed(session, keys=folder, book=folder / BOOK, now=now),
        ]


def convicting_office(engine: Engine, rulebook: Rulebook, settings: Settings, folder: Path) -> Convicting:
    """Lets one of each thing happen, in two days, each sealed and signed."""
    settings = replace(settings, seal_folder=folder / "seal", media_url=f"file:{folder / 'media'}")
    with db.writing(engine) as session:
        take_baseline(session, now=NOW - 400 * DAY, actor=SETUP)
    world = Convicting(evaluated_office(engine, rulebook), settings, folder / "sealer" / "seal.key")
    office = world.office
    complained = office.complain(
        "Petugas itu meminta uang.", now=NOW - DAY, privacy="confidential", name="Warga Contoh",
        email="warga@contoh.example", about=(f"person:{office.officers['hasan']}",),
    )  # fmt: skip
    world.number = complained.number
    rina = f"person:{office.officers['rina']}"
    office.act("camat", world.number, "handover", to=rina, reason="rute", now=NOW - DAY)
    office.act("rina", world.number, "message", text="Kami periksa.", now=NOW)
    office.act("rina", world.number, "message", text="Sudah kami periksa.", now=NOW)
    late = world.made.measured.numbers["diam"]
    office.act("rina", late, "message", text="Maaf, baru kami jawab.", now=NOW)
    world.evaluation = world.made.sent()
    world.made.accept(world.evaluation)
    with db.writing(engine) as session:
        _things(session, world, now=NOW)
    closed = world.made.measured.given("selesai", "rina", "Tue 2027-01-05 09:00")
    office.act("rina", closed, "resolve", text="Sudah bersih.", now=NOW)
    office.citizen(closed, "accept", now=NOW)
    with db.writing(engine) as session:
        rate(session, number=closed, score=3, now=NOW, comment="Cepat.")
    with db.writing(engine) as session:
        rebuild(session, now=NOW, rulebook=rulebook)
    world.seal(NOW + timedelta(minutes=1))
    office.act("rina", world.number, "resolve", text="Selesai.", now=TOMORROW)
    with db.writing(engine) as session:
        record(session, now=TOMORROW, actor=SETUP, kind="office.seeded", subject="office")
    with db.writing(engine) as session:
        rebuild(session, now=TOMORROW, rulebook=rulebook)
    world.seal(TOMORROW + timedelta(minutes=1))
    return world


def unguarded(session: Session) -> None:
    """What a person with the database's own password can do about the guards."""
    dialect = session.get_bind().dialect.name
    for table in ("ticket_event", "audit_event", "seal", "written", "checkpoint"):
        for statement in (*append_only_drop_ddl(table)[dialect], *no_side_door_drop_ddl(table)[dialect]):
            session.execute(text(statement))


def reseal(session: Session, *chains: str) -> None:
    """Makes these chains anew over the rows as they are now, in their order and at their instants."""
    for table in SEALED:
        if table.chain not in chains:
            continue
        rows, previous = dict(table.rows(session)), GENESIS
        links: Sequence[Seal] = session.scalars(
            select(Seal).where(Seal.chain == table.chain).order_by(Seal.position)
        ).all()
        for link in links:
            link.previous, link.digest = previous, digest(previous, rows[link.row_id])
            previous = link.digest
        session.flush()


def _things(session: Session, world: Convicting, *, now: datetime) -> None:
    """Minutes, feedback, leave and a file."""
    office, who = world.office, world.office.officers
    kasi = world.made.who("kasi").actor
    new = meetings.NewMeeting(
        kind="regular", unit="SARPRAS", starts_at=now - timedelta(hours=1), chair_id=who["kasi"],
        members=frozenset({who["kasi"], who["rina"]}),
    )  # fmt: skip
    meeting = meetings.plan_meeting(session, new=new, rights=None, now=now, actor=kasi)
    held = meetings.MeetingNotes("Disepakati dua hal.", frozenset({who["rina"]}))
    meetings.hold_meeting(
        session, meeting_id=meeting, held=held, revision=1, rights=None, now=now, actor=kasi
    )
    moment = Moment(session=session, now=now, actor=kasi, rulebook=office.rulebook)
    praise = feedback.NewFeedback(officer_id=who["rina"], kind="praise", words="Jawabannya jelas.")
    feedback.give(moment, new=praise, rights=office.rights("kasi"))
    first = now.date() + 30 * DAY
    approve(
        moment,
        new=NewLeave(officer_id=who["rina"], first_on=first, last_on=first, kind="annual"),
        rights=None,
    )
    wanted = attachments.Wanted(route="telegram", source="x", kind="photo")
    attachments.want_file(session, number=world.number, wanted=wanted, now=now)
    kept = Gate(FolderStore(world.settings.media_folder)).keep(
        Checked(content=b"as it was sent", mime="image/jpeg", held=False)
    )
    (attachment,) = session.scalars(select(Attachment.id)).all()
    attachments.keep_file(session, attachment_id=attachment, kept=kept, now=now)

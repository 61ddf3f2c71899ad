"""The minutes of a meeting as a paper: written once when they are asked for, numbered, for good.

Of a ticket they have the number alone: not everybody who was there may read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.appraisal.documents.parties import office_name, party
from complaints_service.appraisal.documents.typesetting import set_pdf
from complaints_service.appraisal.documents.words import NOTHING, DocumentWords, day
from complaints_service.audit.marks import is_demo
from complaints_service.audit.service import record
from complaints_service.errors import DomainError, marked, words
from complaints_service.measurement.checks.findings import Finding
from complaints_service.measurement.checks.issued import IssuedRow, verify_issued
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.meetings import queries, rules
from complaints_service.meetings.attendance import reasons_of
from complaints_service.meetings.queries import ItemView, MeetingView
from complaints_service.moment import Moment
from complaints_service.papers.models import MeetingMinutes
from complaints_service.papers.service import paper_digest
from complaints_service.papers.signing import Signatory
from complaints_service.people.queries import absent_on, unit_names
from complaints_service.translation import sentence
from config.rulebook import Rulebook

ISSUED = "minutes.issued"
TEMPLATE = "notulen"
_ABOUT = {
    "late": marked("Tiket %(reference)s, terlambat"),
    "at_risk": marked("Tiket %(reference)s, segera jatuh tempo"),
    "contest": marked("Tiket %(reference)s, waktunya disanggah"),
    "thanks": marked("Terima kasih warga, tiket %(reference)s"),
    "time_lost": marked("Ke mana waktu pergi"),
}


def issue_minutes(moment: Moment, *, meeting_id: int, rights: Rights) -> MeetingMinutes:
    """The minutes of a meeting that was held: the paper there is, or a new one, made by who leads it.

    Raises NotFound, DomainError `meeting_not_held`.
    """
    session = moment.session
    meeting = queries.meeting_for(session, rights, meeting_id=meeting_id, may=rules.may_lead)
    if meeting.state != "held":
        raise DomainError("meeting_not_held", words("Tutup rapatnya dulu; notulen dibuat sesudahnya."))
    there = minutes_of(session, meeting_id=meeting_id)
    if there is not None:
        return there
    today = moment.rulebook.local_date(moment.now)
    last = select(func.max(MeetingMinutes.number_in_year)).where(MeetingMinutes.year == today.year)
    row = MeetingMinutes(
        meeting_id=meeting_id,
        year=today.year,
        number_in_year=(session.scalar(last) or 0) + 1,
        issued_at=moment.now,
        issued_by=moment.actor.ref,
    )
    content = _content(session, meeting, number=row.number, rulebook=moment.rulebook, today=today)
    row.content, row.digest = json.dumps(content, ensure_ascii=False, sort_keys=True), paper_digest(content)
    session.add(row)
    session.flush()
    data = {"number": row.number, "meeting": meeting_id, "digest": row.digest}
    record(session, now=moment.now, actor=moment.actor, kind=ISSUED, subject=f"minutes:{row.id}", data=data)
    return row


def minutes_of(session: Session, *, meeting_id: int) -> MeetingMinutes | None:
    """The minutes of a meeting as they were made; None before."""
    return session.scalar(select(MeetingMinutes).where(MeetingMinutes.meeting_id == meeting_id))


def minutes_pdf(row: MeetingMinutes) -> bytes:
    """The same bytes each time they are opened."""
    return set_pdf(TEMPLATE, {**json.loads(row.content), "digest": row.digest}, at=row.issued_at)


def verify_minutes(session: Session) -> Iterator[Finding]:
    """Minutes that are not what they were, and each year whose numbers have a gap."""
    rows = [
        IssuedRow(id=row.id, number=row.number, content=row.content, digest=row.digest)
        for row in session.scalars(select(MeetingMinutes).order_by(MeetingMinutes.id))
    ]
    yield from verify_issued(session, rows, code="minutes", kind=ISSUED, digest=paper_digest)
    counted = select(MeetingMinutes.year, func.count(), func.max(MeetingMinutes.number_in_year))
    for year, count, last in session.execute(counted.group_by(MeetingMinutes.year)):
        if count != last:
            yield Finding("minutes", str(year), f"{count} minutes, the last has number {last}")


def _content(
    session: Session, meeting: MeetingView, *, number: str, rulebook: Rulebook, today: date
) -> dict[str, Any]:
    """The minutes in words, as they will stay."""
    told, on = DocumentWords.of(rulebook), rulebook.local_date(meeting.starts_at)
    # Of which kind somebody's leave was is nobody's matter.
    reasons = dict.fromkeys(absent_on(session, on=on), "cuti") | reasons_of(session, meeting_id=meeting.id)

    def who(officer_id: int) -> tuple[str, str]:
        found = party(session, officer_id=officer_id, on=on)
        return (NOTHING, NOTHING) if found is None else (found.name, found.position)

    units = unit_names(session, on=on)
    chair, office = who(meeting.chair_id)[0], rulebook.office
    phone = f"Telepon {office.phone}" if office.phone else ""
    return {
        "title": "Notulen Rapat" if meeting.kind == "regular" else "Notulen Dialog Kinerja",
        "number": number,
        "dated": day(today),
        "office": office_name(rulebook),
        "city": office.city,
        "place": office.city.removeprefix("Kota "),
        "name": office.names.id,
        "address": " · ".join(filter(None, (office.address, phone))),
        "sample": is_demo(session),
        "said": "",
        "facts": [
            ["Unit kerja", units.get(meeting.unit, meeting.unit)],
            ["Mulai", told.instant(meeting.starts_at)],
            ["Tempat", meeting.place or NOTHING],
            ["Dipimpin", chair],
        ],
        "present": [list(who(each)) for each, came in meeting.present.items() if came],
        "absent": [
            [*who(each), reasons.get(each, "tanpa keterangan")]
            for each, came in meeting.present.items()
            if not came
        ],
        "agenda": [[_about(item), item.note or ""] for item in meeting.items],
        "minutes": meeting.minutes or "",
        "actions": [
            [each.words, who(each.owner_id)[0], day(each.due_on)]
            for each in queries.actions_of_meeting(session, meeting_id=meeting.id)
        ],
        "signer": asdict(_signer(session, meeting.chair_id, on)),
    }


def _about(item: ItemView) -> str:
    """What a point was about. An action and a point of one's own in their words, a ticket by its number."""
    if item.kind in _ABOUT:
        return sentence(_ABOUT[item.kind], "id", reference=item.reference)
    if item.kind == "indicator":
        code = str(item.data["code"])
        return INDICATORS[code].names.id if code in INDICATORS else code
    return str(item.data["words"])


def _signer(session: Session, chair_id: int, on: date) -> Signatory:
    found = party(session, officer_id=chair_id, on=on)
    if found is None:
        return Signatory(name=NOTHING, nip=NOTHING, rank=NOTHING, position="Pimpinan rapat", behalf="")
    position = f"Pimpinan rapat, {found.position}"
    return Signatory(name=found.name, nip=found.nip, rank=found.rank, position=position, behalf="")

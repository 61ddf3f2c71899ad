"""Words of an open report are shown to everybody as they were edited, and gone at once when they may not be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from complaints_service import db
from complaints_service.errors import DomainError, Invalid, NotFound
from complaints_service.intake.models import Attachment
from complaints_service.measurement.checks.verification import verify
from complaints_service.openness.released import (
    PublicReport,
    ReleasedFilter,
    released_picture,
    released_reports,
)
from complaints_service.tickets.ledger.models import Complaint, ReleasedReport, Ticket
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.measured import NOW
from tests.support.world import Office, open_office

EDITED = "Parit di gang itu tumpat."


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def shown(office: Office, **wanted: object) -> list[PublicReport]:
    with db.reading(office.engine) as session:
        return released_reports(session, ReleasedFilter(**wanted))  # type: ignore[arg-type]


def release(office: Office, number: str, words: str = EDITED, **fields: object) -> None:
    office.act("camat", number, "release", words=words, now=NOW, **fields)


def test_released_edited_searched_and_withdrawn(office: Office) -> None:
    number = office.complain(
        "Parit tumpat, hubungi 081234567890.", now=NOW, category="drainase_banjir"
    ).number
    release(office, number, answer="Sudah dikeruk.")
    [one] = shown(office)
    assert (one.text, one.answer, one.category) == (EDITED, "Sudah dikeruk.", "drainase_banjir")
    assert shown(office, q="keruk TUMPAT") and not shown(office, q="lampu")
    assert shown(office, category="drainase_banjir") and not shown(office, kelurahan="12.71.12.1001")
    release(office, number, "Parit tumpat lagi.")
    assert [each.text for each in shown(office)] == ["Parit tumpat lagi."]
    office.act("camat", number, "unrelease", reason="ada nama", now=NOW + timedelta(hours=1))
    assert shown(office) == []
    with db.reading(office.engine) as session:
        kept = session.query(ReleasedReport).one()
        assert (kept.text, kept.answer) == ("", "") and kept.withdrawn_at is not None
        assert verify(session, rulebook=office.rulebook, now=NOW + timedelta(days=1)) == []
    with pytest.raises(DomainError, match="not_released"):
        office.act("camat", number, "unrelease", reason="lagi", now=NOW + timedelta(hours=2))


@pytest.mark.parametrize("said", ["Hubungi 0812-3456-7890", "NIK 1271123456789012", "mobil BK 1234 AB"])
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_clearly_leads_to_somebody_is_refused(office: Office, said: str) -> None:
    number = office.complain(now=NOW).number
    with pytest.raises(Invalid) as refused:
        release(office, number, said)
    assert set(refused.value.fields) == {"words"}
    with pytest.raises(Invalid):
        release(office, number, answer=said)
    assert shown(office) == []


@pytest.mark.parametrize("backend", ["sqlite"])
@pytest.mark.parametrize(
    "draft",
    [
        {"privacy": "confidential"},
        {"privacy": "anonymous"},
        {"category": "pungli"},
        {"about_office": "yes"},
        {"about_office": "unsure"},
    ],
)
def test_what_is_not_open_cannot_be_released(office: Office, draft: dict[str, str]) -> None:
    number = office.complain(now=NOW, **draft).number
    with pytest.raises(DomainError) as refused:
        release(office, number)
    assert refused.value.code in ("act_not_allowed", "not_open")


@ON_BOTH
def test_gone_at_once_when_it_may_not_be_told_any_more(office: Office) -> None:
    """By whatever way it became so: nobody has to take it away."""
    closed, accused = (office.complain(f"Lampu {n} mati.", now=NOW).number for n in "AB")
    for number in (closed, accused):
        release(office, number)
    assert len(shown(office)) == 2
    with db.writing(office.engine) as session:
        session.execute(update(Complaint).where(Complaint.number == closed).values(privacy="confidential"))
    assert len(shown(office)) == 1
    office.act("camat", accused, "accuse", who=f"person:{office.officers['rina']}", reason="disebut", now=NOW)
    assert shown(office) == []
    with db.reading(office.engine) as session:
        assert session.query(Ticket).count() == 2


@pytest.mark.parametrize("backend", ["sqlite"])
def test_only_pictures_of_before_and_after_that_were_asked_for_stand_beside(office: Office) -> None:
    """What the citizen does not see, what is no picture and what was not ticked stands nowhere."""
    number = office.complain(now=NOW).number
    kinds = (("before", True, "image/jpeg"), ("after", False, "image/jpeg"), ("after", True, "image/jpeg"),
             (None, True, "image/jpeg"), ("after", True, "application/pdf"))  # fmt: skip
    with db.writing(office.engine) as session:
        ticket = session.query(Ticket).filter_by(number=number).one().id
        for role, shown_to, mime in kinds:
            session.add(
                Attachment(
                    ticket_id=ticket, kind="photo", state="kept", mime=mime, path="contoh.jpg", size=3,
                    received_at=NOW, role=role, shown_to_citizen=shown_to,
                )
            )  # fmt: skip
    release(office, number, photos=True)
    [one] = shown(office)
    assert one.pictures == ["before", "after"]
    with db.reading(office.engine) as session:
        assert released_picture(session, code=one.code, nth=2).role == "after"
        for code, nth in ((one.code, 3), (one.code, 0), ("x", 1)):
            with pytest.raises(NotFound):
                released_picture(session, code=code, nth=nth)
    release(office, number)
    with db.reading(office.engine) as session, pytest.raises(NotFound):
        released_picture(session, code=one.code, nth=1)
    assert shown(office)[0].pictures == []

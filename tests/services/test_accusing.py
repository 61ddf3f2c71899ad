"""A complaint about somebody never reaches them, whenever that becomes known. On both databases."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select, update

from complaints_service import db
from complaints_service.accounts.access import roles_on_ticket
from complaints_service.audit.service import record
from complaints_service.errors import DomainError, Invalid, NotFound
from complaints_service.measurement.checks.verification import verify
from complaints_service.notify.models import Outbox
from complaints_service.people.models import Officer
from complaints_service.tickets import queries
from complaints_service.tickets.access import access_of
from complaints_service.tickets.ledger import append as ledger
from complaints_service.tickets.ledger.models import Ticket, TicketAccused
from complaints_service.tickets.ledger.state import fold
from complaints_service.tickets.listed import Filter, counts
from config.rulebook import Rulebook
from sla import Event
from tests.support.both import ON_BOTH
from tests.support.world import SETUP, Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR = timedelta(hours=1)
UNITS = ("KEC", "SARPRAS")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def ticket_of(office: Office, number: str) -> Ticket:
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def events_of(office: Office, number: str) -> Sequence[Event]:
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return ledger.events_of(session, [ticket.id])[ticket.id]


def person(office: Office, login: str) -> str:
    return f"person:{office.officers[login]}"


def sees(office: Office, login: str, number: str) -> bool:
    """Whether somebody finds a ticket in any way: by its number, in lists, by search, in counts."""
    rights = office.rights(login)
    with db.reading(office.engine) as session:
        found = [
            queries.desk(session, rights=rights, narrowed=one, now=NOW, rulebook=office.rulebook).rows
            for one in (Filter(view="all"), Filter(view="queue"), Filter(view="all", q=number))
        ]
        ways = [any(row.ticket.number == number for row in rows) for rows in found]
        ways.append(counts(session, rights=rights, lists=[Filter(view="all", q=number)]) != [0])
        try:
            queries.ticket_in_view(session, number=number, rights=rights)
            ways.append(True)
        except NotFound:
            ways.append(False)
    return any(ways)


def holder(office: Office, number: str) -> str | None:
    found = ticket_of(office, number).holder_officer_id
    return next((login for login, who in office.officers.items() if who == found), None)


def nothing_is_wrong(office: Office) -> None:
    with db.reading(office.engine) as session:
        found = list(verify(session, rulebook=office.rulebook, now=NOW + 100 * HOUR))
    assert [one for one in found if one.code in ("ledger", "ticket", "orphan", "message")] == []


class TestInTheFirstWords:
    @pytest.mark.parametrize("category", ["drainase_banjir", "", "pungli"])
    def test_the_complaint_about_a_named_officer(self, office: Office, category: str) -> None:
        """She would get the parit; her superior does, and she finds nothing of it."""
        text = "Bu Rina Contoh meminta uang 300 ribu baru mau bersihkan parit"
        number = office.complain(text, now=NOW, category=category, privacy="confidential").number
        assert holder(office, number) == "kasi"
        assert ticket_of(office, number).accused == (person(office, "rina"),)
        assert not sees(office, "rina", number)
        nothing_is_wrong(office)

    def test_who_is_only_mentioned_has_no_part_in_it_either(self, office: Office) -> None:
        number = office.complain("Rina Contoh sudah datang, parit masih tumpat.", now=NOW).number
        assert holder(office, number) == "hasan"
        assert not sees(office, "rina", number)

    def test_what_mentions_the_head_of_the_unit_is_sorted_outside_it(self, office: Office) -> None:
        number = office.complain("Kasi sarpras sudah datang, parit masih tumpat.", now=NOW).number
        ticket = ticket_of(office, number)
        assert (ticket.unit, ticket.state, ticket.holder_officer_id) == ("MEJA", "new", None)
        assert not sees(office, "kasi", number)
        assert sees(office, "meja", number)
        office.act("meja", number, "clear", now=NOW + HOUR)
        office.act(
            "meja", number, "assign", to=person(office, "kasi"), reason="Bukan keluhan.", now=NOW + HOUR
        )
        assert sees(office, "kasi", number)
        nothing_is_wrong(office)

    @pytest.mark.parametrize("answer", ["yes", "unsure"])
    def test_said_to_be_about_the_office_and_nobody_recognised_it_is_sorted_first(
        self, office: Office, answer: str
    ) -> None:
        number = office.complain("Parit tumpat, petugasnya begitu.", now=NOW, about_office=answer).number
        ticket = ticket_of(office, number)
        assert (ticket.unit, ticket.state, ticket.accused) == ("MEJA", "new", ())
        assert events_of(office, number)[0].data["about_office"] == answer

    @ON_BOTH
    def test_said_to_be_about_the_office_a_unit_is_meant_by_its_name(self, office: Office) -> None:
        text = "Orang sarpras begitu kalau bersihkan parit"
        number = office.complain(text, now=NOW, about_office="yes").number
        assert ticket_of(office, number).accused == ("unit:SARPRAS",)
        assert holder(office, number) == "camat"
        assert not any(sees(office, login, number) for login in ("rina", "hasan", "kasi"))

    def test_said_to_be_about_nobody_the_words_are_read_all_the_same(self, office: Office) -> None:
        text = "Rina Contoh minta uang untuk parit"
        number = office.complain(text, now=NOW, about_office="no").number
        assert not sees(office, "rina", number)

    def test_who_is_named_in_the_address_has_no_part_in_it(self, office: Office) -> None:
        number = office.complain("Parit tumpat.", now=NOW, address="depan rumah Rina Contoh").number
        assert not sees(office, "rina", number)


@pytest.fixture
def rinas(office: Office) -> str:
    """A ticket that Rina has; the Kasi leads her, the Camat him."""
    number = office.complain(now=NOW, privacy="confidential").number
    if holder(office, number) != "rina":
        office.act("kasi", number, "assign", to=person(office, "rina"), reason="Giliran.", now=NOW)
    return number


class TestNamedLater:
    def test_it_leaves_her_hands_in_the_same_transaction(self, office: Office, rinas: str) -> None:
        assert sees(office, "rina", rinas)
        office.act(
            "meja", rinas, "accuse", who=person(office, "rina"), reason="Baru diketahui.", now=NOW + HOUR
        )
        assert not sees(office, "rina", rinas)
        assert holder(office, rinas) == "kasi"
        last = [(event.kind, event.by, event.data.get("holder")) for event in events_of(office, rinas)[-2:]]
        assert last == [
            ("accusation.named", person(office, "meja"), None),
            ("ticket.handed_over", "rule", person(office, "kasi")),
        ]
        with pytest.raises(NotFound):
            office.act("rina", rinas, "message", text="Saya kerjakan.", now=NOW + 2 * HOUR)
        nothing_is_wrong(office)

    def test_also_when_the_superior_is_accused_too(self, office: Office, rinas: str) -> None:
        both = ",".join(person(office, login) for login in ("rina", "kasi"))
        office.act("meja", rinas, "accuse", who=both, reason="Bersama.", now=NOW + HOUR)
        assert holder(office, rinas) == "camat"
        office.act("meja", rinas, "accuse", who=person(office, "camat"), reason="Semua.", now=NOW + HOUR)
        assert (holder(office, rinas), ticket_of(office, rinas).unit) == (None, "MEJA")
        nothing_is_wrong(office)

    def test_a_whole_unit(self, office: Office, rinas: str) -> None:
        office.act("auditor", rinas, "accuse", who="SARPRAS", reason="Semua tahu.", now=NOW + HOUR)
        assert holder(office, rinas) == "camat"
        assert not any(sees(office, login, rinas) for login in ("rina", "hasan", "kasi"))

    @pytest.mark.parametrize(("act", "said"), [("write", "text"), ("dispute", "text")])
    def test_by_the_citizens_own_words(self, office: Office, rinas: str, act: str, said: str) -> None:
        if act == "dispute":
            office.act("rina", rinas, "resolve", text="Sudah bersih.", now=NOW + HOUR)
        words = {said: "Yang datang Rina Contoh, minta uang rokok."}
        office.citizen(rinas, act, now=NOW + 2 * HOUR, **words)
        assert not sees(office, "rina", rinas)
        assert holder(office, rinas) == "kasi"
        nothing_is_wrong(office)

    def test_asking_to_reopen_what_she_closed(self, office: Office, rinas: str) -> None:
        office.act("rina", rinas, "resolve", text="Sudah bersih.", now=NOW + HOUR)
        office.citizen(rinas, "accept", now=NOW + 2 * HOUR)
        words = "Rina Contoh berbohong, parit tidak dibersihkan."
        office.citizen(rinas, "ask_reopening", reason=words, now=NOW + 3 * HOUR)
        assert holder(office, rinas) == "kasi"
        assert not sees(office, "rina", rinas)

    def test_named_on_a_closed_ticket_it_does_not_come_back_to_her(self, office: Office, rinas: str) -> None:
        office.act("rina", rinas, "resolve", text="Sudah bersih.", now=NOW + HOUR)
        office.citizen(rinas, "accept", now=NOW + 2 * HOUR)
        office.act("meja", rinas, "accuse", who=person(office, "rina"), reason="Surat.", now=NOW + 3 * HOUR)
        assert not sees(office, "rina", rinas)
        office.act("meja", rinas, "reopen", reason="Diperiksa lagi.", now=NOW + 4 * HOUR)
        assert holder(office, rinas) == "kasi"
        nothing_is_wrong(office)

    def test_nor_when_it_comes_back_from_an_agency(self, office: Office, rinas: str) -> None:
        office.act("rina", rinas, "refer", agency="sdabmbk", reason="Parit besar.", text="Ke sana.", now=NOW)
        office.act("meja", rinas, "accuse", who=person(office, "rina"), reason="Surat.", now=NOW + HOUR)
        office.act("meja", rinas, "return", reason="Kembali.", now=NOW + 2 * HOUR)
        assert holder(office, rinas) != "rina"
        assert not sees(office, "rina", rinas)
        nothing_is_wrong(office)

    def test_a_part_that_is_split_off_about_her(self, office: Office, rinas: str) -> None:
        text = "Rina Contoh minta uang rokok."
        part = office.act("meja", rinas, "split", text=text, reason="Dua hal.", now=NOW + HOUR)
        assert not sees(office, "rina", part.ticket.number)
        assert holder(office, part.ticket.number) == "kasi"
        nothing_is_wrong(office)

    def test_what_is_merged_into_a_ticket_brings_whom_it_is_kept_from(
        self, office: Office, rinas: str
    ) -> None:
        text = "Rina Contoh minta uang rokok untuk parit."
        other = office.complain(text, now=NOW + HOUR).number
        office.act("meja", other, "merge", into=rinas, reason="Hal yang sama.", now=NOW + 2 * HOUR)
        assert not sees(office, "rina", rinas)
        assert holder(office, rinas) == "kasi"
        nothing_is_wrong(office)


@ON_BOTH
def test_what_waits_to_be_sent_to_her_about_it_is_called_back(office: Office, rinas: str) -> None:
    rows = {"rina": "r@kantor.example", "kasi": "k@kantor.example"}
    with db.writing(office.engine) as session:
        for login, address in rows.items():
            session.execute(update(Officer).where(Officer.id == office.officers[login]).values(email=address))
            session.add(
                Outbox(
                    key=login, number=rinas, kind="escalated", route="email", address=address, language="id",
                    params={}, state="queued", created_at=NOW,
                )
            )  # fmt: skip
    office.act("meja", rinas, "accuse", who=person(office, "rina"), reason="Surat.", now=NOW + HOUR)
    with db.reading(office.engine) as session:
        found = dict(session.execute(select(Outbox.key, Outbox.state).where(Outbox.key.in_(rows))).all())
    assert found == {"rina": "suppressed", "kasi": "queued"}


class TestWhoMay:
    def test_whoever_has_it_names_themselves_and_those_they_lead_only(
        self, office: Office, rinas: str
    ) -> None:
        """Else a late ticket could be kept from those who watch over it."""
        for login in ("kasi", "camat", "hasan"):
            with pytest.raises(DomainError) as refused:
                office.act("rina", rinas, "accuse", who=person(office, login), reason="Begitu.", now=NOW)
            assert refused.value.code == "not_yours_to_name"
        office.act("rina", rinas, "accuse", who=person(office, "rina"), reason="Ini saya.", now=NOW + HOUR)
        assert holder(office, rinas) == "kasi"

    @ON_BOTH
    def test_who_works_under_them_cannot_clear_them(self, office: Office) -> None:
        number = office.complain("Terima kasih Pak Camat, parit bersih.", now=NOW).number
        for login in ("kasi", "meja"):
            with pytest.raises(DomainError) as refused:
                office.act(login, number, "clear", now=NOW + HOUR)
            assert refused.value.code == "in_their_line"
        assert not sees(office, "camat", number)
        office.act("auditor", number, "clear", now=NOW + HOUR)
        assert sees(office, "camat", number)

    def test_the_superior_who_got_it_clears_and_hands_it_back(self, office: Office, rinas: str) -> None:
        office.citizen(rinas, "write", text="Terima kasih Rina Contoh.", now=NOW + HOUR)
        assert holder(office, rinas) == "kasi"
        office.act("kasi", rinas, "clear", now=NOW + 2 * HOUR)
        to = person(office, "rina")
        office.act("kasi", rinas, "handover", to=to, reason="Ucapan terima kasih.", now=NOW + 2 * HOUR)
        assert sees(office, "rina", rinas)
        # Freed once, thanks do not keep it from her again; an accusation does.
        office.citizen(rinas, "write", text="Sekali lagi terima kasih Rina Contoh.", now=NOW + 3 * HOUR)
        assert sees(office, "rina", rinas)
        office.citizen(rinas, "write", text="Rina Contoh minta uang.", now=NOW + 4 * HOUR)
        assert not sees(office, "rina", rinas)
        nothing_is_wrong(office)

    def test_whom_a_person_named_is_cleared_with_a_reason_only(self, office: Office, rinas: str) -> None:
        office.act("meja", rinas, "accuse", who=person(office, "rina"), reason="Surat.", now=NOW + HOUR)
        with pytest.raises(Invalid) as refused:
            office.act("meja", rinas, "clear", now=NOW + 2 * HOUR)
        assert set(refused.value.fields or {}) == {"reason"}
        office.act("meja", rinas, "clear", reason="Keliru orang.", now=NOW + 2 * HOUR)
        assert ticket_of(office, rinas).accused == ()

    def test_nobody_is_cleared_whom_it_is_not_kept_from(self, office: Office, rinas: str) -> None:
        with pytest.raises(DomainError):
            office.act("meja", rinas, "clear", now=NOW)
        office.act("meja", rinas, "accuse", who=person(office, "rina"), reason="Surat.", now=NOW + HOUR)
        for who in (person(office, "hasan"), "person:", "x"):
            with pytest.raises(Invalid):
                office.act("meja", rinas, "clear", who=who, reason="Keliru.", now=NOW + HOUR)
            with pytest.raises(Invalid):
                office.act("meja", rinas, "accuse", who="person:99999", reason="Keliru.", now=NOW + HOUR)


class TestClassifying:
    def test_a_category_about_staff_asks_whom(self, office: Office, rinas: str) -> None:
        with pytest.raises(Invalid) as refused:
            office.act("meja", rinas, "classify", category="pungli", reason="Soal uang.", now=NOW)
        assert set(refused.value.fields or {}) == {"about"}

    def test_unknown_keeps_it_from_who_has_it_and_their_unit(self, office: Office, rinas: str) -> None:
        asked = {"category": "pungli", "about": "unknown", "reason": "Soal uang."}
        office.act("rina", rinas, "classify", now=NOW + HOUR, **asked)
        assert ticket_of(office, rinas).accused == (person(office, "rina"), "unit:SARPRAS")
        assert holder(office, rinas) == "camat"
        assert not any(sees(office, login, rinas) for login in ("rina", "hasan", "kasi"))
        nothing_is_wrong(office)

    def test_whom_one_names_is_kept_from_it(self, office: Office, rinas: str) -> None:
        asked = {"category": "pungli", "about": person(office, "hasan"), "reason": "Soal uang."}
        office.act("meja", rinas, "classify", now=NOW + HOUR, **asked)
        assert (holder(office, rinas), sees(office, "hasan", rinas)) == ("rina", False)

    def test_with_those_who_sort_it_stays_where_it_is(self, office: Office) -> None:
        number = office.complain("Ada soal.", now=NOW, category="lainnya", about_office="unsure").number
        asked = {"category": "pungli", "about": "unknown", "reason": "Soal uang."}
        office.act("meja", number, "classify", now=NOW + HOUR, **asked)
        assert (ticket_of(office, number).unit, ticket_of(office, number).accused) == ("MEJA", ())


def test_verify_finds_a_row_that_the_ledger_does_not_give(office: Office) -> None:
    number = office.complain("Rina Contoh minta uang.", now=NOW).number
    with db.writing(office.engine) as session:
        session.execute(delete(TicketAccused).where(TicketAccused.ticket_id == ticket_of(office, number).id))
    with db.reading(office.engine) as session:
        found = [str(one) for one in verify(session, rulebook=office.rulebook, now=NOW + HOUR)]
    assert any("kept from" in one for one in found)


FIRST, LAST = (
    ("Budi", "Ramlan", "Dewi", "Zulkifli", "Aisyah", "Togar"),
    ("Harahap", "Siregar", "Lubis", "Tanjung"),
)


# Two hundred reports: what words and categories give is decided before any row is asked.
@pytest.mark.parametrize("backend", ["sqlite"])
def test_in_no_category_does_a_text_with_a_name_give_its_owner_a_part(office: Office) -> None:
    """Every officer of an office with drawn names, in every category, through the one door all others lead to."""
    rng = random.Random(20261124)
    with db.writing(office.engine) as session:
        for officer in office.officers.values():
            name = f"{rng.choice(FIRST)} {rng.choice(LAST)}"
            session.execute(update(Officer).where(Officer.id == officer).values(name=name))
            record(session, now=NOW, actor=SETUP, kind="officer.updated", subject=f"officer:{officer}")
    for login, officer in office.officers.items():
        for category in office.rulebook.categories:
            with db.reading(office.engine) as session:
                name = session.scalars(select(Officer.name).where(Officer.id == officer)).one()
            text = rng.choice(["{} meminta uang", "Terima kasih {}", "parit, {} tahu"]).format(name)
            number = office.complain(text, now=NOW, category=category.code).number
            assert not sees(office, login, number), (login, text, category.code)
            rights = office.rights(login)
            with db.reading(office.engine) as session:
                ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
                history = ledger.events_of(session, [ticket.id])[ticket.id]
                assert fold(history).accused == ticket.accused
                assert not roles_on_ticket(rights, access_of(ticket, history))
    nothing_is_wrong(office)

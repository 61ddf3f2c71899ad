"""Reports that are ordered: made by the worker, once, also after it was cut off, for whom it may be; told, kept a week."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import openpyxl
import pytest
from sqlalchemy import Engine, func, insert, select

from complaints_service import db
from complaints_service.accounts.models import Account
from complaints_service.errors import Actor, DomainError, Invalid
from complaints_service.jobs.ordering import make_ordered
from complaints_service.jobs.work import Shift, tidy
from complaints_service.measurement.facts.models import ClockFact, TicketFact
from complaints_service.measurement.facts.service import rebuild
from complaints_service.moment import Moment
from complaints_service.notify.models import Outbox
from complaints_service.office_reports.asking import MOST_ORDERED, ReportMonths, asked_of
from complaints_service.office_reports.catalogue import REPORTS, basis_of
from complaints_service.office_reports.measures import RECEIVED, tickets_behind
from complaints_service.office_reports.ordering import service
from complaints_service.office_reports.ordering.models import ReportFile, ReportOrder
from complaints_service.people.models import Officer
from complaints_service.tickets.ledger.models import TicketAccused
from config.rulebook import Rulebook
from config.settings import Settings
from tests.services.post import Postman, open_mail, room_of, run
from tests.support.both import ON_BOTH
from tests.support.open_office import NOW, office_to_publish
from tests.support.patience import PATIENCE_SECONDS
from tests.support.prepared import Prepared
from tests.support.visitors import when
from tests.support.world import Office

MONTHS = ReportMonths(first="2026-08", last="2026-11")
LATER = NOW + service.CUT_OFF + timedelta(seconds=1)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Office:
    made = prepared(engine, rulebook, office_to_publish)
    open_mail(made, NOW - timedelta(days=30))
    with db.writing(engine) as session:
        session.get_one(Officer, made.officers["camat"]).email = "camat@kota.contoh.go.id"
    return made


@pytest.fixture
def shift(office: Office, settings: Settings) -> Shift:
    return Shift(office.engine, office.rulebook, settings, NOW)


def order(office: Office, login: str = "camat", code: str = "R1", **where: str) -> int:
    with db.writing(office.engine) as session:
        rights = office.rights(login)
        basis = basis_of(
            session, kind=REPORTS[code], asked=MONTHS, where=where, rights=rights, now=NOW,
            rulebook=office.rulebook, language="id",
        )  # fmt: skip
        moment = Moment(session=session, now=NOW, actor=Actor("x", "web"), rulebook=office.rulebook)
        return service.order_report(
            moment,
            kind=REPORTS[code],
            basis=basis,
            account_id=rights.account_id,
            officer_id=rights.officer_id,
        )


def got(office: Office, number: int) -> ReportOrder:
    with db.reading(office.engine) as session:
        return session.get_one(ReportOrder, number)


def numbers_in(office: Office, number: int) -> list[str]:
    with db.reading(office.engine) as session:
        body = session.get_one(ReportFile, number).body
    sheet = openpyxl.load_workbook(io.BytesIO(body), read_only=True)["Tiket"]
    return [str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True)]


def expected(office: Office, login: str, **where: str) -> int:
    with db.reading(office.engine) as session:
        basis = basis_of(
            session, kind=REPORTS["R1"], asked=MONTHS, where=where, rights=office.rights(login), now=NOW,
            rulebook=office.rulebook, language="id",
        )  # fmt: skip
        return len(tickets_behind(session, basis, RECEIVED))


@ON_BOTH
def test_a_report_is_made_with_every_ticket_and_told_once(office: Office, shift: Shift) -> None:
    one = order(office)
    assert (got(office, one).state, got(office, one).total) == ("queued", expected(office, "camat"))
    for _again in range(3):
        make_ordered(shift)
    made = got(office, one)
    assert (made.state, made.written, made.total, made.attempt) == ("done", made.total, made.total, 1)
    found = numbers_in(office, one)
    assert len(found) == len(set(found)) == made.total > 50
    [letter] = run(room_of(office.engine, office.rulebook), Postman(), when("Mon 2026-11-02 08:30"))
    assert letter.address == "camat@kota.contoh.go.id" and f"/laporan-kantor/pesanan/{one}" in letter.text
    assert made.units is not None and set(made.units) >= {"SARPRAS"}


def test_the_sheet_says_what_the_facts_say_and_no_word_of_a_citizen(office: Office, shift: Shift) -> None:
    one = order(office)
    make_ordered(shift)
    with db.reading(office.engine) as session:
        body = session.get_one(ReportFile, one).body
        received = set(session.scalars(select(TicketFact.received_at)))
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert book.sheetnames[-1] == "Tiket" and "Keterangan" in book.sheetnames
    heads, *rows = book["Tiket"].iter_rows(values_only=True)
    assert "Jawaban pertama: putusan" in heads and len(heads) == 17
    zone = office.rulebook.calendar(office.rulebook.office.calendar).zone
    assert {row[1] for row in rows} <= {at.astimezone(zone).replace(tzinfo=None) for at in received}
    verdicts = {row[heads.index("Jawaban pertama: putusan")] for row in rows}
    assert verdicts & {"Tepat waktu", "Terlambat"}, verdicts
    assert all(isinstance(row[12], float | int | None) for row in rows), "hours are numbers"


def test_a_head_gets_the_tickets_of_their_units_and_none_that_accuses_them(
    office: Office, shift: Shift
) -> None:
    with db.reading(office.engine) as session:
        category = session.scalars(select(func.min(TicketFact.category))).one()
        owed = select(ClockFact.ticket_id).where(ClockFact.clock == "resolution")
        sarpras = set(session.scalars(owed.where(ClockFact.owner_unit == "SARPRAS")))
        trantib = set(session.scalars(owed.where(ClockFact.owner_unit == "TRANTIB"))) - sarpras
    whole, theirs, head = order(office), order(office, "sekcam", unit="TRANTIB"), order(office, "kasi")
    make_ordered(shift)
    of_category = order(office, category=category)
    make_ordered(shift)
    # Every one of them was received by the desk: a unit's are those whose resolution it came to owe.
    assert len(numbers_in(office, head)) == len(sarpras) > 0
    assert len(numbers_in(office, theirs)) == len(trantib)
    some = numbers_in(office, of_category)
    assert 0 < len(some) == expected(office, "camat", category=category) < len(numbers_in(office, whole))
    with db.writing(office.engine) as session:
        first = session.scalars(
            select(TicketFact.ticket_id)
            .join(TicketAccused, TicketAccused.ticket_id == TicketFact.ticket_id, isouter=True)
            .where(TicketAccused.ticket_id.is_(None))
            .order_by(TicketFact.ticket_id)
        ).all()
        reference = f"person:{office.officers['camat']}"
        session.execute(insert(TicketAccused).values(ticket_id=first[0], reference=reference))
    again = order(office)
    make_ordered(shift)
    assert len(numbers_in(office, again)) == len(numbers_in(office, whole)) - 1


@ON_BOTH
def test_a_worker_cut_off_is_followed_by_another_and_leaves_it_alone(office: Office, shift: Shift) -> None:
    one = order(office)
    with db.writing(office.engine) as session:
        first = service.take(session, now=NOW)
    assert first is not None
    make_ordered(shift)
    assert got(office, one).state == "running", "it may still be at work"
    make_ordered(Shift(shift.engine, shift.rulebook, shift.settings, LATER))
    assert (got(office, one).state, got(office, one).attempt) == ("done", 2)
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=LATER, actor=Actor("x", "job"), rulebook=office.rulebook)
        assert not service.finish(moment, order=first, written=0, units=[], body=b"late")
        assert not service.note_written(session, order_id=one, attempt=1, written=0)
        assert session.scalar(select(func.count(Outbox.id))) == 1
    assert numbers_in(office, one)


def test_what_fails_again_and_again_says_so(office: Office, shift: Shift) -> None:
    one = order(office)
    at = NOW
    for _try in range(service.MOST_ATTEMPTS):
        with db.writing(office.engine) as session:
            service.take(session, now=at)
        at += service.CUT_OFF + timedelta(seconds=1)
    make_ordered(Shift(shift.engine, shift.rulebook, shift.settings, at))
    assert (got(office, one).state, got(office, one).problem) == ("failed", "cut_off")


@ON_BOTH
def test_two_at_once_by_two_workers_and_while_facts_are_made_anew(office: Office, shift: Shift) -> None:
    orders, together = [order(office), order(office, code="R3")], Barrier(3)

    def work() -> None:
        together.wait()
        make_ordered(shift)

    def anew() -> None:
        together.wait()
        with db.writing(office.engine) as session:
            rebuild(session, now=NOW, rulebook=office.rulebook)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(work), pool.submit(work), pool.submit(anew)]:
            done.result(timeout=PATIENCE_SECONDS)
    assert [(got(office, one).state, got(office, one).attempt) for one in orders] == [("done", 1)] * 2
    assert numbers_in(office, orders[0]) == numbers_in(office, orders[1])
    assert len(numbers_in(office, orders[0])) == expected(office, "camat")


def test_whose_rights_ended_gets_nothing(office: Office, shift: Shift) -> None:
    one = order(office)
    with db.writing(office.engine) as session:
        session.get_one(Account, office.accounts["camat"]).disabled_at = NOW
        session.get_one(Officer, office.officers["camat"]).active = False
    make_ordered(shift)
    assert (got(office, one).state, got(office, one).problem) == ("failed", "no_right")
    with db.reading(office.engine) as session:
        assert session.scalars(select(Outbox.id)).all() == []


def test_orders_do_not_pile_up_and_go_after_a_week(office: Office, shift: Shift) -> None:
    for _ in range(service.MOST_WAITING):
        order(office)
    with pytest.raises(DomainError, match="orders_waiting"):
        order(office)
    make_ordered(shift)
    order(office)
    tidy(Shift(shift.engine, shift.rulebook, shift.settings, NOW + service.KEPT + timedelta(seconds=1)))
    with db.reading(office.engine) as session:
        assert session.scalars(select(ReportOrder.state)).all() == ["queued"]
        assert session.scalars(select(ReportFile.order_id)).all() == []


def test_an_order_may_be_of_ten_years_and_not_of_a_hundred(office: Office) -> None:
    zone = office.rulebook.calendar(office.rulebook.office.calendar).zone

    def asked(first: str, most: int) -> ReportMonths:
        return asked_of(first, "2026-11", None, now=NOW, zone=zone, most=most)

    assert len(asked("2016-12", MOST_ORDERED).months) == 120
    for first, most in (("2016-11", MOST_ORDERED), ("2024-11", 24), ("2026-12", MOST_ORDERED)):
        with pytest.raises(Invalid):
            asked(first, most)

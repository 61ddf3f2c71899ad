"""How far the office uses the system: R8's figures counted anew, row by row, by other code."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select, update

from complaints_service import db
from complaints_service.accounts.models import Account
from complaints_service.accounts.sign_in import admit
from complaints_service.errors import Actor
from complaints_service.measurement.months import month_of
from complaints_service.moment import Moment
from complaints_service.office_reports.asking import asked_of
from complaints_service.office_reports.catalogue import REPORTS, basis_of, report_content
from complaints_service.people.models import Officer
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.ledger.models import Ticket, TicketEvent
from complaints_service.tickets.service import perform
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.open_office import NOW, office_to_publish
from tests.support.prepared import Prepared
from tests.support.visitors import when
from tests.support.world import TRACKING_KEY, Office

HEADS = {
    "all": "Laporan yang dijawab di dalam sistem",
    "web": "lewat halaman",
    "telegram": "lewat obrolan",
    "api": "lewat program",
    "other": "lewat pintu lain",
}
PEOPLE = "Pegawai yang masuk pada bulan-bulan ini"


def adoption(office: Office, **typed: str) -> dict[str, list[dict[str, Any]]]:
    zone = office.rulebook.calendar(office.rulebook.office.calendar).zone
    with db.reading(office.engine) as session:
        basis = basis_of(
            session,
            kind=REPORTS["R8"],
            asked=asked_of(typed.get("first", "2026-10"), typed.get("last"), None, now=NOW, zone=zone),
            where={},
            rights=office.rights("camat"),
            now=NOW,
            rulebook=office.rulebook,
            language="id",
        )
        content = report_content(session, kind=REPORTS["R8"], basis=basis)
    [table] = [one for one in content["tables"] if one["code"] == "adoption"]
    return {line["title"]: line["cells"] for line in table["lines"]}


def answers(office: Office, number: str, origin: str, act: str, now: datetime, **fields: str) -> None:
    """The camat answers by another door."""
    with db.writing(office.engine) as session:
        perform(
            Moment(
                session=session,
                now=now,
                actor=Actor.officer(office.officers["camat"], origin, office.accounts["camat"]),
                rulebook=office.rulebook,
            ),
            number=number,
            request=request_for(act, **fields),
            rights=office.rights("camat"),
            tracking_key=TRACKING_KEY,
        )


def signs_in(office: Office, login: str, now: datetime) -> None:
    account_id = office.accounts[login]
    with db.writing(office.engine) as session:
        actor = Actor(f"account:{account_id}", "web", None, account_id)
        admit(session, account_id=account_id, by="password", user_agent="", now=now, actor=actor)


@ON_BOTH
def test_they_are_what_ledgers_and_record_say(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> None:
    office = prepared(engine, rulebook, office_to_publish)
    came = when("Wed 2026-10-14 09:00")
    by_door = {"telegram": "message", "api": "resolve", "mail": "message"}
    for door, act in by_door.items():
        number = office.complain("Sampah.", now=came).number
        answers(office, number, door, act, came + timedelta(hours=1), text="Kami datang.")
        # What is said later, and by another door, is not what it was answered by.
        office.act("camat", number, "note", text="Lihat lagi.", now=came + timedelta(hours=2))
    office.complain("Sampah, belum dijawab.", now=came)
    signs_in(office, "rina", when("Thu 2026-10-01 00:00"))
    signs_in(office, "rina", when("Fri 2026-10-02 09:00"))
    signs_in(office, "kasi", when("Sat 2026-10-31 23:59"))
    signs_in(office, "hasan", when("Sun 2026-11-01 00:00"))
    signs_in(office, "admin", when("Fri 2026-10-02 09:00"))  # no member of the office

    zone = rulebook.calendar(rulebook.office.calendar).zone
    doors, received = dict.fromkeys(HEADS, 0), 0
    with db.reading(engine) as session:
        for ticket in session.scalars(select(Ticket)).unique():
            if month_of(ticket.received_at, zone) != "2026-10":
                continue
            received += 1
            ledger = session.scalars(
                select(TicketEvent).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.seq)
            )
            for event in ledger:
                if event.actor.startswith("person:") and event.kind in ("message.sent", "ticket.resolved"):
                    doors[event.origin if event.origin in HEADS else "other"] += 1
                    doors["all"] += 1
                    break
        members = sum(
            1
            for account in session.scalars(select(Account))
            if account.officer_id and session.get_one(Officer, account.officer_id).active
        )
    assert (doors["telegram"], doors["api"], doors["other"]) == (1, 1, 1) and doors["web"] > 50
    told = adoption(office)
    for door, head in HEADS.items():
        count, share = told[head]
        assert (count["value"], share["k"], share["n"]) == (doors[door], doors[door], received), door
        assert share["value"] == doors[door] / received
    assert doors["all"] < received
    assert (told[PEOPLE][0]["value"], told[PEOPLE][1]["n"]) == (2, members)


def test_a_share_of_few_is_not_told(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> None:
    office = prepared(engine, rulebook, office_to_publish)
    with db.writing(engine) as session:
        session.execute(update(Account).values(active=False).where(Account.login.not_in(["camat", "rina"])))
    told = adoption(office)
    assert told[PEOPLE][1]["value"] is None and told[PEOPLE][1]["n"] == 2
    assert adoption(office, first="2026-08")[HEADS["all"]][1]["value"] is None

"""One act on several tickets: told before it is done, each by its own rights and version, taken back once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.numbers import check_character
from complaints_service.tickets.together.outcomes import read_pick
from complaints_service.tickets.together.service import TOGETHER
from config.rulebook import Rulebook
from tests.support.forms import Desk, Form, changed, check_nothing_is_lost_or_done_twice, rows
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import accuse, open_office

NOW = when("Tue 2026-11-24 14:05")
RUN = "/meja/massal"
GONE = f"MRL-2611-0000{check_character('26110000')}"


@pytest.fixture
def desk(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Desk(app, open_office(app.extensions[KEY].engine, rulebook), NOW)


def ticket(desk: Desk, number: str) -> Ticket:
    with db.reading(desk.office.engine) as session:
        found = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        session.expunge(found)
        return found


def pick(desk: Desk, number: str) -> str:
    return f"{number}:{ticket(desk, number).version}"


def reports(desk: Desk, count: int) -> list[str]:
    return [desk.office.complain(f"Parit tumpat, gang {n}.", now=NOW).number for n in range(count)]


def absent(nth: int) -> str:
    """A number that could be one of ours, and is none."""
    return f"MRL-2611-{nth:04}{check_character(f'2611{nth:04}')}:1"


def person(desk: Desk, login: str) -> str:
    return f"person:{desk.office.officers[login]}"


def ask(visitor: Visitor, picks: list[str], step: str = "", **fields: str) -> str:
    chosen = "&".join(f"pilih={each}" for each in picks)
    visitor.read(f"{RUN}?act={fields['act']}&{chosen}")
    hidden = visitor._form(RUN)
    data = {**hidden, **fields, "pilih": picks}
    return visitor._took(visitor.client.post(RUN + step, data=data))


def test_the_form_loses_nothing_and_does_it_once(desk: Desk) -> None:
    picks = [pick(desk, number) for number in reports(desk, 2)]
    typed = {"priority": "high", "reason": "Hujan besok.", "pilih": picks}
    page = f"{RUN}?act=prioritise&" + "&".join(f"pilih={each}" for each in picks)
    check_nothing_is_lost_or_done_twice(desk, Form("kasi", page, RUN, typed))


def test_a_list_offers_boxes_and_nothing_that_ends_a_report(desk: Desk) -> None:
    (number,) = reports(desk, 1)
    login = "rina" if ticket(desk, number).holder_officer_id == desk.office.officers["rina"] else "hasan"
    page = desk.visitor(login).read("/meja")
    assert f'value="{pick(desk, number)}" form="massal"' in page
    assert set(TOGETHER) == {"take", "assign", "handover", "classify", "prioritise", "note"}
    kasi = desk.visitor("kasi")
    for act in ("resolve", "reject", "merge", "cancel"):
        kasi.read(f"{RUN}?act=note&pilih={pick(desk, number)}")
        data = {**kasi._form(RUN), "act": act, "pilih": pick(desk, number), "text": "x", "reason": "not_ours"}
        kasi._took(kasi.client.post(RUN, data=data))
        assert kasi.status == 422
    assert ticket(desk, number).state == "open"


def test_what_is_told_beforehand_changes_nothing_and_is_what_happens(desk: Desk, rulebook: Rulebook) -> None:
    fine, stale, hidden, gone = reports(desk, 4)
    picks = [pick(desk, number) for number in (fine, stale, hidden, gone)]
    desk.office.act("kasi", stale, "note", text="Sementara itu.", now=NOW)
    with db.writing(desk.office.engine) as session:
        accuse(session, rulebook, hidden, person(desk, "kasi"))
    desk.office.act("kasi", gone, "reject", reason="not_ours", text="Bukan kami.", now=NOW)
    kasi = desk.visitor("kasi")
    before = rows(engine_of(kasi.client))
    fields = {"act": "assign", "to": "unit:SARPRAS", "reason": "Dibagi ulang."}
    told = ask(kasi, [*picks, absent(7)], "/coba", **fields)
    assert changed(before, rows(engine_of(kasi.client))) == []
    assert "1 tiket bisa." in told and told.count("Berubah sejak Anda memilihnya") == 2
    assert told.count("Tiket itu tidak ada, atau bukan untuk Anda.") == 2
    ask(kasi, picks, **fields)
    assert kasi.status == 303
    done = kasi.read(kasi.location)
    assert "1 tiket sudah, 3 tidak" in done
    assert ticket(desk, fine).holder_officer_id is None
    assert ticket(desk, stale).holder_officer_id is not None


def test_one_refused_by_its_own_rule_stops_no_other(desk: Desk) -> None:
    first, second = reports(desk, 2)
    desk.office.act("kasi", first, "prioritise", priority="high", reason="Dekat sekolah.", now=NOW)
    kasi = desk.visitor("kasi")
    ask(kasi, [pick(desk, first), pick(desk, second)], act="prioritise", priority="high", reason="Hujan.")
    assert "1 tiket sudah, 1 tidak" in kasi.read(kasi.location) and "Pilih prioritas yang baru." in kasi.page
    assert ticket(desk, second).priority == "high"


UNDOABLE = {
    "assign": {"to": "unit:SARPRAS"},
    "classify": {"category": "jalan_rusak"},
    "prioritise": {"priority": "high"},
}


@pytest.mark.parametrize("act", sorted(UNDOABLE))
def test_it_is_taken_back_once_where_nobody_acted_since(desk: Desk, act: str) -> None:
    first, second = reports(desk, 2)
    was = ticket(desk, first)
    kasi = desk.visitor("kasi")
    picks = [pick(desk, first), pick(desk, second)]
    ask(kasi, picks, act=act, reason="Salah pencet.", **UNDOABLE[act])
    run = kasi.location
    desk.office.act("kasi", second, "note", text="Sudah saya lihat.", now=NOW)
    check_nothing_is_lost_or_done_twice(desk, Form("kasi", run, f"{run}/batal"))
    now = ticket(desk, first)
    columns = ("holder_officer_id", "unit", "category", "kind", "priority")
    assert [getattr(now, each) for each in columns] == [getattr(was, each) for each in columns]
    page = desk.visitor("kasi").read(run)
    assert "Tidak bisa dibatalkan: Berubah sejak" in page and "Batalkan untuk" not in page


def test_taking_from_the_queue_is_taken_back(desk: Desk) -> None:
    (number,) = reports(desk, 1)
    desk.office.act("kasi", number, "assign", to="unit:SARPRAS", reason="Antrean.", now=NOW)
    rina = desk.visitor("rina")
    ask(rina, [pick(desk, number)], act="take")
    assert ticket(desk, number).holder_officer_id == desk.office.officers["rina"]
    run = rina.location
    rina.send(f"{run}/batal", of=run)
    assert ticket(desk, number).holder_officer_id is None


def test_a_note_stays_said_and_an_old_run_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (number,) = reports(desk, 1)
    kasi = desk.visitor("kasi")
    ask(kasi, [pick(desk, number)], act="note", text="Bawa truk kecil.")
    assert "Batalkan untuk" not in kasi.read(kasi.location)
    ask(kasi, [pick(desk, number)], act="prioritise", priority="high", reason="Hujan.")
    run = kasi.location
    kasi.read(run)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=10))
    kasi.send(f"{run}/batal")
    assert kasi.status == 409 and "waktunya sudah lewat" in kasi.page
    assert ticket(desk, number).priority == "high"


def test_a_run_is_read_by_who_did_it(desk: Desk) -> None:
    (number,) = reports(desk, 1)
    kasi = desk.visitor("kasi")
    ask(kasi, [pick(desk, number)], act="note", text="Bawa truk kecil.")
    camat = desk.visitor("camat")
    camat.read(kasi.location)
    assert camat.status == 404


def test_two_officers_at_the_same_tickets(desk: Desk) -> None:
    """What the second one saw is not what is there any more: nothing of it is done over the first one's head."""
    numbers = reports(desk, 3)
    picks = [pick(desk, number) for number in numbers]
    kasi, camat = desk.visitor("kasi"), desk.visitor("camat")
    ask(kasi, picks[:2], act="prioritise", priority="high", reason="Hujan.")
    ask(camat, picks, act="assign", to="unit:SARPRAS", reason="Dibagi ulang.")
    assert "1 tiket sudah, 2 tidak" in camat.read(camat.location)
    assert [ticket(desk, each).holder_officer_id is None for each in numbers] == [False, False, True]


@pytest.mark.parametrize(
    "sent",
    [
        "",
        ":",
        "x",
        f"{GONE}:",
        ":1",
        f"{GONE}:-1",
        f"{GONE}:²",
        "MRL-2611-0000X:1",
        f"\x00{GONE}:1",
        f"{GONE}:9999999999",
    ],
)
def test_what_is_no_box_of_a_list_is_passed_over(sent: str) -> None:
    assert read_pick(sent) is None


def test_too_many_and_none_are_refused_at_the_list(desk: Desk) -> None:
    (number,) = reports(desk, 1)
    kasi = desk.visitor("kasi")
    kasi.read(f"{RUN}?act=note&pilih={pick(desk, number)}")
    hidden = kasi._form(RUN)
    for picks in ([], [absent(nth) for nth in range(51)]):
        kasi._took(kasi.client.post(RUN, data={**hidden, "act": "note", "text": "x", "pilih": picks}))
        assert kasi.status == 422 and "paling banyak 50 tiket" in kasi.page

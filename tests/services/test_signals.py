"""Signs that are worth a look: each found where it happened and nowhere else, seen by whom it is for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from complaints_service import db
from complaints_service.errors import Actor, Invalid, NotFound
from complaints_service.intake.models import Attachment
from complaints_service.measurement.facts.models import ClockFact
from complaints_service.measurement.facts.service import rebuild
from complaints_service.office_reports.signals.rules import SIGNALS
from complaints_service.office_reports.signals.seeing import SignsInView, dismiss, signs_in_view
from complaints_service.people.models import Leave
from complaints_service.tickets.ledger.models import Ticket
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.prepared import Prepared
from tests.support.visitors import when
from tests.support.world import Office, open_office

NOW, MONTH = when("Mon 2026-11-30 15:00"), "2026-11"


@dataclass
class Story:
    """The office, and the ticket numbers of what happened, by the sign it makes."""

    office: Office
    numbers: dict[str, str] = field(default_factory=dict)


def _given(story: Story, name: str, at: str, text: str = "Sampah menumpuk.") -> str:
    """A report that Rina has from its first second."""
    office, now = story.office, when(at)
    number = office.complain(f"{text} {name}", category="sampah", now=now).number
    with db.reading(office.engine) as session:
        holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
    if holder != office.officers["rina"]:
        to = f"person:{office.officers['rina']}"
        office.act("kasi", number, "handover", to=to, reason="rute", now=now)
    story.numbers[name] = number
    return number


def _due(office: Office, number: str) -> datetime:
    with db.writing(office.engine) as session:
        rebuild(session, now=NOW, rulebook=office.rulebook)
    with db.reading(office.engine) as session:
        due = session.scalar(
            select(ClockFact.due_at)
            .join(Ticket, Ticket.id == ClockFact.ticket_id)
            .where(Ticket.number == number, ClockFact.clock == "resolution")
        )
    assert due is not None
    return due


def told(engine: Engine, rulebook: Rulebook) -> Story:
    """November: Rina does one of everything, Hasan does the same work without any of it."""
    story = Story(open_office(engine, rulebook))
    office = story.office
    rina, hasan = (f"person:{office.officers[login]}" for login in ("rina", "hasan"))
    for name, before in (("last_minutes", timedelta(minutes=5)), ("in_time", timedelta(hours=2))):
        number = _given(story, name, "Mon 2026-11-02 09:00")
        office.act(
            "rina", number, "message", text="Kami datang besok pagi.", now=when("Mon 2026-11-02 10:00")
        )
        office.act(
            "rina",
            number,
            "resolve",
            text=f"Sudah diangkut semuanya, {name}.",
            now=_due(office, number) - before,
        )
    for name, before in (("late_question", timedelta(minutes=30)), ("early_question", timedelta(days=5))):
        number = _given(story, name, "Mon 2026-11-02 09:00")
        office.act(
            "rina",
            number,
            "question",
            text=f"Di sisi jalan yang mana, {name}?",
            now=_due(office, number) - before,
        )
    number = _given(story, "late_ending", "Mon 2026-11-02 09:00")
    office.act(
        "rina", number, "reject", reason="not_ours", text="Ini bukan urusan kantor kami.",
        now=_due(office, number) - timedelta(minutes=20),
    )  # fmt: skip
    number = _given(story, "undone", "Tue 2026-11-03 09:00")
    office.act("rina", number, "resolve", text="Sudah selesai semuanya.", now=when("Wed 2026-11-04 09:00"))
    office.citizen(number, "dispute", text="Belum.", now=when("Wed 2026-11-04 12:00"))
    number = _given(story, "short_answer", "Tue 2026-11-03 09:00")
    office.act("rina", number, "message", text="  Ya,\nbaik. ", now=when("Tue 2026-11-03 10:00"))
    for place in range(5):
        number = _given(story, f"same_answer {place}", "Tue 2026-11-10 09:00")
        office.act(
            "rina", number, "message", text="Laporan Anda kami teruskan.", now=when("Tue 2026-11-10 10:00")
        )
    number = _given(story, "ping_pong", "Tue 2026-11-17 09:00")
    for minute, (login, to) in enumerate((("rina", hasan), ("hasan", rina), ("rina", hasan)), start=1):
        office.act(login, number, "handover", to=to, reason="bukan", now=when(f"Tue 2026-11-17 09:0{minute}"))
    with db.writing(engine) as session:
        for name in ("last_minutes", "in_time", "undone"):
            ticket = session.scalar(select(Ticket).where(Ticket.number == story.numbers[name]))
            assert ticket is not None
            likeness = "0" * 16 if name == "undone" else "f" * 16
            session.add(
                Attachment(
                    ticket_id=ticket.id, kind="photo", state="kept", path=f"aa/{name}.jpg", likeness=likeness, author=rina, role="after",
                    received_at=when("Tue 2026-11-03 09:00"),
                )
            )  # fmt: skip
        for late in (True, False):
            session.add(
                Leave(
                    officer_id=office.officers["rina"], first_on=when("Mon 2026-11-09 09:00").date(),
                    last_on=when("Mon 2026-11-09 09:00").date(), kind="annual", approved_at=NOW, late=late,
                    approved_by="person:4", reason="lupa" if late else "",
                )
            )  # fmt: skip
        rebuild(session, now=NOW, rulebook=rulebook)
    return story


@pytest.fixture
def story(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Story:
    return prepared(engine, rulebook, told)


def seen(story: Story, login: str) -> SignsInView:
    office = story.office
    with db.reading(office.engine) as session:
        return signs_in_view(session, month=MONTH, rights=office.rights(login), rulebook=office.rulebook)


def test_each_sign_is_found_where_it_happened_and_nowhere_else(story: Story) -> None:
    found = seen(story, "kasi")
    numbers = {number: name.split(" ")[0] for name, number in story.numbers.items()}
    told = {
        (one.sign.code, numbers.get(one.number, ""))
        for one in found.signs
        if one.sign.officer_id == story.office.officers["rina"]
    }
    expected = {
        (code, code)
        for code in ("last_minutes", "late_question", "late_ending", "undone", "short_answer", "same_answer", "ping_pong")
    } | {("same_photo", "last_minutes"), ("same_photo", "in_time"), ("late_leave", "")}  # fmt: skip
    assert told == expected
    assert {code for code, _name in told} | {"contest", "late_split"} == set(SIGNALS)
    counted = Counter(one.sign.code for one in found.signs)
    assert counted["same_answer"] == 5 and counted["last_minutes"] == 1


def test_a_contest_that_moved_time_and_a_part_split_off_after_the_answer_are_signs(story: Story) -> None:
    office = story.office
    contested = _given(story, "contest", "Mon 2026-11-23 09:00")
    office.act("kasi", contested, "handover", to=f"person:{office.officers['hasan']}", reason="rute",
               now=when("Mon 2026-11-23 11:00"))  # fmt: skip
    span = {
        "start": when("Mon 2026-11-23 09:30"),
        "end": when("Mon 2026-11-23 10:30"),
        "reason": "Dinas luar.",
    }
    office.act("rina", contested, "contest", now=when("Mon 2026-11-23 12:00"), **span)
    office.act("kasi", contested, "decide_contest", contest=1, upheld=True, to="unit:SARPRAS", reason="Benar.",
               now=when("Mon 2026-11-23 13:00"))  # fmt: skip
    answered = _given(story, "late_split", "Mon 2026-11-23 09:00")
    office.act(
        "rina", answered, "message", text="Kami datang besok pagi, Bu.", now=when("Mon 2026-11-23 10:00")
    )
    office.act("kasi", answered, "split", text="Lampu jalan juga padam.", reason="Dua hal.",
               now=when("Mon 2026-11-23 11:00"))  # fmt: skip
    with db.writing(office.engine) as session:
        rebuild(session, now=NOW, rulebook=office.rulebook)
    found = {(one.sign.code, one.number, one.sign.officer_id) for one in seen(story, "camat").signs}
    assert ("contest", contested, office.officers["rina"]) in found
    assert ("late_split", answered, office.officers["kasi"]) in found


def test_a_rate_says_of_how_many_and_how_it_is_with_all_others(story: Story) -> None:
    rina = story.office.officers["rina"]
    rates = {(rate.code, rate.officer_id): rate for rate in seen(story, "kasi").rates}
    last = rates["last_minutes", rina]
    assert (last.times, last.n, last.others_times, last.others_n) == (1, 2, 0, 0)
    ping = rates["ping_pong", rina]
    # Kasi gave it to Rina; it came back with the third hand-over (Hasan's) and again with the fourth (hers).
    assert (ping.times, ping.n, ping.others_times) == (1, 2, 1)
    assert all(0 < rate.times <= rate.n for rate in rates.values())


def test_one_sees_oneself_and_whom_one_leads_and_nobody_else(story: Story) -> None:
    officers = story.office.officers
    everything = seen(story, "kasi").signs
    assert {one.sign.officer_id for one in seen(story, "rina").signs} == {officers["rina"]}
    assert [one.sign for one in seen(story, "rina").signs] == [
        one.sign for one in everything if one.sign.officer_id == officers["rina"]
    ]
    assert not seen(story, "trantib").signs and not seen(story, "kasitrantib").signs
    assert {one.sign for one in seen(story, "auditor").signs} >= {one.sign for one in everything}


def test_a_sign_is_dismissed_once_with_a_reason_by_whoever_leads_and_stays_in_sight(story: Story) -> None:
    office = story.office
    key = next(one.sign.key for one in seen(story, "kasi").signs if one.sign.code == "short_answer")

    def dismissed(login: str, reason: str, key: str = key) -> None:
        with db.writing(office.engine) as session:
            dismiss(
                session, key=key, month=MONTH, reason=reason, rights=office.rights(login), now=NOW,
                actor=Actor(f"person:{office.officers[login]}", "web"), rulebook=office.rulebook,
            )  # fmt: skip

    for login, typed, refusal in (
        ("rina", "Saya sendiri.", NotFound),
        ("kasitrantib", "Bukan unit saya.", NotFound),
        ("kasi", "  ", Invalid),
    ):
        with pytest.raises(refusal):
            dismissed(login, typed)
    with pytest.raises(NotFound):
        dismissed("kasi", "Tidak ada.", key="short_answer|1|99")
    dismissed("kasi", "Warga menelepon, jawabannya lengkap.")
    with pytest.raises(Invalid):
        dismissed("kasi", "Lagi.")
    [mine] = [one for one in seen(story, "rina").signs if one.sign.key == key]
    assert mine.dismissal is not None and mine.dismissal.reason == "Warga menelepon, jawabannya lengkap."


@ON_BOTH
def test_a_month_in_which_nothing_happened_has_no_signs(story: Story) -> None:
    office = story.office
    with db.reading(office.engine) as session:
        assert session.scalar(select(func.count()).select_from(Ticket))
        found = signs_in_view(
            session, month="2026-03", rights=office.rights("kasi"), rulebook=office.rulebook
        )
    assert not found.signs and not found.rates

"""A day of 25 tickets, by mouse and by keyboard alone: what it costs in presses and in page loads (docs/desk.md)."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, FileChooser, Page, expect
from sqlalchemy import select

from complaints_service import db
from complaints_service.errors import Actor
from complaints_service.intake.models import Attachment
from complaints_service.moment import Moment
from complaints_service.tickets.ledger.append import events_of
from complaints_service.tickets.ledger.models import Message, Ticket
from complaints_service.tickets.unsent.service import let_all_leave
from tests.browser.hands import Hands
from tests.browser.pages import PHONE, follow, open_signed_in, sound
from tests.support.photos import photo
from tests.support.visitors import session_token, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 09:05")
MOST_PRESSES, MOST_LOADS = 35, 30
#: No ticket is shown beside the list of a window so wide.
NARROW = 1100
#: Half a minute of the page lasts longer on a busy machine, and the page counts it down all the same.
SLOWLY = "(() => { const now = performance.now.bind(performance); performance.now = () => now() / 4; })()"
#: What the template says that half of the answers begin with.
TEMPLATE = "giliran angkut berikutnya"

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@dataclass
class Day(Hands):
    """Presses, of a mouse or of keys, beyond the words that are typed; a chord is one, and so is a picked file."""

    presses: int = 0
    loads: int = 0

    def press(self, *keys: str) -> None:
        super().press(*keys)
        self.presses += len(keys)

    def touch_on(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
        self.presses += 1

    def write(self, text: str) -> None:
        """Words into whatever has the focus; a template that they begin with is there before they go on."""
        begun, space, rest = text.partition(" ")
        if not text.startswith(";"):
            begun, space, rest = "", "", text
        self.page.keyboard.insert_text(begun + space)
        if begun:
            expect(self.page.locator("#jawab textarea")).to_have_value(re.compile(TEMPLATE))
        self.page.keyboard.insert_text(rest)


class Clock:
    """The office's time, which goes on by a minute between two tickets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: datetime = NOW
        monkeypatch.setattr("complaints_service.clock.now", lambda: self.at)

    def goes_on(self) -> None:
        self.at += timedelta(minutes=1)


@pytest.fixture
def numbers(office: Office) -> list[str]:
    """24 tickets of the head of a unit, the most pressing first."""
    me, made = f"person:{office.officers['kasi']}", []
    for nth in range(24):
        at = NOW - timedelta(hours=24 - nth)
        number = office.complain(f"Sampah menumpuk di Gang {nth}", category="sampah", now=at).number
        office.act("kasi", number, "assign", to=me, reason="Saya kerjakan.", now=at)
        made.append(number)
    return made


def words_of(numbers: list[str]) -> list[tuple[str, str]]:
    """What is typed on each ticket: (kind of act, words)."""
    return [
        *(("message.sent", f";jadwal Urutan {nth}.") for nth in range(5)),
        *(("message.sent", f"Truk datang hari ini, urutan {nth}.") for nth in range(5, 10)),
        *(("question", f"/tanya Di sebelah mana, {nth}?") for nth in range(3)),
        *(("ticket.handed_over", "/serah hasan: Ia di wilayahnya.") for _ in range(2)),
        ("ticket.referred", "/limpah lingkungan hidup: Truknya milik mereka."),
        *(("ticket.resolved", f"/selesai Sudah diangkat, {nth}.") for nth in range(5)),
        *(("ticket.merged", f"/satukan {numbers[0]}: Tumpukan yang sama.") for _ in range(2)),
        ("ticket.divided", "/pecah Dua hal: Parit juga tumpat di gang itu."),
    ]


def check_all_is_done(office: Office, numbers: list[str], now: datetime) -> None:
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=now, rulebook=office.rulebook, actor=Actor.rule("job"))
        while let_all_leave(moment):
            continue
    with db.reading(office.engine) as session:
        rows = session.execute(select(Ticket.number, Ticket.id))
        tickets: dict[str, int] = dict(rows.all())
        ledgers = events_of(session, list(tickets.values()))
        sent = session.scalars(select(Message.text).where(Message.text.contains(TEMPLATE))).all()
        with_photo = set(session.scalars(select(Attachment.ticket_id)))
    assert len(sent) == 5 and all(";" not in text and "Urutan" in text for text in sent), sent
    for number, (kind, _words) in zip(numbers, words_of(numbers), strict=True):
        said = {
            each.data.get("act") if kind == "question" else each.kind for each in ledgers[tickets[number]]
        }
        assert kind in said, f"{number}: {kind} is not in {said}"
        assert (kind == "ticket.resolved") == (tickets[number] in with_photo), number


def begin(browser: Browser, live_server: str, office: Office, width: int = 1280) -> Day:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="id-ID")
    page = open_signed_in(context, live_server, session_token(office, "kasi", NOW))
    day = Day(page)

    def loaded(_page: Page) -> None:
        day.loads += 1

    def gives(chooser: FileChooser) -> None:
        chooser.set_files({"name": "sesudah.png", "mimeType": "image/png", "buffer": photo(40)})

    page.on("domcontentloaded", loaded)
    # Listened for all day long: asked for anew at each photo, it was missed once on a busy machine.
    page.on("filechooser", gives)
    page.goto(f"{live_server}/meja?view=mine")
    return day


def end(day: Day, walk: str) -> None:
    sys.stdout.write(f"{walk}: {day.presses} presses beyond typed text, {day.loads} page loads\n")
    assert day.presses <= MOST_PRESSES and day.loads <= MOST_LOADS
    day.page.context.close()


def attach(day: Day, opening: str) -> None:
    """A photo of the work: by the key or the label that opens the machine's own list of files."""
    if opening:
        day.press(opening)
    else:
        day.page.locator("#jawab [data-files] label").first.click()
        day.presses += 1
    expect(day.page.locator("#jawab .drafted li:not([data-busy])")).to_have_count(1)


def test_by_mouse(
    browser: Browser, live_server: str, office: Office, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, day = Clock(monkeypatch), begin(browser, live_server, office)
    page = day.page
    follow(page.locator(".ticket h3 a").first)
    page.get_by_label("Jawab warga", exact=True).click()
    day.presses += 2
    for number, (kind, words) in zip(numbers, words_of(numbers), strict=True):
        assert f"/meja/{number}" in page.url
        expect(page.get_by_label("Jawab warga", exact=True)).to_be_focused()
        day.write(words)
        if kind == "ticket.resolved":
            attach(day, "")
        with page.expect_navigation():
            day.touch_on("Kirim dan berikutnya")
        clock.goes_on()
    with page.expect_navigation():
        day.touch_on("Meja kerja", "link")
    page.get_by_role("searchbox").click()
    day.presses += 1
    day.write(numbers[15])
    with page.expect_navigation():
        day.press("Enter")
    expect(page.locator(".ticket")).to_contain_text(numbers[15])
    check_all_is_done(office, numbers, clock.at)
    end(day, "by mouse")


def test_by_keyboard_alone(
    browser: Browser, live_server: str, office: Office, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where there is room for a ticket beside the list, what r does depends on whether it has come.
    clock, day = Clock(monkeypatch), begin(browser, live_server, office, NARROW)
    page = day.page
    day.press("j")
    with page.expect_navigation():
        day.press("r")
    for number, (kind, words) in zip(numbers, words_of(numbers), strict=True):
        assert f"/meja/{number}" in page.url
        expect(page.get_by_label("Jawab warga", exact=True)).to_be_focused()
        day.write(words)
        if kind == "ticket.resolved":
            attach(day, "Control+Shift+L")
        with page.expect_navigation():
            day.press("Control+Shift+Enter")
        clock.goes_on()
    day.press("Escape")
    with page.expect_navigation():
        day.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    day.write(numbers[15])
    with page.expect_navigation():
        day.press("Enter")
    expect(page.get_by_text(numbers[15]).first).to_be_visible()
    check_all_is_done(office, numbers, clock.at)
    end(day, "by keyboard")


def test_a_word_too_many_is_taken_back_within_half_a_minute(
    browser: Browser, live_server: str, office: Office, numbers: list[str]
) -> None:
    day = begin(browser, live_server, office, PHONE)
    page = day.page
    page.add_init_script(SLOWLY)
    page.goto(f"{live_server}/meja/{numbers[0]}")
    box = page.get_by_label("Jawab warga", exact=True)
    box.fill("Kami datang kemarin.")
    follow(page.get_by_role("button", name="Kirim jawaban"))
    told = page.locator("[data-leaves]")
    expect(told).to_contain_text("terkirim dalam")
    expect(told).to_contain_text("terkirim dalam 2")  # it counts down
    sound(page)
    follow(told.get_by_role("button", name="Urungkan"))
    expect(box).to_have_value("Kami datang kemarin.")
    expect(page.locator("[data-leaves]")).to_have_count(0)
    with db.reading(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == numbers[0])).one()
        assert "message.sent" not in {each.kind for each in events_of(session, [ticket.id])[ticket.id]}
    page.context.close()

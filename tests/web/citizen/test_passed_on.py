"""No wrong door: what belongs to another office goes to its own installation, and is followed from here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from complaints_service import clock, db
from complaints_service.app import create_app
from complaints_service.edge.resources import KEY
from complaints_service.errors import Actor
from complaints_service.file_store.opening import open_store
from complaints_service.intake.attachments import Sending, attach
from complaints_service.intake.media import Gate
from complaints_service.intake.models import Attachment
from complaints_service.jobs.passing_on import pass_on
from complaints_service.jobs.work import Shift
from complaints_service.passing import exchange
from complaints_service.passing.entered import EnteredOffice, end_office, enter_office
from complaints_service.passing.exchange import Told
from complaints_service.passing.models import PassedOn
from complaints_service.passing.offices import other_offices
from complaints_service.passing.service import forget_told, note_told
from complaints_service.tickets.clocks.sweep import sweep
from complaints_service.tickets.ledger.models import Complaint, Ticket
from config.rulebook import Rulebook
from config.settings import Settings
from tests.support.both import ON_BOTH
from tests.support.databases import Databases
from tests.support.keys import bearer
from tests.support.listener import Heard, Listener, listening
from tests.support.photos import photo
from tests.support.serving import serving
from tests.support.visitors import Visitor, when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 09:05")

pytestmark = ON_BOTH


class Clock:
    """The time of both offices."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def wait(self, **how: float) -> datetime:
        self.at += timedelta(**how)
        return self.at


@dataclass
class Here:
    """This office, which refers; `tries` is its worker."""

    office: Office
    settings: Settings
    clock: Clock

    def works(self, **waited: float) -> None:
        self.clock.wait(**waited)
        pass_on(Shift(self.office.engine, self.office.rulebook, self.settings, self.clock.at))

    def refers(self, text: str = "Lampu jalan padam di Gang Contoh.", **told: object) -> tuple[str, str]:
        """A report that goes to the environment agency: its number and secret."""
        made = self.office.complain(text, now=self.clock.wait(seconds=1), lat=3.70531, lng=98.65532, **told)
        self.office.act(
            "camat",
            made.number,
            "refer",
            agency="dlh",
            reason="Urusan dinas.",
            now=self.clock.wait(seconds=1),
        )
        return made.number, made.secret

    def row(self) -> PassedOn:
        with db.reading(self.office.engine) as session:
            found = session.scalars(select(PassedOn)).one()
            session.expunge(found)
            return found


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(clock, "now", made)
    return made


@pytest.fixture
def here(app: Flask, rulebook: Rulebook, settings: Settings, time: Clock) -> Here:
    office = open_office(app.extensions[KEY].engine, rulebook)
    return Here(office, replace(settings, calls_this_machine=True), time)


@pytest.fixture
def other(
    settings: Settings, rulebook: Rulebook, databases: Databases, backend: str, tmp_path: Path, time: Clock
) -> Iterator[tuple[Office, str]]:
    """Another office's own installation, and how ours names it."""
    own = replace(settings, database_url=databases.fresh(backend), media_url=f"file:{tmp_path}/sana")
    app = create_app(own, rulebook)
    office = open_office(app.extensions[KEY].engine, rulebook)
    key = bearer(office, "camat", "open311", now=NOW)["Authorization"].removeprefix("Bearer ")
    with serving(app) as address:
        yield office, f"dlh={address.replace('://', f'://{key}@')}/open311/v2?service=lainnya"
    office.engine.dispose()


def arrived(office: Office) -> list[Complaint]:
    with db.reading(office.engine) as session:
        rows = session.scalars(select(Complaint).order_by(Complaint.id)).all()
        session.expunge_all()
        return list(rows)


def page_of(client: FlaskClient, secret: str) -> str:
    citizen = Visitor(client)
    citizen.read(f"/lacak/{secret}")
    return citizen.read(citizen.location)


def test_it_goes_there_once_without_a_name_and_is_followed_to_its_end(
    here: Here, other: tuple[Office, str], client: FlaskClient
) -> None:
    there, address = other
    here.settings = replace(here.settings, other_offices=address)
    _number, secret = here.refers()
    here.works(seconds=30)
    (came,) = arrived(there)
    assert came.text == "Lampu jalan padam di Gang Contoh." and came.channel == "open311"
    assert (round(came.lat or 0, 5), round(came.lng or 0, 5)) == (3.70531, 98.65532)
    assert here.row().their_number == came.number
    page = page_of(client, secret)
    assert came.number in page and "berjalan di sana" in page and "Kami tanyakan terakhir" in page
    for _turn in range(3):
        here.works(minutes=31)
    assert len(arrived(there)) == 1, "handed over once"
    there.act(
        "camat",
        came.number,
        "assign",
        to=f"person:{there.officers['rina']}",
        reason="Dekat.",
        now=here.clock.wait(seconds=1),
    )
    there.act("rina", came.number, "resolve", text="Lampu sudah diganti.", now=here.clock.wait(hours=1))
    here.clock.wait(days=30)
    with db.writing(there.engine) as session:
        sweep(session, now=here.clock.at, rulebook=there.rulebook)
    here.works(minutes=31)
    page = page_of(client, secret)
    assert "selesai di sana" in page and "Perubahan terakhir di sana" in page
    assert here.row().due_at is None, "what is over is asked after no more"


def test_killed_after_it_arrived_and_before_we_knew_it_is_there_once(
    here: Here, other: tuple[Office, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there, address = other
    here.settings = replace(here.settings, other_offices=address)
    here.refers()

    class Killed(BaseException):
        """No handler sees it, as of a process that is gone."""

    def killed(*_given: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("complaints_service.passing.service.note_taken", killed)
        with pytest.raises(Killed):
            here.works(seconds=30)
    assert len(arrived(there)) == 1 and here.row().state == "waiting"
    here.works(seconds=30)
    assert here.row().state == "waiting", "another's try has it until its lease is over"
    here.works(minutes=3)
    assert len(arrived(there)) == 1
    assert (here.row().state, here.row().their_number) == ("there", arrived(there)[0].number)


def test_what_is_erased_is_asked_no_more(here: Here, other: tuple[Office, str]) -> None:
    _there, address = other
    here.settings = replace(here.settings, other_offices=address)
    here.refers()
    here.works(seconds=30)
    here.works(minutes=31)
    asked = here.row()
    assert (asked.state, asked.due_at is not None, asked.token is not None) == ("there", True, True)
    with db.writing(here.office.engine) as session:
        forget_told(session, ticket_id=asked.ticket_id)
        told = Told(state="open", words="Kata tetangga.", change_at=NOW, promise_at=None)
        note_told(session, asked, told, now=NOW)
    here.works(hours=7)
    row = here.row()
    assert (row.their_words, row.token, row.due_at, row.asked_at) == (None, None, None, asked.asked_at)


def test_a_report_that_came_back_before_it_went_does_not_go(here: Here, other: tuple[Office, str]) -> None:
    there, address = other
    number, _secret = here.refers()
    here.settings = replace(here.settings, other_offices="dlh=http://k@127.0.0.1:9/open311/v2")
    here.works(seconds=30)
    assert here.row().reason == "not_reached"
    here.office.act("camat", number, "return", reason="Ternyata milik kita.", now=here.clock.wait(seconds=1))
    here.settings = replace(here.settings, other_offices=address)
    here.works(hours=1)
    assert arrived(there) == [] and here.row().due_at is None


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as made:
        yield made


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (lambda heard: (200, {}, b'[{"service_code": "taman"}]'), "no_service"),
        (lambda heard: (403, {}, b"[]") if heard.method == "POST" else (200, {}, SERVICES), "answered_403"),
    ],
)
def test_what_they_refuse_is_told_on_the_desk_and_tried_no_more(
    here: Here, listener: Listener, client: FlaskClient, answer: object, reason: str
) -> None:
    listener.answer = answer  # type: ignore[assignment]
    here.settings = replace(
        here.settings, other_offices=f"dlh={listener.url.replace('://', '://k@')}?service=lainnya"
    )
    number, secret = here.refers()
    here.works(seconds=30)
    asked = len(listener.heard)
    assert (here.row().state, here.row().reason) == ("failed", reason)
    here.works(hours=7)
    assert len(listener.heard) == asked
    officer = Visitor(client).sign_in(here.office, "camat", here.clock.at)
    assert "belum sampai ke sistemnya" in officer.read(f"/meja/{number}")
    assert "lewat surat" in page_of(client.application.test_client(), secret)


SERVICES = b'[{"service_code": "lainnya"}, {"service_code": "drainase_banjir"}]'


def test_a_server_that_is_down_is_tried_again_later_each_time_and_at_last_told(
    here: Here, listener: Listener
) -> None:
    tried: list[Heard] = []

    def down(heard: Heard) -> tuple[int, dict[str, str], bytes]:
        tried.append(heard)
        return 502, {}, b""

    listener.answer = down
    here.settings = replace(here.settings, other_offices=f"dlh={listener.url.replace('://', '://k@')}")
    here.refers()
    here.works(seconds=30)
    here.works(seconds=30)
    assert len(tried) == 1, "not at once again"
    for _turn in range(14):
        here.works(hours=7)
    assert len(tried) == 12 and here.row().state == "failed"


def test_what_was_referred_long_before_an_address_was_known_stays_a_letter(
    here: Here, other: tuple[Office, str]
) -> None:
    here.refers()
    here.settings = replace(here.settings, other_offices=other[1])
    here.works(days=4)
    assert arrived(other[0]) == []


def test_whatever_they_answer_is_no_accident(here: Here, listener: Listener) -> None:
    office = exchange.OtherOffice(listener.url, "k", "lainnya")
    handed = exchange.Handed(key="k", category="lainnya", text="x", address=None, point=None, hidden=True)
    for body in (b"", b"{", b"{}", b"[]", b"null", b'["x"]', b'[{"service_code": null}]', b"\xff"):
        listener.answer = lambda heard, body=body: (200, {}, SERVICES if "services" in heard.path else body)
        with pytest.raises(exchange.NotPassed):
            exchange.hand_over(office, handed, here=True)
    listener.answer = lambda _heard: (200, {}, b'[{"status": 7, "updated_datetime": "kemarin"}]')
    told = exchange.ask_after(office, exchange.Received("a/../b", "t"), here=True)
    assert (told.state, told.change_at) == ("7", None)
    assert "/requests/a%2F..%2Fb.json" in listener.heard[-1].path


def pictured(here: Here, number: str, *, seen: bool = True) -> None:
    """A picture of a report, as the gate keeps it."""
    gate = Gate(open_store(here.settings.media_url))
    kept = gate.keep(gate.check(photo(), name="parit.png"))
    with db.writing(here.office.engine) as session:
        ticket_id = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
        sending = Sending(
            ticket_id=ticket_id, seq=None, author="citizen", at=here.clock.at, shown_to_citizen=seen
        )
        attach(session, sending, [(kept, "")])


def sent_pictures(there: Office) -> list[str]:
    with db.reading(there.engine) as session:
        return [str(mime) for mime in session.scalars(select(Attachment.mime).order_by(Attachment.id))]


def test_the_pictures_of_an_open_report_go_along_and_both_pages_say_so(
    here: Here, other: tuple[Office, str], client: FlaskClient
) -> None:
    there, address = other
    here.settings = replace(here.settings, other_offices=address)
    number, secret = here.refers(privacy="open")
    pictured(here, number)
    pictured(here, number, seen=False)
    here.works(seconds=30)
    assert len(arrived(there)) == 1 and sent_pictures(there) == ["image/jpeg"]
    assert here.row().pictures == 1
    assert "Foto yang ikut: 1" in page_of(client, secret)


def test_of_a_report_that_is_kept_from_others_no_picture_goes(here: Here, other: tuple[Office, str]) -> None:
    there, address = other
    here.settings = replace(here.settings, other_offices=address)
    number, _secret = here.refers(privacy="confidential")
    pictured(here, number)
    here.works(seconds=30)
    assert len(arrived(there)) == 1 and sent_pictures(there) == [] and here.row().pictures == 0


def test_a_report_that_was_restricted_since_goes_without_its_pictures(
    here: Here, other: tuple[Office, str]
) -> None:
    there, address = other
    here.settings = replace(here.settings, other_offices=address)
    number, _secret = here.refers(privacy="open")
    pictured(here, number)
    with db.writing(here.office.engine) as session:
        said = session.scalars(select(Complaint).where(Complaint.number == number)).one()
        said.restricted_at = here.clock.at
    here.works(seconds=30)
    assert len(arrived(there)) == 1 and sent_pictures(there) == []


@pytest.mark.parametrize("status", [400, 415])
def test_a_server_that_takes_no_pictures_gets_the_words_alone(
    here: Here, listener: Listener, status: int
) -> None:
    def answer(heard: Heard) -> tuple[int, dict[str, str], bytes]:
        if heard.method == "GET":
            return 200, {}, SERVICES
        if heard.headers["content-type"].startswith("multipart/"):
            return status, {}, b"[]"
        return 201, {}, b'[{"service_request_id": "77"}]'

    listener.answer = answer
    here.settings = replace(here.settings, other_offices=f"dlh={listener.url.replace('://', '://k@')}")
    number, _secret = here.refers(privacy="open")
    pictured(here, number)
    here.settings = replace(here.settings, other_offices=f"{here.settings.other_offices}?service=lainnya")
    here.works(seconds=30)
    assert (here.row().state, here.row().their_number, here.row().pictures) == ("there", "77", 0)
    keys = {heard.headers.get("idempotency-key") for heard in listener.heard if heard.method == "POST"}
    assert len(keys) == 1, "both tries are one report to whoever knows keys"


def test_what_was_entered_on_a_page_takes_reports_like_what_the_operator_set(
    here: Here, other: tuple[Office, str]
) -> None:
    there, address = other
    [(agency, office)] = other_offices(address).items()
    with db.writing(here.office.engine) as session:
        entered = EnteredOffice(way="system", installation=office)
        enter_office(session, agency=agency, entered=entered, now=NOW, actor=Actor("rule", "setup"))
    here.refers()
    here.works(seconds=30)
    assert len(arrived(there)) == 1 and here.row().state == "there"
    with db.writing(here.office.engine) as session:
        end_office(session, agency=agency, now=NOW, actor=Actor("rule", "setup"))
    here.refers("Yang kedua.")
    here.works(minutes=5)
    assert len(arrived(there)) == 1, "ended: by letter"

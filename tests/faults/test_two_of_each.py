"""Two web processes and two workers on one database and one bucket are one office: limits, sessions, news, files."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest

from complaints_service import clock
from config.rulebook import Rulebook
from tests.faults.crew import Nursery
from tests.faults.test_uploads import form_of, picture
from tests.faults.two_of_each import REPORT, Browser, Processes, running
from tests.services.mail_server import HOST, AnyPort, Mailbox
from tests.support.databases import Databases, make_engine
from tests.support.patience import PATIENCE_SECONDS
from tests.support.s3_server import fresh_bucket
from tests.support.visitors import session_token
from tests.support.world import PASSWORD, Office, open_office

FORM = "application/x-www-form-urlencoded"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("backend", ["postgresql"])]


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, str]]:
    mailbox = Mailbox()
    server = AnyPort(mailbox, hostname=HOST, port=0)
    server.start()
    yield mailbox, f"smtp://{HOST}:{server.port}?from=kabar@contoh.example"
    server.stop()


@pytest.fixture
def two(
    nursery: Nursery,
    durable: Databases,
    backend: str,
    tmp_path: Path,
    rulebook: Rulebook,
    mail: tuple[Mailbox, str],
) -> Iterator[tuple[Office, Processes]]:
    url = durable.fresh(backend)
    office = open_office(make_engine(url), rulebook)
    environ = {"TANGGAP_MEDIA_URL": fresh_bucket(), "TANGGAP_SMTP_URL": mail[1]}
    with running(nursery, url, tmp_path, webs=2, workers=2, environ=environ) as processes:
        yield office, processes
    office.engine.dispose()
    durable.drop(url)


def test_two_of_each_are_one_office(two: tuple[Office, Processes], mail: tuple[Mailbox, str]) -> None:
    office, processes = two
    _sessions(office, processes)
    _news(office, processes)
    _files(processes)
    _limits(processes)
    _letters(processes, mail[0])


def _sessions(office: Office, processes: Processes) -> None:
    """Signed in by one, known to the other; signed out by the other, unknown to the one."""
    here, there = processes.ports
    rina = Browser()
    page = rina.ask(here, "/masuk").text
    token = TOKEN.search(page)
    assert token is not None
    typed = urlencode({"csrf_token": token.group(1), "login": "rina", "password": PASSWORD}).encode()
    assert rina.ask(there, "/masuk", body=typed, kind=FORM).status == 303
    desk = rina.ask(here, "/meja")
    assert desk.status == 200
    token = TOKEN.search(desk.text)
    assert token is not None
    out = urlencode({"csrf_token": token.group(1)}).encode()
    kept = dict(rina.cookies)
    assert rina.ask(there, "/keluar", body=out, kind=FORM).status == 303
    assert Browser(kept).ask(here, "/meja").status == 303, "ended for every process at once"


def _news(office: Office, processes: Processes) -> None:
    """What comes in through one is told by the other to a page that is open, at once."""
    here, there = processes.ports
    rina = Browser({"tanggap": session_token(office, "rina", clock.now())})
    since = urlencode({"sejak": clock.now().isoformat()})
    Event().wait(1.1)  # instants are whole seconds
    assert Browser().send(here, "/api/v1/complaints", body=REPORT).status == 201
    assert "1 baru" in rina.ask(there, f"/meja/baru?{since}").text


def _files(processes: Processes) -> None:
    """Sent to one machine, seen on the other: neither has a folder of files."""
    here, there = processes.ports
    citizen = Browser()
    body, kind = form_of([picture(1)])
    made = citizen.ask(here, "/api/v1/complaints", body=body, kind=kind)
    assert made.status == 201, made.text
    number, secret = (
        re.search(rf'"{name}": ?"([^"]+)"', made.text).group(1) for name in ("number", "secret")
    )
    assert citizen.ask(there, f"/lacak/{secret}").status == 303
    shown = re.search(rf"/laporan/{number}/berkas/\d+", citizen.ask(there, f"/laporan/{number}").text)
    assert shown is not None
    picture_there = citizen.ask(there, shown.group(0))
    assert (picture_there.status, picture_there.body[:2]) == (200, b"\xff\xd8")


def _limits(processes: Processes) -> None:
    """Ten a minute from one address are ten for both together, whichever is asked."""
    one = Browser()
    token = TOKEN.search(one.ask(processes.ports[0], "/sandi/lupa").text)
    assert token is not None
    body = urlencode({"csrf_token": token.group(1), "login": "siapa"}).encode()
    codes = [
        one.ask(processes.ports[turn % 2], "/sandi/lupa", body=body, kind=FORM).status for turn in range(12)
    ]
    assert codes[10:] == [429, 429] and 429 not in codes[:10], codes


def _letters(processes: Processes, mail: Mailbox) -> None:
    """Two workers send each letter once."""
    for turn in range(20):
        reporter = {"name": "Sari (contoh)", "email": f"sari{turn}@contoh.example"}
        made = Browser().send(
            processes.ports[turn % 2], "/api/v1/complaints", body={**REPORT, "reporter": reporter}
        )
        assert made.status == 201, made.text
    until = time.monotonic() + PATIENCE_SECONDS
    while len(mail.mails) < 20 and time.monotonic() < until:
        Event().wait(0.2)
    Event().wait(1)  # a second copy would come now
    assert Counter(str(each["To"]) for each in mail.mails) == {
        f"sari{turn}@contoh.example": 1 for turn in range(20)
    }

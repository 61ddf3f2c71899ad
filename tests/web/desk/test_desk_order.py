"""The desk's order and what it calls it, decisions on the board, and periods that come from the policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.tickets import queries
from complaints_service.tickets.clocks.sweep import sweep
from config.rulebook import Rulebook
from sla import Amount
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def rina(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client).sign_in(office, "rina", NOW)


def done(office: Office, day: int) -> str:
    """One of Rina's that its citizen accepted on a day of November, whatever its promise was."""
    received = when("Mon 2026-11-02 09:00")
    made = office.complain(f"Parit {day}", now=received)
    to = f"person:{office.officers['rina']}"
    if (
        office.act("meja", made.number, "note", text="-", now=received).ticket.holder_officer_id
        != (office.officers["rina"])
    ):
        office.act("kasi", made.number, "handover", to=to, reason="Rute.", now=received)
    at = received + timedelta(days=day)
    office.act("rina", made.number, "resolve", text="Beres.", now=at)
    office.citizen(made.number, "accept", now=at)
    return made.number


def test_what_is_done_stands_newest_first_and_the_heading_says_so(rina: Visitor, office: Office) -> None:
    middle, newest, oldest = (done(office, day) for day in (8, 15, 1))
    page = rina.read("/meja?view=done")
    assert page.index(newest) < page.index(middle) < page.index(oldest)
    assert "Yang terakhir selesai di atas." in page
    assert "Urut menurut waktu kerja yang tersisa." not in page
    assert "Urut menurut waktu kerja yang tersisa." in rina.read("/meja?view=mine")


def test_the_pages_of_what_is_done_go_on_where_the_last_one_ended(
    rina: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    numbers = [done(office, day) for day in (7, 1, 14, 8, 2)]
    by_day = [numbers[place] for place in (2, 3, 0, 4, 1)]
    seen, page = [], rina.read("/meja?view=done")
    for _ in range(3):
        seen += sorted((page.index(number), number) for number in numbers if number in page)
        if "Yang berikutnya" not in page:
            break
        href = page.split('">Yang berikutnya')[0].rsplit('href="', 1)[1]
        page = rina.read(href)
    assert [number for _place, number in seen] == by_day


def test_a_cursor_of_another_list_shows_nothing_of_what_is_done(rina: Visitor, office: Office) -> None:
    done(office, 7)
    foreign = "W251bGwsIDFd"  # [null, 1]: after a ticket without a due
    assert "Belum ada yang selesai" in rina.read(f"/meja?view=done&cursor={foreign}")


def test_what_is_to_be_decided_stands_on_the_board_of_whoever_decides(rina: Visitor, office: Office) -> None:
    at = when("Mon 2026-11-23 10:00")
    number = office.complain("Parit tumpat", now=at).number
    office.act("rina", number, "contest", start=at, end=at + timedelta(hours=1), reason="Dinas.", now=NOW)
    for login in ("kasi", "camat"):
        page = rina.sign_in(office, login, NOW).read("/papan")
        needs = page.split("Perlu Anda hari ini")[1].split("</table>")[0]
        assert '<a href="/meja#putus">Perlu diputuskan</a>' in needs
        assert "sanggahan waktu, permintaan penyerahan" in needs
    assert "Perlu diputuskan" not in rina.sign_in(office, "kasitrantib", NOW).read("/papan")
    assert 'id="putus"' in rina.sign_in(office, "kasi", NOW).read("/meja"), "the link leads somewhere"
    office.act("kasi", number, "decide_contest", upheld=False, reason="Tetap.", now=NOW)
    assert "Perlu diputuskan" not in rina.read("/papan")


@pytest.mark.parametrize(
    ("language", "told", "closed"),
    [
        ("id", "dalam 3 hari kerja", "Tidak ada keberatan dalam 3 hari kerja, jadi laporan ditutup."),
        (
            "en",
            "within 3 working days",
            "There was no objection within 3 working days, so the report was closed.",
        ),
    ],
)
def test_the_citizen_reads_the_policys_own_period(
    client: FlaskClient, office: Office, rulebook: Rulebook, language: str, told: str, closed: str
) -> None:
    made = office.complain(now=when("Mon 2026-11-02 09:00"))
    policies = tuple(replace(each, objection_period=Amount("working_days", 3)) for each in rulebook.policies)
    service = client.application.extensions[KEY]
    client.application.extensions[KEY] = replace(service, rulebook=replace(rulebook, policies=policies))
    visitor = Visitor(client)
    visitor.read(f"/bahasa/{language}")
    visitor.read(f"/lacak/{made.secret}")
    here = visitor.location
    assert told in visitor.read(here)
    office.act("rina", made.number, "resolve", text="Beres.", now=when("Mon 2026-11-09 09:00"))
    with db.writing(office.engine) as session:
        sweep(session, now=NOW, rulebook=client.application.extensions[KEY].rulebook)
    assert closed in visitor.read(here)

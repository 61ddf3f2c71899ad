"""The acts about time and targets on the ticket's page: offered when there is something to rule on, to whoever may.

Sentences 23 (withdraw a question), 25 (unmark), 28 (needs no answer), 33 (reopen), 41 (release a target) and 46
(the file is complete) of the engine's rules; what each does to the clocks is tested with the services.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from complaints_service import db
from complaints_service.tickets import queries
from complaints_service.tickets.queries import TicketView
from tests.support.visitors import Visitor, when
from tests.support.world import Office

RECEIVED, SAID, NOW = (when(f"Tue 2026-11-24 {hour}") for hour in ("09:00", "10:00", "14:05"))

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@dataclass(frozen=True)
class Ruling:
    """One act: who does it and who may not, what comes before, what is typed, and what is told after."""

    code: str
    verb: str
    by: str
    not_by: str
    before: Callable[[Office, str], object]
    typed: dict[str, str]
    told: str
    entry: str
    empty: tuple[str, ...] = ()
    needs_object: bool = True


def asked(office: Office, number: str) -> None:
    office.act("rina", number, "question", text="Di mana?", now=SAID)


def answered(office: Office, number: str) -> None:
    office.act("rina", number, "message", text="Kami datang.", now=SAID)


def thanked(office: Office, number: str) -> None:
    answered(office, number)
    office.citizen(number, "write", text="Terima kasih.", now=SAID)


def accepted(office: Office, number: str) -> None:
    office.act("rina", number, "resolve", text="Beres.", now=SAID)
    office.citizen(number, "accept", now=SAID)


def incomplete(office: Office, number: str) -> None:
    office.act("rina", number, "question", text="Fotonya?", completeness=True, now=SAID)
    office.citizen(number, "write", text="Ini.", now=SAID)


def nothing(office: Office, number: str) -> None:
    """It is there from the beginning."""


RULINGS = [
    Ruling(
        "withdraw_question",
        "Tarik pertanyaan",
        "rina",
        "hasan",
        asked,
        {"reason": "Sudah jelas."},
        "Pertanyaan ditarik. Jam berjalan lagi.",
        "Rina Contoh menarik pertanyaan: “Sudah jelas”",
    ),
    Ruling(
        "unmark",
        "Bukan jawaban",
        "kasi",
        "rina",
        answered,
        {"message": "3", "reason": "Tidak menjawab."},
        "Pesan itu tidak lagi terhitung sebagai jawaban.",
        "Kasi Contoh: satu pesan tidak terhitung sebagai jawaban: “Tidak menjawab”",
        ("reason",),
    ),
    Ruling(
        "end_round",
        "Tidak perlu dijawab",
        "rina",
        "hasan",
        thanked,
        {"reason": "Ucapan terima kasih."},
        "Tercatat: pesan warga tidak perlu dijawab.",
        "Rina Contoh: pesan warga tidak perlu dijawab: “Ucapan terima kasih”",
        ("reason",),
    ),
    Ruling(
        "reopen",
        "Buka lagi",
        "kasi",
        "rina",
        accepted,
        {"reason": "Tumpat lagi."},
        "Laporan dibuka lagi.",
        "dibuka lagi",
        ("reason",),
    ),
    Ruling(
        "release_target",
        "Lepas target lama",
        "kasi",
        "rina",
        nothing,
        {"clock": "resolution", "reason": "Salah kategori."},
        "Target lama dilepas. Alasannya tercatat.",
        "Kasi Contoh melepas target lama: Penyelesaian: “Salah kategori”",
        ("reason",),
        needs_object=False,
    ),
    Ruling(
        "complete_file",
        "Berkas lengkap",
        "rina",
        "hasan",
        incomplete,
        {"reason": "Fotonya ada."},
        "Tercatat: apa yang diserahkan warga.",
        "Rina Contoh: berkas lengkap: “Fotonya ada”",
        ("reason",),
    ),
    Ruling(
        "reach",
        "Warga dihubungi",
        "rina",
        "hasan",
        asked,
        {"reason": "Ditelepon."},
        "Tercatat: warga sudah dihubungi. Jam berhenti sampai warga menjawab.",
        "Rina Contoh: warga tanpa jalur kabar sudah dihubungi: “Ditelepon”",
        ("reason",),
    ),
]
each = pytest.mark.parametrize("ruling", RULINGS, ids=[ruling.code for ruling in RULINGS])


@pytest.fixture
def number(office: Office) -> str:
    """Rina's."""
    return office.complain("Parit tumpat di Gang Contoh", now=RECEIVED).number


def look(office: Office, number: str) -> TicketView:
    with db.reading(office.engine) as session:
        return queries.for_officer(
            session, number=number, rights=office.rights("kasi"), now=NOW, rulebook=office.rulebook
        )


@each
def test_it_is_done_from_the_tickets_page_and_stands_in_the_conversation(
    client: FlaskClient, office: Office, number: str, ruling: Ruling
) -> None:
    ruling.before(office, number)
    visitor, here = Visitor(client).sign_in(office, ruling.by, NOW), f"/meja/{number}/{ruling.code}"
    page = visitor.read(f"/meja/{number}")
    assert f'href="{here}">{ruling.verb}</a>' in page
    visitor.send(here, of=here, **ruling.typed)
    assert (visitor.status, visitor.location) == (303, f"/meja/{number}")
    page = visitor.read(visitor.location)
    assert ruling.told in page
    assert ruling.entry in page


@each
def test_who_may_not_is_not_offered_it_and_is_refused(
    client: FlaskClient, office: Office, number: str, ruling: Ruling
) -> None:
    ruling.before(office, number)
    visitor, here = Visitor(client).sign_in(office, ruling.not_by, NOW), f"/meja/{number}/{ruling.code}"
    assert here not in visitor.read(f"/meja/{number}")
    before = look(office, number).ticket.version
    visitor.read(here)
    assert visitor.status == 409
    assert look(office, number).ticket.version == before


@pytest.mark.parametrize(
    "ruling",
    [one for one in RULINGS if one.needs_object],
    ids=[one.code for one in RULINGS if one.needs_object],
)
def test_it_is_not_offered_where_there_is_nothing_to_rule_on(
    client: FlaskClient, office: Office, number: str, ruling: Ruling
) -> None:
    page = Visitor(client).sign_in(office, ruling.by, NOW).read(f"/meja/{number}")
    assert f"/meja/{number}/{ruling.code}" not in page


@pytest.mark.parametrize(
    "ruling", [one for one in RULINGS if one.empty], ids=[one.code for one in RULINGS if one.empty]
)
def test_without_a_reason_it_is_refused_and_nothing_changes(
    client: FlaskClient, office: Office, number: str, ruling: Ruling
) -> None:
    ruling.before(office, number)
    visitor, here = Visitor(client).sign_in(office, ruling.by, NOW), f"/meja/{number}/{ruling.code}"
    before = look(office, number).ticket.version
    page = visitor.send(here, of=here, **{**ruling.typed, "reason": " "})
    assert visitor.status == 422
    assert "Tulis alasannya." in page
    assert look(office, number).ticket.version == before


def test_each_act_moves_its_own_clock_and_the_page_shows_it(
    client: FlaskClient, office: Office, number: str
) -> None:
    """Asked and withdrawn at 14.05: what the citizen had stops there, and the clock counts again."""
    asked(office, number)
    visitor, here = Visitor(client).sign_in(office, "rina", NOW), f"/meja/{number}/withdraw_question"
    assert "Giliran warga" in visitor.read(f"/meja/{number}")
    visitor.send(here, of=here, reason="Sudah jelas.")
    assert "Giliran Anda" in visitor.read(f"/meja/{number}")
    assert look(office, number).assessment.clocks["resolution"].paused is False

"""Answers in form alone: the superior sees which, and judges them from the ticket; nobody else is told."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.support.visitors import Visitor, when
from tests.support.world import Office

CAME, NOW = when("Mon 2026-11-23 10:00"), when("Tue 2026-11-24 14:05")

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.mark.parametrize("short", [".", "ok pak 👍", "- - - - - - - - - - - -"])
def test_a_superior_sees_an_answer_that_says_hardly_anything(
    client: FlaskClient, office: Office, short: str
) -> None:
    number = office.complain("Parit tumpat di Gang Contoh", now=CAME).number
    long = "Petugas kami datang besok pagi untuk mengeruk parit itu."
    for text in (short, long, f"  {long.upper()} "):
        office.act("rina", number, "message", message_act="answer", text=text, now=CAME)
    page = Visitor(client).sign_in(office, "kasi", NOW).read(f"/meja/{number}")
    assert page.count("jawaban sangat pendek") == 1
    assert page.count("sama dengan jawaban sebelumnya") == 1
    seqs = [part.partition('"')[0] for part in page.split(f"/meja/{number}/unmark?message=")[1:]]
    assert len(seqs) == 2
    office.act("kasi", number, "unmark", message=int(seqs[0]), reason="Bukan jawaban.", now=NOW)
    assert "jawaban sangat pendek" not in Visitor(client).read(f"/meja/{number}")
    page = Visitor(client).sign_in(office, "rina", NOW).read(f"/meja/{number}")
    assert "sama dengan jawaban sebelumnya" not in page

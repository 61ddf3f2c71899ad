"""Rules are said in words: which one routed a ticket, and for which class its promise holds."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from complaints_service.web.ticket.rule_words import routing_rule_words
from config.rulebook import Rulebook
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

# What pages do does not depend on the database; the services under them are tested on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("import", "nomor 1 dari 10, data impor"),
        ("accused_head_of_office", "nomor 2 dari 10, menyangkut pimpinan kantor"),
        ("accused", "nomor 3 dari 10, menyangkut petugas atau unit"),
        ("field_crew", "nomor 6 dari 10, Sampah, Pohon, prioritas tinggi"),
        ("local_order", "nomor 7 dari 10, Ketertiban umum, Fasilitas umum, di kelurahan mana pun"),
        ("landfill", "nomor 8 dari 10, Kesehatan lingkungan, di Terjun"),
        ("category", "nomor 9 dari 10, menurut kategori"),
        ("no_rule", "nomor 10 dari 10, untuk yang tidak cocok dengan aturan lain"),
    ],
)
def test_a_routing_rule_by_its_place_and_what_it_takes(
    client: FlaskClient, rulebook: Rulebook, key: str, what: str
) -> None:
    version = rulebook.routing[-1].version
    with client.application.test_request_context():
        said = routing_rule_words(key, version, rulebook)
    assert said == f"{what}; berlaku sejak Rab, 1 Jan 2025"


def test_a_rule_that_is_gone_is_called_by_its_key(client: FlaskClient, rulebook: Rulebook) -> None:
    with client.application.test_request_context():
        assert routing_rule_words("lama", "1999-01-01", rulebook) == "lama"
        assert routing_rule_words("lama", rulebook.routing[-1].version, rulebook) == "lama"


def test_every_rule_of_the_book_has_words(client: FlaskClient, rulebook: Rulebook) -> None:
    with client.application.test_request_context():
        for rules in rulebook.routing:
            for rule in rules.rules:
                assert rule.key not in routing_rule_words(rule.key, rules.version, rulebook).split(", ")[1]


def test_the_promise_names_the_class_it_is_for(client: FlaskClient, office: Office) -> None:
    reader = Visitor(client).sign_in(office, "kasi", NOW)
    at = when("Tue 2026-11-24 10:00")
    rubbish = office.complain("Sampah menumpuk", category="sampah", now=at).number
    assert "Janji ini untuk Sampah, pengaduan; berlaku sejak Rab, 1 Jan 2025." in reader.read(
        f"/meja/{rubbish}"
    )
    office.act("kasi", rubbish, "prioritise", priority="high", reason="Bahaya.", now=at)
    assert "Janji ini untuk Sampah, pengaduan, prioritas tinggi;" in reader.read(f"/meja/{rubbish}")
    office.act(
        "kasi", rubbish, "classify", category="lainnya", kind="oversight", keep=True, reason="Pungli.", now=at
    )
    page = reader.read(f"/meja/{rubbish}")
    assert "Janji ini untuk Sampah, pengaduan, prioritas tinggi;" in page, "a stricter promise stays"

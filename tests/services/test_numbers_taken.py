"""A number is one complaint's: where chance draws one that is taken, another is drawn and nobody notices."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from complaints_service.tickets.ledger.numbers import ALPHABET
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import Office

pytestmark = ON_BOTH

NOW = when("Tue 2026-11-24 14:05")


class Drawn:
    """Gives these tails in turn, four letters each."""

    def __init__(self, *tails: str) -> None:
        self._letters = list("".join(tails))

    def __call__(self, count: int) -> bytes:
        drawn, self._letters = self._letters[:count], self._letters[count:]
        return bytes(map(ALPHABET.index, drawn))


def test_two_complaints_that_draw_one_number_get_two(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_bytes", Drawn("AAAA", "AAAA", "AAAA", "BBBB"))
    first = office.complain("Parit tumpat.", now=NOW)
    second = office.complain("Lampu mati.", now=NOW)
    assert (first.number[9:13], second.number[9:13]) == ("AAAA", "BBBB")
    assert first.secret != second.secret


def test_a_part_that_draws_a_taken_number_gets_another(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "token_bytes", Drawn("AAAA", "AAAA", "CCCC"))
    number = office.complain("Parit tumpat dan lampu mati.", now=NOW).number
    later = NOW + timedelta(hours=1)
    part = office.act("meja", number, "split", text="Lampu mati.", reason="Dua hal.", now=later)
    assert (number[9:13], part.ticket.number[9:13]) == ("AAAA", "CCCC")


def test_where_no_number_is_free_it_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "token_bytes", lambda count: bytes(count))
    office.complain("Parit tumpat.", now=NOW)
    with pytest.raises(RuntimeError, match="no free number for a complaint of 2026-11"):
        office.complain("Lampu mati.", now=NOW)

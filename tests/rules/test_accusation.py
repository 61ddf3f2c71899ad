"""Whom a citizen's own words are about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from complaints_service.routing.accusation import accused_in
from config.rulebook import Rulebook
from tests.rules.office import Office

TERJUN = "12.71.12.1003"


@pytest.mark.parametrize(
    ("text", "kelurahan", "posts", "units"),
    [
        ("Lurah Terjun minta uang rokok untuk surat domisili.", None, ["lurah_tjn"], []),
        ("Pak lurah tidak pernah di tempat.", TERJUN, ["lurah_tjn"], []),
        ("Pak lurah tidak pernah di tempat.", None, [], []),
        ("Kepling kami kutip uang sampah.", TERJUN, ["kepling_tjn"], []),
        ("Sudah lima kali ke kantor lurah Terjun, dimarahi terus.", None, [], ["TJN"]),
        ("Kasi Trantib pilih kasih soal lapak.", None, ["kasi_trantib"], []),
        ("Sekretaris Camat marah-marah.", None, ["sekcam"], []),
        ("Camat tidak mau dengar.", None, ["camat"], []),
        ("Anggota P3SU minta uang.", None, [], ["P3SU"]),
        ("Petugasnya kasar sekali.", TERJUN, [], []),
        ("lurahterjun", None, [], []),
    ],
)
def test_posts_and_units_are_understood(
    rulebook: Rulebook, office: Office, text: str, kelurahan: str | None, posts: list[str], units: list[str]
) -> None:
    expected = {f"person:{officer}" for post in posts for officer in office.holders(post)}
    expected |= {f"unit:{unit}" for unit in units}
    assert set(accused_in(text, rulebook=rulebook, lines=office, kelurahan=kelurahan)) == expected


def test_a_vacant_post_means_its_unit(rulebook: Rulebook, office: Office) -> None:
    without = {officer: post for officer, post in office.position_of.items() if post != "lurah_tjn"}
    vacant = replace(office, position_of=without)
    assert accused_in("Lurah Terjun kasar", rulebook=rulebook, lines=vacant) == ("unit:TJN",)

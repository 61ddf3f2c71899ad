"""Whom a citizen's own words name, and whether they accuse."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints_service.routing.naming import NamedInText, Roll, name_words
from complaints_service.routing.spelling import SpellingWords, folded, one_slip
from config.rulebook import Rulebook
from tests.rules.office import Office

TERJUN, RENGAS_PULAU = "12.71.12.1003", "12.71.12.1002"
LURAHS = ["lurah_lhd", "lurah_rpl", "lurah_tjn", "lurah_thr", "lurah_psr"]


def persons(office: Office, *posts: str) -> set[str]:
    return {f"person:{officer}" for post in posts for officer in office.holders[post]}


def units(*codes: str) -> set[str]:
    return {f"unit:{code}" for code in codes}


def read(rulebook: Rulebook, office: Office, text: str, **more: object) -> NamedInText:
    return Roll(rulebook, office).read(text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kelurahan", "posts", "named"),
    [
        ("Lurah Terjun minta uang rokok untuk surat domisili.", None, ["lurah_tjn"], []),
        ("Pak lurah tidak pernah di tempat.", TERJUN, ["lurah_tjn"], []),
        ("Lurahnya minta uang.", TERJUN, ["lurah_tjn"], []),
        ("Kepling kami kutip uang sampah.", TERJUN, ["kepling_tjn"], []),
        ("Kepala lingkungan kami kutip uang.", TERJUN, ["kepling_tjn"], []),
        ("Sudah lima kali ke kantor lurah Terjun, dimarahi terus.", None, [], ["TJN"]),
        ("Di kantor lurah kami dimarahi.", TERJUN, [], ["TJN"]),
        ("Kasi Trantib pilih kasih soal lapak.", None, ["kasi_trantib"], []),
        ("KEPALA SEKSI SARPRAS kasar", None, ["kasi_sarpras"], []),
        ("Kepala Seksi Sarana dan Prasarana kasar", None, ["kasi_sarpras"], []),
        ("kasi sarana dan prasarana kasar", None, ["kasi_sarpras"], []),
        ("Sekretaris Camat marah-marah.", None, ["sekcam"], []),
        ("Camat tidak mau dengar.", None, ["camat"], []),
        ("Plt. Camat minta uang", None, ["camat"], []),
        ("Bu lura minta uang", TERJUN, ["lurah_tjn"], []),
        ("The Head of Terjun wanted money", None, ["lurah_tjn"], []),
        ("Anggota P3SU minta uang.", None, [], ["P3SU"]),
        ("Petugasnya kasar sekali.", TERJUN, [], []),
        ("lurahterjun", None, [], []),
    ],
)
def test_posts_and_units_are_understood(
    rulebook: Rulebook, office: Office, text: str, kelurahan: str | None, posts: list[str], named: list[str]
) -> None:
    found = read(rulebook, office, text, kelurahan=kelurahan, wary=True)
    assert set(found.references) == persons(office, *posts) | units(*named)


def test_without_a_kelurahan_the_lurah_may_be_any_of_them(rulebook: Rulebook, office: Office) -> None:
    lurahs = [post for post in office.holders if post.startswith("lurah_")]
    assert len(lurahs) == 5
    found = read(rulebook, office, "Pak lurah tidak pernah di tempat.")
    assert set(found.references) == persons(office, *lurahs)


@pytest.mark.parametrize(
    ("text", "posts", "accusing"),
    [
        ("Jalan di depan kantor camat berlubang.", [], False),
        ("Sampah menumpuk di samping kantor lurah Terjun.", [], False),
        ("Orang sarpras kemarin sudah datang, terima kasih.", [], False),
        ("Terima kasih Pak Camat, paritnya sudah bersih.", ["camat"], False),
        ("Sudah kami sampaikan ke kepling, belum ada hasil.", ["kepling_tjn"], False),
        ("Kepling kutip uang sampah.", ["kepling_tjn"], True),
    ],
)
def test_a_unit_is_named_only_by_words_that_accuse(
    rulebook: Rulebook, office: Office, text: str, posts: list[str], accusing: bool
) -> None:
    found = read(rulebook, office, text, kelurahan=TERJUN)
    assert (set(found.references), found.accusing) == (persons(office, *posts), accusing)


def test_a_vacant_post_means_its_unit(rulebook: Rulebook, office: Office) -> None:
    vacant = replace(office, holders={**office.holders, "lurah_tjn": []})
    assert read(rulebook, vacant, "Lurah Terjun kasar").references == ("unit:TJN",)


def test_whoever_leads_as_well_is_named_by_the_post(rulebook: Rulebook, office: Office) -> None:
    acting = office.holder("kasi_pem")
    led = replace(office, holders={**office.holders, "lurah_tjn": [acting]})
    assert read(rulebook, led, "Lurah Terjun minta uang").references == (f"person:{acting}",)


def called(office: Office, **names: str) -> tuple[Office, dict[str, int]]:
    """The office with some called otherwise, and who they are."""
    who = dict(zip(names, (office.holder("kasi_sarpras"), office.holder("pelaksana_trantib")), strict=False))
    return replace(office, names={**office.names, **{who[each]: names[each] for each in who}}), who


@pytest.mark.parametrize(
    "text",
    [
        "Pak Budi Harahap meminta uang 300 ribu baru mau bersihkan parit",
        "pak BUDI HARAHAP minta uang",
        "Budi Harahap",
        "Harahap, Budi",
        "Bapak Búdi Harahâp",
        "Budi Harahab tidak datang",
        "Budi Hrahap tidak datang",
        "Bdui Harahap tidak datang",
        "Budii Harahhap tidak datang",
        "Drs. H. Budi Harahap, S.Sos., M.AP. tidak datang",
        "Bu\u200bdi Harahap",
        "budiharahap",
        "petugas Budi tidak datang",
        "Kasi Harahap tidak datang",
        "Pak Budi minta uang rokok",
        "Bang Harahap minta uang",
        "Budi dari sarpras, marganya Harahap, janji datang",
    ],
)
def test_a_name_is_understood_however_it_is_written(rulebook: Rulebook, office: Office, text: str) -> None:
    named, who = called(office, budi="H. Budi Harahap, S.Sos., M.AP.")
    assert f"person:{who['budi']}" in read(rulebook, named, text).references


@pytest.mark.parametrize(
    "text",
    [
        "Tetangga saya Budi menutup parit",
        "Budaya gotong royong, tanah jarahan",
        "Ini dari hari Minggu, sari buah berceceran",
        "Terima kasih Pak Budi, warung sebelah",
    ],
)
def test_one_word_of_a_name_alone_names_nobody(rulebook: Rulebook, office: Office, text: str) -> None:
    named, _who = called(office, budi="Budi Harahap", rini="Rini Sari")
    assert read(rulebook, named, text).references == ()


@pytest.mark.parametrize(
    "text", ["Suparno minta uang", "Pak Suparmo datang", "suparnonya tidur", "Suparn tidur"]
)
def test_a_name_of_one_word_is_enough(rulebook: Rulebook, office: Office, text: str) -> None:
    named, who = called(office, suparno="Suparno")
    assert read(rulebook, named, text).references == (f"person:{who['suparno']}",)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Dr. Ir. H. Mohd. Ma'ruf, M.Si.", ("mohd", "maruf")),
        ("Siti-Aisyah S.", ("siti", "aisyah")),
        ("Anto", ("anto",)),
        ("H. M.", ("h", "m")),
    ],
)
def test_degrees_and_initials_are_no_part_of_a_name(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words


letters = st.text("abcdeklmnoprstu", min_size=4, max_size=9)


@settings(max_examples=300)
@given(word=letters, data=st.data())
def test_one_slip_is_found_and_two_are_not(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcxyz"))
    slipped = data.draw(
        st.sampled_from(
            [word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]]
        )
    )
    assert one_slip(slipped, word) and one_slip(word, slipped)
    if len(slipped) >= 4:
        assert word in SpellingWords([word], ordinary=()).meant_by(slipped)
    assert not one_slip(word + "qq", word)


def test_the_vocabulary_agrees_with_a_plain_comparison() -> None:
    words = ["budi", "budhi", "harahap", "rini", "sari", "suparno"]
    written = ["budi", "bdui", "rudi", "harap", "haraap", "rinj", "suparnonya", "hari"]
    known = SpellingWords(words, ordinary=["hari"])
    for one, word in product(written, words):
        near = one != "hari" and one_slip(one, word)
        assert (word in known.meant_by(one)) == (near or folded(one) == [word] or one == f"{word}nya")

"""What answers in sentences choose, in both languages, and what they leave alone."""

from __future__ import annotations

import pytest

from bots.conversation.choosing import Understood, says_pass, score_in, understood
from tests.bots.test_conversation import FACTS, Chat

PRIVACY = [
    ("rahasia aja ya", "confidential"),
    ("anonim dong", "anonymous"),
    ("Rahasia.", "confidential"),
    ("yang rahasia saja pak", "confidential"),
    ("tolong dirahasiakan ya bu", "confidential"),
    ("mohon rahasiakan nama saya", "confidential"),
    ("terbuka aja gapapa", "open"),
    ("pakai nama saya", "open"),
    ("tanpa nama aja", "anonymous"),
    ("gak usah pake nama", "anonymous"),
    ("jangan anonim, rahasia aja", "confidential"),
    ("gak rahasia, terbuka aja", "open"),
    ("bukan anonim tapi rahasia", "confidential"),
    ("rahasia aja, jangan anonim", "confidential"),
    ("keep it confidential please", "confidential"),
    ("anonymous please", "anonymous"),
    ("not anonymous, just confidential", "confidential"),
    ("without my name", "anonymous"),
    ("open is fine", "open"),
]
#: An answer that can be meant in two ways: asked again, no part of the report.
UNCLEAR = [
    "jangan anonim",
    "nggak usah rahasia",
    "rahasia atau anonim?",
    "apa bedanya?",
    "maksudnya rahasia apa?",
    "what is the difference?",
    "jangan sebut nama saya",
]
ABOUT = [
    ("iya kak", "yes"),
    ("ya, soal petugasnya", "yes"),
    ("betul pak", "yes"),
    ("tentang petugas", "yes"),
    ("nggak kok", "no"),
    ("bukan tentang petugas", "no"),
    ("enggak bang", "no"),
    ("ya enggak lah", "no"),
    ("tidak ada hubungannya", "no"),
    ("kurang tahu juga", "unsure"),
    ("gak yakin sih", "unsure"),
    ("kayaknya iya", "unsure"),
    ("entahlah", "unsure"),
    ("no, it's not", "no"),
    ("not sure", "unsure"),
]
MORE_TO_TELL = [
    ("lampu di jalan Rahasia Baru juga padam sejak kemarin malam", "privacy"),
    ("lampunya tidak menyala juga di gang sebelah", "about_office"),
    ("sudah tiga hari begini terus", "privacy"),
]


@pytest.mark.parametrize(("said", "choice"), PRIVACY)
def test_a_sentence_chooses_who_may_know_the_name(said: str, choice: str) -> None:
    assert understood(said, "privacy").choice == choice


@pytest.mark.parametrize("said", UNCLEAR)
def test_what_can_be_meant_in_two_ways_chooses_nothing(said: str) -> None:
    assert understood(said, "privacy") == Understood(unclear=True)


@pytest.mark.parametrize(("said", "choice"), ABOUT)
def test_a_sentence_says_whether_it_is_about_staff(said: str, choice: str) -> None:
    assert understood(said, "about_office").choice == choice


@pytest.mark.parametrize(("said", "asked"), MORE_TO_TELL)
def test_whoever_goes_on_telling_chooses_nothing(said: str, asked: str) -> None:
    assert understood(said, asked) == Understood()


def _asked_who() -> Chat:
    chat = Chat()
    chat.hear(text="paret tumpat bang")
    chat.hear(text="Terjun")
    chat.hear(text="enggak kok")
    assert chat.state["asks"] == "privacy"
    return chat


def test_an_answer_in_a_sentence_is_no_part_of_the_report() -> None:
    chat = _asked_who()
    chat.hear(text="rahasia aja ya")
    assert chat.state["report"]["privacy"] == "confidential"
    assert [piece["text"] for piece in chat.state["report"]["pieces"]] == ["paret tumpat bang"]
    assert chat.state["asks"] == "check"


def test_what_is_told_beside_the_choice_is_kept() -> None:
    chat = _asked_who()
    chat.hear(text="Anonim dong. Airnya sudah masuk rumah dua kali malam ini")
    assert chat.state["report"]["privacy"] == "anonymous"
    assert chat.state["report"]["pieces"][-1]["text"] == "Airnya sudah masuk rumah dua kali malam ini"


def test_an_unclear_answer_is_asked_again_with_what_each_means() -> None:
    chat = _asked_who()
    chat.hear(text="jangan anonim")
    assert chat.state["report"]["privacy"] is None
    assert len(chat.state["report"]["pieces"]) == 1
    assert "Rahasia: hanya yang memegang" in chat.said
    assert [button.label for row in chat.turn.replies[-1].buttons for button in row][:3] == [
        "Terbuka",
        "Rahasia",
        "Anonim",
    ]


@pytest.mark.parametrize("said", ["kirim aja", "ya, kirim", "oke kirim sekarang", "sudah benar, kirim ya"])
def test_a_sentence_sends_what_was_checked(said: str) -> None:
    chat = Chat().told()
    chat.hear(text=said)
    assert chat.turn.submit is not None


@pytest.mark.parametrize("said", ["jangan kirim dulu", "belum, jangan dikirim"])
def test_a_sentence_that_denies_sends_nothing(said: str) -> None:
    chat = Chat().told()
    chat.hear(text=said)
    assert chat.turn.submit is None
    assert len(chat.state["report"]["pieces"]) == 1
    assert chat.state["asks"] == "check"


@pytest.mark.parametrize("said", ["batal aja", "gak jadi deh", "batalkan saja pak", "cancel please"])
def test_a_sentence_throws_the_draft_away(said: str) -> None:
    chat = Chat().told()
    chat.hear(FACTS, text=said)
    assert chat.state["report"] is None


@pytest.mark.parametrize(
    ("said", "score"),
    [
        ("4", 4),
        ("sangat baik pak", 4),
        ("bagus banget, makasih", 4),
        ("lumayan lah", 3),
        ("kurang baik", 2),
        ("gak bagus", 1),
        ("4 hari baru datang", None),
        ("lampunya bagus tapi jalannya rusak lagi", None),
    ],
)
def test_a_rating_in_words(said: str, score: int | None) -> None:
    assert score_in(said) == score


@pytest.mark.parametrize(
    "said",
    [
        "lewati aja",
        "tidak tahu pak",
        "gak ada",
        "kurang tau kak",
        "-",
        "skip",
        "kosongkan saja",
        "I don't know",
    ],
)
def test_an_answer_that_says_there_is_none(said: str) -> None:
    assert says_pass(said)


@pytest.mark.parametrize(
    "said", ["mungkin 3", "tidak ada nomornya, catnya merah", "T-114", "kabel", "ada dua"]
)
def test_an_answer_that_says_something(said: str) -> None:
    assert not says_pass(said)

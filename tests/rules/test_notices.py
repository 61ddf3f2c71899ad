"""Every notice has words, in both languages, that fit a mail's subject, its body and a chat."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from complaints_service.notify.messages import NOTICES, URGENT
from complaints_service.notify.outbox import Claimed
from complaints_service.notify.quiet import is_quiet
from complaints_service.notify.wording import Links, write_letter
from config.rulebook import Rulebook, placeholders
from tests.support.readers import code_words, keys_in

LINK = "https://tanggap.contoh.example/lacak/abc"
CODE = "012345"
STOP = "https://tanggap.contoh.example/berhenti/7.xyz"
#: What notices of some kind or other are given to say.
GIVEN = {
    "title": "Parit tumpat",
    "reason": "Unit Anda menanganinya.",
    "remaining": "2 jam",
    "text": "",
    "holder": "Seksi Sarana dan Prasarana",
    "unit": "Seksi Sarana dan Prasarana",
    "role": "kepala unit",
    "into": "MRL-2602-00410",
    "place": "Gang Contoh, Terjun",
    "clock": "Penyelesaian",
    "due": "24 Nov 2026 14.05",
    "month": "Oktober 2026",
    "months": "Juli sampai September 2026",
    "received": 41,
    "done": 36,
    "what": "ditolak oleh Rina Contoh",
    "report": "R1/007/2026",
    "digest": "d" * 64,
    "issue": 7,
    "letter": "001/LIMPAH/MRL/XI/2026",
    "at": "09.00",
}
#: Kinds whose words come from the rulebook; what a conversation says brings its own.
WORDED = sorted(kind for kind, notice in NOTICES.items() if not notice.passing and not notice.for_programs)


def claimed(kind: str, language: str, **params: object) -> Claimed:
    return Claimed(
        id=1,
        claim="c",
        key="k" * 64,
        number="MRL-2603-7K4Q2",
        message=3,
        kind=kind,
        route="email",
        mark="m" * 64,
        address="sari@contoh.example",
        language=language,
        params={**GIVEN, **params},
        tries=1,
        faults=0,
        parts=0,
        created_at=datetime(2026, 3, 2, 2, 0, tzinfo=UTC),
        subscription=7,
    )


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", WORDED)
def test_every_notice_can_be_written_in_both_languages(rulebook: Rulebook, kind: str, language: str) -> None:
    letter = write_letter(
        claimed(kind, language, text="Sudah dikeruk."),
        links=Links(link=LINK, stop=STOP, code=CODE),
        rulebook=rulebook,
    )
    assert letter.subject and letter.subject == " ".join(letter.subject.split())
    # A code is typed where one is already; beside it a link would lead whoever reads along there.
    # A test letter leads nowhere: that it arrived is all it says.
    # Somebody outside can open nothing here: what the letter is about is attached.
    outside = dict.fromkeys(("office_report_out", "referral_letter"), "")
    said = {"owner_code": CODE, "test_letter": "", **outside}.get(kind, LINK)
    assert said in letter.text and STOP in letter.footer
    assert "{" not in letter.subject + letter.text + letter.footer


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", WORDED)
def test_no_letter_says_a_key_of_the_code(rulebook: Rulebook, kind: str, language: str) -> None:
    letter = write_letter(
        claimed(kind, language), links=Links(link=LINK, stop=STOP, code=CODE), rulebook=rulebook
    )
    said = [letter.subject, letter.text.replace(LINK, ""), letter.footer.replace(STOP, "")]
    assert not list(keys_in(said, code_words(rulebook) if language == "id" else frozenset()))


@pytest.mark.parametrize("kind", WORDED)
def test_a_subject_shows_on_locked_screens_so_it_holds_no_words_of_people(
    rulebook: Rulebook, kind: str
) -> None:
    words = rulebook.texts[NOTICES[kind].subject_key][-1].words
    assert placeholders(words.id) | placeholders(words.en) <= {"number"}


def test_what_a_person_wrote_stands_on_its_own(rulebook: Rulebook) -> None:
    letter = write_letter(
        claimed("answered", "id", text="Baris satu.\n\n{number} tetap."),
        links=Links(link=LINK),
        rulebook=rulebook,
    )
    assert letter.text == (
        "Balasan atas surel ini tidak dibaca. Pakai tautan di dalamnya.\n\n"
        "Ada jawaban untuk laporan MRL-2603-7K4Q2:\n\nBaris satu.\n\n{number} tetap.\n\n"
        "Balas di https://tanggap.contoh.example/lacak/abc."
    )


def test_without_a_subscription_nothing_speaks_of_stopping(rulebook: Rulebook) -> None:
    letter = write_letter(claimed("password_link", "id"), links=Links(link=LINK), rulebook=rulebook)
    assert letter.stop_link is None and "berhenti" not in letter.footer.casefold()


def test_what_asks_for_an_answer_or_was_asked_for_goes_at_any_hour() -> None:
    assert {"asked", "lost_link", "password_link"} <= set(URGENT)
    assert not {"received", "answered", "moved", "closed", "late"} & set(URGENT)


def test_what_opens_something_is_never_sent_twice_by_itself() -> None:
    once = {kind for kind, notice in NOTICES.items() if not notice.again}
    assert once == {"lost_link", "password_link", "confirm_route", "owner_code", "monthly_asking"}


@pytest.mark.parametrize(
    ("hour", "quiet"), [(20, False), (21, True), (23, True), (0, True), (5, True), (6, False), (12, False)]
)
def test_quiet_hours_pass_midnight(hour: int, quiet: bool) -> None:
    assert is_quiet(hour, begin=21, end=6) is quiet


@pytest.mark.parametrize(
    ("begin", "end", "quiet"),
    [(12, 14, [12, 13]), (0, 0, []), (9, 9, []), (23, 0, [23]), (0, 24, list(range(24)))],
)
def test_quiet_hours_within_a_day_and_none_at_all(begin: int, end: int, quiet: list[int]) -> None:
    assert [hour for hour in range(24) if is_quiet(hour, begin=begin, end=end)] == quiet

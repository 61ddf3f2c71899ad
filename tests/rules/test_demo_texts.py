"""The demo's words: enough of them, each its own, in the rulebook's terms and the house's voice."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import pytest

from complaints_service.intake.channels import channels
from complaints_service.samples.library import DemoComplaint, LibraryError, Phrases, load_library
from complaints_service.texts import text_problem
from complaints_service.tickets.ledger.states import REJECT_REASONS
from config.loading import load_rulebook
from config.rulebook import Rulebook
from tests.repository.tree import ROOT

LIBRARY = load_library()
KINDS = {"information", "aspiration", "complaint", "oversight"}
PRIVACY = {"open", "confidential", "anonymous"}
OFFICE_WORDS = ("answer", "question", "resolution", "second_resolution", "hand_over", "reject_text")
CITIZEN_WORDS = ("text", "reply", "dispute")
# Jargon and tone that the house does not use towards citizens.
REFUSED = re.compile(
    r"!|\b(?:terkait|di\w*tindak\s?lanjut\w*|dimohon|diproses|kamu|bapak/ibu)\b", re.IGNORECASE
)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(ROOT / "config" / "marelan")


def _said(complaint: DemoComplaint, names: tuple[str, ...]) -> list[tuple[str, str]]:
    said = ((f"{complaint.id}.{name}", getattr(complaint, name)) for name in names)
    return [(where, text) for where, text in said if text is not None]


def _all(phrases: Phrases) -> tuple[str, ...]:
    return phrases.any + phrases.field + phrases.paper


CITIZENS_SAY = [pair for complaint in LIBRARY.complaints for pair in _said(complaint, CITIZEN_WORDS)] + [
    (name, text) for name in ("follow_ups", "thanks") for text in _all(getattr(LIBRARY, name))
]
OFFICE_SAYS = [pair for complaint in LIBRARY.complaints for pair in _said(complaint, OFFICE_WORDS)] + [
    (name, text) for name in ("progress", "notes") for text in _all(getattr(LIBRARY, name))
]


def test_there_are_enough_complaints_each_with_its_own_text() -> None:
    texts = [complaint.text for complaint in LIBRARY.complaints]
    assert len(texts) >= 170
    assert len(set(texts)) == len(texts)
    assert len({complaint.id for complaint in LIBRARY.complaints}) == len(texts)


@pytest.mark.parametrize("said", [CITIZENS_SAY, OFFICE_SAYS], ids=["citizens", "office"])
def test_nothing_is_said_twice(said: list[tuple[str, str]]) -> None:
    assert [text for text, times in Counter(text for _, text in said).items() if times > 1] == []


@pytest.mark.parametrize("name", ["text", "answer", "resolution"])
def test_no_two_are_assembled_from_the_same_parts(name: str) -> None:
    texts = [(c.id, str(value).lower()) for c in LIBRARY.complaints if (value := getattr(c, name))]
    spoken = [(where, text, set(re.findall(r"\w+", text))) for where, text in texts]
    alike = []
    for (one, a, words_a), (other, b, words_b) in combinations(spoken, 2):
        shared = len(words_a & words_b) / len(words_a | words_b)
        # Letters are compared only where the words give a reason to: it is the slow part.
        if shared >= 0.5 or (shared >= 0.2 and SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.8):
            alike.append((one, other))
    assert alike == []


def test_no_long_run_of_words_appears_in_two_complaints() -> None:
    """Eight words in a row shared by two texts would betray a template."""
    seen: dict[tuple[str, ...], str] = {}
    shared = []
    for complaint in LIBRARY.complaints:
        words = re.findall(r"\w+", complaint.text.lower())
        runs = [tuple(words[start : start + 8]) for start in range(len(words) - 7)]
        shared += [(seen[run], complaint.id, " ".join(run)) for run in runs if run in seen]
        seen |= dict.fromkeys(runs, complaint.id)
    assert shared == []


def test_every_text_can_be_taken_by_intake() -> None:
    said = [*CITIZENS_SAY, *OFFICE_SAYS]
    assert [(where, problem) for where, text in said if (problem := text_problem(text))] == []
    assert [c.id for c in LIBRARY.complaints if text_problem(c.address, maximum=300)] == []
    assert [c.id for c in LIBRARY.complaints if c.title and len(c.title) > 90] == []


def test_every_complaint_speaks_the_rulebooks_terms(rulebook: Rulebook) -> None:
    categories = {category.code for category in rulebook.categories_on(date(2025, 6, 2))}
    places = {place.code for place in rulebook.kelurahan}
    assert {c.category for c in LIBRARY.complaints} == categories
    assert {c.kelurahan for c in LIBRARY.complaints} == places
    assert {c.kind for c in LIBRARY.complaints} == KINDS
    assert {c.privacy for c in LIBRARY.complaints} == PRIVACY
    assert {c.channel for c in LIBRARY.complaints} <= set(channels())
    assert {c.priority for c in LIBRARY.complaints} == {"normal", "high"}


def test_the_accused_are_units_of_the_rulebook(rulebook: Rulebook) -> None:
    units = {f"unit:{unit.code}" for unit in rulebook.units}
    accused = [(c.id, ref, c.kind) for c in LIBRARY.complaints for ref in c.about]
    assert len(accused) >= 10
    assert [row for row in accused if row[1] not in units or row[2] != "oversight"] == []


def test_every_story_has_one_end() -> None:
    broken = [
        c.id
        for c in LIBRARY.complaints
        if bool(c.reject_reason) == bool(c.resolution)
        or bool(c.reject_reason) != bool(c.reject_text)
        or (c.reject_reason and c.reject_reason not in REJECT_REASONS)
        or (c.resolution and not c.answer)
        or (c.reply and not c.question)
        or (c.question and not c.reply and not c.reject_reason)
        or bool(c.dispute) != bool(c.second_resolution)
        or (c.dispute and not c.resolution)
    ]
    assert broken == []
    assert {c.reject_reason for c in LIBRARY.complaints if c.reject_reason} == set(REJECT_REASONS)


def test_the_streets_come_first_as_in_life() -> None:
    counts = Counter(c.category for c in LIBRARY.complaints)
    assert {category for category, _ in counts.most_common(4)} == {
        "jalan_rusak",
        "sampah",
        "drainase_banjir",
        "lampu_jalan",
    }
    privacy = Counter(c.privacy for c in LIBRARY.complaints)
    assert privacy["open"] > 3 * (privacy["confidential"] + privacy["anonymous"])


def test_citizens_write_short_and_long() -> None:
    lengths = sorted(len(c.text) for c in LIBRARY.complaints)
    assert lengths[0] < 30
    assert lengths[-1] > 1000
    assert sum(length > 400 for length in lengths) >= 12


def test_the_office_speaks_plainly() -> None:
    assert [(where, found.group()) for where, text in OFFICE_SAYS if (found := REFUSED.search(text))] == []


def test_nothing_points_to_a_real_person() -> None:
    everything = "\n".join(text for _, text in [*CITIZENS_SAY, *OFFICE_SAYS])
    assert re.findall(r"(?:\+62|\b0)8\d[\d -]{6,}|\S+@\S+|https?://\S+|\b\d{16}\b", everything) == []
    assert all(re.fullmatch(r"[A-Z][\w ]+ \(contoh\)", citizen.name) for citizen in LIBRARY.citizens)
    assert all(re.fullmatch(r"0800-0000-\d{3}", citizen.phone) for citizen in LIBRARY.citizens)
    assert all(re.fullmatch(r"[a-z.]+@contoh\.example", c.email) for c in LIBRARY.citizens if c.email)
    assert all(re.fullmatch(r"99990101\d{10}", officer.nip) for officer in LIBRARY.officers if officer.nip)


def test_the_office_is_full_and_each_person_is_one(rulebook: Rulebook) -> None:
    assert len(LIBRARY.officers) >= 40
    assert len(LIBRARY.citizens) >= 60
    citizens = [value for c in LIBRARY.citizens for value in (c.name, c.phone, c.email) if value]
    officers = [value for o in LIBRARY.officers for value in (o.name, o.nip) if value]
    assert [value for value, times in Counter(citizens + officers).items() if times > 1] == []
    seats = {post.code: post.seats for post in rulebook.positions}
    servants = {post.code for post in rulebook.positions if post.civil_servant}
    filled = Counter(o.position for o in LIBRARY.officers)
    assert {post: n for post, n in filled.items() if n > seats.get(post, 0)} == {}
    assert set(seats) == set(filled)
    assert [o.name for o in LIBRARY.officers if (o.position in servants) != (o.employment != "non_asn")] == []
    assert [o.name for o in LIBRARY.officers if (o.nip is None) != (o.employment == "non_asn")] == []


def test_there_is_enough_to_say_meanwhile() -> None:
    enough = {"follow_ups": 20, "thanks": 10, "progress": 20, "notes": 15}
    assert {name for name, least in enough.items() if len(_all(getattr(LIBRARY, name))) < least} == set()
    assert not set(LIBRARY.progress.paper) & set(LIBRARY.progress.fitting("jalan_rusak"))
    assert not set(LIBRARY.progress.field) & set(LIBRARY.progress.fitting("adminduk"))


def test_a_broken_entry_is_named(tmp_path: Path) -> None:
    (tmp_path / "complaints").mkdir()
    (tmp_path / "messages.toml").write_text('[follow_ups]\nany = ["halo"]\nfield = []\n', encoding="utf-8")
    (tmp_path / "people.toml").write_text("", encoding="utf-8")
    with pytest.raises(LibraryError, match=r"messages\.toml: follow_ups.*paper"):
        load_library(tmp_path)

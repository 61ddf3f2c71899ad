"""The guides' worked example is what the engine says; their pictures, links and commands exist."""

from __future__ import annotations

import re

from complaints_service.cli.commands import main
from config.loading import load_rulebook
from sla import Event, assess
from tests.repository.tree import ROOT
from tests.sla.weekdays import when
from tools.pictures import PICTURES as TAKEN

GUIDES = sorted((ROOT / "docs" / "panduan").glob("*.md"))
PICTURES = ROOT / "docs" / "pictures"
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
HEAVIEST = 120_000
HEAVIEST_WEBP = 60_000
MOST_PICTURES = 27
PICTURE = re.compile(r"!\[([^\]]*)\]\((?:\.\.|docs)/pictures/([^)]+)\)")


def event(seq: int, kind: str, at: str, by: str, /, **data: object) -> Event:
    return Event(seq, kind, when(at), when(at), by, data)


def test_the_worked_example_adds_up() -> None:
    rulebook = load_rulebook(ROOT / "config" / "marelan")
    received = "Mon 2026-10-26 11:08:16"
    answered, asked, told = "Mon 2026-10-26 15:09:31", "Tue 2026-10-27 11:08:57", "Fri 2026-10-30 08:58:56"
    resolved = "Mon 2026-11-02 10:16:21"
    kind = {"kind": "complaint", "category": "pohon_tumbang", "priority": "normal"}
    ledger = [
        event(1, "ticket.received", received, "citizen", unit="MEJA", **kind),
        event(2, "ticket.routed", received, "rule", unit="SARPRAS", holder="person:20"),
        event(3, "message.sent", answered, "person:20", act="answer", message=1),
        event(4, "message.sent", asked, "person:20", act="question", message=2),
        event(5, "message.delivered", asked, "person:20", message=2, route="page"),
        event(6, "message.sent", told, "citizen", act="message", message=3),
        event(7, "ticket.resolved", resolved, "person:20"),
    ]
    found = assess(
        ledger,
        policy=rulebook.policy_at(when(received)),
        calendar=rulebook.calendar("medan"),
        as_of=when("Tue 2026-11-03 06:05:16"),
    ).clocks["resolution"]
    assert (found.status, found.due_at) == ("met", when("Thu 2026-11-05 14:19:59"))
    assert found.used_seconds == 16 * 3600 + 18 * 60 + 6
    guide = (ROOT / "docs" / "panduan" / "menghitung-waktu.md").read_text(encoding="utf-8")
    assert "16 jam 18 menit 06 detik" in guide
    assert "Kam, 5 Nov 14.19.59" in guide


def test_what_the_guides_point_to_exists() -> None:
    missing = [
        f"{guide.name}: {target}"
        for guide in GUIDES
        for target in LINK.findall(guide.read_text(encoding="utf-8"))
        if not (guide.parent / target).exists()
    ]
    assert not missing


def test_the_commands_the_guides_name_exist() -> None:
    named = {
        command
        for guide in GUIDES
        for command in re.findall(r"\btanggap ([a-z][a-z0-9-]+)", guide.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= set(main.commands)


def test_pictures_are_few_and_light() -> None:
    sizes = {picture.name: picture.stat().st_size for picture in PICTURES.iterdir()}
    assert 0 < len(sizes) <= MOST_PICTURES
    assert not {name: size for name, size in sizes.items() if size > HEAVIEST}
    webp = {name: size for name, size in sizes.items() if name.endswith(".webp")}
    assert not {name: size for name, size in webp.items() if size > HEAVIEST_WEBP}
    assert sum(webp.values()) < 1_000_000


def test_every_picture_is_somewhere_and_says_in_words_what_it_shows() -> None:
    pages = [*GUIDES, ROOT / "README.md"]
    told = [found for each in pages for found in PICTURE.findall(each.read_text(encoding="utf-8"))]
    assert {name for _words, name in told} == {picture.name for picture in PICTURES.iterdir()}
    assert not [name for words, name in told if len(words) < 5]


def test_what_one_command_takes_anew_is_there() -> None:
    assert not [name for name, asked in TAKEN.items() if not asked.file(name).is_file()]

"""Every sentence of the service is Indonesian in the code and has its English in one file, each in its place."""

from __future__ import annotations

import re
from functools import cache

from babel.messages.catalog import Message

from tools.translations import (
    FOLDER,
    SHARED,
    Key,
    SaidSentence,
    arranged,
    english,
    package_of,
    sentences,
    without_english,
)

VALUE = re.compile(r"%\((\w+)\)[sd]")


@cache
def said() -> tuple[SaidSentence, ...]:
    return tuple(sentences())


@cache
def known() -> dict[Key, Message]:
    return english()


def test_every_sentence_has_its_english() -> None:
    missing = without_english(said(), known())
    assert not missing, f"{len(missing)} sentences have no English"


def test_every_sentence_stands_in_one_file_in_its_place_and_nobodys_in_none() -> None:
    on_disk = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.po")}
    wanted = arranged(said(), known())
    assert on_disk.keys() == wanted.keys(), "run `python -m tools.translations`"
    disordered = [name for name, text in wanted.items() if on_disk[name] != text]
    assert not disordered, "run `python -m tools.translations`"


def test_what_several_packages_say_is_shared_and_what_is_not_said_goes() -> None:
    def message(words: str) -> Message:
        return Message(words, f"{words} in English")

    told = [
        SaidSentence((words, None), "", package)
        for words, package in (("a", "desk"), ("a", "ticket"), ("b", "desk"))
    ]
    files = arranged(told, {(words, None): message(words) for words in "abc"})
    assert list(files) == ["desk.po", f"{SHARED}.po"]
    assert 'msgid "b"' in files["desk.po"] and 'msgid "a"' in files[f"{SHARED}.po"]
    assert not any('msgid "c"' in text for text in files.values())


def test_a_file_belongs_to_its_package() -> None:
    web = FOLDER.parent
    assert package_of(web / "ticket" / "words.py") == "ticket"
    assert package_of(web / "templates" / "desk" / "meja.html") == "desk"
    assert package_of(web / "performance" / "plans" / "form.py") == "plans"
    assert package_of(web / "templates" / "performance" / "_kinerja_tabs.html") == "performance"
    assert package_of(web.parent / "tickets" / "service.py") == "services"


def test_english_keeps_the_values() -> None:
    wrong = []
    for message in known().values():
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            source = message.id if isinstance(message.id, tuple) else (message.id,)
            if set(VALUE.findall(text)) - {v for one in source for v in VALUE.findall(one)}:
                wrong.append(message.id)
    assert not wrong, "an English sentence asks for a value that the Indonesian one does not have"


def test_nothing_is_guessed() -> None:
    assert not [message.id for message in known().values() if message.fuzzy]

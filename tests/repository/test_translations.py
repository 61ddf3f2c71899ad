"""Every sentence of the service is Indonesian in the code and has its English in `en.po`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from tests.repository.tree import ROOT, python_files, tracked

ENGLISH = ROOT / "complaints_service" / "web" / "translations" / "en.po"
CALLS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "words": None,
    "marked": None,
    "marked_in": ((1, "c"), 2),
    "Words": None,
    "ngettext": (1, 2),
    "counted": (1, 2),
}
VALUE = re.compile(r"%\((\w+)\)[sd]")


@cache
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def said() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Every sentence marked for translation, with where it stands."""
    templates = (
        path for path in tracked() if path.parts[0] == "complaints_service" and path.suffix == ".html"
    )
    for kind, paths in (
        ("python", python_files("complaints_service")),
        ("jinja2.ext:babel_extract", templates),
    ):
        for path in paths:
            with (ROOT / path).open("rb") as file:
                for line, sentence, _comments, _context in extract(kind, file, keywords=CALLS):
                    yield f"{path}:{line}", sentence


def test_every_sentence_has_its_english() -> None:
    missing = []
    for place, sentence in said():
        message = english().get(sentence[0] if isinstance(sentence, tuple) else sentence)
        translations = message.string if message else ""
        if not translations or (isinstance(translations, tuple) and not all(translations)):
            missing.append(f"{place} {sentence!r}")
    assert not missing, f"en.po lacks {len(missing)} sentences"


def test_english_keeps_the_values() -> None:
    wrong = []
    for message in english():
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            source = message.id if isinstance(message.id, tuple) else (message.id,)
            if message.id and set(VALUE.findall(text)) - {v for one in source for v in VALUE.findall(one)}:
                wrong.append(message.id)
    assert not wrong, "an English sentence asks for a value that the Indonesian one does not have"


def test_nothing_is_guessed() -> None:
    assert not [message.id for message in english() if message.id and message.fuzzy]

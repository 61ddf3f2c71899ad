"""The English of every sentence, joined from its files and read once; a sentence in a language that is told.

Pages speak through gettext in their reader's language. What is drawn or formatted is told its language
instead, and asks here.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

FOLDER = Path(__file__).parent / "web" / "translations"


def english_files() -> list[Path]:
    """The files that hold the English, one for each package of pages and one for what they share."""
    return sorted(FOLDER.glob("*.po"))


def translations(language: str) -> Translations | NullTranslations:
    """What turns the sentences of the code into a language."""
    return _english() if language == "en" else _indonesian()


def sentence(template: str, language: str, /, **values: object) -> str:
    """A marked sentence in a language, with its values; one marked in a context without it."""
    told = str(translations(language).gettext(template)).rpartition("\x04")[2]
    return told % values if values else told


def so_many(count: int, most: int, language: str, /) -> str:
    """A count that is known only up to a limit: "12", beyond it "1.000+"."""
    return f"{format_decimal(min(count, most), locale=language)}{'+' if count > most else ''}"


def counted(one: str, many: str, count: int, language: str, /) -> str:
    """A marked pair of sentences by how many there are; `%(num)d` is the count."""
    return str(translations(language).ngettext(one, many, count)) % {"num": count}


@cache
def _english() -> Translations:
    joined = Catalog(locale="en")
    for path in english_files():
        with path.open("rb") as source:
            for message in read_po(source, locale="en"):
                if message.id:
                    joined.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, joined)
    compiled.seek(0)
    return Translations(compiled)


@cache
def _indonesian() -> NullTranslations:
    return NullTranslations()  # the sentences in the code are Indonesian already

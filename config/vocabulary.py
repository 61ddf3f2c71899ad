"""The office's words for what data say in codes: `words.toml` of a rulebook, read and checked.

Python's standard library alone: bots read it too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from config.errors import Problem, RulebookErrors, UnknownEntry

FILE = "words.toml"
LANGUAGES = {"id": "Indonesian", "en": "English"}

Groups = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Group -> code -> language -> words."""


@dataclass(frozen=True)
class Vocabulary:
    """One word for each code of each group, in both languages."""

    groups: Groups

    def word(self, group: str, code: str, language: str, /, **values: object) -> str:
        """The word of a code as it stands within a sentence; Indonesian for a language we do not have.

        Raises UnknownEntry.
        """
        both = self.groups.get(group, {}).get(code)
        if both is None:
            raise UnknownEntry(f"no word {group}.{code}")
        told = both["en" if language == "en" else "id"]
        return told.format(**values) if values else told

    def name(self, group: str, code: str, language: str, /, **values: object) -> str:
        """The same where it stands alone, with its capital."""
        return capital(self.word(group, code, language, **values))

    def names(self, group: str, language: str) -> dict[str, str]:
        """Every code of a group with its name, in the order of the file."""
        return {code: self.name(group, code, language) for code in self.groups[group]}

    def knows(self, group: str, code: str) -> bool:
        """Whether there is a word for the code."""
        return code in self.groups.get(group, {})


def capital(words: str) -> str:
    """Words that begin a line."""
    return words[:1].upper() + words[1:]


def read_vocabulary(folder: Path) -> tuple[Vocabulary, list[Problem]]:
    """The words in a rulebook's folder, those without a mistake, and every mistake."""
    problems: list[Problem] = []
    try:
        raw = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Vocabulary({}), [Problem(FILE, "", "no_file", "is missing")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as wrong:
        return Vocabulary({}), [Problem(FILE, "", "not_toml", str(wrong))]
    if not raw:
        problems.append(Problem(FILE, "", "missing", "holds no words"))
    groups: dict[str, dict[str, dict[str, str]]] = {}
    for group, entries in raw.items():
        if not isinstance(entries, Mapping) or not entries:
            problems.append(Problem(FILE, group, "invalid", f"must be a table [{group}] of words"))
            continue
        groups[group] = {}
        for code, both in entries.items():
            found = list(_mistakes(f"{group}.{code}", both))
            problems += found
            if not found:
                groups[group][code] = {language: both[language].strip() for language in LANGUAGES}
    return Vocabulary(groups), problems


def load_vocabulary(folder: Path) -> Vocabulary:
    """The words in a rulebook's folder. Raises RulebookErrors with every mistake."""
    vocabulary, problems = read_vocabulary(folder)
    if problems:
        raise RulebookErrors(problems)
    return vocabulary


def uncovered(vocabulary: Vocabulary, needed: Mapping[str, Collection[str]]) -> list[Problem]:
    """What keeps the words from being exactly the needed ones: codes without a word, words without a use."""
    problems = []
    for group, codes in needed.items():
        present = vocabulary.groups.get(group, {})
        problems += [
            Problem(FILE, f"{group}.{code}", "missing", "is missing") for code in codes if code not in present
        ]
        problems += [
            Problem(FILE, f"{group}.{code}", "unknown_key", "nobody knows this key")
            for code in present
            if code not in codes
        ]
    problems += [
        Problem(FILE, group, "unknown_key", f"is none of {', '.join(needed)}")
        for group in vocabulary.groups
        if group not in needed
    ]
    return sorted(problems)


def _mistakes(key: str, both: Any) -> Iterator[Problem]:
    if not isinstance(both, Mapping):
        yield Problem(FILE, key, "invalid", 'must be a table such as { id = "baru", en = "new" }')
        return
    for language, called in LANGUAGES.items():
        if language not in both:
            yield Problem(FILE, f"{key}.{language}", "no_translation", f"has no {called} words")
        elif not isinstance(both[language], str) or not both[language].strip():
            yield Problem(FILE, f"{key}.{language}", "invalid", "must be text that is not empty")
    for unknown in both.keys() - LANGUAGES.keys():
        yield Problem(FILE, f"{key}.{unknown}", "unknown_key", "nobody knows this key")
    told = [both[language] for language in LANGUAGES if isinstance(both.get(language), str)]
    try:
        named = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in told]
    except ValueError as wrong:
        yield Problem(FILE, key, "bad_placeholder", f"has broken braces: {wrong}")
        return
    if len(named) == len(LANGUAGES) and named[0] != named[1]:
        message = f"names {sorted(named[0])} in Indonesian but {sorted(named[1])} in English"
        yield Problem(FILE, key, "unlike_translation", message)

"""Whom a citizen's own words name, by name or by post, and whether they accuse. Pure.

It only ever restricts: whoever is named gets no part in the report until somebody has looked. So it would
rather name one too many. Posts and members are named wherever they stand; a unit only where the words accuse,
or the citizen said that it is about staff: "depan kantor camat" is a place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from complaints_service.routing.accusation import CommandLines
from complaints_service.routing.naming_words import WORDS
from complaints_service.routing.spelling import SpellingWords, folded
from config.rulebook import Rulebook

#: Two words of a name of which one is misspelt stand no farther apart than this.
_TOGETHER = 3
#: A post of one word may be misspelt from here on; behind "pak" or "bu" from the second.
_LONG_POST, _POST = 7, 5
#: A name of one word may be misspelt from here on, wherever it stands.
_LONG_NAME = 6
_SHORTEST_NAME = 3


class Members(CommandLines, Protocol):
    """Who works in the office on one local day, by name and post.

    `names[officer]` as the office writes it; `holders[post]`: whose own it is and who leads it as well;
    `titles[post]`, `unit_of_post[post]` and `unit_names[unit]` as the office calls them.
    """

    @property
    def names(self) -> Mapping[int, str]: ...
    @property
    def holders(self) -> Mapping[str, Sequence[int]]: ...
    @property
    def titles(self) -> Mapping[str, str]: ...
    @property
    def unit_of_post(self) -> Mapping[str, str]: ...
    @property
    def unit_names(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class NamedInText:
    """Whom a text names, as holder references; `accusing`: with words of what staff should not do."""

    references: tuple[str, ...] = ()
    accusing: bool = False


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A word of the text; `addressed`: "pak", "bu" or the like stands before it."""

    meant: Mapping[str, bool]
    addressed: bool


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    kind: str
    code: str
    #: The kelurahan where the post is called so; None: everywhere.
    home: str | None = None


class Roll:
    """Everything in an office that can be named on one local day, ready to be looked for."""

    def __init__(self, rulebook: Rulebook, members: Members) -> None:
        self._members = members
        self._homes = {each.code: each.unit for each in rulebook.kelurahan}
        self._phrases: dict[str, list[_Phrase]] = {}
        for phrase in sorted(set(_phrases(rulebook, members)), key=lambda one: (-len(one.words), one.words)):
            self._phrases.setdefault(phrase.words[0], []).append(phrase)
        self._names = {
            officer: words for officer, name in members.names.items() if (words := name_words(name))
        }
        self._owners: dict[str, list[int]] = {}
        for officer, words in sorted(self._names.items()):
            for word in words:
                self._owners.setdefault(word, []).append(officer)
        self._joined = {"".join(words): each for each, words in self._names.items() if len(words) > 1}
        spoken = {word for group in self._phrases.values() for phrase in group for word in phrase.words}
        alone = {
            phrase.words[0] for group in self._phrases.values() for phrase in group if len(phrase.words) == 1
        }
        self._roles = WORDS.roles | alone
        self._vocabulary = SpellingWords(
            spoken | set(self._owners) | set(self._joined), ordinary=WORDS.ordinary
        )
        self._accusing = _accusing(rulebook)

    def read(self, text: str, *, kelurahan: str | None = None, wary: bool = False) -> NamedInText:
        """Whom a text names. `kelurahan`: whose lurah is "the lurah"; unknown, it may be any of them.

        `wary`: it is about staff, whatever its words.
        """
        words = folded(text)
        accusing = self._accuses(words)
        spoken = self._spoken(words)
        persons, units = self._posts(spoken, self._homes.get(kelurahan or ""))
        persons |= self._by_name(spoken, guessing=accusing or wary)
        found = [f"person:{each}" for each in sorted(persons)]
        if accusing or wary:
            found += [f"unit:{each}" for each in sorted(units)]
        return NamedInText(tuple(found), accusing)

    def _accuses(self, words: Sequence[str]) -> bool:
        return any(
            tuple(words[place : place + len(phrase)]) == phrase
            for place, word in enumerate(words)
            for phrase in self._accusing.get(word, ())
        )

    def _spoken(self, words: Sequence[str]) -> list[_Spoken]:
        found, addressed = [], False
        for word in words:
            if word in WORDS.honorifics:
                addressed = True
                continue
            found.append(_Spoken(self._vocabulary.meant_by(word), addressed))
            addressed = False
        return found

    def _posts(self, spoken: Sequence[_Spoken], home: str | None) -> tuple[set[int], set[str]]:
        """The members whose posts stand there, and the units; the longest words are taken first."""
        found = [
            (place, phrase)
            for place, one in enumerate(spoken)
            for word in one.meant
            for phrase in self._phrases.get(word, ())
            if (phrase.home is None or home is None or phrase.home == home) and _stands(phrase, spoken, place)
        ]
        taken: dict[int, int] = {}
        persons: set[int] = set()
        units: set[str] = set()
        for place, phrase in sorted(found, key=lambda one: (-len(one[1].words), one[0])):
            covers = range(place, place + len(phrase.words))
            # What was understood is no part of something shorter: "kantor lurah terjun" names no lurah.
            if any(taken.get(each, 0) > len(phrase.words) for each in covers):
                continue
            taken |= {each: max(taken.get(each, 0), len(phrase.words)) for each in covers}
            if phrase.kind == "unit":
                units.add(phrase.code)
            elif holders := self._members.holders.get(phrase.code, ()):
                persons |= set(holders)
            else:  # a vacant post, or one nobody entered: the unit it leads or belongs to is meant
                units.add(self._members.unit_of_post.get(phrase.code, ""))
        return persons, units & self._members.unit_names.keys()

    def _by_name(self, spoken: Sequence[_Spoken], *, guessing: bool) -> set[int]:
        places: dict[int, list[tuple[int, str, bool]]] = {}
        whole: set[int] = set()
        for place, one in enumerate(spoken):
            for word, exact in one.meant.items():
                for officer in self._owners.get(word, ()):
                    places.setdefault(officer, []).append((place, word, exact))
                if word in self._joined:
                    whole.add(self._joined[word])
        if not places:
            return whole
        beside = {
            place: self._beside_a_role(place, spoken)
            for place in {at[0] for each in places.values() for at in each}
        }
        return whole | {
            officer
            for officer, at in places.items()
            if self._is_named(officer, at, spoken, beside, guessing=guessing)
        }

    def _is_named(
        self,
        officer: int,
        at: Sequence[tuple[int, str, bool]],
        spoken: Sequence[_Spoken],
        beside: Mapping[int, bool],
        *,
        guessing: bool,
    ) -> bool:
        only = len(self._names[officer]) == 1
        for place, word, exact in at:
            if only and (exact or len(word) >= _LONG_NAME):
                return True
            if beside[place] or (
                spoken[place].addressed and (only or (guessing and len(word) >= _SHORTEST_NAME))
            ):
                return True
        return len(at) > 1 and any(
            one != other and ((exact and as_exact) or abs(place - elsewhere) <= _TOGETHER)
            for place, one, exact in at
            for elsewhere, other, as_exact in at
        )

    def _beside_a_role(self, place: int, spoken: Sequence[_Spoken]) -> bool:
        neighbours = [spoken[each] for each in (place - 1, place + 1) if 0 <= each < len(spoken)]
        return any(self._roles & {word for word, exact in each.meant.items() if exact} for each in neighbours)


def roll_of(rulebook: Rulebook, members: Members) -> Roll:
    """The roll of an office, made once as long as neither changes."""
    global _made
    kept = _made
    if kept is None or kept[0] is not rulebook or kept[1] is not members:
        kept = _made = (rulebook, members, Roll(rulebook, members))
    return kept[2]


_made: tuple[Rulebook, Members, Roll] | None = None


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name without degrees, honorifics and initials, each once."""
    words = [
        word
        for word in folded(name.split(",", 1)[0])
        if len(word) > 1 and word not in WORDS.honorifics and word not in WORDS.degrees
    ]
    return tuple(dict.fromkeys(words or folded(name)))


def _stands(phrase: _Phrase, spoken: Sequence[_Spoken], place: int) -> bool:
    words = phrase.words
    if place + len(words) > len(spoken):
        return False
    if any(word not in spoken[place + step].meant for step, word in enumerate(words)):
        return False
    if len(words) > 1 or spoken[place].meant[words[0]]:
        return True
    return len(words[0]) >= (_POST if spoken[place].addressed else _LONG_POST)


def _phrases(rulebook: Rulebook, members: Members) -> list[_Phrase]:
    found: list[_Phrase] = []

    def add(name: str, kind: str, code: str, home: str | None = None) -> None:
        words = tuple(word for word in folded(name) if word not in WORDS.honorifics)
        found.extend(_Phrase(each, kind, code, home) for each in _said_otherwise(words) if each)

    for unit in rulebook.units:
        for name in (unit.names.id, unit.names.en, *unit.aliases):
            add(name, "unit", unit.code)
    for code, name in members.unit_names.items():
        add(name, "unit", code)
    for post in rulebook.positions:
        for name in (post.names.id, post.names.en, *post.aliases):
            add(name, "post", post.code)
        for name in post.local_aliases:
            add(name, "post", post.code, post.unit)
            add(f"kantor {name}", "unit", post.unit, post.unit)
    for code, title in members.titles.items():
        add(title, "post", code)
    return found


def _said_otherwise(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    said = f" {' '.join(words)} "
    found = [said]
    for one, other in WORDS.synonyms:
        found += [said.replace(f" {one} ", f" {other} "), said.replace(f" {other} ", f" {one} ")]
    return [tuple(each.split()) for each in dict.fromkeys(found)]


def _accusing(rulebook: Rulebook) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """The words that accuse, by the first of them."""
    about_staff = [each for each in rulebook.categories if each.about_staff]
    own = {word for each in about_staff for word in (*each.keywords, *each.keywords_en)}
    found: dict[str, list[tuple[str, ...]]] = {}
    for words in {*(tuple(each.split()) for each in WORDS.accusing), *(tuple(folded(each)) for each in own)}:
        if words:
            found.setdefault(words[0], []).append(words)
    return found

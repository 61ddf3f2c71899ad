"""The words of naming.toml, folded as texts are. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from complaints_service.routing.spelling import folded


@dataclass(frozen=True, kw_only=True)
class NamingWords:
    """What naming.toml lists; `accusing` are phrases of one word or several, `synonyms` pairs of them."""

    accusing: frozenset[str]
    honorifics: frozenset[str]
    degrees: frozenset[str]
    roles: frozenset[str]
    synonyms: tuple[tuple[str, str], ...]
    ordinary: frozenset[str]


def _read() -> NamingWords:
    told = tomllib.loads(resources.files(__package__).joinpath("naming.toml").read_text("utf-8"))
    accusing, persons = told["accusing"], told["persons"]
    return NamingWords(
        accusing=_plain((*accusing["words"], *accusing["phrases"], *accusing["english"])),
        honorifics=_plain(persons["honorifics"]),
        degrees=_plain(persons["degrees"]),
        roles=_plain(persons["roles"]),
        synonyms=tuple((one, other) for one, other in persons["synonyms"]),
        ordinary=_plain(told["ordinary"]["words"]),
    )


def _plain(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(" ".join(folded(phrase)) for phrase in phrases)


WORDS = _read()

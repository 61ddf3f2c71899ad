"""What a program's key may be for: a closed list, of which each route under `/api` asks for one,
and each interface that has its key in the request.

To add one: a row here, and its name at the routes that ask for it (`@needs(..., scope=...)`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from complaints_service.errors import Invalid, marked, words


@dataclass(frozen=True)
class Scope:
    """One thing a key may be for. `changes`: with it something may be changed, not only read."""

    code: str
    means: str
    changes: bool = False


READ = Scope("read", marked("membaca tiket"))
ACT = Scope("act", marked("bertindak pada tiket"), changes=True)
FIGURES = Scope("figures", marked("membaca angka kinerja"))
APPRAISAL = Scope("appraisal", marked("membaca rencana dan evaluasi kinerja"))
REPORTER = Scope("reporter", marked("membuka identitas pelapor, setiap kali tercatat"), changes=True)
BOT = Scope("bot", marked("bot obrolan"), changes=True)
OPEN311 = Scope("open311", marked("mengirim laporan warga lewat Open311"), changes=True)

SCOPES: dict[str, Scope] = {
    scope.code: scope for scope in (READ, ACT, FIGURES, APPRAISAL, REPORTER, BOT, OPEN311)
}


def stored(codes: Collection[str]) -> str:
    """Scopes as a key keeps them, in the order of the list. Raises Invalid for none and for unknown ones."""
    if unknown := sorted(set(codes) - SCOPES.keys()):
        sentence = words(
            "Lingkup tidak dikenal: %(unknown)s. Yang ada: %(known)s.",
            unknown=", ".join(unknown),
            known=", ".join(SCOPES),
        )
        raise Invalid({"scopes": [sentence]}, code="unknown_scope")
    if not codes:
        raise Invalid({"scopes": [words("Sebut paling sedikit satu lingkup.")]})
    return " ".join(code for code in SCOPES if code in codes)


def read_back(kept: str) -> frozenset[str]:
    """The scopes of a key as it was kept; what is not on the list any more opens nothing."""
    return frozenset(kept.split()) & SCOPES.keys()


def meanings(codes: Iterable[str]) -> list[str]:
    """What each of these scopes means, to be said by the edge."""
    return [SCOPES[code].means for code in SCOPES if code in set(codes)]

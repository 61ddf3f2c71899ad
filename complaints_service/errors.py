"""What can go wrong in the office's rules, and who acts: the two things every slice speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Words:
    """A sentence for a person: an Indonesian template and its values; the edge may say it in English."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.values if self.values else self.template


def words(template: str, **values: object) -> Words:
    """Marks a sentence for translation and keeps its values apart from it."""
    return Words(template, values)


def marked(sentence: str) -> str:
    """Marks a plain sentence for translation where only a string will do; the edge says it."""
    return sentence


def marked_in(context: str, sentence: str) -> str:
    """The same for a sentence with two meanings, and so two in English; `context` tells them apart."""
    return f"{context}\x04{sentence}"


class DomainError(Exception):
    """A rule of the office refused something; nothing was changed.

    `code` is stable and is also the API's; `detail` says in plain words what was wrong and what to do;
    `fields` names the offending input fields; `extra` holds further members of the answer (such as the acts
    that are allowed now). What kind of refusal it is, its class says.
    """

    def __init__(
        self,
        code: str,
        detail: Words | str,
        *,
        fields: Mapping[str, Sequence[Words | str]] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.fields = fields
        self.extra = extra


#: What was not found, and what whoever asked for it can do.
_NOT_FOUND = {
    "page": words("Tidak ada apa-apa di alamat ini."),
    "report": words(
        "Laporan tidak ditemukan, atau tautannya sudah diganti. Periksa tautan terakhir yang Anda terima."
    ),
    "link": words("Tautan ini sudah dipakai, sudah diganti, atau tidak lengkap. Mintalah yang baru."),
    "ticket": words("Tiket itu tidak ada, atau bukan untuk Anda. Periksa nomornya, atau cari di Meja."),
    "hook": words("Kait itu tidak ada, atau sudah dihapus. Lihat `tanggap hooks list`."),
    "service": words("Layanan itu tidak ada. Lihat daftar layanan."),
    "file": words("Berkas itu tidak ada, atau bukan untuk Anda."),
    "person": words("Orang itu tidak ada, atau angkanya bukan untuk Anda."),
    "plan": words("Rencana kinerja itu tidak ada, atau bukan untuk Anda."),
    "goal": words("Sasaran itu tidak ada, atau bukan untuk Anda."),
    "evaluation": words("Evaluasi itu tidak ada, atau bukan untuk Anda."),
    "indicator": words("Indikator itu tidak ada di sini."),
    "value": words("Realisasi itu tidak ada, atau bukan untuk Anda."),
    "feedback": words("Umpan balik itu tidak ada, atau bukan untuk Anda."),
    "meeting": words("Rapat itu tidak ada, atau bukan untuk Anda."),
    "action": words("Tindakan itu tidak ada, atau bukan untuk Anda."),
    "training": words("Pelatihan itu tidak ada, atau bukan untuk Anda."),
    "leave": words("Cuti itu tidak ada, sudah dibatalkan, atau bukan untuk Anda."),
    "template": words("Templat itu tidak ada, sudah ditarik, atau bukan untuk Anda."),
    "key": words("Kunci itu tidak ada, sudah dicabut, atau bukan milik Anda."),
    "factor": words("Langkah kedua itu sudah dilepas, atau bukan milik Anda."),
    "session": words("Sesi itu sudah berakhir, atau bukan milik Anda."),
    "paper": words("Surat itu tidak ada, atau bukan untuk Anda."),
    "request": words("Permintaan itu tidak ada, sudah diputuskan, atau bukan untuk Anda."),
    "letter": words("Kiriman itu tidak ada, sudah diputuskan, atau bukan untuk Anda."),
}


class NotFound(DomainError):
    """What was asked for is absent, or not for the one who asks: both answer alike, by what it was."""

    def __init__(self, what: str = "page") -> None:
        super().__init__("not_found", _NOT_FOUND[what])


class Invalid(DomainError):
    """Input that cannot be taken as it is; names every field and what is wrong with it."""

    def __init__(
        self, fields: Mapping[str, Sequence[Words | str]], *, code: str = "invalid", **extra: Any
    ) -> None:
        first = next(iter(fields.values()))[0]
        super().__init__(code, first, fields=fields, **extra)


class Forbidden(DomainError):
    """Whoever asks is known, and this is not for them; that it exists is no secret."""


class TooOften(DomainError):
    """Asked more often than the office allows; `retry_after`, where it is known, is in seconds."""


def invalid(field_name: str, problem: Words) -> Invalid:
    """One input field that cannot be taken as it is."""
    return Invalid({field_name: [problem]})


@dataclass(frozen=True)
class Actor:
    """Who acts, and through which door.

    `ref` is the ledger's actor reference: `citizen`, `bot`, `rule` or `person:<officer id>`;
    `origin` is the edge: `web`, `api`, a route of chats, `job`, `cli` or `replay`.
    """

    ref: str
    origin: str
    officer_id: int | None = None
    account_id: int | None = None

    @classmethod
    def citizen(cls, origin: str) -> Actor:
        """The citizen of a complaint, known by the tracking secret only."""
        return cls("citizen", origin)

    @classmethod
    def rule(cls, origin: str = "job") -> Actor:
        """A rule of the office, such as closing after ten working days without objection."""
        return cls("rule", origin)

    @classmethod
    def officer(cls, officer_id: int, origin: str, account_id: int | None = None) -> Actor:
        """A signed-in member of the office."""
        return cls(f"person:{officer_id}", origin, officer_id, account_id)

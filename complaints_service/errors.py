"""What can go wrong in the office's rules, and who acts: the two things every slice speaks of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class DomainError(Exception):
    """A rule of the office refused something; nothing was changed.

    `code` is stable and is also the API's; `detail` says in plain words what was wrong and what to do;
    `status` is the HTTP status an edge answers with; `fields` names the offending input fields;
    `extra` holds further members of the answer (such as the acts that are allowed now).
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        status: int = 409,
        fields: Mapping[str, Sequence[str]] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.status = status
        self.fields = fields
        self.extra = extra


class NotFound(DomainError):
    """What was asked for is absent, or not for the one who asks: both answer alike."""

    def __init__(self, detail: str = "Laporan tidak ditemukan, atau tautannya sudah diganti.") -> None:
        super().__init__("not_found", detail, status=404)


@dataclass(frozen=True)
class Actor:
    """Who acts, and through which door.

    `ref` is the ledger's actor reference: `citizen`, `bot`, `rule` or `person:<officer id>`;
    `origin` is the edge: `web`, `api`, `telegram`, `job`, `cli` or `replay`.
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

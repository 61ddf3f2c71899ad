"""Every cookie of ours but the form's own, which Flask keeps: how it is named, who may send and read it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Request, Response

from complaints_service.edge.resources import service


@dataclass(frozen=True)
class Cookie:
    """A cookie by its word. `below`: it is sent to the pages below one address, and not to the whole site.

    No script reads it, no other site sends it with a form of its own, and where the site is https its name
    says to the browser that no other host, and no plain connection, may have set it.
    """

    word: str
    below: bool = False

    @property
    def name(self) -> str:
        """On https `__Host-`, or below an address, where browsers refuse that, `__Secure-`."""
        if not service().settings.secure:
            return self.word
        return f"__Secure-{self.word}" if self.below else f"__Host-{self.word}"

    def read(self, asked: Request) -> str:
        """What the browser sent; empty for none."""
        return asked.cookies.get(self.name, "")

    def give(self, answer: Response, value: str, *, seconds: int | None = None, path: str = "/") -> None:
        """Lets the browser keep it; without `seconds` until it is closed."""
        answer.set_cookie(
            self.name,
            value,
            max_age=seconds,
            path=path,
            httponly=True,
            samesite="Lax",
            secure=service().settings.secure,
        )

    def take_back(self, answer: Response, *, path: str = "/") -> None:
        """Lets the browser forget it."""
        answer.delete_cookie(
            self.name, path=path, httponly=True, samesite="Lax", secure=service().settings.secure
        )

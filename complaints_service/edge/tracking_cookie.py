"""The cookie a secret link sets: it opens one complaint's pages and is sent nowhere else."""

from __future__ import annotations

from flask import Request, Response

from complaints_service.edge.resources import service

NAME = "lacak"
HALF_A_YEAR = 183 * 24 * 3600


def keep_secret(answer: Response, number: str, secret: str) -> None:
    """Lets this browser open this complaint without showing the link again."""
    answer.set_cookie(
        NAME,
        secret,
        max_age=HALF_A_YEAR,
        path=f"/laporan/{number}",
        httponly=True,
        samesite="Lax",
        secure=service().settings.secure,
    )


def secret_for(request: Request) -> str:
    """The secret this browser has for the complaint it asks for; empty for none."""
    return request.cookies.get(NAME, "")

"""The cookies a link sets: each opens one report's pages and is sent nowhere else."""

from __future__ import annotations

from flask import Request, Response, g

from complaints_service.edge.resources import service

#: The owner's link and one that came with news are kept apart: a letter opened later takes nothing away.
OWNER, READER = "lacak", "baca"
#: On a device that may be anybody's, and on one that its owner called their own.
SHARED_SECONDS, OWN_SECONDS = 8 * 3600, 30 * 24 * 3600


def keep_secret(
    answer: Response, number: str, secret: str, *, reads: bool = False, own_device: bool = False
) -> None:
    """Lets this browser open this report without showing the link again. `reads`: it is no owner's link."""
    answer.set_cookie(
        READER if reads else OWNER,
        secret,
        max_age=OWN_SECONDS if own_device else SHARED_SECONDS,
        path=f"/laporan/{number}",
        httponly=True,
        samesite="Lax",
        secure=service().settings.secure,
    )


def forget_secrets(answer: Response, number: str) -> None:
    """This browser opens the report no more."""
    for name in (OWNER, READER):
        answer.delete_cookie(
            name,
            path=f"/laporan/{number}",
            httponly=True,
            samesite="Lax",
            secure=service().settings.secure,
        )


def secrets_for(request: Request) -> tuple[str, ...]:
    """The secrets this browser has for the report it asks for, the owner's first."""
    return tuple(kept for name in (OWNER, READER) if (kept := request.cookies.get(name)))


def use_secret(secret: str) -> None:
    """This request goes by this one of them: it is the one that opened the report."""
    g.tracking_secret = secret


def secret_for(request: Request) -> str:
    """The secret this request goes by; empty for none."""
    return g.get("tracking_secret") or next(iter(secrets_for(request)), "")

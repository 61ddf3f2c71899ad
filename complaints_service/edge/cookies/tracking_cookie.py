"""The cookies a link sets: each opens one report's pages and is sent nowhere else."""

from __future__ import annotations

from flask import Request, Response, g

from complaints_service.edge.cookies.cookie import Cookie

#: The owner's link and one that came with news are kept apart: a letter opened later takes nothing away.
OWNER, READER = Cookie("lacak", below=True), Cookie("baca", below=True)
#: On a device that may be anybody's, and on one that its owner called their own.
SHARED_SECONDS, OWN_SECONDS = 8 * 3600, 30 * 24 * 3600


def keep_secret(
    answer: Response, number: str, secret: str, *, reads: bool = False, own_device: bool = False
) -> None:
    """Lets this browser open this report without showing the link again. `reads`: it is no owner's link."""
    seconds = OWN_SECONDS if own_device else SHARED_SECONDS
    (READER if reads else OWNER).give(answer, secret, seconds=seconds, path=f"/laporan/{number}")


def forget_secrets(answer: Response, number: str) -> None:
    """This browser opens the report no more."""
    for cookie in (OWNER, READER):
        cookie.take_back(answer, path=f"/laporan/{number}")


def secrets_for(request: Request) -> tuple[str, ...]:
    """The secrets this browser has for the report it asks for, the owner's first."""
    return tuple(kept for cookie in (OWNER, READER) if (kept := cookie.read(request)))


def use_secret(secret: str) -> None:
    """This request goes by this one of them: it is the one that opened the report."""
    g.tracking_secret = secret


def secret_for(request: Request) -> str:
    """The secret this request goes by; empty for none."""
    return g.get("tracking_secret") or next(iter(secrets_for(request)), "")

"""The sign-in page, alone or with a form inside that waits for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for

from complaints_service.edge.transaction import reading
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.service import open_routes
from complaints_service.web.shell.pages import page


def sign_in_page(
    form: Mapping[str, str], errors: Mapping[str, Sequence[str]], *, goes_on: str | None, kept: str = ""
) -> str:
    """The page; `goes_on`: where to go after, `kept`: the form that was sent without a sign-in."""
    return page(
        "account/masuk.html",
        form=form,
        errors=errors,
        action=url_for("accounts.post_sign_in"),
        next=goes_on,
        kept=kept,
        forgotten=url_for("accounts.forgotten") if mails() else "",
    )


def mails() -> bool:
    """Whether letters leave here, so that a link by mail can be offered."""
    with reading() as session:
        return EMAIL.code in open_routes(session)

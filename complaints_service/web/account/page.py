"""The sign-in page, alone or with a form inside that waits for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for

from complaints_service import clock
from complaints_service.accounts.factor.passkeys import sign_in_asked
from complaints_service.edge.provider import provider
from complaints_service.edge.resources import service
from complaints_service.edge.second_step import new_challenge, passkey_site
from complaints_service.edge.transaction import reading
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.service import open_routes
from complaints_service.web.shell.pages import page

#: The hidden field with the form that was sent, as pairs of name and text.
KEPT = "kept"


#: Where a browser goes on that came from a page with a form: to close its tab.
DONE = "provider.returned"


def provider_way(place: str, *, goes_on: str | None, kept: str) -> dict[str, object]:
    """What a page needs to lead to the provider, as `provider` of its template; empty where there is none.

    A form that waits in the page cannot go along: the way opens in another tab, and the form goes on after.
    """
    if provider() is None:
        return {}
    return {
        "name": service().settings.provider_name,
        "href": url_for(place, next=url_for(DONE) if kept else goes_on),
        "go_on": url_for("provider.post_go_on"),
    }


def sign_in_page(
    form: Mapping[str, str], errors: Mapping[str, Sequence[str]], *, goes_on: str | None, kept: str = ""
) -> str:
    """The page; `goes_on`: where to go after, `kept`: the form that was sent without a sign-in."""
    site = passkey_site()
    challenge = new_challenge("sign_in", now=clock.now())
    return page(
        "account/masuk.html",
        form=form,
        errors=errors,
        action=url_for("accounts.post_sign_in"),
        passkey_action=url_for("second_sign_in.post_passkey"),
        asked="" if site is None else sign_in_asked(site, challenge=challenge),
        next=goes_on,
        kept=kept,
        provider=provider_way("provider.start", goes_on=goes_on, kept=kept),
        forgotten=url_for("accounts.forgotten") if mails() else "",
    )


def refused_sign_in(form: Mapping[str, str], sentence: str, status: int) -> tuple[str, int]:
    """The page with what was wrong, and what was typed but for the password."""
    typed, errors = {"login": form.get("login", "")}, {"": [sentence]}
    return sign_in_page(typed, errors, goes_on=form.get("next"), kept=form.get(KEPT, "")), status


def mails() -> bool:
    """Whether letters leave here, so that a link by mail can be offered."""
    with reading() as session:
        return EMAIL.code in open_routes(session)

"""The page of one's own second step: what is set up, what can be, and codes that are shown once."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for

from complaints_service import clock
from complaints_service.accounts.factor.apps import begun_app
from complaints_service.accounts.factor.codes import app_link, in_groups
from complaints_service.accounts.factor.passkeys import NAME_LETTERS, registration_asked
from complaints_service.accounts.factor.queries import second_step_of
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.second_step import demand_for, new_challenge, passkey_site
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.accounts import OwnAccount
from complaints_service.edge.transaction import reading
from complaints_service.web.shell.assets import qr
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page

#: The form of an app's first code: the page shows the secret with it, and with no other.
APP = "app"


def second_step_page(
    reader: SignedIn, mine: OwnAccount, typed: Typed, *, codes: Sequence[str] = (), done: bool = False
) -> str:
    """The page; `codes`: fresh recovery codes, shown this once; `done`: something was just set up."""
    now, site, office = clock.now(), passkey_site(), service().rulebook.office
    with reading() as session:
        step = second_step_of(session, account_id=mine.account_id)
        demand = demand_for(session, account_id=mine.account_id, now=now)
        secret = begun_app(session, account_id=mine.account_id) if typed.form == APP else None
    link = app_link(secret, login=mine.login, office=office.names.read(language())) if secret else ""
    asked = ""
    if site is not None:
        challenge = new_challenge("register", account_id=mine.account_id, now=now)
        asked = registration_asked(
            site, account_id=mine.account_id, login=mine.login, challenge=challenge, has=step.passkeys
        )
    rule = office.second_step
    return page(
        "account/langkah_kedua.html",
        name=reader.name,
        step=step,
        demand="no" if step.stands else demand,
        since=None if rule is None else rule.since,
        secret=in_groups(secret) if secret else "",
        qr=qr(link) if link else None,
        asked=asked,
        most=NAME_LETTERS,
        codes=[in_groups(code) for code in codes],
        done=done,
        form=typed.values,
        errors=typed.errors,
        own_href=url_for("own_account.show"),
        desk_href=url_for("desk.listing"),
        app_action=url_for("second_step.post_app"),
        confirm_action=url_for("second_step.post_confirm"),
        drop_app_action=url_for("second_step.post_drop_app"),
        passkey_action=url_for("second_step.post_passkey"),
        drop_passkey_action=url_for("second_step.post_drop_passkey"),
        codes_action=url_for("second_step.post_codes"),
    )

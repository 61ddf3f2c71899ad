"""The page of one's own account: what opens it, and what ends each of these."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.accounts.browsers import browsers_of
from complaints_service.accounts.factor.queries import second_step_of
from complaints_service.accounts.keys import KeyCard, keys_of
from complaints_service.accounts.passwords import SHORTEST
from complaints_service.accounts.provider.service import link_of
from complaints_service.accounts.scopes import meanings
from complaints_service.edge.provider import provider
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.accounts import OwnAccount
from complaints_service.edge.transaction import reading
from complaints_service.notify.officers import chat as officer_chat
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page


@dataclass(frozen=True, kw_only=True)
class KeyLine:
    """A key as the page lists it. `may`: what it is for, in words."""

    card: KeyCard
    may: str


def own_page(reader: SignedIn, mine: OwnAccount, typed: Typed) -> str:
    """The page; a form that was refused is shown with what was wrong."""
    now = clock.now()
    with reading() as session:
        browsers = browsers_of(session, account_id=mine.account_id, mine=mine.session_id, now=now)
        keys = [card for card in keys_of(session, account_id=mine.account_id) if card.in_force(now)]
        step = second_step_of(session, account_id=mine.account_id)
        there = provider()
        known = there and link_of(session, account_id=mine.account_id, issuer=there.facts.issuer)
        linked = officer_chat.link_of_account(session, account_id=mine.account_id)
    return page(
        "account/akun_saya.html",
        name=reader.name,
        mine=mine,
        browsers=browsers,
        keys=[KeyLine(card=card, may=_may(card)) for card in keys],
        linked=linked,
        step=step,
        step_href=url_for("second_step.show"),
        provider=None if there is None else service().settings.provider_name,
        known=known,
        provider_href=url_for("provider_link.start_link"),
        unlink_provider_action=url_for("provider_link.post_unlink"),
        is_member=reader.rights.officer_id is not None,
        least=SHORTEST,
        errors=typed.errors,
        in_password=typed.form == "password",
        chat_href=url_for("chat_link.listing"),
        password_action=url_for("own_account.post_password"),
        end_action=url_for("own_account.post_end_session"),
        others_action=url_for("own_account.post_end_others"),
        revoke_action=url_for("own_account.post_revoke_key"),
        shortcuts_action=url_for("own_account.post_shortcuts"),
        morning_action=url_for("own_account.post_morning"),
        unlink_action=url_for("own_account.post_unlink"),
    )


def _may(card: KeyCard) -> str:
    return ", ".join(_(each) for each in meanings(card.scopes))

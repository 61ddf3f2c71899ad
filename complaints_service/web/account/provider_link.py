"""Linking one's own account with a person of the provider, and taking that away; told by letter."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.provider.service import link_account, unlink_account
from complaints_service.edge.guard import needs
from complaints_service.edge.input.fields import Text
from complaints_service.edge.provider import read_subject
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.accounts import OWN_ACCOUNT, OwnAccount
from complaints_service.errors import Words, invalid, words
from complaints_service.notify.officers.account_letter import PROVIDER, queue_account_letter
from complaints_service.web.account.own_page import own_page
from complaints_service.web.account.provider_trip import STALE, Answer, away, known_provider, provider_name
from complaints_service.web.shell.forms import FormSchema, Sent, submit

blueprint = Blueprint("provider_link", __name__, url_prefix="/akun-saya/penyedia")


class SubjectForm(FormSchema):
    """Our word for whom the provider vouched for."""

    word = Text(load_default="")


@blueprint.get("")
@needs(OWN_ACCOUNT, proof=True)
def start_link(_reader: SignedIn, mine: OwnAccount) -> Answer:
    """Leads to the provider, to link one's account."""
    return away("link", session_id=mine.session_id)


@blueprint.post("")
@needs(OWN_ACCOUNT, proof=True)
def post_link(reader: SignedIn, mine: OwnAccount) -> Response | tuple[str, int]:
    """Links one's account, once its owner has seen with whom."""
    issuer = known_provider().facts.issuer

    def change(session: Session, typed: dict[str, Any]) -> None:
        now = clock.now()
        subject = read_subject(typed["word"], session_id=mine.session_id, now=now)
        if subject is None:
            raise invalid("", Words(STALE))
        account_id = mine.account_id
        link_account(
            session, account_id=account_id, issuer=issuer, subject=subject, now=now, actor=reader.actor
        )
        queue_account_letter(session, account_id=account_id, kind=PROVIDER, now=now)

    return submit(
        SubjectForm(),
        Sent(
            change=change,
            refused=lambda typed: own_page(reader, mine, typed),
            done=url_for("own_account.show"),
            said=words("Akun Anda terhubung dengan %(name)s.", name=provider_name()),
        ),
    )


@blueprint.post("/lepas")
@needs(OWN_ACCOUNT, proof=True)
def post_unlink(reader: SignedIn, mine: OwnAccount) -> Response | tuple[str, int]:
    """Lets nobody of the provider open one's account any more."""
    issuer = known_provider().facts.issuer

    def change(session: Session, _typed: dict[str, Any]) -> None:
        now = clock.now()
        unlink_account(session, account_id=mine.account_id, issuer=issuer, now=now, actor=reader.actor)
        queue_account_letter(session, account_id=mine.account_id, kind=PROVIDER, now=now)

    return submit(
        FormSchema(),
        Sent(
            change=change,
            refused=lambda typed: own_page(reader, mine, typed),
            done=url_for("own_account.show"),
            said=words("Akun Anda tidak terhubung lagi dengan %(name)s.", name=provider_name()),
        ),
    )

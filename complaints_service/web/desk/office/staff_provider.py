"""Whom of the city's provider somebody's account opens for, as an administrator writes it down."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.provider.service import link_account, unlink_account
from complaints_service.edge.guard import needs
from complaints_service.edge.input.fields import Line
from complaints_service.edge.provider import provider
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.staff import MANAGE_ACCOUNT
from complaints_service.errors import NotFound, words
from complaints_service.notify.officers.account_letter import PROVIDER, queue_account_letter
from complaints_service.people.queries import OfficerCard
from complaints_service.staffing.sign_ins import account_of
from complaints_service.web.desk.office.staff_page import person_page
from complaints_service.web.shell.forms import FormSchema, Sent, submit

blueprint = Blueprint("staff_provider", __name__, url_prefix="/pengelola/pegawai")


class ProviderSubjectForm(FormSchema):
    """The provider's sign for somebody; empty: nobody there opens the account."""

    subject = Line(load_default="")


@blueprint.post("/<id:officer_id>/penyedia")
@needs(MANAGE_ACCOUNT, proof=True)
def post_provider(reader: SignedIn, card: OfficerCard, officer_id: int) -> Response | tuple[str, int]:
    """Links somebody's account, or ends its link; they are told by letter."""
    there = provider()
    if there is None:
        raise NotFound
    issuer = there.facts.issuer

    def change(session: Session, typed: dict[str, Any]) -> None:
        account_id, now = account_of(session, officer_id=officer_id).id, clock.now()
        subject = typed["subject"]
        if subject:
            link_account(
                session, account_id=account_id, issuer=issuer, subject=subject, now=now, actor=reader.actor
            )
        else:
            unlink_account(session, account_id=account_id, issuer=issuer, now=now, actor=reader.actor)
        queue_account_letter(session, account_id=account_id, kind=PROVIDER, now=now)

    return submit(
        ProviderSubjectForm(),
        Sent(
            change=change,
            refused=lambda typed: person_page(reader, card, typed),
            done=url_for("staff.one", officer_id=officer_id),
            said=words("Tercatat."),
            form="provider",
        ),
    )

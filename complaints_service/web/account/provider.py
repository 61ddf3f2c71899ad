"""Signing in at the city's own provider: there, back, and out again.

The ways there are links, not forms: a form may lead nowhere but to this site. Every failure ends on a page of
ours that says in plain words what to do, and the password's way stays beside it.
"""

from __future__ import annotations

import logging

from flask import Blueprint, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.provider.answers import Proved, ProviderDown, ProviderRefused, Returned
from complaints_service.accounts.provider.client import Provider
from complaints_service.accounts.provider.service import LinkedAccount, account_linked
from complaints_service.accounts.sign_in import account_actor, admit, note_refused, prove_again
from complaints_service.edge.guard import ANYONE, brings_back, needs
from complaints_service.edge.provider import OwnTrip, own_trip, provider, way_back
from complaints_service.edge.resources import service
from complaints_service.edge.second_step import HalfSignIn, demand_for, half_sign_in
from complaints_service.edge.sign_in import SESSION_COOKIE, SignedIn, person
from complaints_service.edge.subjects.accounts import OWN_SECOND_STEP, OwnAccount
from complaints_service.edge.transaction import let_go, writing
from complaints_service.extensions import limiter
from complaints_service.web.account.again import form_again
from complaints_service.web.account.entering import welcome
from complaints_service.web.account.page import KEPT, sign_in_page
from complaints_service.web.account.provider_trip import (
    CANCELLED,
    DOWN,
    FAILED,
    STALE,
    STRANGER,
    Answer,
    away,
    ended,
    known_provider,
    link_page,
    provider_name,
    without_trip,
)
from complaints_service.web.account.second_sign_in import second_page
from complaints_service.web.shell.forms import local_path
from complaints_service.web.shell.pages import page

blueprint = Blueprint("provider", __name__)
logger = logging.getLogger(__name__)


@blueprint.get("/masuk/penyedia")
@limiter.limit("120/minute")
@needs(ANYONE)
def start() -> Answer:
    """Leads to the provider, to sign in."""
    return away("sign_in", goes_on=local_path(request.args.get("next")) or "")


@blueprint.get("/bukti/penyedia")
@needs(OWN_SECOND_STEP)
def start_proof(_reader: SignedIn, mine: OwnAccount) -> Answer:
    """Leads to the provider, to prove who sits here."""
    goes_on = local_path(request.args.get("next")) or ""
    return away("proof", goes_on=goes_on, session_id=mine.session_id)


@blueprint.get("/masuk/penyedia/kembali")
@limiter.limit("120/minute")
@needs(ANYONE)
def back() -> Answer:
    """Where the provider sends a browser back to. No transaction is open while the provider is asked."""
    there, now = known_provider(), clock.now()
    own = own_trip(now)
    if own is None:
        return ended("sign_in", "", STALE, 403)
    let_go()
    try:
        proved = there.who_came(own.trip, Returned.read(request.args), back=way_back(), now=now)
    except ProviderDown:
        return ended(own.use, own.goes_on, DOWN, 503)
    except ProviderRefused as refused:
        logger.warning("the provider proved nobody: %s", refused.reason[:40])
        if refused.reason == "access_denied":
            return ended(own.use, own.goes_on, CANCELLED, 403)
        writing(lambda session: note_refused(session, origin="web", now=now))
        return ended(own.use, own.goes_on, FAILED, 403)
    if own.use == "sign_in":
        return _signed_in(there, own, proved)
    reader = person()
    if reader is None or reader.session_id is None or reader.session_id != own.session_id:
        return ended(own.use, own.goes_on, STALE, 403)
    if own.use == "proof":
        return _proved(there, own, proved, reader)
    return without_trip(make_response(link_page(proved, reader.session_id)))


@blueprint.get("/masuk/penyedia/selesai")
@needs(ANYONE)
def returned() -> str:
    """What a second tab shows once one has signed in there: the form waits in the first."""
    return page(
        "account/penyedia.html",
        title=_("Sudah"),
        sentence=_(
            "Tutup tab ini, kembali ke tab sebelumnya, lalu lanjutkan dari sana. Tulisan Anda ada di sana."
        ),
    )


@blueprint.post("/masuk/lanjut")
@brings_back
@needs(ANYONE)
def post_go_on() -> Answer:
    """Goes on with the form that waited while its sender signed in, or proved it, in another tab."""
    form = request.form
    if person() is None:
        errors = {"": [_("Anda belum masuk di tab yang lain.")]}
        return sign_in_page({}, errors, goes_on=form.get("next"), kept=form.get(KEPT, "")), 401
    again = form_again(form.get("next"), form.get(KEPT, ""), SESSION_COOKIE.read(request))
    if again is not None:
        return again
    return make_response(redirect(local_path(form.get("next")) or url_for("desk.listing"), 303))


@blueprint.get("/keluar")
@needs(ANYONE)
def left() -> Answer:
    """After signing out here: the provider still knows this browser, and where that ends."""
    there = provider()
    if there is None or person() is not None:
        return make_response(redirect(url_for("public.front"), 303))
    let_go()
    home = service().settings.base_url + url_for("public.front")
    return make_response(
        page(
            "account/penyedia.html",
            title=_("Anda sudah keluar"),
            sentence=_("Dari sini. Di %(name)s peramban ini mungkin masih masuk.", name=provider_name()),
            href=there.way_out(back=home, now=clock.now()),
            link=_("Keluar juga dari %(name)s", name=provider_name()),
        )
    )


def _signed_in(there: Provider, own: OwnTrip, proved: Proved) -> Answer:
    """In; or on to our own second step, where the account has one and the provider asked for none."""
    now, form = clock.now(), {"next": own.goes_on}

    def take(session: Session) -> tuple[LinkedAccount, str, bool] | None:
        found = account_linked(session, issuer=there.facts.issuer, subject=proved.subject, now=now)
        if found is None:
            note_refused(session, origin="web", now=now)
            return None
        if found.second_step and not proved.second_step:
            return found, "", False
        demand = "no" if proved.second_step else demand_for(session, account_id=found.account_id, now=now)
        token = admit(
            session,
            account_id=found.account_id,
            by="provider",
            user_agent=request.user_agent.string,
            now=now,
            actor=account_actor(found.account_id, found.officer_id, "web"),
            enrols=demand == "now",
        )
        return found, token, demand != "no"

    done = writing(take)
    if done is None:
        return ended(own.use, own.goes_on, STRANGER, 403)
    found, token, lacks_step = done
    if not token:
        half = HalfSignIn(account_id=found.account_id, changed_at=found.changed_at, first="provider")
        asked = second_page({**form, "half": half_sign_in(half, now=now)}, half)
        return without_trip(make_response(asked))
    return without_trip(
        welcome(
            form,
            token=token,
            account_id=found.account_id,
            wrong_before=found.wrong_before,
            now=now,
            lacks_step=lacks_step,
        )
    )


def _proved(there: Provider, own: OwnTrip, proved: Proved, reader: SignedIn) -> Answer:
    """Notes the proof, where it is the very person whose browser this is."""
    now = clock.now()

    def take(session: Session) -> bool:
        found = account_linked(session, issuer=there.facts.issuer, subject=proved.subject, now=now)
        if found is None or found.account_id != reader.rights.account_id:
            note_refused(session, origin="web", now=now)
            return False
        prove_again(session, session_id=own.session_id, now=now)
        return True

    if not writing(take):
        return ended(own.use, own.goes_on, STRANGER, 403)
    return without_trip(make_response(redirect(own.goes_on or url_for("own_account.show"), 303)))

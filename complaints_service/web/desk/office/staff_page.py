"""The pages of people and their accounts: everybody one manages, and one of them with what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.accounts.access import GRANTED_ROLES
from complaints_service.accounts.provider.service import link_of
from complaints_service.edge.problems import say
from complaints_service.edge.provider import provider
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked
from complaints_service.people.kinds import EMPLOYMENTS
from complaints_service.people.members import structure
from complaints_service.people.queries import OfficerCard
from complaints_service.staffing.effects import Effect
from complaints_service.staffing.sign_ins import (
    SignInState,
    hands_out_ways_in,
    managed_staff,
    posts_to_fill,
    sign_ins,
)
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page

ROLES = {
    "dispatcher": marked("pemilah"),
    "manager": marked("pimpinan yang membaca angka"),
    "auditor": marked("inspektur"),
    "administrator": marked("pengelola"),
}
EMPLOYMENT_WORDS = {"pns": marked("PNS"), "pppk": marked("PPPK"), "non_asn": marked("bukan ASN")}


@dataclass(frozen=True, kw_only=True)
class StaffLine:
    """One member in the list: a shape (done, risk) and words for how they sign in."""

    href: str
    name: str
    post: str
    state: str
    words: str
    roles: str


@dataclass(frozen=True, kw_only=True)
class HeldRole:
    """A role somebody has, in words, and what the form that ends it sends."""

    words: str
    role: str
    unit: str


def staff_page(reader: SignedIn, typed: Typed) -> str:
    """Everybody the reader manages, and the form for somebody who joins."""
    with reading() as session:
        cards, states = managed_staff(session, reader.rights), sign_ins(session)
        units = _unit_names(session)
        posts = posts_to_fill(session, reader.rights)
    lines = [_line(card, states.get(card.id), units) for card in cards]
    return page(
        "desk/pegawai.html",
        lines=lines,
        posts=posts,
        employments=[(code, _(EMPLOYMENT_WORDS[code])) for code in EMPLOYMENTS],
        form={"on": _today(), **typed.values},
        errors=typed.errors,
        action=url_for("staff.post_join"),
    )


def person_page(
    reader: SignedIn,
    card: OfficerCard,
    typed: Typed,
    *,
    tried: Sequence[Effect] | None = None,
    link: str = "",
) -> str:
    """One member; `tried`: what an act would do, before it is done; `link`: a fresh one, shown this once."""
    with reading() as session:
        state = sign_ins(session).get(card.id)
        units = _unit_names(session)
        posts = posts_to_fill(session, reader.rights)
        there = provider()
        linked = (
            link_of(session, account_id=state.account_id, issuer=there.facts.issuer)
            if there is not None and state is not None
            else None
        )
    accounts = hands_out_ways_in(reader.rights) and state is not None and state.active
    return page(
        "desk/pegawai_satu.html",
        card=card,
        sign_in=_sign_in(state)[1],
        roles=_held(state, units),
        accounts=accounts,
        second_step=state is not None and state.second_step,
        provider="" if there is None else service().settings.provider_name,
        subject="" if linked is None else linked.subject,
        provider_action=url_for("staff_provider.post_provider", officer_id=card.id),
        sessions_action=url_for("staff.post_end_sessions", officer_id=card.id),
        reset_action=url_for("staff.post_reset", officer_id=card.id),
        posts=posts,
        units=sorted(units.items(), key=lambda each: each[1]),
        grantable=[(role, _(ROLES[role])) for role in GRANTED_ROLES],
        tried=None if tried is None else [say(each.words) for each in tried],
        link=link,
        form={"on": _today(), **typed.values},
        errors=typed.errors,
        in_form=typed.form,
        list_href=url_for("staff.listing"),
        move_action=url_for("staff.post_move", officer_id=card.id),
        leave_action=url_for("staff.post_leave", officer_id=card.id),
        role_action=url_for("staff.post_role", officer_id=card.id),
        end_role_action=url_for("staff.post_role_end", officer_id=card.id),
        link_action=url_for("staff.post_link", officer_id=card.id),
    )


def _line(card: OfficerCard, state: SignInState | None, units: dict[str, str]) -> StaffLine:
    shape, told = _sign_in(state)
    return StaffLine(
        href=url_for("staff.one", officer_id=card.id),
        name=card.name,
        post=f"{card.title}, {card.unit_name}",
        state=shape,
        words=told,
        roles="; ".join(held.words for held in _held(state, units)),
    )


def _sign_in(state: SignInState | None) -> tuple[str, str]:
    if state is None or not state.active:
        return "risk", _("tanpa akun")
    if not state.has_password:
        return "risk", _("akun %(login)s belum dibuka: beri tautan masuk", login=state.login)
    if state.second_step:
        return "done", _("masuk sebagai %(login)s, dengan langkah kedua", login=state.login)
    return "done", _("masuk sebagai %(login)s", login=state.login)


def _held(state: SignInState | None, units: dict[str, str]) -> list[HeldRole]:
    return [
        HeldRole(
            words=f"{_(ROLES[role])}, {units[unit] if unit else _('seluruh kantor')}",
            role=role,
            unit=unit or "",
        )
        for role, unit in (state.roles if state is not None else ())
    ]


def _unit_names(session: Session) -> dict[str, str]:
    return {unit.code: unit.name for unit in structure(session).units if unit.active}


def _today() -> str:
    return service().rulebook.local_date(clock.now()).isoformat()

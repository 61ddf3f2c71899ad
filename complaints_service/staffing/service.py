"""The acts on people. Each holds from a local day on, says what it does, and leaves a line in the record.

Whoever only wants to know does the act in a savepoint and rolls it back (`order.preview`): what is told is
what was done. A day is the first one of the new state, as decrees date it ("terhitung mulai tanggal").
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.queries import account_of_officer
from complaints_service.accounts.service import NewAccount, create_account, set_active
from complaints_service.errors import DomainError, NotFound, Words, invalid, words
from complaints_service.moment import Moment
from complaints_service.people.changes import end_leading, lead_as_well, note
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.kinds import ACTING_KINDS
from complaints_service.people.models import Officer, Position, Posting
from complaints_service.people.postings import OWN, covering, in_force
from complaints_service.people.queries import load_lines, nearest_superiors
from complaints_service.people.service import (
    dismiss_officer,
    facts_of,
    hire_officer,
    transfer_officer,
    update_officer,
)
from complaints_service.staffing.effects import Effect, of_approvals, of_figures, of_plans, of_tickets
from complaints_service.staffing.order import (
    ActDone,
    StaffOrder,
    checked_nip,
    present_officer,
    require_reason,
    require_right,
    unit_code,
)
from complaints_service.texts import clean
from complaints_service.tickets.moving import Desk, empty_desk


def join(session: Session, *, facts: OfficerFacts, login: str | None, order: StaffOrder) -> ActDone:
    """Takes somebody on from a day on, also one to come; with a login, an account that a link opens.

    Raises Invalid, `officer_known`, `login_taken`, NotFound for whoever may not.
    """
    require_reason(order)
    if facts.nip is not None:
        facts = replace(facts, nip=checked_nip(facts.nip))
    elif facts.employment != "non_asn":
        raise invalid("nip", words("PNS dan PPPK harus punya NIP."))
    officer = hire_officer(
        session,
        facts=replace(facts, works_from=order.on),
        now=order.now,
        actor=order.actor,
        reason=clean(order.reason),
    )
    unit = unit_code(session, officer.unit_id)
    require_right(order, unit)
    if login is not None:
        new = NewAccount(login, officer.id)
        create_account(session, new=new, now=order.now, actor=order.actor)
    return ActDone(officer.id, tuple(of_figures(before=None, after=unit, on=order.on)))


def move(
    session: Session, *, officer_id: int, position: str, unit: str | None, desk: Desk, order: StaffOrder
) -> ActDone:
    """Gives somebody another post from a day on; months before stay where they were.

    Raises Invalid naming what cannot be, `not_moved`, NotFound for whoever may not.
    """
    officer = present_officer(session, officer_id, order)
    before, led = unit_code(session, officer.unit_id), _led(session, officer_id, order.today)
    moved = transfer_officer(
        session,
        officer=officer,
        position=position,
        unit=unit,
        now=order.now,
        actor=order.actor,
        on=order.on,
        reason=clean(order.reason),
    )
    if not moved:
        raise DomainError("not_moved", words("Orang ini sudah di jabatan itu."))
    after = unit_code(session, officer.unit_id)
    require_right(order, after)
    gone = _empty(session, officer_id, desk, after, order) if before != after else []
    note(session, officer_id=officer_id, kind="officer.moved", by=order.by, before=before, after=after)
    return ActDone(
        officer_id,
        (
            *gone,
            *of_plans(session, officer_id=officer_id, on=order.on),
            *of_approvals(session, officer_id=officer_id, before=led, on=order.today),
            *of_figures(before=before, after=after, on=order.on),
        ),
    )


def lead(
    session: Session, *, officer_id: int, position: str, kind: str, until_on: date | None, order: StaffOrder
) -> ActDone:
    """Lets somebody lead another post as well: `plt` a vacant one, `plh` one whose holder is away.

    `until_on`: the first day after. Raises Invalid; `post_held`, `post_vacant` where the kind does not fit,
    `post_led` where somebody leads it already.
    """
    officer = present_officer(session, officer_id, order, past=False)
    post = session.scalar(select(Position).where(Position.code == position, Position.active))
    if post is None or kind not in ACTING_KINDS:
        raise invalid(*_wrong(post is None, kind))
    if until_on is not None and until_on <= order.on:
        raise invalid("until_on", words("Hari berakhirnya harus sesudah hari mulai."))
    require_right(order, unit_code(session, post.unit_id))
    _require_free(session, post, kind, order)
    led = {each for each in _under(session, post.id, order.on) if each != officer_id}
    lead_as_well(
        session,
        officer=officer,
        position_id=post.id,
        unit_id=post.unit_id,
        kind=kind,
        until_on=until_on,
        by=order.by,
    )
    told = {"position": position, "acting": kind, "until": until_on.isoformat() if until_on else None}
    note(session, officer_id=officer_id, kind="officer.leads", by=order.by, **told)
    return ActDone(officer_id, tuple(of_approvals(session, officer_id=-1, before=led, on=order.on)))


def end_lead(session: Session, *, officer_id: int, position: str, order: StaffOrder) -> ActDone:
    """Ends somebody's leading of another post from a day on. Raises Invalid where there is none."""
    officer = present_officer(session, officer_id, order, past=False)
    post = session.scalar(select(Position).where(Position.code == position))
    if post is None or not end_leading(session, officer=officer, on=order.on, position_id=post.id):
        raise invalid("position", words("Orang ini tidak memimpin jabatan itu."))
    note(session, officer_id=officer_id, kind="officer.leads_no_more", by=order.by, position=position)
    return ActDone(officer_id)


def leave(session: Session, *, officer_id: int, desk: Desk, order: StaffOrder) -> ActDone:
    """Ends somebody's service: desk, posts, roles, sessions, keys and chats, all at once.

    The desk goes where `desk` says, else into the queues of its units. Raises `last_administrator`, Invalid.
    """
    officer = present_officer(session, officer_id, order)
    before, led = unit_code(session, officer.unit_id), _led(session, officer_id, order.today)
    gone = _empty(session, officer_id, desk, None, order)
    had_account = account_of_officer(session, officer_id=officer_id) is not None
    dismiss_officer(
        session,
        officer=officer,
        now=order.now,
        actor=order.actor,
        on=order.on,
        reason=clean(order.reason),
    )
    ended = [Effect("account", words("Akun ditutup; sesi, kunci dan obrolannya berakhir."))]
    return ActDone(
        officer_id,
        (
            *gone,
            *(ended if had_account else []),
            *of_plans(session, officer_id=officer_id, on=order.on),
            *of_approvals(session, officer_id=officer_id, before=led, on=order.today),
            *of_figures(before=before, after=None, on=order.on),
        ),
    )


def come_back(
    session: Session, *, officer_id: int, position: str, unit: str | None, order: StaffOrder
) -> ActDone:
    """Takes somebody who left on again; the account opens with a new link, roles are granted anew."""
    officer = session.get(Officer, officer_id)
    if officer is None or officer.active:
        raise NotFound
    require_reason(order)
    left_on = session.scalars(
        select(Posting.until_on).where(Posting.officer_id == officer_id).order_by(Posting.until_on.desc())
    ).first()
    if order.on > order.today or (left_on is not None and order.on < left_on):
        raise invalid("on", words("Harinya harus sesudah orang ini berhenti dan paling lambat hari ini."))
    transfer_officer(
        session,
        officer=officer,
        position=position,
        unit=unit,
        now=order.now,
        actor=order.actor,
        on=order.on,
        reason=clean(order.reason),
    )
    require_right(order, unit_code(session, officer.unit_id))
    account = account_of_officer(session, officer_id=officer_id)
    if account is not None:
        set_active(session, account_id=account.id, active=True, now=order.now, actor=order.actor)
    note(session, officer_id=officer_id, kind="officer.returned", by=order.by)
    return ActDone(officer_id, tuple(of_figures(before=None, after=None, on=order.on)))


def rename(
    session: Session,
    *,
    officer_id: int,
    order: StaffOrder,
    name: str | None = None,
    nip: str | None = None,
    employment: str | None = None,
    rank: str | None = None,
) -> ActDone:
    """What somebody is called from a day on: name, NIP, employment, rank. What was signed keeps what it says.

    Raises Invalid, `officer_known` for a NIP somebody else has, `not_changed`.
    """
    officer = present_officer(session, officer_id, order)
    asked: dict[str, Any] = {"name": name, "employment": employment, "rank": rank}
    asked["nip"] = None if nip is None else checked_nip(nip)
    facts = replace(
        facts_of(session, officer=officer),
        **{key: value for key, value in asked.items() if value is not None},
    )
    if employment not in (None, "non_asn") and facts.nip is None:
        raise invalid("nip", words("PNS dan PPPK harus punya NIP."))
    changed = update_officer(
        session,
        officer=officer,
        facts=facts,
        now=order.now,
        actor=order.actor,
        on=order.on,
        reason=clean(order.reason),
    )
    if not changed:
        raise DomainError("not_changed", words("Tidak ada yang berubah."))
    told = {key: value for key, value in asked.items() if value is not None}
    note(session, officer_id=officer_id, kind="officer.renamed", by=order.by, **told)
    return ActDone(
        officer_id, (Effect("plans", words("Dokumen yang sudah ditandatangani tetap seperti adanya.")),)
    )


def _require_free(session: Session, post: Position, kind: str, order: StaffOrder) -> None:
    there = session.execute(
        select(Posting.kind).where(Posting.position_id == post.id, covering(order.on))
    ).scalars()
    kinds = set(there)
    if kinds - {OWN}:
        raise DomainError("post_led", words("Jabatan ini sudah dipimpin seorang Plt. atau Plh."))
    if kind == "plt" and OWN in kinds:
        raise DomainError("post_held", words("Jabatan ini ada pejabatnya; Plt. hanya untuk jabatan kosong."))
    if kind == "plh" and OWN not in kinds:
        raise DomainError(
            "post_vacant", words("Jabatan ini kosong; Plh. hanya selama pejabatnya berhalangan.")
        )


def _wrong(no_post: bool, kind: str) -> tuple[str, Words]:
    if no_post:
        return "position", words("Jabatan ini tidak ada.")
    return "kind", words("Pilih plt atau plh, bukan %(kind)s.", kind=kind)


def _empty(
    session: Session, officer_id: int, desk: Desk, unit: str | None, order: StaffOrder
) -> list[Effect]:
    moved = empty_desk(
        Moment(session=session, rulebook=order.rulebook, now=order.now, actor=order.actor),
        officer_id=officer_id,
        desk=desk,
        unit=unit,
        reason=clean(order.reason),
        by=order.rights.officer_id if order.rights else None,
    )
    return of_tickets(session, moved)


def _led(session: Session, officer_id: int, on: date) -> frozenset[int]:
    """Whose nearest superior somebody is on a local day."""
    everybody = {each.officer_id for each in in_force(session, on=on) if each.kind == OWN}
    nearest = nearest_superiors(session, officer_ids=everybody, on=on)
    return frozenset(each for each, above in nearest.items() if above == officer_id)


def _under(session: Session, position_id: int, on: date) -> frozenset[int]:
    """Whoever has a post directly or further below one."""
    below = load_lines(session).below(position_id)
    return frozenset(
        each.officer_id for each in in_force(session, on=on) if each.kind == OWN and each.position_id in below
    )

"""The access table: which role has which right, and which roles a person has on a ticket.

`holder`, `member`, `colleague` and `superior` follow from where people work and who has the ticket, `former`
and `decider` from its ledger: who had it once, and who stands above all whom a contest concerns (where nobody
does, an auditor of the whole office). `head` leads the unit where it lies and has it herself: she runs it,
but judges no time on it, nor does any superior who had it once, since it may be their own. `citizen` has the
link of the receipt, `reader` only one that came with news: it reads and answers. The other roles are granted
by unit, with everything below it. Reading and changing never share a right.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

#: Roles an administrator grants; the rest follow from people and tickets.
GRANTED_ROLES = ("dispatcher", "manager", "auditor", "administrator")

ROLES = (
    "citizen",
    "reader",
    "holder",
    "member",
    "colleague",
    "superior",
    "head",
    "former",
    "decider",
    *GRANTED_ROLES,
)

_OFFICE = ("holder", "member", "colleague", "dispatcher", "superior")
_LEADING = ("dispatcher", "superior", "head")
#: Judgements of time and work that nobody makes of their own; of contests the ledger says who is concerned.
JUDGEMENTS = frozenset({"unmark", "release_target"})

#: right on a ticket -> roles. `member`: it lies in my unit's queue; `colleague`: someone in my unit has it.
TICKET_RIGHTS: dict[str, frozenset[str]] = {
    right: frozenset(roles)
    for right, roles in {
        # looking
        "view_ticket": ("citizen", "reader", *_OFFICE, "former", "decider", "manager", "auditor"),
        "view_identity": ("holder", "dispatcher", "superior"),
        # the one who works on it
        "take": ("member", "superior"),
        "message": ("holder", "superior"),
        "question": ("holder", "superior"),
        "reach": ("holder", "superior"),
        "withdraw_question": ("holder", "superior"),
        "end_round": ("holder", "superior"),
        "resolve": ("holder", "superior"),
        "complete_file": ("holder", "superior"),
        "note": _OFFICE,
        # shown to everybody, and no more: whoever sees what should not be there may take it away
        "release": ("holder", "superior"),
        "unrelease": ("holder", *_LEADING),
        "contest": ("holder", "former"),
        "request_hand_over": ("holder", "colleague"),
        "request_ending": ("holder", "dispatcher", "head"),
        # where it goes
        "assign": _LEADING,
        "hand_over": ("holder", *_LEADING),
        "classify": ("holder", *_LEADING),
        "relocate": ("holder", *_LEADING),
        "reject": ("holder", *_LEADING),
        "refer": ("holder", *_LEADING),
        "consult": ("holder", *_LEADING),
        "return": ("holder", *_LEADING),
        "cancel": _LEADING,
        "reopen": _LEADING,
        "prioritise": _LEADING,
        "merge": _LEADING,
        "split": _LEADING,
        # whom it is about: who has the ticket, of themselves and those they lead (tickets/accusing.py)
        "accuse": ("holder", *_LEADING, "auditor"),
        "clear": ("holder", *_LEADING, "auditor"),
        # judgement of somebody else's work
        "unmark": ("superior",),
        "release_target": ("superior",),
        "decline_ending": ("superior",),
        "decide_contest": ("superior", "decider"),
        # the citizen
        "write": ("citizen", "reader"),
        "judge": ("citizen",),
        "withdraw": ("citizen",),
        "ask_reopening": ("citizen",),
        # a rule of the office; nobody does it by hand
        "rule": (),
    }.items()
}

#: right in the office, apart from any ticket -> roles
OFFICE_RIGHTS: dict[str, frozenset[str]] = {
    right: frozenset(roles)
    for right, roles in {
        "view_board": ("superior", "manager", "auditor"),
        "view_performance": ("manager", "auditor"),
        "view_letters": ("dispatcher", "manager", "administrator"),
        "view_lessons": ("dispatcher", "manager", "administrator"),
        "settle_letters": ("dispatcher", "manager", "administrator"),
        "view_looks": ("auditor",),
        "view_audit": ("auditor", "administrator"),
        # what people ask of their own data, breaches, and what is kept where (UU 27/2022)
        "answer_data": ("manager", "administrator"),
        "approve_leave": ("superior", "administrator"),
        # reports of citizens who stand at the counter, telephone or write a letter
        "enter": ("dispatcher", "superior"),
        "backdate": ("superior",),
        # reports nobody has sorted yet
        "triage": ("dispatcher",),
        # the public satisfaction survey: who reads what came of it, opens and closes it, types its paper
        "view_survey": ("dispatcher", "superior", "manager", "auditor"),
        "run_survey": ("superior", "manager"),
        "enter_survey": ("dispatcher", "superior", "manager"),
        "set_goals": ("manager",),
        "manage_staff": ("administrator",),
        # what people say about the pages they work on
        "answer_remarks": ("administrator",),
        # what the office as a whole needs before it can work
        "open_office": ("administrator",),
        # roles and ways in: who hands them out over a part could hand out the whole
        "manage_accounts": ("administrator",),
    }.items()
}

#: Those of them that are about things of the whole office: a grant over a unit gives none of them. What is
#: about a unit, a person or a ticket is asked with its unit instead.
WHOLE_OFFICE_RIGHTS = frozenset(
    {
        *("set_goals", "view_looks", "view_audit", "answer_data", "answer_remarks", "open_office"),
        "manage_accounts",
    }
)

#: Where privacy is open, these may see who complains too.
_OPEN_IDENTITY = TICKET_RIGHTS["view_identity"] | {"member", "colleague", "auditor"}


@dataclass(frozen=True)
class Grant:
    """A granted role; `units` are the codes it reaches, None being the whole office."""

    role: str
    units: frozenset[str] | None = None

    def reaches(self, unit: str) -> bool:
        """Whether the grant covers the unit with this code."""
        return self.units is None or unit in self.units


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What a signed-in person brings along: where they work, whom they lead, what was granted to them.

    `subordinate_officers` are all below, at any depth; `subordinate_units` the units headed and all below;
    `departed_officers` were below and have left the office: what they had is led on; `on` is the local day
    all this is of, and of which whoever asks further who stands where asks (None: as far as no end is known).
    An account without an officer (a bot, an outside auditor) has only its grants.
    """

    account_id: int
    officer_id: int | None = None
    unit_code: str | None = None
    grants: tuple[Grant, ...] = ()
    subordinate_officers: frozenset[int] = field(default=frozenset())
    subordinate_units: frozenset[str] = field(default=frozenset())
    departed_officers: frozenset[int] = field(default=frozenset())
    on: date | None = None

    def granted(self, role: str, unit: str | None = None) -> bool:
        """Whether the role was granted over `unit`; without a unit, over anything at all."""
        return any(grant.role == role and (unit is None or grant.reaches(unit)) for grant in self.grants)


@dataclass(frozen=True, kw_only=True)
class TicketAccess:
    """The facts of a ticket that decide who may do what with it.

    `holder` is the id of the officer who has it; None while it lies in the queue of `unit`. `former` had it
    at some time; `concerned` names, for each contest nobody has decided, whose time it would move, `unled`
    does for those where nobody stands above all of them.
    """

    unit: str
    holder: int | None = None
    accused_officers: frozenset[int] = field(default=frozenset())
    accused_units: frozenset[str] = field(default=frozenset())
    privacy: str = "open"
    former: frozenset[int] = field(default=frozenset())
    concerned: tuple[frozenset[str], ...] = ()
    unled: tuple[frozenset[str], ...] = ()


def roles_on_ticket(rights: Rights, ticket: TicketAccess) -> frozenset[str]:
    """The roles a person has on a ticket; none whatever for whom, or whose unit, it accuses."""
    if rights.officer_id in ticket.accused_officers or rights.unit_code in ticket.accused_units:
        return frozenset()
    roles = {grant.role for grant in rights.grants if grant.reaches(ticket.unit)}
    ours = ticket.unit == rights.unit_code or ticket.unit in rights.subordinate_units
    if ticket.holder is None:
        leads = ticket.unit in rights.subordinate_units
    else:
        leads = ticket.holder in rights.subordinate_officers | rights.departed_officers
    if leads:
        roles.add("superior")
    if ticket.holder is not None and ticket.holder == rights.officer_id:
        roles.add("holder")
        if ticket.unit in rights.subordinate_units:
            roles.add("head")
    elif ours and (leads or not ticket.accused_officers):
        # Colleagues of an accused officer need not know of it.
        roles.add("member" if ticket.holder is None else "colleague")
    if rights.officer_id in ticket.former:
        roles.add("former")
    led = any(may_decide(rights, concerned) for concerned in ticket.concerned)
    if led or any(may_decide(rights, concerned, unled=True) for concerned in ticket.unled):
        roles.add("decider")
    return frozenset(roles)


def may_decide(rights: Rights, concerned: Collection[str], *, unled: bool = False) -> bool:
    """Whether a person stands above everyone a contest concerns, and so is not concerned.

    `unled`: nobody does; then it is an auditor of the whole office who is not concerned either.
    """
    if unled:
        mine = {f"person:{rights.officer_id}", f"unit:{rights.unit_code}"}
        audits = any(grant.role == "auditor" and grant.units is None for grant in rights.grants)
        return audits and mine.isdisjoint(concerned)
    return all(_leads(rights, reference) for reference in concerned)


def _leads(rights: Rights, reference: str) -> bool:
    kind, _sep, name = reference.partition(":")
    if kind == "person":
        return int(name) in rights.subordinate_officers
    return kind != "unit" or name in rights.subordinate_units


def allows(roles: Collection[str], right: str, privacy: str = "open") -> bool:
    """Whether any of these roles has a right on a ticket of this privacy; an unknown right is a KeyError."""
    if right == "view_identity":
        if privacy == "anonymous":
            return False
        if privacy == "open":
            return not _OPEN_IDENTITY.isdisjoint(roles)
    if right == "release" and privacy != "open":
        return False
    able = TICKET_RIGHTS[right]
    if right in JUDGEMENTS and "former" in roles:
        able -= {"superior"}
    return not able.isdisjoint(roles)


def may(rights: Rights, right: str, ticket: TicketAccess) -> bool:
    """Whether a signed-in person has a right on a ticket."""
    return allows(roles_on_ticket(rights, ticket), right, ticket.privacy)


def may_in_office(rights: Rights, right: str, unit: str | None = None) -> bool:
    """Whether a person has a right that belongs to no ticket, over `unit`, or without one over anything.

    A right over things of the whole office is never less than that, whatever is asked.
    """
    if right in WHOLE_OFFICE_RIGHTS:
        return may_over_office(rights, right)
    roles = OFFICE_RIGHTS[right]
    if "superior" in roles and (unit in rights.subordinate_units if unit else rights.subordinate_units):
        return True
    return any(rights.granted(role, unit) for role in roles if role in GRANTED_ROLES)


def may_over_office(rights: Rights, right: str) -> bool:
    """Whether a person has a right by a grant over the whole office: for what belongs to no unit."""
    return any(grant.units is None and grant.role in OFFICE_RIGHTS[right] for grant in rights.grants)


def may_see_person(rights: Rights, officer_id: int, unit: str | None = None) -> bool:
    """Whether a person may see an officer's figures: the officer, the superiors above, an auditor of `unit`.

    Without `unit` only an auditor of the whole office passes as one.
    """
    if officer_id == rights.officer_id or officer_id in rights.subordinate_officers:
        return True
    return any(
        grant.role == "auditor" and (grant.units is None or (unit is not None and unit in grant.units))
        for grant in rights.grants
    )

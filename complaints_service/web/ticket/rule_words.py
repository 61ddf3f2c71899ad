"""Rules of the rulebook in words: which one routed a ticket, and for which class a promise holds."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.tickets.ledger import deadlines
from complaints_service.tickets.ledger.state import TicketState, step
from complaints_service.tickets.queries import TicketView
from complaints_service.web.shell.names import Names
from complaints_service.web.ticket.act_words import priority_name
from complaints_service.web.ticket.words import kind_name, place_name
from complaints_service.web.words.formats import date_words, lowered
from config.entries.office import RoutingRule
from config.rulebook import Rulebook
from sla import PolicyRow

#: A list longer than this says that it is one, not what is in it.
LISTED = 3


def routing_rule_words(key: str, version: str, rulebook: Rulebook) -> str:
    """A routing rule by its place, what it takes, and since when it holds; its key if it is gone."""
    rules = next((each for each in rulebook.routing if each.version == version), None)
    ordered = rules.rules if rules else ()
    place = next((at for at, rule in enumerate(ordered, 1) if rule.key == key), None)
    if rules is None or place is None:
        return key
    return _(
        "nomor %(place)s dari %(count)s, %(what)s; berlaku sejak %(on)s",
        place=place,
        count=len(ordered),
        what=_takes(ordered[place - 1], rulebook),
        on=date_words(rules.effective_from, language(), year=True),
    )


def _takes(rule: RoutingRule, rulebook: Rulebook) -> str:
    told = []
    if rule.origin == "import":
        told.append(_("data impor"))
    if rule.accused is not None:
        told.append(
            {
                "head_of_office": _("menyangkut pimpinan kantor"),
                "anyone": _("menyangkut petugas atau unit"),
                "unknown": _("menyangkut petugas yang belum dikenali"),
            }[rule.accused]
        )
    if rule.categories:
        names = [rulebook.category(code).names.read(language()) for code in rule.categories]
        told.append(", ".join(names) if len(names) <= LISTED else _("menurut kategori"))
    told += [kind_name(kind) for kind in rule.kinds]
    if rule.priorities:
        told.append(_("prioritas %(names)s", names=_priorities(rule.priorities)))
    if rule.kelurahan:
        names = [place_name(rulebook, code) for code in rule.kelurahan]
        where = ", ".join(names) if len(names) <= LISTED else _("kelurahan mana pun")
        told.append(_("di %(where)s", where=where))
    return ", ".join(told) or _("untuk yang tidak cocok dengan aturan lain")


def _priorities(codes: tuple[str, ...]) -> str:
    return ", ".join(lowered(priority_name(code)) for code in codes)


def promise_words(view: TicketView, names: Names, clock: str = "resolution") -> str:
    """For which class of reports the promise of a clock holds, and since when; empty where none does."""
    verdict, _number = deadlines.current(view.assessment, clock)
    rows = [row for row in _rows(view) if row.targets.get(clock) == verdict.target]
    if verdict.target is None or not rows:
        return ""
    since = date_words(view.policy.effective_from, language(), year=True)
    return _("untuk %(what)s; berlaku sejak %(on)s", what=_promised(rows[-1], names), on=since)


def _rows(view: TicketView) -> list[PolicyRow]:
    """The policy rows of every class the ticket had, the newest last; an older promise stays if stricter."""
    state, found = TicketState(), []
    for event in view.events:
        state = step(state, event)
        row = view.policy.row_for(
            kind=state.kind, category=state.category, priority=state.priority, unit=state.unit
        )
        if row is not None:
            found.append(row)
    return found


def _promised(row: PolicyRow, names: Names) -> str:
    rulebook, told = names.rulebook, []
    if row.category is not None:
        told.append(rulebook.category(row.category).names.read(language()))
    if row.kind is not None:
        told.append(lowered(kind_name(row.kind)) if told else kind_name(row.kind))
    if row.priority is not None:
        told.append(_("prioritas %(names)s", names=lowered(priority_name(row.priority))))
    if row.unit is not None:
        told.append(names.unit(row.unit))
    return ", ".join(told) or _("semua laporan")

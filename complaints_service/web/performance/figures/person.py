"""A person's month: the answer first, the rest folded, and who else may be looked at from here."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.measurement.indicators import queries
from complaints_service.measurement.indicators.floors import judging_floor
from complaints_service.measurement.indicators.loading import of_officer
from complaints_service.measurement.indicators.queries import MonthFigures
from complaints_service.measurement.indicators.seeing import require_subject
from complaints_service.measurement.months import first_day
from complaints_service.notify.officers.chat import chat_stands
from complaints_service.people import queries as people
from complaints_service.people.queries import OfficerCard
from complaints_service.people.rights import sees
from complaints_service.web.performance.figures.answer import answer
from complaints_service.web.performance.figures.evidence import counts_outside
from complaints_service.web.performance.figures.my_cards import my_cards
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import leading_links, tabs
from complaints_service.web.shell.names import names_of
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import month_words


def person_page(signed_in: SignedIn, card: OfficerCard) -> str:
    """What `kinerja.html` shows of one member to whoever may see the figures."""
    look, rights, officer_id = Look(), signed_in.rights, card.id
    own = officer_id == rights.officer_id

    def opened(code: str) -> str:
        return url_for("figures.evidence", officer_id=officer_id, indicator=code, period=month)

    with reading() as session:
        month = look.month(session)
        require_subject(session, rights=rights, subject=of_officer(officer_id), month=month)
        found = queries.officer_month_of_cells(
            session, officer_id=officer_id, month=month, rulebook=look.rulebook
        )
        names = names_of(session, ledgers=(), audience="officer", rulebook=look.rulebook)
        choices = look.choices(session, month)
        below = people_below(session, rights) if own else []
        told = answer(
            session,
            officer_id=officer_id,
            month=found,
            rulebook=look.rulebook,
            reader=look.reader,
            opened=opened,
        )
        cards = my_cards(session, officer_id=officer_id, now=look.now, rulebook=look.rulebook) if own else []
        leading = leading_links(session, rights) if own else []
        chat_href = url_for("chat_link.listing") if own and chat_stands(session) else ""
    empty = not told.known and not any(value.n or value.value or value.counts for value in found.values)
    return page(
        "performance/figures/kinerja.html",
        person={"name": card.name, "position": _position(card, names.unit(card.unit))},
        own=own,
        tabs=tabs(officer_id, "figures.officer", civil_servant=card.is_civil_servant),
        period_href=url_for("periods.person", officer_id=officer_id, sampai=month),
        as_of=found.as_of or look.now,
        months=choices,
        month=month,
        month_words=month_words(month, look.reader.language),
        told=None if empty else told,
        counts=_outside(found, opened, look.reader.language),
        floor=judging_floor(0, look.rulebook, first_day(month)),
        presence=found.presence,
        late_leave=found.late_leave,
        rules=", ".join(found.policies),
        calendars=", ".join(found.calendars),
        exports=_exports(officer_id, month),
        people=below,
        cards=cards,
        links=leading,
        desk_href=url_for("desk.listing"),
        chat_href=chat_href,
        back_href=None if own or not signed_in.sees_board else url_for("boards.board", period=month),
    )


def _exports(officer_id: int, month: str) -> list[tuple[str, str]]:
    return [
        (form.upper(), url_for("figures.export", officer_id=officer_id, form=form, period=month))
        for form in ("json", "csv")
    ]


def _outside(found: MonthFigures, opened: Callable[[str], str], language: str) -> list[tuple[str, int, str]]:
    """What of the month is in no share: words, how many, and where they are."""
    return [
        (f"{value.indicator.beside.read(language)}: {words}", count, opened(value.code))
        for value in found.values
        if value.indicator.beside
        for words, count in counts_outside(value, language)
    ]


def people_below(session: Session, rights: Rights) -> list[tuple[str, str]]:
    """Whose figures this person may see besides their own: name and link, by name."""
    return [
        (card.name, url_for("figures.officer", officer_id=card.id))
        for card in people.officer_cards(session).values()
        if card.active and card.id != rights.officer_id and sees(rights, card)
    ]


def _position(card: OfficerCard, unit: str) -> str:
    """A post with its unit, which most posts name already."""
    return card.title if card.unit_name in card.title else f"{card.title}, {unit}"

"""What the search shows: rows of what was found, or a clear word about what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from complaints_service import clock
from complaints_service.edge.input.typed import whole_number
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.queries import rows_of
from complaints_service.tickets.search.matching import Meant, read_typed
from complaints_service.tickets.search.queries import search
from complaints_service.tickets.search.stems import MOST_WORDS
from complaints_service.web.desk.rows import DeskRow, row_of
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.names import names_of
from complaints_service.web.shell.pages import page


def search_page(reader: SignedIn, *, typed: str, cursor: str | None) -> str:
    """The page of what was typed; without anything typed it asks for it."""
    meant = read_typed(typed)
    with reading() as session:
        found = search(session, rights=reader.rights, meant=meant, before=whole_number(cursor or ""))
    more = url_for("search.listing", q=typed, cursor=found.tickets[-1].id) if found.more else None
    return page(
        "desk/cari.html",
        typed=typed,
        rows=_rows(found.tickets),
        told=_told(meant, typed, len(found.tickets), more=found.more),
        more_href=more,
        form=Typed(),
    )


def reporter_page(reader: SignedIn, *, found: Sequence[Ticket] = (), form: Typed | None = None) -> str:
    """What was found of one person, this once; or the form again as it was typed."""
    told = ""
    if form is None:
        told = _("Tidak ada laporan orang itu yang boleh Anda buka identitasnya.")
        if found:
            told = ngettext("%(num)d laporan orang itu.", "%(num)d laporan orang itu.", len(found))
    return page(
        "desk/cari.html",
        typed="",
        rows=_rows(found),
        told=told,
        more_href=None,
        form=form or Typed(values={"typed": request.form.get("typed", "")}),
    )


def _rows(tickets: Sequence[Ticket]) -> list[DeskRow]:
    rulebook = service().rulebook
    with reading() as session:
        rows = rows_of(session, tickets, now=clock.now(), rulebook=rulebook)
        ledgers = [row.events for row in rows]
        names = names_of(session, ledgers=ledgers, audience="officer", rulebook=rulebook)
    return [row_of(row, names=names, rulebook=rulebook) for row in rows]


def _told(meant: Meant, typed: str, found: int, *, more: bool) -> str:
    """What came of it, in a sentence."""
    if not typed.strip():
        return ""
    if meant.nothing:
        return _("Tidak ada kata yang bisa dicari di situ. Tulis nomor, atau kata yang jarang dipakai.")
    told = ngettext("%(num)d laporan.", "%(num)d laporan.", found)
    if more:
        told = _("Lebih dari %(count)s laporan; yang terbaru di atas.", count=found)
    elif not found:
        told = _("Tidak ada yang cocok di antara laporan yang boleh Anda baca.")
    if meant.cut:
        told = f"{told} " + _("Hanya %(count)s kata pertama yang dicari.", count=MOST_WORDS)
    return told

"""A lost link, made anew at the counter for whoever shows by a card that the report is theirs."""

from __future__ import annotations

import re

from complaints_service.accounts.access import Rights
from complaints_service.errors import DomainError, NotFound, invalid, words
from complaints_service.moment import Moment
from complaints_service.tickets.links import replace_links
from complaints_service.tickets.queries import ticket_in_view
from complaints_service.vault.opening import IdentityReader, open_identity

#: Cards by which somebody shows who they are.
PROOFS = ("ktp", "kk", "sim", "passport")
_WORD = re.compile(r"\w+")
#: How people are addressed is no part of a name.
_ADDRESSED = frozenset({"bu", "ibu", "pak", "bapak", "kak", "bang", "sdr", "sdri", "h", "hj"})
_NONE = words("Tiket ini tidak ada, atau bukan wewenang Anda.")


def reissue(
    moment: Moment, *, number: str, proof: str, card_name: str, rights: Rights, tracking_key: bytes
) -> str | None:
    """The new secret of a report's link, all others having ended; None where the card has another name.

    The name of the report is compared, not shown; that it was opened stays written down whatever comes of it,
    so what was refused is returned and not raised. Raises `invalid` naming `number`, DomainError `nameless`.
    """
    try:
        seen = ticket_in_view(moment.session, number=number, rights=rights)
    except NotFound:
        raise invalid("number", _NONE) from None
    reader = IdentityReader(actor=moment.actor, purpose=f"tautan baru ({proof})", now=moment.now)
    told = open_identity(moment.session, number=seen.ticket.number, reader=reader).details.name
    if not name_words(told or ""):
        raise DomainError(
            "nameless", words("Laporan ini masuk tanpa nama: tidak ada yang bisa dicocokkan dengan kartu.")
        )
    if not name_words(told or "") <= name_words(card_name):
        return None
    return replace_links(moment, number=seen.ticket.number, key=tracking_key, why="asked")


def name_words(name: str) -> frozenset[str]:
    """The words of a name, however it is written; a card may have more of them than a report."""
    return frozenset(_WORD.findall(name.casefold())) - _ADDRESSED

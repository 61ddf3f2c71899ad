"""From one ticket to the next one of the list somebody came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for

from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.texts import text_problem
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.listed import Filter, place_of
from complaints_service.tickets.onward import next_in
from complaints_service.web.desk.page import narrowed_by

#: What a form that stands beside the list says of where it goes on.
TO_LIST = "list"


def came_from() -> str:
    """The query of the list this request's reader came from; empty for none."""
    return request.values.get("dari", "")


@dataclass(frozen=True, kw_only=True)
class Onward:
    """The list somebody works through, and the place in it of the ticket they act on.

    `to_list`: they stay at the list, and do not go on to its next ticket.
    """

    reader: SignedIn
    listing: Mapping[str, str]
    narrowed: Filter
    ticket_id: int
    place: tuple[datetime | None, int]
    to_list: bool

    @classmethod
    def of(cls, reader: SignedIn, ticket: Ticket) -> Onward | None:
        """Where this request's form goes on to after its act; None where it stays at its ticket."""
        if "onward" not in request.form:
            return None
        asked = parse_qsl(came_from())
        listing = {name: value for name, value in asked if name != "cursor" and text_problem(value) is None}
        narrowed = narrowed_by(reader, listing)[1]
        return cls(
            reader=reader,
            listing=listing,
            narrowed=narrowed,
            ticket_id=ticket.id,
            place=place_of(ticket, narrowed.view),
            to_list=request.form["onward"] == TO_LIST,
        )

    @property
    def address(self) -> str:
        """The list's next ticket that the reader may see now, at its answer box; the list where none is."""
        if self.to_list:
            return self._list
        with reading() as session:
            number = next_in(
                session,
                rights=self.reader.rights,
                narrowed=self.narrowed,
                place=self.place,
                but=self.ticket_id,
            )
        if number is None:
            return self._list
        return url_for("desk.ticket", number=number, dari=urlencode(self.listing), _anchor="jawab")

    @property
    def _list(self) -> str:
        return "?".join(filter(None, (url_for("desk.listing"), urlencode(self.listing))))

"""Saves views of the desk, shares them with a unit, and drops them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.errors import DomainError, NotFound, invalid, words
from complaints_service.moment import Moment
from complaints_service.texts import one_line, text_problem
from complaints_service.tickets.views.models import SavedView

MOST_LETTERS = 60
#: So many views of one's own have a place beside the list.
MOST_VIEWS = 20


def save_view(
    moment: Moment, *, name: str, query: Mapping[str, str], unit: str | None, rights: Rights
) -> SavedView:
    """Saves a view; `unit`: everybody there and above finds it, too.

    Raises `invalid` naming `name` or `unit`, and DomainError `too_many_views` (409).
    """
    if problem := text_problem(name, maximum=MOST_LETTERS, empty=words("Beri nama tampilan ini.")):
        raise invalid("name", problem)
    if unit is not None and unit not in units_to_share(rights):
        raise invalid("unit", words("Pilih unit Anda, atau unit yang Anda pimpin."))
    mine = select(func.count()).where(SavedView.account_id == rights.account_id)
    if (moment.session.scalar(mine) or 0) >= MOST_VIEWS:
        raise DomainError(
            "too_many_views", words("Paling banyak %(count)s tampilan. Hapus satu dulu.", count=MOST_VIEWS)
        )
    view = SavedView(
        account_id=rights.account_id,
        unit=unit,
        name=one_line(name),
        query=dict(query),
        made_at=moment.now,
    )
    moment.session.add(view)
    moment.session.flush()
    return view


def drop_view(session: Session, *, view_id: int, rights: Rights) -> None:
    """Drops a view of one's own. Raises NotFound for what is absent and for another's alike."""
    view = session.get(SavedView, view_id)
    if view is None or view.account_id != rights.account_id:
        raise NotFound
    session.delete(view)


def views_of(session: Session, *, rights: Rights) -> Sequence[SavedView]:
    """The views somebody finds: their own, then those shared with where they work and what they lead."""
    found = select(SavedView).where(
        or_(SavedView.account_id == rights.account_id, SavedView.unit.in_(units_to_share(rights)))
    )
    return session.scalars(
        found.order_by(SavedView.account_id != rights.account_id, SavedView.name, SavedView.id)
    ).all()


def units_to_share(rights: Rights) -> frozenset[str]:
    """The units with which somebody may share a view: their own, and those they lead."""
    own = frozenset() if rights.unit_code is None else frozenset({rights.unit_code})
    return rights.subordinate_units | own

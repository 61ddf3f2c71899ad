"""How far somebody has come with the tour of their first visit: begun by their first sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from complaints_service.accounts.models import Account

STEPS = 5


@dataclass(frozen=True)
class TourState:
    """The step that comes next (`STEPS`: all were seen), and whether it was put off."""

    step: int
    left: bool


def open_tour(account_id: int) -> Select[int | None]:
    """Asks for the step that an account's pages show; nothing where there is none to show."""
    return select(Account.tour_step).where(
        Account.id == account_id, Account.tour_step < STEPS, Account.tour_left.is_(False)
    )


def tour_of(session: Session, *, account_id: int) -> TourState:
    """How far an account has come; at the first step where it never began."""
    row = session.execute(select(Account.tour_step, Account.tour_left).where(Account.id == account_id)).one()
    return TourState(row.tour_step or 0, row.tour_left or row.tour_step is None)


def set_tour(session: Session, *, account_id: int, state: TourState) -> None:
    """Goes on, puts off, or begins anew."""
    session.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(tour_step=min(max(state.step, 0), STEPS), tour_left=state.left)
    )

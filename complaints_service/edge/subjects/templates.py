"""Templates of answers: who changes one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.answering.queries import TemplateView, template_to_change
from complaints_service.edge.guard import Right


def _own(session: Session, rights: Rights, *, template_id: int) -> TemplateView:
    return template_to_change(session, rights=rights, template_id=template_id)


CHANGE_TEMPLATE = Right(
    code="change_template",
    who="whose it is: the person; a unit's, its superior; the office's, administrators of the whole office",
    load=_own,
)

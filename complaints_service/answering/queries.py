"""Reads of templates: those somebody may begin a letter with, and one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_over_office
from complaints_service.answering.models import AnswerTemplate, AnswerTemplateVersion
from complaints_service.errors import NotFound
from complaints_service.people.models import Unit


@dataclass(frozen=True, kw_only=True)
class TemplateView:
    """A template as it says now; `unit` the code of whose it is, where it is a unit's."""

    id: int
    scope: str
    officer_id: int | None
    unit: str | None
    name: str
    act: str
    category: str | None
    body: str
    version: int
    written_at: datetime


_COLUMNS = (
    AnswerTemplate.id,
    AnswerTemplate.scope,
    AnswerTemplate.officer_id,
    Unit.code.label("unit"),
    AnswerTemplateVersion.name,
    AnswerTemplateVersion.act,
    AnswerTemplateVersion.category,
    AnswerTemplateVersion.body,
    AnswerTemplateVersion.version,
    AnswerTemplateVersion.written_at,
)


def usable(session: Session, *, rights: Rights) -> list[TemplateView]:
    """The templates this person may use: their own, those of their units and the office's; by name."""
    units = {*rights.subordinate_units, *([rights.unit_code] if rights.unit_code else [])}
    whose = or_(
        AnswerTemplate.scope == "office",
        Unit.code.in_(units),
        AnswerTemplate.officer_id == rights.officer_id if rights.officer_id else AnswerTemplate.id.is_(None),
    )
    asked = _newest().where(whose).order_by(AnswerTemplateVersion.name, AnswerTemplate.id)
    return [TemplateView(**row) for row in session.execute(asked).mappings()]


def template_to_change(session: Session, *, rights: Rights, template_id: int) -> TemplateView:
    """A template this person may change. Raises NotFound for what is absent, retired or not theirs."""
    row = session.execute(_newest().where(AnswerTemplate.id == template_id)).mappings().first()
    found = TemplateView(**row) if row is not None else None
    if found is None or not may_change(rights, found):
        raise NotFound("template")
    return found


def may_change(rights: Rights, template: TemplateView) -> bool:
    """Whether a template is this person's to change: one's own, one's unit's as its head, or the office's."""
    if template.scope == "person":
        return template.officer_id == rights.officer_id
    return may_keep(rights, template.scope, template.unit)


def may_keep(rights: Rights, scope: str, unit: str | None = None) -> bool:
    """Whether somebody may keep templates of a scope: everyone at work here their own, a head the unit's."""
    if scope == "person":
        return rights.officer_id is not None
    if scope == "unit":
        return unit in rights.subordinate_units
    return may_over_office(rights, "manage_staff")


def _newest() -> Select[*tuple[Any, ...]]:
    said = and_(
        AnswerTemplateVersion.template_id == AnswerTemplate.id,
        AnswerTemplateVersion.version == AnswerTemplate.version,
    )
    return (
        select(*_COLUMNS)
        .join(AnswerTemplateVersion, said)
        .outerjoin(Unit, Unit.id == AnswerTemplate.unit_id)
        .where(AnswerTemplate.retired_at.is_(None))
    )

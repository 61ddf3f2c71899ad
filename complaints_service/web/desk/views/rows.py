"""Saved views as the desk shows them; one whose unit is gone says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.people.members import structure
from complaints_service.tickets.views.models import SavedView
from complaints_service.tickets.views.service import units_to_share, views_of


@dataclass(frozen=True, kw_only=True)
class SavedRow:
    """One saved view: where it leads, with whom it is shared, what is wrong with it, how it is dropped."""

    href: str
    name: str
    shared: str
    gone: str
    drop_href: str | None


def saved_views(session: Session, *, rights: Rights) -> list[SavedRow]:
    """The views the reader finds, their own first."""
    views = views_of(session, rights=rights)
    if not views:
        return []
    open_units = {unit.code: unit.name for unit in structure(session).units if unit.active}
    return [_row(view, open_units, rights) for view in views]


def units_by_name(session: Session, *, rights: Rights) -> dict[str, str]:
    """The open units with which the reader may share a view, by code."""
    may = units_to_share(rights)
    return {unit.code: unit.name for unit in structure(session).units if unit.active and unit.code in may}


def unit_gone(session: Session, unit: str | None) -> str:
    """That the unit a list is narrowed to is not there any more; empty where it is."""
    if unit is None or any(one.code == unit and one.active for one in structure(session).units):
        return ""
    return _("Unit yang disaring sudah tidak ada. Yang tampil hanya sisa tiketnya.")


def _row(view: SavedView, open_units: Mapping[str, str], rights: Rights) -> SavedRow:
    wanted = [code for code in (view.unit, view.query.get("unit")) if code]
    gone = any(code not in open_units for code in wanted)
    return SavedRow(
        href=url_for("desk.listing", **view.query),
        name=view.name,
        shared=open_units.get(view.unit or "", ""),
        gone=_("unitnya sudah tidak ada") if gone else "",
        drop_href=url_for("views.drop", view_id=view.id) if view.account_id == rights.account_id else None,
    )

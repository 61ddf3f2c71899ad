"""Merging a duplicate, on its page."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ending.merge import ACT
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.desk.twins import TwinRow


def _fields(given: Given) -> list[Field]:
    return [_into(given), reason_field(given.typed, _("Warga membacanya."))]


def _into(given: Given) -> Field:
    """The earlier reports that may be the same, to pick from; a number is typed where it is none of them."""
    chosen = given.typed.get("into", "")
    earlier = [one for one in given.twins if one.received_at <= given.view.ticket.received_at]
    if earlier and "ketik" not in request.args and (not chosen or chosen in {one.number for one in earlier}):
        options = [(one.number, f"{one.title} ({one.number})", _told(one)) for one in earlier]
        return Field(
            kind="picks",
            name="into",
            label=_("Satukan ke"),
            value=chosen,
            options=options,
            link=(_("Laporan lain: ketik nomornya"), "?ketik=1"),
        )
    hint = _("Nomor laporan yang lebih dulu diterima.")
    return Field(kind="line", name="into", label=_("Satukan ke nomor"), value=chosen, hint=hint)


def _told(one: TwinRow) -> str:
    """Why it may be the same, and what speaks against it."""
    return (
        _("%(why)s. Perhatikan: %(differs)s.", why=one.why, differs=one.differs) if one.differs else one.why
    )


PAGE = ActPage(
    act=ACT,
    verb=words("Satukan"),
    question=words("Laporan mana yang sama dan lebih dulu diterima?"),
    consequence=words("Tiket ini ditutup. Warganya mendapat kabar dari laporan yang lebih dulu."),
    done=words("Laporan disatukan. Warganya tetap mendapat kabar."),
    fields=_fields,
    final=True,
    beside=True,
)

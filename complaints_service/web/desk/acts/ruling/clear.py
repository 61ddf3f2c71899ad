"""Saying that a complaint is not about whom it is kept from, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.clear import ACT
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    names, kept_from = given.names, given.view.ticket.accused
    everyone = [("", _("Semua yang disebut"))] if len(kept_from) > 1 else []
    options = [*everyone, *((each, names.named(each)) for each in kept_from)]
    chosen = given.typed.get("who", "" if everyone else next(iter(kept_from), ""))
    hint = _("Wajib kalau ada yang disebut oleh petugas.")
    return [
        Field(
            kind="select", name="who", label=_("Bukan tentang"), value=chosen, options=options, optional=True
        ),
        reason_field(given.typed, hint, optional=True),
    ]


PAGE = ActPage(
    act=ACT,
    verb=words("Bukan tentang mereka"),
    question=words("Laporan ini bukan tentang siapa?"),
    consequence=words("Tiket terbuka lagi bagi yang disebut. Yang melihatnya harus di luar garis mereka."),
    done=words("Tercatat: laporan ini bukan tentang yang disebut."),
    fields=_fields,
    in_sight=45,
    of_anothers=40,
    at_once=True,
)

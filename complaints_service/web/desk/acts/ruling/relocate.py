"""Where it is, mended, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.relocate import ACT
from complaints_service.tickets.where import place_now
from complaints_service.web.desk.acts.fields import reason_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given


def _fields(given: Given) -> list[Field]:
    typed, rulebook = given.typed, given.rulebook
    now = place_now(given.view.ticket, given.view.events)
    return [
        Field(
            kind="line",
            name="point",
            label=_("Titik"),
            value=typed.get("point", ""),
            hint=_("Koordinat seperti 3.7321, 98.6543, atau tautan peta yang panjang. Boleh kosong."),
        ),
        Field(
            kind="select",
            name="kelurahan",
            label=_("Kelurahan"),
            value=typed.get("kelurahan", ""),
            hint=_("Kosong berarti menurut titiknya. Kelurahan lain menghapus titik yang di luarnya."),
            options=[(one.code, one.name) for one in rulebook.kelurahan],
            optional=True,
        ),
        Field(
            kind="line",
            name="address",
            label=_("Jalan, gang, atau patokan"),
            value=typed.get("address", now.address or ""),
        ),
        reason_field(typed, _("Terbaca oleh warga, penerima, dan atasan.")),
    ]


PAGE = ActPage(
    act=ACT,
    verb=words("Betulkan tempat"),
    question=words("Di mana tempat yang benar?"),
    consequence=words(
        "Tiket disalurkan lagi menurut aturan: kalau tempat yang benar milik unit lain, tiket pindah "
        "ke sana. Warga mendapat kabar."
    ),
    done=words("Tempatnya sudah dibetulkan. Alasannya tercatat, dan warga mendapat kabar."),
    fields=_fields,
)

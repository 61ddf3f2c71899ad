"""Another category or class, on its page."""

from __future__ import annotations

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.errors import words
from complaints_service.tickets.accusing import UNKNOWN
from complaints_service.tickets.acts.ruling.classify import ACT
from complaints_service.web.desk.acts.fields import reason_field, whom_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.ticket.words import kind_name
from config.entries.office import KINDS


def _fields(given: Given) -> list[Field]:
    ticket, typed, rulebook = given.view.ticket, given.typed, given.rulebook
    in_force = rulebook.categories_on(rulebook.local_date(given.view.as_of))
    categories = [(each.code, each.names.read(language())) for each in in_force]
    kinds = [(code, kind_name(code)) for code in KINDS]
    category = typed.get("category", ticket.category)
    return [
        Field(kind="select", name="category", label=_("Kategori"), value=category, options=categories),
        Field(
            kind="select", name="kind", label=_("Jenis"), value=typed.get("kind", ticket.kind), options=kinds
        ),
        whom_field(
            given,
            "about",
            _("Kalau tentang petugas: siapa?"),
            [(UNKNOWN, _("Belum diketahui; tutup bagi pemegang dan unitnya"))],
            optional=True,
        ),
        Field(
            kind="check",
            name="keep",
            label=_("Tetap pada pemegangnya sekarang"),
            value="1" if "keep" in typed else "",
        ),
        reason_field(typed),
    ]


PAGE = ActPage(
    act=ACT,
    verb=words("Ubah kategori"),
    question=words("Kategori mana yang benar?"),
    consequence=words(
        "Tiket disalurkan lagi menurut aturan kategori barunya. "
        "Janji bisa berubah menjadi lebih cepat, tidak pernah menjadi lebih lambat."
    ),
    done=words("Kategori sudah diubah. Alasannya tercatat."),
    fields=_fields,
    receivers=True,
)

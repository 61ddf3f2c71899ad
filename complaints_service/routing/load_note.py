"""What officers read of the loads that a new ticket was given by."""

from __future__ import annotations

from collections.abc import Sequence

from complaints_service.errors import marked
from complaints_service.routing.loads import Alternative
from complaints_service.translation import sentence
from config.entries.office import Bilingual


def load_note(officer_id: int | None, alternatives: Sequence[Alternative]) -> Bilingual | None:
    """How the one who gets a ticket stood beside the next; None where there was nothing to weigh."""
    if officer_id is None:
        if not alternatives:
            return None
        return _told(
            marked(
                "Tidak ada yang bisa menerima sekarang: cuti, beban penuh, dilaporkan, atau belum punya akun."
            )
        )
    mine = next((each for each in alternatives if each.officer_id == officer_id), None)
    next_up = next((each for each in alternatives if each.why == "more_load"), None)  # the lightest first
    if mine is None or next_up is None:
        return None
    if (mine.effort, mine.open) == (next_up.effort, next_up.open):
        same = marked(
            "Bebannya sama dengan yang berikutnya, %(open)s tiket terbuka; urutan daftar menentukan."
        )
        return _told(same, open=mine.open)
    if mine.open < next_up.open:
        fewer = marked("Beban paling ringan: %(open)s tiket terbuka, berikutnya %(next)s.")
        return _told(fewer, open=mine.open, next=next_up.open)
    lighter = marked(
        "Beban paling ringan: %(open)s tiket terbuka berbobot %(light)s, "
        "berikutnya %(next)s berbobot %(heavy)s."
    )
    weights = {"light": f"{mine.effort:g}", "heavy": f"{next_up.effort:g}"}
    with_comma = {name: weight.replace(".", ",") for name, weight in weights.items()}
    count = {"open": mine.open, "next": next_up.open}
    return Bilingual(
        sentence(lighter, "id", **count, **with_comma), sentence(lighter, "en", **count, **weights)
    )


def _told(template: str, **values: object) -> Bilingual:
    return Bilingual(sentence(template, "id", **values), sentence(template, "en", **values))

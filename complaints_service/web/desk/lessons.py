"""How often the proposed category was right: by which texts, of how many."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint
from flask_babel import gettext as _

from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.language import language
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.intake.suggesting.models import CategoryModel
from complaints_service.intake.suggesting.service import lessons
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import number_words, percent

blueprint = Blueprint("lessons", __name__)
VIEW_LESSONS = office_right("view_lessons")


@blueprint.get("/usul-jenis")
@needs(VIEW_LESSONS)
def listing(_reader: SignedIn) -> str:
    """What the suggestion learned from last, and what it is worth."""
    with reading() as session:
        learned = lessons(session)
        return page("desk/usul_jenis.html", lesson=learned[0] if learned else None, rows=_rows(learned))


def _rows(learned: Sequence[CategoryModel]) -> list[tuple[str, str, list[str]]]:
    """(texts, no link, [how many, right at once, among three]) of what was learned last."""
    if not learned:
        return []
    said = {
        "held_back": _("Kalimat contoh dan laporan, bergiliran disisihkan"),
        "demo": _("Laporan karangan kantor contoh, tidak ikut diajarkan"),
        "requests_311": _("Judul laporan kota lain, dalam bahasa Inggris"),
    }
    measures = learned[0].measures
    return [
        (
            words,
            "",
            [
                number_words(measures[name]["count"], language()),
                percent(measures[name]["first"], language()),
                percent(measures[name]["among"], language()),
            ],
        )
        for name, words in said.items()
        if name in measures
    ]

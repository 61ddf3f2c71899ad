"""What the forms of training send."""

from __future__ import annotations

from complaints_service.edge.input.fields import DayTyped, Line, Text, Whole
from complaints_service.errors import marked
from complaints_service.web.shell.forms import FormSchema

_CATALOGUE = marked("Pilih pelatihan dari katalog.")
_DAY = marked("Isi dengan tanggal.")


class NeedForm(FormSchema):
    """A need, with a training of the catalogue or in words of its own."""

    training_id = Whole(data_key="need_training", wanted=_CATALOGUE)
    words = Line(data_key="need_words")
    reason = Text(data_key="need_reason", load_default="")


class SuggestionForm(FormSchema):
    """The training that was suggested."""

    training_id = Whole()


class NeedDecisionForm(FormSchema):
    """What is decided about a need, and why; `do` is what was pressed."""

    do = Line()
    decision = Text(load_default="")


class RecordForm(FormSchema):
    """A training somebody has done."""

    training_id = Whole(wanted=_CATALOGUE)
    title = Line()
    lesson_hours = Whole(wanted=marked("Isi dengan angka."))
    first_on = DayTyped(required=True, wanted=_DAY)
    last_on = DayTyped(required=True, wanted=_DAY)
    certificate = Line()
    need_id = Whole(wanted=marked("Pilih kebutuhan yang sudah disetujui."))

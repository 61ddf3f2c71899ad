"""What is changed for a trial of rules."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, validate, validates_schema

from complaints_service.edge.input.fields import DayTyped, Line, Whole, choice
from complaints_service.errors import marked
from complaints_service.web.shell.forms import FormSchema

#: Which rules a trial begins with.
IN_FORCE, DRAFT = "in_force", "draft"
MOST_DAYS, MOST_CLOSED = 60, 60
_DAYS = marked("Isi 1 sampai 60 hari kerja, atau kosongkan.")


class TrialForm(FormSchema):
    """What is changed; each thing may be left as it is."""

    base = Line(required=True, validate=choice((IN_FORCE, DRAFT)))
    category = Line(load_default="", validate=validate.Length(max=40))
    answer = Whole(least=1, most=MOST_DAYS, wanted=_DAYS)
    solve = Whole(least=1, most=MOST_DAYS, wanted=_DAYS)
    unit = Line(load_default="", validate=validate.Length(max=40))
    closed_from = DayTyped()
    closed_until = DayTyped()

    @validates_schema
    def _days_in_order(self, data: dict[str, Any], **_rest: object) -> None:
        first, last = data.get("closed_from"), data.get("closed_until")
        if last is None:
            return
        if first is None or last < first:
            raise ValidationError(marked("Hari terakhir tidak boleh sebelum hari pertama."), "closed_until")
        if (last - first).days >= MOST_CLOSED:
            raise ValidationError(marked("Paling banyak 60 hari tutup sekaligus."), "closed_until")

    @validates_schema
    def _unit_of_a_category(self, data: dict[str, Any], **_rest: object) -> None:
        if data.get("unit") and not data.get("category"):
            raise ValidationError(marked("Pilih juga jenis laporannya."), "category")

"""What the office types of the survey: a period, sheets of paper, a follow-up."""

from __future__ import annotations

from typing import Any

from complaints_service.edge.input.fields import DayTyped, Line, Text, Whole
from complaints_service.errors import Words, invalid, marked, words
from complaints_service.survey.skm.index import SCORES
from complaints_service.survey.skm.service import MOST_PEOPLE, GivenAnswer, NewPeriod
from complaints_service.web.shell.forms import FormSchema
from config.entries.survey import ELEMENTS

#: How many sheets are typed at once.
MOST_SHEETS = 200
_COUNT = marked("Isi dengan jumlah pengguna layanan, paling sedikit 1.")
_DAY = marked("Isi dengan tanggal.")


class PeriodForm(FormSchema):
    """A period to open."""

    unit = Line()
    service = Line()
    population = Whole(least=1, most=MOST_PEOPLE, wanted=_COUNT, required=True)
    opened_on = DayTyped(required=True, wanted=_DAY)
    until_on = DayTyped(required=True, wanted=_DAY)


class ClosingForm(FormSchema):
    """How many users the service really had."""

    population = Whole(least=1, most=MOST_PEOPLE, wanted=_COUNT, required=True)


class SheetsForm(FormSchema):
    """Sheets of paper, a line each."""

    sheets = Text(load_default="")


class MendingForm(FormSchema):
    """What is done about an element."""

    element = Line()
    owner_id = Whole(required=True, wanted=marked("Pilih petugas."))
    words = Line()
    due_on = DayTyped(required=True, wanted=_DAY)


class NothingForm(FormSchema):
    """A button alone."""


def new_period(loaded: dict[str, Any]) -> NewPeriod:
    """A loaded form as a period to open."""
    return NewPeriod(**loaded)


def read_sheets(typed: str, order: tuple[str, ...]) -> list[GivenAnswer]:
    """The sheets of a batch: nine digits 1 to 4 a line, in the order of the printed form.

    Spaces, commas and dots between them are passed over. Raises Invalid naming the lines that are wrong.
    """
    lines = [(number, line) for number, line in enumerate(typed.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_SHEETS:
        raise invalid("sheets", words("Paling banyak %(most)s lembar sekali kirim.", most=MOST_SHEETS))
    sheets, wrong = [], []
    for number, line in lines:
        digits = [each for each in line if each not in " ,.;\t"]
        if len(digits) == len(ELEMENTS) and all(each in map(str, SCORES) for each in digits):
            sheets.append(GivenAnswer(scores=dict(zip(order, map(int, digits), strict=True))))
        else:
            wrong.append(str(number))
    if wrong:
        raise invalid("sheets", _unreadable(wrong))
    return sheets


def _unreadable(lines: list[str]) -> Words:
    return words("Baris %(lines)s bukan sembilan angka dari 1 sampai 4.", lines=", ".join(lines[:10]))

"""What each step of opening an office asks."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate, validates

from complaints_service.edge.input.fields import DayTyped, Line, Named, Whole, choice
from complaints_service.edge.input.typed import whole_number
from complaints_service.errors import marked
from complaints_service.web.shell.forms import FormSchema
from config.entries.office import KINDS

#: The three zones of the country.
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
MOST_DAYS = 60
_CODE = validate.Regexp(
    r"[A-Za-z][A-Za-z0-9_]{1,19}\Z", error=marked("Kode 2-20 huruf atau angka tanpa spasi, misalnya TRANTIB.")
)
_PREFIX = validate.Regexp(r"[A-Z]{2,5}\Z", error=marked("Dua sampai lima huruf besar, misalnya MRL."))
_NAME = validate.Length(max=120, error=marked("Isian ini terlalu panjang."))


class DraftChangeForm(FormSchema):
    """A change of the draft; `edition`: which one was shown."""

    edition = Whole(required=True)


class DraftDayForm(DraftChangeForm):
    """From which day the draft's changes hold."""

    on = DayTyped(required=True)


class DetailsForm(DraftChangeForm):
    """What one entry of the rules says, by the names of its details, and what that rests on."""

    details = Named(prefix="d.")
    source = Line(required=True, validate=_NAME)


class HolidayForm(DraftChangeForm):
    """A day of the whole country: a holiday or collective leave, and its decree."""

    on = DayTyped(required=True)
    name = Line(required=True, validate=_NAME)
    kind = Line(required=True, validate=choice(("holiday", "collective_leave")))
    source = Line(required=True, validate=_NAME)


class OfficeForm(DraftChangeForm):
    """Name, place and how to reach the office."""

    code = Line(required=True, validate=_CODE)
    prefix = Line(required=True, validate=_PREFIX)
    name = Line(required=True, validate=_NAME)
    name_en = Line(required=True, validate=_NAME)
    city = Line(required=True, validate=_NAME)
    province = Line(required=True, validate=_NAME)
    zone = Line(required=True, validate=choice(ZONES))
    address = Line(validate=_NAME)
    phone = Line(validate=_NAME)


class OfficeKindForm(DraftChangeForm):
    """Which kind of office it is."""

    template = Line(required=True)


class UnitForm(DraftChangeForm):
    """One more unit, and who leads it."""

    code = Line(required=True, validate=_CODE)
    name = Line(required=True, validate=_NAME)
    name_en = Line(required=True, validate=_NAME)
    under = Line(required=True)
    head = Line(required=True, validate=_NAME)


class UnitNamesForm(DraftChangeForm):
    """A unit called and placed otherwise."""

    unit = Line(required=True)
    name = Line(required=True, validate=_NAME)
    name_en = Line(required=True, validate=_NAME)
    under = Line()


class PostForm(DraftChangeForm):
    """One more post."""

    code = Line(required=True, validate=_CODE)
    unit = Line(required=True)
    name = Line(required=True, validate=_NAME)
    name_en = Line(required=True, validate=_NAME)
    seats = Whole(required=True, least=1, most=500)


class DraftDropForm(DraftChangeForm):
    """What is taken out of the draft."""

    what = Line(required=True)


class WeekForm(DraftChangeForm):
    """The ordinary week: each day's windows, empty for a day off."""

    mon = Line()
    tue = Line()
    wed = Line()
    thu = Line()
    fri = Line()
    sat = Line()
    sun = Line()


class ClosureForm(DraftChangeForm):
    """A day on which this office alone is closed."""

    on = fields.Date(
        required=True,
        error_messages={"required": marked("Pilih tanggal."), "invalid": marked("Pilih tanggal.")},
    )
    name = Line(required=True, validate=_NAME)


class HandlersForm(DraftChangeForm):
    """For each category: which unit looks first, and its own promise in working days."""

    units = Named(prefix="unit.")
    answers = Named(prefix="answer.")
    solves = Named(prefix="solve.")

    @validates("answers")
    def _days(self, value: dict[str, str], **_rest: object) -> None:
        _whole_days(value)

    @validates("solves")
    def _more_days(self, value: dict[str, str], **_rest: object) -> None:
        _whole_days(value)


class CategoryForm(DraftChangeForm):
    """One more category."""

    code = Line(required=True, validate=_CODE)
    kind = Line(required=True, validate=choice(KINDS))
    name = Line(required=True, validate=_NAME)
    name_en = Line(required=True, validate=_NAME)
    hint = Line(required=True, validate=_NAME)
    hint_en = Line(required=True, validate=_NAME)
    unit = Line(required=True)


def _whole_days(typed: dict[str, str]) -> None:
    for days in typed.values():
        if days.strip() and whole_number(days.strip(), least=1, most=MOST_DAYS) is None:
            raise ValidationError(marked("Isi 1 sampai 60 hari kerja, atau kosongkan."))

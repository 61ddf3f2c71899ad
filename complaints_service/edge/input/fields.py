"""The fields of schemas, with errors in the house's words: pages and API read what was sent by the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import ValidationError, fields, validate

from complaints_service.edge.input import typed
from complaints_service.edge.resources import service
from complaints_service.errors import marked
from complaints_service.texts import one_line, phone_typed

REQUIRED = marked("Bagian ini perlu diisi.")
TOO_LONG = marked("Isian ini terlalu panjang.")
NO_PHONE = marked("Tulis satu nomor telepon, dengan angka saja.")
MESSAGES: dict[str, Any] = {
    "required": REQUIRED,
    "null": REQUIRED,
    "invalid": marked("Isian ini tidak terbaca."),
    "validator_failed": marked("Isian ini tidak bisa dipakai."),
}


def choice(options: tuple[str, ...]) -> validate.OneOf:
    """One of the codes."""
    return validate.OneOf(options, error=marked("Pilih salah satu: {choices}."))


class Text(fields.String):
    """A string as it was sent; what may stand in it is the domain's matter (`text_problem`)."""

    default_error_messages = MESSAGES


class Line(Text):
    """A string without the spaces around it; empty where nothing was typed and nothing had to be."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"load_default": "", **options} if not options.get("required") else options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        found = str(super()._deserialize(value, attr, data, **rest)).strip()
        if self.required and not found:
            raise ValidationError(REQUIRED)
        return found


class Email(fields.Email):
    """An e-mail address."""

    default_error_messages = {**MESSAGES, "invalid": marked("Alamat surel ini tidak lengkap.")}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        if isinstance(value, str) and self.required and not value.strip():
            raise ValidationError(REQUIRED)
        bare = one_line(value) if isinstance(value, str) else value
        return str(super()._deserialize(bare, attr, data, **rest))


class Phone(Text):
    """A phone number by its digits, however it was written; empty where nothing was."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        written = str(super()._deserialize(value, attr, data, **rest))
        found = phone_typed(written) if written.strip() else ""
        if found is None:
            raise ValidationError(NO_PHONE)
        return found


class Integer(fields.Integer):
    """A whole number as programs write it, within bounds; by default one that may be an id."""

    default_error_messages = {**MESSAGES, "too_large": MESSAGES["invalid"]}

    def __init__(self, *, least: int = 0, most: int = typed.LARGEST_ID, **options: Any) -> None:
        super().__init__(strict=True, **options)
        self.validators = [validate.Range(least, most, error=MESSAGES["invalid"]), *self.validators]


class Number(fields.Float):
    """A finite number as programs write it."""

    default_error_messages = {**MESSAGES, "special": marked("Isi dengan angka biasa.")}


class _Typed(fields.Field[Any]):
    """Something a person typed, read by one of `edge.typed`; None where it may be left empty and was."""

    default_error_messages = MESSAGES
    wanted: str = MESSAGES["invalid"]

    def __init__(self, *, wanted: str | None = None, **options: Any) -> None:
        if not options.get("required"):
            options.setdefault("load_default", None)
            options.setdefault("allow_none", True)
        super().__init__(**options)
        self.wanted = wanted or self.wanted

    def read(self, written: str) -> Any:
        """What was typed, or None where it cannot be read."""
        raise NotImplementedError(written)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Any:
        written = value.strip() if isinstance(value, str) else str(value)
        if not written:
            if self.required:
                raise ValidationError(REQUIRED if self.wanted is MESSAGES["invalid"] else self.wanted)
            return self.load_default
        found = self.read(written)
        if found is None:
            raise ValidationError(self.wanted)
        return found


class Whole(_Typed):
    """A whole number within bounds; by default one that may be an id."""

    def __init__(self, *, least: int = 0, most: int = typed.LARGEST_ID, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def read(self, written: str) -> int | None:
        """The number, None outside its bounds."""
        return typed.whole_number(written, least=self.least, most=self.most)


class Decimal(_Typed):
    """A number as Indonesians or programs write it."""

    wanted = marked("Isi dengan angka, misalnya 12 atau 12,5.")

    def read(self, written: str) -> float | None:
        """The number."""
        return typed.decimal_number(written)


class Coordinate(_Typed):
    """A degree of latitude or longitude as a map writes it."""

    def read(self, written: str) -> float | None:
        """The degree."""
        return typed.degree(written)


class DayTyped(_Typed):
    """A calendar day."""

    wanted = marked("Isi dengan tanggal.")

    def read(self, written: str) -> Any:
        """The day."""
        return typed.calendar_day(written)


class Instant(_Typed):
    """A day and time on the office's wall clock, or with an offset of its own."""

    wanted = marked("Isi dengan tanggal dan jam.")

    def read(self, written: str) -> Any:
        """The instant."""
        return typed.instant(written, ZoneInfo(service().rulebook.office.zone))


class Several(fields.List):
    """What several boxes or fields of one name sent, in their order; what cannot be read is left out."""

    def __init__(self, inner: Callable[[str], Any] = str, **options: Any) -> None:
        super().__init__(fields.Raw(), **{"load_default": list, **options})
        self._read = inner

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> Any:
        return [found for each in value if (found := self._read(str(each))) is not None]


class Named(fields.Dict):
    """Every field whose name begins alike (`note:...`), by the rest of its name."""

    def __init__(self, prefix: str, **options: Any) -> None:
        super().__init__(**{"load_default": dict, **options})
        self.prefix = prefix

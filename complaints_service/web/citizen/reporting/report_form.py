"""The form of a complaint: its fields, and what the page asks for beyond the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load, pre_load, validate, validates_schema

from complaints_service import clock
from complaints_service.edge.input.fields import (
    TOO_LONG,
    Coordinate,
    Decimal,
    Email,
    Named,
    Phone,
    Text,
    Whole,
    choice,
)
from complaints_service.edge.input.schemas import NO_ACCURACY
from complaints_service.edge.input.typed import decimal_number, degree
from complaints_service.edge.resources import service
from complaints_service.errors import marked
from complaints_service.places.outlines import find_place
from complaints_service.places.place import MOST_METRES, POINT_ORIGINS, Place
from complaints_service.texts import text_problem
from complaints_service.web.citizen.reporting.first_look import ANSWER
from complaints_service.web.shell.forms import FormSchema
from complaints_service.web.shell.staff import staff_reader
from complaints_service.web.shell.waiting import waited
from config.entries.office import ABOUT_OFFICE, PRIVACY_LEVELS

#: The fields that are a point; half of one is none.
POINT = ("lat", "lng", "accuracy", "origin")
#: The fields that say who reports.
REPORTER = ("name", "phone", "email")
#: How long the secret of a chat's draft may be.
LONGEST_TOKEN = 40
#: Chosen where a complaint concerns no single place.
NOWHERE = "-"
ONE_PLACE = marked("Pin di peta menunjuk satu tempat. Hapus pinnya, atau pilih kelurahannya.")
NO_PLACE = marked("Pilih kelurahan. Tanpa itu kami tidak tahu siapa yang harus datang.")

#: Said to whoever is signed in: the link of the report would stay in their browser.
NOT_OWN = marked(
    "Anda sedang masuk sebagai petugas. Laporan warga dimasukkan di loket; kalau ini laporan Anda sendiri, "
    "centang itu."
)
NO_ANSWER = marked("Pilih salah satu. Kalau ragu, pilih tidak yakin.")


def _the_list_is_enough(sent: Mapping[str, str]) -> bool:
    """Whether a pin lies outside, which the page said beside the map, and the list was chosen instead."""
    lat, lng = degree(sent["lat"]), degree(sent["lng"])
    if lat is None or lng is None or not sent.get("kelurahan"):
        return False
    accuracy = decimal_number(sent.get("accuracy", ""))
    sure = Place(lat=lat, lng=lng, accuracy=None if accuracy is None else round(accuracy)).sure
    return sure and find_place(lat, lng, service().rulebook).outside


class PlaceForm(FormSchema):
    """The same form while its place is being chosen: nothing of it is judged yet."""


class ReportForm(FormSchema):
    """What `ComplaintSchema` reads, field by field: the part of it that every page asks for."""

    text = Text()
    about_office = Text(validate=choice(ABOUT_OFFICE))
    category = Text(validate=validate.Length(max=40, error=TOO_LONG))
    about = Text(validate=validate.Length(max=40, error=TOO_LONG))
    lat = Coordinate(attribute="location.lat")
    lng = Coordinate(attribute="location.lng")
    address = Text(attribute="location.address", validate=validate.Length(max=300, error=TOO_LONG))
    accuracy = Decimal(
        attribute="location.accuracy", validate=validate.Range(0, MOST_METRES, error=NO_ACCURACY)
    )
    origin = Text(attribute="location.origin", validate=choice(POINT_ORIGINS))
    kelurahan = Text(validate=validate.Length(max=13, error=TOO_LONG))
    privacy = Text(required=True, validate=choice(PRIVACY_LEVELS))
    name = Text(attribute="reporter.name", validate=validate.Length(max=120, error=TOO_LONG))
    phone = Phone(attribute="reporter.phone")
    email = Email(attribute="reporter.email", validate=validate.Length(max=254, error=TOO_LONG))
    without_pin = Text()
    answers = Named(ANSWER)
    follow = Text(attribute="joins", validate=validate.Length(max=16, error=TOO_LONG))
    seen = Text(validate=validate.Length(max=200, error=TOO_LONG))

    @pre_load
    def _leave_out_what_is_empty(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        answers = data.get("answers", {})
        sent: dict[str, Any] = {
            name: typed.strip() for name, typed in data.items() if name != "answers" and typed.strip()
        }
        if "lat" not in sent or "lng" not in sent or "without_pin" in sent or _the_list_is_enough(sent):
            sent = {name: typed for name, typed in sent.items() if name not in POINT}
        if sent.get("privacy") == "anonymous":  # chosen last of all, it also drops what was filled in before
            sent = {name: typed for name, typed in sent.items() if name not in REPORTER}
        return {**sent, "answers": answers}

    @post_load
    def _answers_of_its_category(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Another category may have been chosen since: what the first one asked is left out."""
        rulebook = service().rulebook
        asked = {
            one.code
            for category in rulebook.categories_on(rulebook.local_date(clock.now()))
            if category.code == data.get("category")
            for one in category.questions
        }
        answers = {code: said for code, said in data.get("answers", {}).items() if code in asked}
        return {**data, "answers": answers}

    @post_load
    def _nowhere_is_no_kelurahan(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if (name, value) != ("kelurahan", NOWHERE)}

    @validates_schema(skip_on_field_errors=False)
    def _say_all_at_once(self, data: dict[str, Any], **_: Any) -> None:
        wrong: dict[str, list[Any]] = {}
        if problem := text_problem(data.get("text", "")):
            wrong["text"] = [problem]
        pinned = data.get("location", {}).get("lat") is not None
        if not pinned and not data.get("kelurahan"):
            wrong["kelurahan"] = [NO_PLACE]
        if not data.get("about_office"):
            wrong["about_office"] = [NO_ANSWER]
        if pinned and data.get("kelurahan") == NOWHERE:
            wrong["kelurahan"] = [ONE_PLACE]
        if wrong:
            raise ValidationError(wrong)


class OwnReportForm(ReportForm):
    """The same as its own citizen sends it, and the secret of a draft told in a chat."""

    draf = Text(validate=validate.Length(max=LONGEST_TOKEN, error=TOO_LONG))
    draf_pesan = Whole(most=10_000)
    own_report = Text()

    @validates_schema(skip_on_field_errors=False)
    def _is_their_own(self, data: dict[str, Any], **_: Any) -> None:
        if not (data.get("own_report") or waited()) and staff_reader() is not None:
            raise ValidationError({"own_report": [NOT_OWN]})

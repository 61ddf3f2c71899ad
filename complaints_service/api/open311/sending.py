"""A request that a client posts, as the draft that intake takes: GeoReport's names for things, and ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import request
from marshmallow import ValidationError

from complaints_service.edge.files.uploads import Takes, bring
from complaints_service.edge.input.schemas import ComplaintSchema, draft_of
from complaints_service.edge.language import language
from complaints_service.edge.problems import field_errors
from complaints_service.edge.resources import service
from complaints_service.errors import Invalid, NotFound, invalid, words
from complaints_service.intake.media import MOST_BYTES
from complaints_service.outside import NotOutside, NotReached, OutsideCall, called
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.opening.draft import Draft
from config.entries.office import Category

#: What a client sends along itself; one picture by its address besides.
MEDIA = Takes(
    most=5,
    too_many=words("Paling banyak 5 berkas sekali kirim."),
    field="media",
    anyone=True,
)
COMPLAINT = ComplaintSchema()
_ATTRIBUTE = re.compile(r"attribute\[([^\]]*)\](?:\[\])?")
#: Our names of fields -> GeoReport's.
_CALLED = {
    "text": "description",
    "category": "service_code",
    "kelurahan": "address_id",
    "location": "lat",
    "location.lat": "lat",
    "location.lng": "long",
    "location.address": "address_string",
    "reporter": "privacy",
    "reporter.name": "first_name",
    "reporter.email": "email",
    "reporter.phone": "phone",
    "files": "media",
}
_NO_PLACE = words("Sebut tempatnya: lat dan long, address_string, atau address_id.")
_NO_PICTURE = words("Alamat gambar ini tidak bisa dibuka. Pakai alamat https yang terbuka untuk umum.")


def sent_draft(now: datetime) -> Draft:
    """The draft that was posted. Raises Invalid in GeoReport's names, NotFound for an unknown service."""
    form = {name: value.strip() for name, value in request.form.items() if value.strip()}
    category = asked_service(form.get("service_code", ""), now)
    body = _body(form, category)
    try:
        draft = draft_of(COMPLAINT.load(body), channel="open311", language=language())
    except ValidationError as error:
        raise Invalid(_renamed(field_errors(error))) from None
    place = replace(draft.place, address=form.get("address_string"))
    joins = read_number(form["follow"]) or form["follow"] if "follow" in form else None
    return replace(draft, place=place, joins=joins)


def asked_service(code: str, now: datetime) -> Category:
    """The service of a code that can be asked for now. Raises Invalid for none, NotFound."""
    rulebook = service().rulebook
    if not code:
        raise invalid("service_code", words("Bagian ini perlu diisi."))
    for category in rulebook.categories_on(rulebook.local_date(now)):
        if category.code == code:
            return category
    raise NotFound("service")


def in_their_words(error: Invalid) -> Invalid:
    """A refusal of intake, its fields called as the client called them."""
    return Invalid(_renamed(error.fields or {}), code=error.code)


def _renamed(fields: Mapping[str, Any]) -> dict[str, Any]:
    renamed: dict[str, Any] = {}
    for name, sentences in fields.items():
        code = name.removeprefix("answers.")
        told = f"attribute[{code}]" if code != name else _CALLED.get(name, name)
        renamed.setdefault(told, []).extend(sentences)
    return renamed


def _body(form: Mapping[str, str], category: Category) -> dict[str, Any]:
    name = " ".join(form[part] for part in ("first_name", "last_name") if part in form)
    reporter = {"name": name, "phone": form.get("phone"), "email": form.get("email")}
    told = {key: value for key, value in reporter.items() if value}
    return {
        # Whoever names a service and a place has said what there is.
        "text": form.get("description") or category.names.read(language()),
        "category": category.code,
        "privacy": form.get("privacy", "open"),
        **_place(form),
        **({"reporter": told} if told else {}),
        **({"about_office": form["about_office"]} if "about_office" in form else {}),
        **({"answers": answers} if (answers := _answers()) else {}),
    }


def _place(form: Mapping[str, str]) -> dict[str, Any]:
    """Point and kelurahan; the address stands beside them."""
    if not form.keys() & {"lat", "long", "address_string", "address_id"}:
        raise invalid("address_string", _NO_PLACE)
    point = {ours: form[theirs] for ours, theirs in (("lat", "lat"), ("lng", "long")) if theirs in form}
    place = {"kelurahan": form["address_id"]} if "address_id" in form else {}
    return {**place, **({"location": point} if point else {})}


def _answers() -> dict[str, str]:
    answers: dict[str, str] = {}
    for name in request.form:
        if (found := _ATTRIBUTE.fullmatch(name)) is not None:
            given = [value for value in request.form.getlist(name) if value.strip()]
            if given:
                answers[found[1]] = ", ".join(given)
    return answers


def fetch_media() -> None:
    """Brings the picture that `media_url` names through the gate; no transaction is open. Raises Invalid."""
    address = request.form.get("media_url", "").strip()
    if not address:
        return
    call = OutsideCall(
        url=address, most=MOST_BYTES, seconds=15, plain=True, here=service().settings.calls_this_machine
    )
    try:
        fetched = called(call)
    except (NotOutside, NotReached):
        raise invalid("media_url", _NO_PICTURE) from None
    if fetched.status != 200:
        raise invalid("media_url", _NO_PICTURE)
    bring(fetched.body, name="media_url")

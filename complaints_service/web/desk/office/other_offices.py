"""Other offices entered on pages: where their reports go, tried by a call. A key is never shown again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError, validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.input.fields import Email, Line, choice
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import is_shown_again, let_go, reading
from complaints_service.errors import NotFound, Words, invalid, marked, words
from complaints_service.passing.entered import (
    EnteredOffice,
    end_office,
    enter_office,
    entered_offices,
    installations,
    note_tried,
)
from complaints_service.passing.exchange import NotPassed, Tried, try_out
from complaints_service.passing.offices import OtherOffice, named, other_offices
from complaints_service.tickets.acts.holding.agencies import agencies
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from config import setting_values

blueprint = Blueprint("other_offices", __name__, url_prefix="/pengelola/kantor-lain")
OPEN_OFFICE = office_right("open_office")
Answer = Response | tuple[Any, int]
#: How reports go to another office, as it is chosen.
WAYS = {
    "system": marked("lewat sistemnya sendiri (Open311)"),
    "email": marked("lewat surel"),
    "letter": marked("lewat surat saja"),
}
_SHORT = validate.Length(max=200, error=marked("Isian ini terlalu panjang."))
#: What a test call came to where it went no further, in words.
_FAILED = {
    "not_outside": words("Alamat ini tidak boleh dipanggil: bukan alamat https yang terbuka untuk umum."),
    "not_reached": words("Sistemnya tidak menjawab."),
    "unreadable": words("Yang menjawab di alamat ini bukan sistem Open311."),
}
_FAILED_ELSE = words("Sistemnya menolak panggilan uji ini.")
_KEY_REFUSED = words("Alamatnya benar, tetapi kuncinya ditolak di sana.")
_NO_FALLBACK = words(
    "Alamat dan kunci diterima, tetapi layanan cadangan tidak ada di sana: jenis yang lain akan gagal."
)


class OtherOfficeForm(FormSchema):
    """How reports go there; without a key the one kept stays."""

    way = Line(required=True, validate=choice(tuple(WAYS)))
    url = Line(load_default="", validate=_SHORT)
    credential = Line(load_default="", validate=_SHORT)
    fallback = Line(load_default="", validate=_SHORT)
    email = Line(load_default="", validate=_SHORT)


@blueprint.get("")
@needs(OPEN_OFFICE)
def listing(_reader: SignedIn) -> str:
    """Every other office, and how reports go there."""
    with reading() as session:
        entered = entered_offices(session)
    fixed = _fixed()
    rows = [
        (
            url_for("other_offices.one", agency=code),
            _name(code),
            _("diatur operator") if code in fixed else _way_words(entered.get(code)),
            "on" if code in fixed else "done" if code in entered else "wait",
        )
        for code in agencies(service().rulebook)
    ]
    return page("desk/kantor_lain.html", rows=rows, home=url_for("opening.show"))


@blueprint.get("/<agency>")
@needs(OPEN_OFFICE)
def one(_reader: SignedIn, agency: str) -> str:
    """How reports go to one of them; no key."""
    return _one_page(agency, Typed())


@blueprint.post("/<agency>")
@needs(OPEN_OFFICE, proof=True)
def post_one(reader: SignedIn, agency: str) -> Answer:
    """Keeps how reports go there; the worker goes by it at its next run."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        _require_known(agency)
        if agency in _fixed():
            raise invalid("way", words("Ini diatur operator di .env; yang di halaman tidak akan dipakai."))
        entered = _entered(agency, typed, entered_offices(session).get(agency))
        enter_office(session, agency=agency, entered=entered, now=clock.now(), actor=reader.actor)

    return _kept(
        agency, OtherOfficeForm(), change, words("Tersimpan. Laporan yang dilimpahkan ke sana ikut.")
    )


@blueprint.post("/<agency>/lepas")
@needs(OPEN_OFFICE, proof=True)
def post_end(reader: SignedIn, agency: str) -> Answer:
    """Ends it: reports go there by letter."""

    def change(session: Session, _typed: dict[str, Any]) -> None:
        if agency not in entered_offices(session):
            raise NotFound
        end_office(session, agency=agency, now=clock.now(), actor=reader.actor)

    return _kept(agency, FormSchema(), change, words("Dilepas. Pelimpahan ke sana lewat surat."))


@blueprint.post("/<agency>/coba")
@needs(OPEN_OFFICE, proof=True)
def post_try(reader: SignedIn, agency: str) -> Answer:
    """Calls its installation as the next report would, and hands nothing over."""
    with reading() as session:
        office = installations(session, setting=_setting()).get(agency)
    if office is None:
        raise NotFound
    result, told = ("", words("Coba sekali lagi.")) if is_shown_again() else _tried(office)

    def change(session: Session, _typed: dict[str, Any]) -> None:
        note_tried(session, agency=agency, result=result, now=clock.now(), actor=reader.actor)

    return _kept(agency, FormSchema(), change, told)


def _tried(office: OtherOffice) -> tuple[str, Words]:
    """What came of a test call: a code for the record, and a sentence. No transaction is open meanwhile."""
    let_go()
    try:
        found = try_out(office, here=service().settings.calls_this_machine)
    except NotPassed as failed:
        return failed.reason, _FAILED.get(failed.reason, _FAILED_ELSE)
    if not found.key_taken:
        return "key_refused", _KEY_REFUSED
    if not found.fallback:
        return "no_fallback", _NO_FALLBACK
    return "taken", _taken_words(found)


def _taken_words(found: Tried) -> Words:
    return words("Alamat dan kunci diterima: %(count)s layanan di sana.", count=str(found.services))


def _kept(agency: str, schema: FormSchema, change: Callable[..., None], said: Words) -> Answer:
    return submit(
        schema,
        Sent(
            change=change,
            refused=lambda typed: _one_page(agency, typed),
            done=url_for("other_offices.one", agency=agency),
            said=said,
            keyed=False,
        ),
    )


def _entered(agency: str, typed: dict[str, Any], before: EnteredOffice | None) -> EnteredOffice:
    """What was typed, whole. A key is kept only for the address it was typed for. Raises Invalid."""
    way = typed["way"]
    if way == "letter":
        return EnteredOffice(way=way)
    if way == "email":
        try:
            return EnteredOffice(way=way, email=Email(required=True).deserialize(typed["email"]))
        except ValidationError:
            raise invalid("email", words("Isi alamat surelnya.")) from None
    url, key = typed["url"].rstrip("/"), typed["credential"]
    held = before.installation if before else None
    if not key:
        if held is None or held.url != url:
            raise invalid("credential", words("Isi kuncinya: alamatnya bukan yang tersimpan."))
        key = held.key
    office = OtherOffice(url, key, typed["fallback"])
    if not _may_be(url) or other_offices(_read(named(agency, office))).get(agency) != office:
        raise invalid("url", words("Isi alamat https lengkapnya, tanpa kunci dan tanpa tanda tanya."))
    return EnteredOffice(way=way, installation=office)


def _may_be(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and not parts.username and not parts.query and not parts.fragment


def _read(setting: str) -> str:
    try:
        return setting_values.other_offices(setting)
    except ValueError:
        return ""


def _setting() -> str | None:
    return service().environment.other_offices


def _fixed() -> set[str]:
    """The offices that the operator named."""
    return set(other_offices(_setting()))


def _require_known(agency: str) -> None:
    if agency not in agencies(service().rulebook):
        raise NotFound


def _name(agency: str) -> str:
    return service().rulebook.agency(agency).names.read(language())


def _way_words(entered: EnteredOffice | None) -> str:
    return _("lewat surat, belum diatur") if entered is None else _(WAYS[entered.way])


def _one_page(agency: str, typed: Typed) -> str:
    _require_known(agency)
    with reading() as session:
        entered = entered_offices(session).get(agency)
        office = installations(session, setting=_setting()).get(agency)
    held = entered.installation if entered else None
    values = {
        "way": entered.way if entered else "system",
        "url": held.url if held else "",
        "fallback": held.service if held else "",
        "email": entered.email if entered else "",
        **typed.values,
    }
    return page(
        "desk/kantor_lain_satu.html",
        name=_name(agency),
        fixed=agency in _fixed(),
        entered=entered is not None,
        told=_way_words(entered),
        values=values,
        ways=[(code, _(told)) for code, told in WAYS.items()],
        errors=typed.errors,
        back=url_for("other_offices.listing"),
        action=url_for("other_offices.post_one", agency=agency),
        end_action=url_for("other_offices.post_end", agency=agency) if entered else "",
        try_action=url_for("other_offices.post_try", agency=agency) if office else "",
    )

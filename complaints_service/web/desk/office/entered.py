"""How letters leave, entered on a page: the mail server and the bot. What is secret is never shown again."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from marshmallow import validate
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.input.fields import Line, Whole, choice
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.rulebook import look_now
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import invalid, marked, words
from complaints_service.notify.entered.service import enter_setting
from complaints_service.notify.known_routes import chat_routes
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from config import setting_values

blueprint = Blueprint("routes_entered", __name__, url_prefix="/pengelola/jalur")
OPEN_OFFICE = office_right("open_office")
#: The route whose bot may be entered: what opens it, and how it is called.
_BOT = next(route for route in chat_routes() if route.entered)
_TOKEN, _CALLED = _BOT.entered
Answer = Response | tuple[Any, int]
#: How the line to a mail server is kept from others, as it is chosen: scheme and what is asked of STARTTLS.
_SECURED = {"smtps": ("smtps", ""), "starttls": ("smtp", "1"), "none": ("smtp", "0")}
_SECURED_WORDS = {
    "smtps": marked("TLS sejak awal (biasanya porta 465)"),
    "starttls": marked("STARTTLS (biasanya porta 587)"),
    "none": marked("tanpa sandi jalur, hanya untuk server di mesin ini"),
}
_SHORT = validate.Length(max=200, error=marked("Isian ini terlalu panjang."))


class MailServerForm(FormSchema):
    """A mail server and who letters are from; without a password the one kept stays."""

    host = Line(required=True, validate=_SHORT)
    port = Whole(required=True, least=1, most=65_535)
    secured = Line(required=True, validate=choice(tuple(_SECURED)))
    user = Line(validate=_SHORT)
    password = Line(validate=_SHORT)
    sender = Line(required=True, validate=_SHORT)


class BotForm(FormSchema):
    """A bot's token and its name; without a token the one kept stays."""

    credential = Line(validate=_SHORT)
    name = Line(required=True, validate=_SHORT)


@blueprint.get("")
@needs(OPEN_OFFICE)
def show(_reader: SignedIn) -> str:
    """What is set of mail and bot, and where; no secret."""
    return _routes_page(Typed())


@blueprint.post("/surel")
@needs(OPEN_OFFICE, proof=True)
def post_mail(reader: SignedIn) -> Answer:
    """Keeps the mail server; every process sends by it within seconds."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        _require_ours("smtp_url", "host")
        url = _smtp_url(typed, before=service().settings.smtp_url)
        enter_setting(session, name="smtp_url", value=url, now=clock.now(), actor=reader.actor)

    return _kept(MailServerForm(), change, "mail")


@blueprint.post("/bot")
@needs(OPEN_OFFICE, proof=True)
def post_bot(reader: SignedIn) -> Answer:
    """Keeps the bot's token and name; the bot starts again by it."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        _require_ours(_TOKEN, "credential")
        now, own = service().settings, service().environment
        token = typed["credential"] or getattr(now, _TOKEN)
        if not token:
            raise invalid("credential", words("Isi token botnya."))
        for name, value, field in ((_TOKEN, token, "credential"), (_CALLED, typed["name"], "name")):
            read = _read(name, value, field)
            if getattr(own, name) is None and read != getattr(now, name):
                enter_setting(session, name=name, value=read, now=clock.now(), actor=reader.actor)

    return _kept(BotForm(), change, "bot")


@blueprint.post("/surel/lepas")
@needs(OPEN_OFFICE, proof=True)
def post_mail_off(reader: SignedIn) -> Answer:
    """Takes the mail server away: no mail leaves any more."""
    return _taken_away(reader, ("smtp_url",))


@blueprint.post("/bot/lepas")
@needs(OPEN_OFFICE, proof=True)
def post_bot_off(reader: SignedIn) -> Answer:
    """Takes the bot away."""
    return _taken_away(reader, _BOT.entered)


def _taken_away(reader: SignedIn, names: tuple[str, ...]) -> Answer:
    def change(session: Session, _typed: dict[str, Any]) -> None:
        for name in names:
            enter_setting(session, name=name, value=None, now=clock.now(), actor=reader.actor)

    return _kept(FormSchema(), change, "off")


def _kept(schema: FormSchema, change: Any, form: str) -> Answer:
    answer = submit(
        schema,
        Sent(
            change=change,
            refused=_routes_page,
            done=url_for("routes_entered.show"),
            said=words("Tersimpan. Setiap proses mengikutinya; kirim kabar uji untuk memastikan."),
            form=form,
            keyed=False,
        ),
    )
    look_now()
    return answer


def _require_ours(name: str, field: str) -> None:
    if getattr(service().environment, name) is not None:
        raise invalid(field, words("Ini diatur operator di .env; yang di halaman tidak akan dipakai."))


def _read(name: str, value: str, field: str) -> str:
    try:
        return str(getattr(setting_values, name)(value))
    except ValueError:
        raise invalid(field, words("Isian ini tidak bisa dipakai.")) from None


def _smtp_url(typed: dict[str, Any], *, before: str | None) -> str:
    """The server as one address. A password is kept only for the server and name it was typed for."""
    scheme, starttls = _SECURED[typed["secured"]]
    user, password = typed["user"], typed["password"]
    known = urlsplit(before or "")
    same = (known.hostname, known.port, known.username) == (
        typed["host"].lower(), typed["port"], quote(user, safe="") or None
    )  # fmt: skip
    if user and not password:
        if not same or known.password is None:
            raise invalid("password", words("Isi kata sandinya: server atau namanya bukan yang tersimpan."))
        password = unquote(known.password)
    who = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    if "://" in typed["host"] or set(typed["host"]) & set("/@?#: "):
        raise invalid("host", words("Isi nama servernya saja, misalnya surel.contoh.example."))
    options = {**({"starttls": starttls} if starttls else {}), "from": typed["sender"]}
    url = f"{scheme}://{who}{typed['host']}:{typed['port']}/?{urlencode(options)}"
    return _read("smtp_url", url, "sender")


def _routes_page(typed: Typed) -> str:
    now, own = service().settings, service().environment
    parts = urlsplit(now.smtp_url or "")
    options = parse_qs(parts.query)
    mail = {
        "host": parts.hostname or "",
        "port": str(parts.port or 587),
        "secured": _secured(parts.scheme, options.get("starttls", [""])[-1]),
        "user": unquote(parts.username or ""),
        "sender": options.get("from", [""])[-1],
    }
    bot = {"name": getattr(now, _CALLED) or ""}
    return page(
        "desk/jalur.html",
        mail={**mail, **(typed.values if typed.form == "mail" else {})},
        bot={**bot, **(typed.values if typed.form == "bot" else {})},
        mail_set=now.smtp_url is not None,
        bot_set=getattr(now, _TOKEN) is not None,
        mail_fixed=own.smtp_url is not None,
        bot_fixed=getattr(own, _TOKEN) is not None,
        bot_called=_BOT.names.read(language()),
        bot_variable=f"TANGGAP_{_TOKEN.upper()}",
        secured=[(code, _(told)) for code, told in _SECURED_WORDS.items()],
        errors=typed.errors,
        home=url_for("opening.show"),
        mail_action=url_for("routes_entered.post_mail"),
        mail_off=url_for("routes_entered.post_mail_off"),
        bot_action=url_for("routes_entered.post_bot"),
        bot_off=url_for("routes_entered.post_bot_off"),
    )


def _secured(scheme: str, starttls: str) -> str:
    if scheme == "smtps":
        return "smtps"
    return "none" if scheme == "smtp" and starttls == "0" else "starttls"

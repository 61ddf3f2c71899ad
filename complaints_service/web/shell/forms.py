"""Forms without a script: read by a schema, done once, and shown again with what was typed when refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, redirect, request
from marshmallow import EXCLUDE, ValidationError
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as WerkzeugResponse

from complaints_service import clock
from complaints_service.edge.files.draft_files import DRAFTED
from complaints_service.edge.input.fields import Named, Several
from complaints_service.edge.input.schemas import HouseSchema
from complaints_service.edge.problems import field_errors, say, status_of
from complaints_service.edge.sign_in import person
from complaints_service.edge.transaction import is_shown_again, reading, writing
from complaints_service.errors import DomainError, NotFound, Words, words
from complaints_service.idempotency import Key, answer_before, first_answer, remember
from complaints_service.web.shell.pages import tell

Result = TypeVar("Result")
#: Names that every form has and that are no part of what was typed.
FRAME = frozenset({"csrf_token", "key"})
#: Names of fields that hold a password, or what takes its place: kept nowhere, not as a digest either, and in
#: no page that comes back.
SECRETS = frozenset({"password", "again", "old_password", "step_code", "credential"})

_SENT_BEFORE = words("Ini sudah terkirim sebelumnya. Tekan sekali lagi kalau memang yang baru.")


class FormSchema(HouseSchema):
    """The fields of one form; buttons and hidden fields it does not name are passed over.

    A field's `data_key` is its name in the form, its attribute the domain's name: an error that the domain
    names is shown at the form's field.
    """

    class Meta:
        unknown = EXCLUDE


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A form as it was sent: what was typed by field, and what was wrong (`""`: with the whole of it)."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    #: Which of several forms of the page it was.
    form: str = ""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What `submit` does with a form.

    `change` writes, in the request's transaction; `refused` renders the page with the form as it was typed;
    `done` says where to go on (an address, or made from what `change` returned); `said` is told there.
    `answer` makes the answer itself instead of all three: a page to be seen this once, or a cookie with it.
    `keyed` False: `change` knows a second press by `sent_key` itself, or the second takes the place of the
    first; where it led is kept nowhere.
    """

    change: Callable[[Session, dict[str, Any]], Any]
    refused: Callable[[Typed], Any]
    done: str | Callable[[Any], str] = ""
    answer: Callable[[Any], Any] | None = None
    said: Words | Callable[[Any], Words | None] | None = None
    form: str = ""
    keyed: bool = True


@dataclass(frozen=True)
class _Done:
    """What came of a form: what its change returned, where to go on, what is told there."""

    result: Any
    goes_on: str
    said: Words | None


def register(app: Flask) -> None:
    """Leads a second press of a form where the first one led, also when what it was about is gone by then."""

    @app.before_request
    def _pressed_twice() -> WerkzeugResponse | None:
        if request.method != "POST" or request.path.startswith("/api/") or is_shown_again():
            return None
        if (key := sent_key()) is None:
            return None
        with reading() as session:
            before = answer_before(session, key=key)
        return redirect(before["to"], 303) if before and before.get("to") else None


def submit(schema: FormSchema, sent: Sent) -> Response | tuple[Any, int]:
    """Reads the form, does its change once, and goes on; a refused one is shown again and loses nothing.

    A second press of the same form (its hidden `key`) leads where the first one did. NotFound is not caught:
    what the form was about is not there for this reader.
    """
    values = sent_values()
    names = {one.attribute or name: one.data_key or name for name, one in schema.fields.items()}

    def again(errors: Mapping[str, list[str]], status: int) -> tuple[Any, int]:
        return sent.refused(Typed(values=values, errors=errors, form=sent.form)), status

    try:
        loaded = {} if is_shown_again() else schema.load(body_of(schema, request.form))
        done = writing(lambda session: _once(session, sent, loaded))
    except NotFound:
        raise
    except ValidationError as error:
        return again(field_errors(error), 422)
    except DomainError as error:
        found = {names.get(name, name): told for name, told in field_errors(error).items()}
        detail = _SENT_BEFORE if error.code == "idempotency_key_reused" else error.detail
        return again(found or {"": [say(detail)]}, status_of(error))
    if sent.answer is not None:
        return make_response(sent.answer(done.result))
    if done.said is not None:
        tell(done.said)
    return make_response(redirect(done.goes_on, 303))


def sent_values() -> dict[str, str]:
    """What was typed, by field; of several of one name the first."""
    return {name: typed for name, typed in request.form.items() if name not in FRAME}


def sent_key(files: Mapping[str, Sequence[str]] | None = None, *, by_anyone: bool = False) -> Key | None:
    """By what a second press of this form is known: whose it is, which form, what it holds.

    `files`: the digests of what came with it (`uploads.files_digest`), where it takes files.
    `by_anyone`: the form is nobody's account's, whoever is signed in when it comes again.
    """
    value = request.form.get("key", "").strip()
    if not value:
        return None
    reader = None if by_anyone else person()
    whose = f"account {reader.rights.account_id}" if reader is not None else "anybody"
    held = {
        name: typed
        for name, typed in sent_values().items()
        if name not in SECRETS and not name.startswith(DRAFTED)
    }
    return Key(f"form {request.path} {whose}", value, {**held, **(files or {})})


def body_of(schema: HouseSchema, form: MultiDict[str, str]) -> dict[str, Any]:
    """The fields of a schema out of a form: one text each, or all of a name where several are wanted."""
    body: dict[str, Any] = {}
    for attribute, one in schema.fields.items():
        name = one.data_key or attribute
        if isinstance(one, Named):
            body[name] = {
                each.removeprefix(one.prefix): typed
                for each, typed in form.items()
                if each.startswith(one.prefix)
            }
        elif isinstance(one, Several):
            body[name] = form.getlist(name)
        elif name in form:
            body[name] = form[name]
    return body


def _once(session: Session, sent: Sent, loaded: dict[str, Any]) -> _Done:
    key = sent_key() if sent.keyed else None
    if key is not None and (before := first_answer(session, key=key)) is not None:
        return _Done(None, str(before["to"]), None)
    result = sent.change(session, loaded)
    goes_on = sent.done(result) if callable(sent.done) else sent.done
    if key is not None:
        remember(session, key=key, answer={"to": goes_on}, now=clock.now())
    return _Done(result, goes_on, sent.said(result) if callable(sent.said) else sent.said)


def local_path(wanted: str | None) -> str | None:
    """An address on this site to go on to; None for anything that could lead elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return None
    if any(ord(letter) < 33 for letter in wanted):
        return None
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else None

"""What no database takes is refused by name, in every field of every schema, in every body and every address."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from complaints_service import clock
from complaints_service.edge.input import fields as house
from complaints_service.edge.input.act_schemas import schema_of
from complaints_service.edge.input.json_in import LARGEST, MOST_DEEP, read_json
from complaints_service.edge.input.schemas import HouseSchema
from complaints_service.edge.resources import KEY
from complaints_service.tickets.acts.registry import ACTS
from complaints_service.web.shell.forms import FormSchema, body_of
from tests.bots.talking import bot_key
from tests.support.both import ON_BOTH

CONTROL = ["a\x00b", "\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\ud800", "a\udfffb"]
NUMBERS = [2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**40, "9" * 5_000, "-1", 1e300, True]


def schemas(kind: type[Schema] = HouseSchema) -> Iterator[type[Schema]]:
    """Every schema of the house, the acts' among them."""
    for act in ACTS.values():
        schema_of(act)
    for each in kind.__subclasses__():
        yield each
        yield from schemas(each)


@pytest.fixture
def all_schemas(app: Flask) -> list[type[Schema]]:
    """Those that the whole application has made."""
    found = [each for each in dict.fromkeys(schemas()) if each is not FormSchema]
    assert len(found) > 80
    return found


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from (*texts_in(name), *texts_in(each))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from texts_in(each)


def is_no_text(kept: str) -> bool:
    """Whether letters are in it that no database takes, as Unicode calls them and not as the service does."""
    return any(unicodedata.category(each) in ("Cc", "Cs") and each not in "\t\n" for each in kept)


def numbers_in(value: object) -> Iterator[int]:
    if isinstance(value, int):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from numbers_in(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from numbers_in(each)


def shaped(one: fields.Field[Any], value: object) -> object:
    """A value where such a field has its texts or numbers."""
    if isinstance(one, fields.Nested):
        return {name: shaped(inner, value) for name, inner in named(one.schema).items()}
    if isinstance(one, fields.List) and not isinstance(one, house.Several):
        return [shaped(one.inner, value)]
    if isinstance(one, house.Several):
        return [value]
    return {value: value} if isinstance(one, fields.Dict) and isinstance(value, str) else value


def named(schema: Schema) -> dict[str, fields.Field[Any]]:
    return {one.data_key or name: one for name, one in schema.fields.items()}


def loaded(app: Flask, kind: type[Schema], body: Mapping[str, object]) -> object:
    """What a schema makes of a body; None for what it refuses. Anything but a refusal is raised."""
    with app.test_request_context():
        for partial in (True, False):  # some look at fields together, and take it that all are there
            try:
                return kind().load(body, partial=partial)
            except KeyError:
                continue
            except ValidationError:
                return None
    raise AssertionError(f"{kind.__name__} takes neither a part nor a whole")


def body_with(kind: type[Schema], name: str, one: fields.Field[Any], value: object) -> Mapping[str, object]:
    """A body in which one field holds a value; a form has nothing but texts."""
    if not issubclass(kind, FormSchema):
        return {name: shaped(one, value)}
    place = f"{one.prefix}x" if isinstance(one, house.Named) else name
    return body_of(kind(), MultiDict({place: str(value)}))


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("text", CONTROL, ids=ascii)
def test_no_field_of_any_schema_lets_a_control_character_in(
    app: Flask, all_schemas: list[type[Schema]], text: str
) -> None:
    for kind in all_schemas:
        for name, one in named(kind()).items():
            found = loaded(app, kind, body_with(kind, name, one, text))
            assert not any(map(is_no_text, texts_in(found))), (kind.__name__, name)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", NUMBERS, ids=lambda each: str(each)[:24])
def test_no_number_of_any_schema_is_larger_than_a_database_takes(
    app: Flask, all_schemas: list[type[Schema]], number: object
) -> None:
    for kind in all_schemas:
        for name, one in named(kind()).items():
            most = LARGEST if name in ("update_id", "also", "reply_to", "message", "pieces") else 2**31 - 1
            found = loaded(app, kind, body_with(kind, name, one, number))
            if name != "draft":  # the conversation's own, kept as it came; read within the bounds of JSON
                assert all(abs(each) <= most for each in numbers_in(found)), (kind.__name__, name)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_number_of_a_schema_has_its_bounds(all_schemas: list[type[Schema]]) -> None:
    """One field for the numbers that programs send: none of marshmallow's own, which have no bounds."""

    def all_of(one: fields.Field[Any]) -> Iterator[fields.Field[Any]]:
        yield one
        if isinstance(one, fields.List):
            yield from all_of(one.inner)

    bounded = (house.Integer, house.Number)
    assert [
        (kind.__name__, name)
        for kind in all_schemas
        for name, field in named(kind()).items()
        for one in all_of(field)
        if isinstance(one, fields.Number) and not isinstance(one, bounded)
    ] == []


def test_json_is_read_within_its_bounds() -> None:
    assert read_json(b'{"a": [1, -2.5, "[[[[", null, true]}') == {"a": [1, -2.5, "[[[[", None, True]}
    deep = b"[" * MOST_DEEP + b"]" * MOST_DEEP
    read_json(deep)
    for sent in (
        b"[" + deep + b"]",
        b"[" * 20_000,
        b'{"a":' * 20_000,
        b"9" * 5_000,
        b'{"a": 9223372036854775808}',
        b"-" + b"9" * 19,
        b"1e400",
        b"NaN",
        b"Infinity",
        b"\xff",
        b'"' + b"\\" * 100_000,
        b"",
    ):
        with pytest.raises(ValueError, match=r"."):
            read_json(sent)


def report(**more: object) -> bytes:
    return json.dumps({"text": "a", "kelurahan": "12.71.12.1002", "privacy": "open", **more}).encode()


ADDRESSES = ("/api/v1/complaints", "/api/v1/chats/telegram/7/steps", "/api/v1/chats/telegram/7/look")
BODIES = {
    "deep list": b"[" * 20_000,
    "deep object": b'{"a":' * 500 + b"1" + b"}" * 500,
    "long number": b'{"version": ' + b"9" * 5_000 + b"}",
    "surrogate in the text": report(text="\ud800"),
    "NUL in a name": report(reporter={"name": "a\x00"}),
    "surrogate in a name": report(reporter={"name": "\udc00"}),
    "NUL in an address": report(location={"lat": 3.7, "lng": 98.6, "address": "\x00"}),
    "numbers without sense": report(location={"lat": 10**18, "lng": 1e308}),
    "NUL in a name of a field": report(**{"\x00": "\x00"}),
    "null": b"null",
    "list": b"[]",
    "number": b"7",
    "no text": b"\xff\xfe",
}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("body", BODIES)
@ON_BOTH
def test_no_body_is_a_fault_of_ours(app: Flask, client: FlaskClient, address: str, body: str) -> None:
    key = {"Authorization": f"Bearer {bot_key(app.extensions[KEY].engine, clock.now())}"}
    sent: dict[str, Any] = {"data": BODIES[body], "content_type": "application/json"}
    answer = client.post(address, **sent, headers=key if "chats" in address else {})
    assert answer.status_code in (400, 422), answer.text


PLACES = ("%00", "a%00b", "%1b", "9" * 5_000, "9223372036854775808", "2147483648", "-1")


@pytest.mark.parametrize("place", PLACES, ids=lambda each: each[:20])
@ON_BOTH
def test_no_address_is_a_fault_of_ours(client: FlaskClient, place: str) -> None:
    for address in (
        "/laporan/{}",
        "/lacak/{}",
        "/sandi/{}",
        "/berhenti/{}",
        "/lapor?draf={}",
        "/masuk?next={}",
    ):
        assert client.get(address.format(place)).status_code in (200, 303, 404), address

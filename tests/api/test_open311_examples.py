"""Every call that the specification of GeoReport v2 gives as an example, with our own values, in both forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from tests.api.test_open311 import NOW, as_rows, flat
from tests.api.test_open311_shared import SCHEMA
from tests.support.keys import bearer
from tests.support.world import Office

_HERE = "/open311/v2"
_KINDS = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}


@dataclass(frozen=True)
class Sent:
    """A request that was handed in as in the specification's example, and its answer in one form."""

    number: str
    token: str
    answer: TestResponse


@pytest.fixture
def key(office: Office) -> str:
    return bearer(office, "camat", "open311", now=NOW)["Authorization"].removeprefix("Bearer ")


def send(client: FlaskClient, office: Office, key: str, form: str) -> Sent:
    """All fields there are, as a form of the type the specification names; the attributes in both ways."""
    fields = {
        "api_key": key, "jurisdiction_id": office.rulebook.office.code, "service_code": "lampu_jalan",
        "lat": "3.70531", "long": "98.65532", "address_string": "Gang Contoh 5", "email": "warga@contoh.example",
        "device_id": "tt222111", "account_id": "123456", "first_name": "Warga", "last_name": "Contoh",
        "phone": "081200000000", "description": "Lampu jalan padam.", "media_url": "",
        "attribute[tiang]": "T-7", "attribute[jumlah][]": ["2", "3"],
    }  # fmt: skip
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    answer = client.post(f"{_HERE}/requests.{form}", data=fields, content_type=kind)
    (row,) = answer.get_json() if form == "json" else as_rows(answer.data)
    return Sent(row["service_request_id"], row["token"], answer)


def checked(answer: TestResponse, form: str, status: int) -> Any:
    """What an answer says: its status, type and form are held against the specification."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.headers["Content-Type"] == _KINDS[form]
    if form == "json":
        return answer.get_json()
    assert answer.data.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    root = etree.fromstring(answer.data)
    assert SCHEMA.validate(root), SCHEMA.error_log
    return as_rows(answer.data)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_every_example_is_answered_as_specified(
    client: FlaskClient, office: Office, key: str, form: str
) -> None:
    """Discovery, services, a definition, a request, its token, itself, and lists by all that narrows them."""
    sent = send(client, office, key, form)
    (made,) = checked(sent.answer, form, 201)
    assert set(made) == {"service_request_id", "token", "service_notice", "account_id"}
    here = f"jurisdiction_id={office.rulebook.office.code}"
    day = f"start_date={NOW - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}&end_date={NOW:%Y-%m-%dT%H:%M:%SZ}"
    for address in (
        f"requests.{form}?{here}&{day}&status=open",
        f"requests.{form}?{here}&{day}&status=open,closed&service_code=sampah,lampu_jalan",
        f"requests.{form}?{here}&service_request_id={sent.number}",
        f"requests.{form}?service_request_id=638344,{sent.number}&start_date=2010-01-01T00:00:00Z",
        f"requests/{sent.number}.{form}?{here}",
    ):
        (row,) = checked(client.get(f"{_HERE}/{address}"), form, 200)
        assert row["service_request_id"] == sent.number, address
        assert set(row) == {
            "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
            "agency_responsible", "service_notice", "requested_datetime", "updated_datetime",
            "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
        }, address  # fmt: skip
    assert checked(client.get(f"{_HERE}/requests.{form}?{day}&status=closed"), form, 200) in ([], None)
    (token,) = checked(client.get(f"{_HERE}/tokens/{sent.token}.{form}?{here}"), form, 200)
    assert token == {"token": sent.token, "service_request_id": sent.number}
    for address in ("discovery", "services", "services/lampu_jalan"):
        assert checked(client.get(f"{_HERE}/{address}.{form}?{here}"), form, 200)


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("services.{form}?jurisdiction_id=city.gov", 404),
        ("services/033.{form}", 404),
        ("services/lampu_jalan.{form}?jurisdiction_id=city.gov", 404),
        ("tokens/123456.{form}", 404),
        ("requests/638344.{form}", 404),
        ("requests.{form}?service_code=001", 404),
        ("requests.{form}?status=new", 400),
        ("requests.{form}?start_date=2010-01-01T00:00:00Z&end_date=2010-12-31T00:00:00Z", 400),
    ],
)
def test_every_refusal_has_its_status_and_form(
    client: FlaskClient, office: Office, form: str, address: str, status: int
) -> None:
    errors = checked(client.get(f"{_HERE}/{address.format(form=form)}"), form, status)
    assert [set(each) for each in errors] == [{"code", "description"}]
    assert str(errors[0]["code"]) == str(status)


def test_an_empty_argument_is_one_that_was_not_given(client: FlaskClient, office: Office, key: str) -> None:
    """Of every optional argument, of each address that reads any."""
    sent = send(client, office, key, "json")
    names = ("service_request_id", "service_code", "start_date", "end_date", "status", "page", "page_size")
    for path in ("requests", "servicerequestupdates"):
        whole = client.get(f"{_HERE}/{path}.json").get_json()
        assert [row["service_request_id"] for row in whole] == [sent.number]
        for name in (*names, "jurisdiction_id", "token"):
            for empty in ("", "%20", ","):
                if empty == "," and name not in ("service_request_id", "service_code", "status"):
                    continue
                found = client.get(f"{_HERE}/{path}.json?{name}={empty}")
                assert flat(found.get_json()) == flat(whole), (path, name, empty)
    assert client.get(f"{_HERE}/requests/{sent.number}.json?token=").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "start_date=kemarin", "start_date=2026-13-01", "end_date=0001-01-01", "start_date=9999-12-31",
        "start_date=2026-01-01&end_date=2026-06-01", "start_date=2026-11-02&end_date=2026-11-01",
        "start_date=2026-11-24T25:00:00Z", "start_date=1795484700",
        "service_request_id=" + ",".join(map(str, range(5000))),
    ],
)  # fmt: skip
def test_both_lists_refuse_the_same_questions(client: FlaskClient, office: Office, query: str) -> None:
    """Dates that are none, spans that are too long or backwards, and 5,000 numbers at once."""
    for path in ("requests", "servicerequestupdates"):
        for form in ("json", "xml"):
            errors = checked(client.get(f"{_HERE}/{path}.{form}?{query}"), form, 400)
            assert {str(each["code"]) for each in errors} == {"400"}

"""GeoReport v2 as its specification has it: in both forms, for any client, with nothing that is not public."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.intake.models import Attachment
from complaints_service.measurement.facts.service import refresh
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.vault.opening import RULE, open_identity
from tests.support.both import ON_BOTH
from tests.support.keys import bearer
from tests.support.listener import listening
from tests.support.photos import PROGRAM, kept_files, photo, upload
from tests.support.visitors import when
from tests.support.world import Office
from tests.support.xml_read import xml_root

NOW = when("Tue 2026-11-24 14:05")
POINT = {"lat": "3.70531", "long": "98.65532"}
on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def key(office: Office) -> str:
    return bearer(office, "camat", "open311", now=NOW)["Authorization"].removeprefix("Bearer ")


def post(client: FlaskClient, key: str, form: str = "json", **fields: Any) -> TestResponse:
    told = {"api_key": key, "service_code": "lampu_jalan", **POINT, "description": "Lampu padam.", **fields}
    return client.post(f"/open311/v2/requests.{form}", data=told)


def rows(client: FlaskClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/open311/v2/requests.json?" + urlencode(query))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return list(answer.get_json())


def listed(client: FlaskClient, **query: Any) -> set[str]:
    return {row["service_request_id"] for row in rows(client, **query)}


def as_rows(content: bytes) -> Any:
    """What an XML answer says, as plain values: the reader of these tests, not the service's writer."""

    def read(element: Any) -> Any:
        if not len(element):
            return element.text
        names = [child.tag for child in element]
        if element.tag == f"{names[0]}s" or names[0] in ("request", "request_update"):
            return [read(child) for child in element]
        return {child.tag: read(child) for child in element}

    return read(xml_root(content))


@on_sqlite
def test_discovery_says_where_it_is_and_what_it_speaks(client: FlaskClient, office: Office) -> None:
    found = client.get("/open311/v2/discovery.json").get_json()
    assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
    (endpoint,) = found["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"].endswith("/open311/v2")
    assert (endpoint["type"], endpoint["formats"]) == ("production", ["text/xml", "application/json"])
    answer = client.get("/open311/v2/discovery.xml")
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert answer.data.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    root = xml_root(answer.data)
    assert root.tag == "discovery"
    assert [each.text for each in root.findall("endpoints/endpoint/formats/format")] == endpoint["formats"]


@on_sqlite
def test_services_are_the_categories_and_their_questions_the_attributes(
    client: FlaskClient, office: Office
) -> None:
    services = {row["service_code"]: row for row in client.get("/open311/v2/services.json").get_json()}
    assert set(services) == {each.code for each in office.rulebook.categories_on(NOW.date())}
    lamp = services["lampu_jalan"]
    assert set(lamp) == {
        "service_code", "service_name", "description", "metadata", "type", "keywords", "group",
    }  # fmt: skip
    assert (lamp["metadata"], lamp["type"], services["bansos"]["metadata"]) == (True, "realtime", False)
    found = client.get("/open311/v2/services/lampu_jalan.json").get_json()
    assert found["service_code"] == "lampu_jalan"
    assert [(each["code"], each["order"], each["required"]) for each in found["attributes"]] == [
        ("tiang", 1, False), ("jumlah", 2, False),
    ]  # fmt: skip
    root = xml_root(client.get("/open311/v2/services/lampu_jalan.xml").data)
    assert root.tag == "service_definition"
    assert [each.text for each in root.findall("attributes/attribute/variable")] == ["true", "true"]
    root = xml_root(client.get("/open311/v2/services.xml").data)
    assert (root.tag, {each.tag for each in root}) == ("services", {"service"})
    assert client.get("/open311/v2/services/tidak_ada.json").status_code == 404


@ON_BOTH
def test_a_request_is_taken_in_and_followed_by_its_token(
    client: FlaskClient, office: Office, key: str
) -> None:
    fields = {"attribute[tiang]": "T-7", "email": "warga@contoh.example", "first_name": "Warga"}
    answer = post(client, key, **fields, last_name="Contoh", phone="0812 0000 0000")
    assert answer.status_code == 201, answer.get_data(as_text=True)
    (sent,) = answer.get_json()
    assert set(sent) == {"service_request_id", "token", "service_notice", "account_id"}
    number, token = sent["service_request_id"], sent["token"]
    assert client.get(f"/open311/v2/tokens/{token}.json").get_json() == [
        {"service_request_id": number, "token": token}
    ]
    (own,) = client.get(f"/open311/v2/requests/{number}.json?token={token}").get_json()
    assert (own["description"], own["lat"], own["long"]) == ("Lampu padam.", 3.70531, 98.65532)
    (seen,) = client.get(f"/open311/v2/requests/{number}.json").get_json()
    assert (seen["description"], seen["lat"], seen["long"]) == (None, 3.705, 98.655)
    assert (seen["status"], seen["service_code"]) == ("open", "lampu_jalan")
    with db.reading(office.engine) as session:
        channel = session.scalar(select(Complaint.channel).where(Complaint.number == number))
    assert channel == "open311"
    for wrong in ("x", token[:-1], ""):
        assert client.get(f"/open311/v2/tokens/{wrong}.json").status_code == 404
    assert client.get(f"/open311/v2/requests/{number}.json?token=x").status_code == 404


@on_sqlite
def test_both_forms_say_the_same(client: FlaskClient, office: Office, key: str) -> None:
    post(client, key)
    post(client, key, "xml", service_code="sampah", address_string="Gang <Contoh> & 'satu'")
    for path in ("requests", "services", "services/lampu_jalan", "servicerequestupdates"):
        plain = json.loads(client.get(f"/open311/v2/{path}.json").data, parse_float=str)
        assert as_rows(client.get(f"/open311/v2/{path}.xml").data) == flat(plain), path


def flat(value: Any) -> Any:
    """What JSON says, as far as XML can say it."""
    if isinstance(value, dict):
        return {name: flat(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [flat(inner) for inner in value] or None
    if isinstance(value, bool):
        return str(value).lower()
    return None if value in (None, "") else str(value)


@on_sqlite
@pytest.mark.parametrize(
    ("change", "status", "named"),
    [
        ({"api_key": ""}, 403, "api_key"),
        ({"api_key": "wrong"}, 403, "api_key"),
        ({"service_code": ""}, 400, "service_code"),
        ({"service_code": "tidak_ada"}, 404, ""),
        ({"jurisdiction_id": "boston.gov"}, 404, ""),
        ({"lat": "", "long": ""}, 400, "address_string"),
        ({"lat": "42.36", "long": "-71.05"}, 400, "lat"),
        ({"lat": "3.7", "long": ""}, 400, "long"),
        ({"lat": "x"}, 400, "lat"),
        ({"lat": "nan"}, 400, "lat"),
        ({"email": "bukan surel"}, 400, "email"),
        ({"address_id": "12.71.99.1"}, 400, "address_id"),
        ({"attribute[warna]": "merah"}, 400, "attribute[warna]"),
        ({"description": "x" * 10_001}, 400, "description"),
        ({"description": "bel\x07"}, 400, "description"),
        ({"privacy": "anonymous", "email": "a@contoh.example"}, 400, "privacy"),
        ({"media_url": "http://127.0.0.1/foto.jpg"}, 400, "media_url"),
    ],
)
def test_what_cannot_be_taken_is_said_in_its_own_form_and_nothing_is_kept(
    client: FlaskClient, office: Office, key: str, change: dict[str, str], status: int, named: str
) -> None:
    for form in ("json", "xml"):
        answer = post(client, key, form, **change)
        assert answer.status_code == status, answer.get_data(as_text=True)
        errors = answer.get_json() if form == "json" else as_rows(answer.data)
        assert {str(each["code"]) for each in errors} == {str(status)}
        assert all(named in each["description"] for each in errors)
    with db.reading(office.engine) as session:
        assert session.scalar(select(func.count()).select_from(Complaint)) == 0


@on_sqlite
def test_a_key_for_something_else_opens_nothing(client: FlaskClient, office: Office) -> None:
    other = bearer(office, "camat", "act", "read", now=NOW)["Authorization"].removeprefix("Bearer ")
    assert post(client, other).status_code == 403


@on_sqlite
def test_what_is_not_there_is_refused_in_the_same_form(client: FlaskClient, office: Office) -> None:
    for path in ("requests/MRL-2611-7K4QH.json", "tidak/ada.json", "services.yaml", "requests", "x.xml"):
        answer = client.get(f"/open311/v2/{path}")
        assert answer.status_code == 404
        assert client.post(f"/open311/v2/{path}").status_code in (404, 405)
        if path.endswith("json"):
            assert answer.get_json()[0]["code"] == 404
        else:
            assert xml_root(answer.data).findtext("error/code") == "404"


@ON_BOTH
def test_lists_show_what_anybody_may_know_and_nothing_else(client: FlaskClient, office: Office) -> None:
    told = {"category": "lampu_jalan", "lat": 3.70531, "lng": 98.65532, "name": "Sari Contoh", "now": NOW}
    shown = office.complain("Lampu padam di depan rumah Sari.", **told, address="Gang Contoh 7")
    hidden = [
        office.complain("Lampu.", now=NOW, privacy="confidential", category="lampu_jalan"),
        office.complain("Lampu.", now=NOW, privacy="anonymous", category="lampu_jalan"),
        office.complain("Petugas kasar.", now=NOW, category="perilaku_petugas"),
        office.complain("Lampu.", now=NOW, category="lampu_jalan", about_office="unsure"),
        office.complain("Lampu.", now=NOW, category="lampu_jalan", about=("unit:SARPRAS",)),
    ]
    every = [shown, *hidden]
    assert listed(client) == {shown.number}
    assert listed(client, service_request_id=",".join(each.number for each in every)) == {shown.number}
    updates = client.get("/open311/v2/servicerequestupdates.json").get_json()
    assert {row["service_request_id"] for row in updates} == {shown.number}
    for each in hidden:
        assert client.get(f"/open311/v2/requests/{each.number}.json").status_code == 404
    for path in ("requests.json", "requests.xml", "servicerequestupdates.xml"):
        page = client.get(f"/open311/v2/{path}").get_data(as_text=True)
        assert not [word for word in ("Sari", "rumah", "Gang", "3.70531") if word in page], path


@on_sqlite
def test_the_submitter_of_a_hidden_report_follows_it_by_its_token(
    client: FlaskClient, office: Office, key: str
) -> None:
    (sent,) = post(client, key, privacy="confidential").get_json()
    number = sent["service_request_id"]
    assert client.get(f"/open311/v2/requests/{number}.json").status_code == 404
    (own,) = client.get(f"/open311/v2/requests/{number}.json?token={sent['token']}").get_json()
    assert own["service_request_id"] == number


@ON_BOTH
def test_expected_is_the_promise_and_the_status_follows_the_ledger(
    client: FlaskClient, office: Office
) -> None:
    report = office.complain("Lampu padam.", now=NOW, category="lampu_jalan")
    with db.writing(office.engine) as session:
        refresh(session, now=NOW, rulebook=office.rulebook)
    (row,) = rows(client)
    promise = report.answer["due"]["resolution"]
    assert row["expected_datetime"] == promise
    holder = next(login for login in office.officers if login in ("trantib", "kasitrantib"))
    office.act(holder, report.number, "reject", now=NOW, reason="not_ours", text="Bukan milik kota.")
    assert rows(client, status="open") == []
    (row,) = rows(client, status="closed")
    assert (row["status"], row["status_notes"]) == ("closed", "Ditolak")
    told = client.get("/open311/v2/servicerequestupdates.json").get_json()
    assert [each["status"] for each in told] == ["open", "closed"]


@ON_BOTH
def test_spans_services_and_pages_narrow_the_list(client: FlaskClient, office: Office) -> None:
    days = (0, 1, 30, 89, 91, 200)
    made = [
        office.complain(
            "Lampu.", now=NOW - timedelta(days=day), category="lampu_jalan" if day % 2 else "sampah"
        )
        for day in days
    ]
    by_day = dict(zip(days, (each.number for each in made), strict=True))
    old = (NOW - timedelta(days=201)).isoformat()
    assert listed(client) == {by_day[day] for day in (0, 1, 30, 89)}
    assert listed(client, start_date=old) == {by_day[day] for day in (200,)}
    assert listed(client, end_date=(NOW - timedelta(days=90)).isoformat()) == {by_day[91]}
    assert listed(client, service_code="sampah") == {by_day[0], by_day[30]}
    assert listed(client, service_code="sampah,lampu_jalan", status="open,closed") == listed(client)
    pages = [rows(client, page=page, page_size=3) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [3, 1, 0]
    times = [row["requested_datetime"] for page in pages for row in page]
    assert times == sorted(times, reverse=True)
    assert listed(client, service_request_id=made[-1].number.lower(), start_date=NOW.isoformat()) == {
        by_day[200]
    }


@on_sqlite
@pytest.mark.parametrize(
    ("start", "end", "there"),
    [
        ("2026-11-24T14:00:00+07:00", "2026-11-24T14:10:00+07:00", True),
        ("2026-11-24T14:00:00 07:00", "", True),  # a plus that was not escaped
        ("2026-11-24T07:00:00Z", "2026-11-24T07:10:00Z", True),
        ("2026-11-24T07:00:00.5Z", "2026-11-24T07:10Z", True),
        ("2026-11-24T14:06:00+07:00", "", False),
        ("2026-11-24", "2026-11-24", True),
        ("2026-11-25", "", False),
        ("2026-11", "2026-11", True),
        ("2026-11-24T14:00", "2026-11-24T14:10", True),  # the office's own wall clock
        ("20261124T140000+0700", "", True),
        ("", "2026-11-23", False),
    ],
)
def test_dates_are_read_in_every_form(
    client: FlaskClient, office: Office, start: str, end: str, there: bool
) -> None:
    report = office.complain("Lampu.", now=NOW, category="lampu_jalan")
    query = {name: value for name, value in (("start_date", start), ("end_date", end)) if value}
    raw = "&".join(f"{name}={value.replace(' ', '+')}" for name, value in query.items())
    found = client.get(f"/open311/v2/requests.json?{raw}")
    assert {row["service_request_id"] for row in found.get_json()} == ({report.number} if there else set())


@on_sqlite
@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "kemarin"},
        {"start_date": "2026-13-01"},
        {"end_date": "0001-01-01"},
        {"start_date": "9999-12-31"},
        {"start_date": "2026-01-01", "end_date": "2026-06-01"},
        {"start_date": "2026-11-02", "end_date": "2026-11-01"},
        {"start_date": "2026"},
        {"status": "new"},
        {"page": "0"}, {"page": "x"}, {"page": "9" * 30}, {"page_size": "1001"}, {"page_size": "-1"},
        {"service_request_id": ",".join(str(each) for each in range(5000))},
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_answered_is_refused(
    client: FlaskClient, office: Office, query: dict[str, str]
) -> None:
    if query == {"start_date": "2026"}:
        assert client.get("/open311/v2/requests.json?start_date=2026&end_date=2026").status_code == 400
        return
    answer = client.get("/open311/v2/requests.json?" + urlencode(query))
    assert answer.status_code == 400, answer.get_data(as_text=True)
    assert next(iter(query)) in answer.get_json()[0]["description"] or "date" in str(query)
    if "service_request_id" in query:
        return
    assert client.get("/open311/v2/requests.json?service_code=tidak_ada").status_code == 404


@ON_BOTH
def test_the_same_key_of_a_client_makes_one_request(client: FlaskClient, office: Office, key: str) -> None:
    def again(**fields: str) -> TestResponse:
        data = {"api_key": key, "service_code": "sampah", **POINT, **fields}
        return client.post("/open311/v2/requests.json", data=data, headers={"Idempotency-Key": "k"})

    first, second = again(), again()
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    assert again(description="Yang lain.").status_code == 409


@ON_BOTH
def test_who_sent_it_is_sealed_and_never_in_an_answer(client: FlaskClient, office: Office, key: str) -> None:
    (sent,) = post(client, key, first_name="Warga", last_name="Contoh", phone="081200000000").get_json()
    with db.reading(office.engine) as session:
        opened = open_identity(session, number=sent["service_request_id"], reader=RULE)
    assert (opened.details.name, opened.details.phone) == ("Warga Contoh", "081200000000")
    own = client.get(f"/open311/v2/requests/{sent['service_request_id']}.json?token={sent['token']}")
    assert "Warga" not in own.get_data(as_text=True)


@pytest.fixture
def here(client: FlaskClient) -> None:
    """The service may call this machine."""
    standing = client.application.extensions[KEY]
    allowed = replace(standing.settings, calls_this_machine=True)
    client.application.extensions[KEY] = replace(standing, settings=allowed)


@pytest.mark.usefixtures("here")
@ON_BOTH
def test_a_picture_comes_by_its_address_through_the_gate(
    client: FlaskClient, office: Office, key: str
) -> None:
    with listening() as server:
        server.answer = lambda _heard: (200, {"Content-Type": "image/png"}, photo())
        (sent,) = post(client, key, media_url=f"{server.url}/foto.png").get_json()
    (kept,) = kept_files(office.engine, sent["service_request_id"])
    assert (kept.mime, kept.state, kept.shown_to_citizen) == ("image/jpeg", "kept", True)


@on_sqlite
@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (404, {}, b""),
        (302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""),
        (200, {}, PROGRAM),
        (200, {"Content-Type": "image/svg+xml"}, b"<!DOCTYPE x [<!ENTITY a 'b'>]><svg>&a;</svg>"),
        (200, {}, b""),
    ],
)
def test_what_is_no_picture_at_an_address_is_refused_and_nothing_is_kept(
    client: FlaskClient, office: Office, key: str, status: int, headers: dict[str, str], body: bytes
) -> None:
    with listening() as server:
        server.answer = lambda _heard: (status, headers, body)
        answer = post(client, key, media_url=server.url)
    assert answer.status_code == 400, answer.get_data(as_text=True)
    assert "media" in answer.get_json()[0]["description"]
    with db.reading(office.engine) as session:
        assert session.scalar(select(func.count()).select_from(Complaint)) == 0
        assert session.scalar(select(func.count()).select_from(Attachment)) == 0


@on_sqlite
def test_files_may_come_along_and_pass_the_same_gate(client: FlaskClient, office: Office, key: str) -> None:
    (sent,) = post(client, key, media=upload("foto.png")).get_json()
    assert len(kept_files(office.engine, sent["service_request_id"])) == 1
    answer = post(client, key, media=upload("foto.png", PROGRAM))
    assert (answer.status_code, "media" in answer.get_json()[0]["description"]) == (400, True)
    assert post(client, "wrong", media=upload("foto.png")).status_code == 403


@on_sqlite
def test_a_body_of_xml_is_never_read(client: FlaskClient, office: Office, key: str) -> None:
    """Requests are forms: what a bomb would unfold to is no business of ours, in whichever form one answers."""
    bomb = (
        b"<?xml version='1.0'?><!DOCTYPE b [<!ENTITY a '" + b"x" * 1000 + b"'>]><b>" + b"&a;" * 1000 + b"</b>"
    )
    for kind in ("text/xml", "application/xml"):
        answer = client.post(f"/open311/v2/requests.xml?api_key={key}", data=bomb, content_type=kind)
        assert answer.status_code == 400
        assert "service_code" in (xml_root(answer.data).findtext("error/description") or "")

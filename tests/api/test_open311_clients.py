"""Clients of Open311 that others wrote, from the registry and unchanged, against a server on this machine."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import chicagorequests
import georeport
import pytest
from civicbot.http import HttpError, HttpTransport, RateLimiter
from civicbot.open311 import Open311Client
from civicbot.registry import Endpoint
from sqlalchemy import select

from benchmarks.copying.multiply import multiply
from complaints_service import db
from complaints_service.measurement.facts.service import refresh
from complaints_service.tickets.ledger.models import Ticket
from tests.support.keys import bearer
from tests.support.photos import kept_files, photo
from tests.support.visitors import when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")


@pytest.fixture
def address(live_server: str) -> str:
    return f"{live_server}/open311/v2"


@pytest.fixture
def key(office: Office) -> str:
    return bearer(office, "camat", "open311", now=NOW)["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def three() -> Iterator[ModuleType]:
    """A client for Python 2: it needs the name that `filter` had there, and nothing else of its time."""
    itertools.ifilter = filter  # type: ignore[attr-defined]
    import three

    yield three
    del itertools.ifilter  # type: ignore[attr-defined]
    for name in [name for name in sys.modules if name.split(".")[0] == "three"]:
        del sys.modules[name]


@pytest.fixture
def reports(office: Office) -> list[str]:
    """Three open reports, the last of them refused; and one that nobody may know of."""
    told: dict[str, Any] = {"lat": 3.70531, "lng": 98.65532}
    made = [
        office.complain("Lampu.", category=category, now=NOW - timedelta(days=days), **told).number
        for category, days in (("lampu_jalan", 40), ("sampah", 9), ("lampu_jalan", 2))
    ]
    office.complain("Lampu.", category="lampu_jalan", now=NOW, privacy="confidential")
    with db.reading(office.engine) as session:
        holder_id = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == made[-1]))
    holder = next(login for login, officer in office.officers.items() if officer == holder_id)
    office.act(
        holder, made[-1], "reject", now=NOW - timedelta(days=1), reason="not_ours", text="Bukan milik kota."
    )
    with db.writing(office.engine) as session:
        refresh(session, now=NOW, rulebook=office.rulebook)
    return made


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads_all_there_is(address: str, office: Office, reports: list[str], form: str) -> None:
    """`georeport` 0.3.1: services, definitions, lists by every filter, one report, and refusals, in both forms."""
    client = georeport.GeoReport(address, jurisdiction=office.rulebook.office.code, output_format=form)
    assert {row["service_code"] for row in client.get_service_list()} >= {"lampu_jalan", "sampah"}
    definition = client.get_service_definition("lampu_jalan")
    rows = definition["attributes"] if form == "json" else definition["attributes"]["attribute"]
    assert [row["code"] for row in rows] == ["tiang", "jumlah"]

    def numbers(**asked: str) -> list[str]:
        found = client.get_service_requests(**asked)
        return [row["service_request_id"] for row in ([found] if isinstance(found, dict) else found)]

    assert numbers() == [reports[2], reports[1], reports[0]]
    assert numbers(status="closed") == [reports[2]]
    assert numbers(service_code="sampah,lampu_jalan", status="open") == [reports[1], reports[0]]
    assert numbers(start_date="2026-11-10T00:00:00Z", end_date="2026-11-20T00:00:00Z") == [reports[1]]
    assert numbers(service_request_id=f"{reports[0]},{reports[1]}") == [reports[1], reports[0]]
    one = client.get_service_request(reports[2])
    assert (one["status"], one["status_notes"], one["service_code"]) == ("closed", "Ditolak", "lampu_jalan")
    assert one["expected_datetime"].endswith("Z")
    for wrong in ("MRL-2611-7K4QH", "x"):
        with pytest.raises(georeport.georeport.requests.HTTPError, match="404"):
            client.get_service_request(wrong)


def test_civicbot_hands_in_and_follows(address: str, office: Office, key: str, reports: list[str]) -> None:
    """`civicbot` 0.4.0 looks its request over by our services and attributes, sends it, and finds it again."""
    here = Endpoint("here", "here", address, write=True)
    transport = HttpTransport(rate_limiter=RateLimiter(min_interval=0))
    client = Open311Client(here, transport, jurisdiction_id=office.rulebook.office.code)
    sent: dict[str, Any] = {
        "dry_run": False, "confirm": "SEND", "api_key": key, "validate_remote": True, "lat": 3.7071,
        "lng": 98.6571, "description": "Lampu padam.", "attributes": {"tiang": "T-7", "jumlah": ["2", "3"]},
        "email": "warga@contoh.example",
    }  # fmt: skip
    (made,) = client.create_request("lampu_jalan", **sent).response
    assert client.get_token(made["token"])[0]["service_request_id"] == made["service_request_id"]
    assert client.get_request(made["service_request_id"])["lat"] == 3.707
    found = client.list_requests(service_code="lampu_jalan", status="open", page_size=1)
    assert [row["service_request_id"] for row in found] == [made["service_request_id"]]
    assert {row["service_request_id"] for row in client.list_requests(service_request_ids=reports)} == {
        *reports
    }
    for change, status in (({"api_key": "x"}, 403), ({"lat": 42.36, "lng": -71.05}, 400)):
        with pytest.raises(HttpError) as refused:
            client.create_request("lampu_jalan", **sent | change)
        assert refused.value.status == status
        assert f'"code":{status}' in refused.value.body


def test_three_sends_a_picture_and_asks_by_dates(
    address: str, office: Office, key: str, reports: list[str], three: ModuleType
) -> None:
    """`three` 0.8.0, written for Python 2, in JSON: discovery, media, dates, count, token and a refusal."""
    client = three.Three(address, api_key=key, jurisdiction=office.rulebook.office.code)
    assert client.discovery()["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert "lampu_jalan" in {row["service_code"] for row in client.services()}
    assert client.services("lampu_jalan")["attributes"][0]["code"] == "tiang"
    told: dict[str, Any] = {"address": "Gang Contoh", "name": "Warga Contoh", "phone": "081200000000"}
    picture = io.BytesIO(photo())
    picture.name = "parit.png"
    (made,) = client.post("sampah", description="Sampah menumpuk.", media=picture, **told)
    assert len(kept_files(office.engine, made["service_request_id"])) == 1
    assert client.token(made["token"]) == [
        {"service_request_id": made["service_request_id"], "token": made["token"]}
    ]
    assert client.request(made["service_request_id"])[0]["service_code"] == "sampah"
    assert [row["service_request_id"] for row in client.requests(between=["11-10-2026", "11-20-2026"])] == [
        reports[1]
    ]
    assert [row["service_request_id"] for row in client.requests("lampu_jalan", count=1)] == [reports[2]]
    assert client.requests(status="closed")[0]["service_request_id"] == reports[2]
    client.api_key = "x"
    (refused,) = client.post("sampah", address="Gang Contoh")
    assert refused["code"] == 403 and "api_key" in refused["description"]
    client.session.close()


def test_chicagorequests_reads_page_after_page(
    address: str, office: Office, reports: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`chicagorequests` 0.0.5 asks for pages of 200 until one is not full; only its city is another."""
    multiply(office.engine, 460, rulebook=office.rulebook, tracking_key=b"of tests", measured=False)
    monkeypatch.setattr(chicagorequests.Downloader, "BASE_URL", f"{address}/requests.json")
    download = chicagorequests.Downloader(request_type=["lampu_jalan"])
    found = download((NOW - timedelta(days=60), NOW))
    download.session.close()
    numbers = {row["service_request_id"] for row in found}
    assert len(found) == len(numbers) == 230
    assert {row["service_code"] for row in found} == {"lampu_jalan"}
    assert {reports[0], reports[2]} < numbers

"""The citizen's form in Firefox: words, two photos sent ahead, a pin by keyboard, in a narrow window, to the receipt."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from complaints_service import db
from complaints_service.edge.resources import KEY
from complaints_service.tickets.ledger.models import Complaint
from config.rulebook import Rulebook
from tests.browser.firefox import Firefox, find_firefox, firefox
from tests.support.databases import missing
from tests.support.photos import kept_files
from tests.support.world import Office, open_office

# A browser sees the same pages on either database.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]


@pytest.fixture
def office(app: Flask, rulebook: Rulebook) -> Office:
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Firefox]:
    if find_firefox() is None:
        missing("no Firefox on this machine: `apt-get install firefox-esr`")
    with firefox(tmp_path) as made:
        yield made


WIDER = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


def photo(folder: Path, name: str, shade: int) -> str:
    drawn = io.BytesIO()
    Image.new("RGB", (640, 480), (shade, 90, 60)).save(drawn, "JPEG")
    (folder / name).write_bytes(drawn.getvalue())
    return str(folder / name)


def test_a_report_with_photos_and_a_pin_is_sent_from_firefox(
    page: Firefox, live_server: str, office: Office, tmp_path: Path
) -> None:
    page.goto(f"{live_server}/lapor")
    page.narrow()
    page.type("[name=text]", "Parit tumpat di Gang Contoh.")
    for name, shade in (("satu.jpg", 10), ("dua.jpg", 200)):
        page.type("#files", photo(tmp_path, name, shade))
    page.wait("return document.querySelectorAll('.drafted li:not([data-busy])').length == 2")
    page.click("[name=about_office][value=no]")
    page.type(".pinmap", "=\ue007")  # nearer, then Enter: the pin in the middle
    page.wait("return document.querySelector('[data-pin-words]').textContent.includes('Pin di ')")
    page.wait("return document.querySelector('[name=kelurahan]').value")
    page.click("[name=privacy][value=open]")
    assert page.evaluate("return innerWidth") <= 500 and page.evaluate(WIDER) == 0
    page.click("form[data-draft] .btn-primary")
    page.wait("return location.pathname.endsWith('/bukti')")
    number = page.evaluate("return document.querySelector('h1').textContent").strip()
    with db.reading(office.engine) as session:
        told = session.scalars(select(Complaint).where(Complaint.number == number)).one()
        assert told.text == "Parit tumpat di Gang Contoh." and told.lat is not None
    assert len(kept_files(office.engine, number)) == 2

"""Photos on the citizen's doors of the web: sent with the form or ahead of it, kept once, lost never."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from complaints_service import clock
from complaints_service.edge.resources import KEY
from config.rulebook import Rulebook
from tests.support.photos import PROGRAM, kept_files, on_disk, photo, upload
from tests.support.visitors import Visitor, when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 14:05")
REPORT = {
    "text": "Parit tumpat di Gang Contoh.", "category": "drainase_banjir", "about_office": "no",
    "kelurahan": "12.71.12.1002", "privacy": "open", "seen": "serupa",
}  # fmt: skip
WORD = re.compile(r'name="(draft_files\w*)" value="([^"]+)" checked')

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def office(app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return open_office(app.extensions[KEY].engine, rulebook)


@pytest.fixture
def citizen(client: FlaskClient, office: Office) -> Visitor:
    return Visitor(client)


def report(citizen: Visitor, *files: Any, **fields: Any) -> str:
    """Sends the form with files; the number of the report, or nothing."""
    citizen.send("/lapor", of="/lapor", **{**REPORT, "files": list(files), **fields})
    return citizen.location.removeprefix("/laporan/").removesuffix("/bukti")


def own(citizen: Visitor, office: Office, *, resolved: bool = False) -> str:
    made = office.complain(now=NOW - timedelta(hours=2))
    if resolved:
        office.act("rina", made.number, "resolve", text="Beres.", now=NOW - timedelta(hours=1))
    citizen.read(f"/lacak/{made.secret}")
    return made.number


def test_a_report_brings_its_photos_and_each_is_kept_once(
    citizen: Visitor, office: Office, app: Flask
) -> None:
    number = report(
        citizen, upload("a.png"), upload("b.png", photo(1)), upload("same.png"), upload("IMG.pdf", photo(2))
    )
    found = kept_files(office.engine, number)
    assert [(one.kind, one.mime, one.seq, one.author) for one in found] == [
        ("photo", "image/jpeg", None, "citizen")
    ] * 3, "the same photo once, and a file is what it holds, not what it is called"
    page = citizen.read(f"/laporan/{number}")
    small = [f"/laporan/{number}/berkas/{one.id}/kecil" for one in found]
    assert all(each in page for each in small) and 'loading="lazy"' in page and 'width="160"' in page
    answer = citizen.client.get(small[0], buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    again = report(citizen, upload("a.png"))
    assert len(kept_files(office.engine, again)) == 1 and len(on_disk(app)) == 3


def test_a_broken_file_is_told_and_everything_else_stays_in_the_form(
    citizen: Visitor, office: Office
) -> None:
    assert report(citizen, upload("parit.png"), upload("setup.jpg", PROGRAM)) == ""
    assert citizen.status == 422
    assert "setup.jpg bukan jenis berkas yang kami terima" in citizen.page
    assert "Parit tumpat di Gang Contoh." in citizen.page
    kept = WORD.findall(citizen.raw)
    assert len(kept) == 1 and "parit.png" in citizen.page
    citizen.send("/lapor", **{**REPORT, **dict(kept)})
    number = citizen.location.split("/")[2]
    assert len(kept_files(office.engine, number)) == 1, "without being sent a second time"


def test_a_form_refused_for_another_reason_keeps_its_files(citizen: Visitor, office: Office) -> None:
    assert report(citizen, upload(), upload("b.png", photo(1)), kelurahan="") == ""
    words = [word for _name, word in WORD.findall(citizen.raw)]
    assert len(words) == 2
    citizen.send("/lapor", **{**REPORT, "draft_files": words[:1]})
    assert len(kept_files(office.engine, citizen.location.split("/")[2])) == 1, "one was unticked"


def test_a_form_whose_token_ran_out_keeps_its_files(citizen: Visitor, office: Office) -> None:
    citizen.send_expired("/lapor", of="/lapor", **{**REPORT, "files": [upload()]})  # type: ignore[arg-type]
    assert len(WORD.findall(citizen.raw)) == 1


def test_twenty_files_at_once_are_refused_in_a_sentence(citizen: Visitor, office: Office, app: Flask) -> None:
    assert report(citizen, *(upload(f"{n}.png", photo(n)) for n in range(20))) == ""
    assert citizen.status == 422 and "Paling banyak 5 berkas sekali kirim" in citizen.page
    assert "Parit tumpat di Gang Contoh." in citizen.page and on_disk(app) == []


def test_a_file_sent_ahead_comes_with_the_form(citizen: Visitor, office: Office) -> None:
    citizen.read("/lapor")
    answer = citizen.client.post("/lapor/berkas", data={"files": [upload("parit.png")]})
    assert answer.status_code == 201
    taken = answer.get_json()
    assert taken["name"] == "parit.png"
    citizen.send("/lapor", **{**REPORT, "draft_files": taken["word"]})
    assert len(kept_files(office.engine, citizen.location.split("/")[2])) == 1
    refused = citizen.client.post("/lapor/berkas", data={"files": [upload("x.jpg", PROGRAM)]})
    assert refused.status_code == 422 and refused.get_json()["said"].startswith("x.jpg bukan jenis")
    assert citizen.client.post("/lapor/berkas", data={}).status_code == 422


def test_no_word_but_our_own_young_one_brings_a_file(
    citizen: Visitor, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(citizen, upload(), kelurahan="")
    [(_name, word)] = WORD.findall(citizen.raw)
    for forged in ("aa/b.jpg", word[:-1] + ("A" if word[-1] != "A" else "B"), "[]"):
        citizen.send("/lapor", of="/lapor", **{**REPORT, "draft_files": forged})
        assert citizen.status == 422, forged
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=25))
    citizen.send("/lapor", of="/lapor", **{**REPORT, "draft_files": word})
    assert citizen.status == 422 and "parit.png menunggu terlalu lama" not in citizen.page
    assert "Pilih berkasnya sekali lagi" in citizen.page


def test_a_message_and_a_dispute_bring_photos_to_their_own_words(citizen: Visitor, office: Office) -> None:
    number = own(citizen, office, resolved=True)
    page = f"/laporan/{number}"
    citizen.send(f"{page}/pesan", of=page, text="Ini fotonya.", files=[upload()])  # type: ignore[arg-type]
    assert citizen.status == 303
    dispute = {"accepted": "false", "comment": "Masih tumpat.", "files": [upload("b.png", photo(1))]}
    citizen.send(f"{page}/penilaian", of=page, **dispute)  # type: ignore[arg-type]
    assert citizen.status == 303
    first, second = kept_files(office.engine, number)
    assert first.seq and second.seq and first.seq < second.seq
    shown = citizen.read(page)
    assert (
        shown.index("Ini fotonya.") < shown.index(f"berkas/{first.id}/kecil") < shown.index("Masih tumpat.")
    )


def test_a_second_press_attaches_once_and_another_photo_is_another_sending(
    citizen: Visitor, office: Office
) -> None:
    number = own(citizen, office)
    page = f"/laporan/{number}"
    citizen.read(page)
    hidden = citizen._form(f"{page}/pesan")

    def press(shade: int) -> int:
        data = {**hidden, "text": "Ini fotonya.", "files": [upload("p.png", photo(shade))]}
        return citizen.client.post(f"{page}/pesan", data=data).status_code

    assert [press(0), press(0), press(1)] == [303, 303, 409]
    assert len(kept_files(office.engine, number)) == 1


def test_accepting_may_bring_a_photo_and_a_program_is_refused(citizen: Visitor, office: Office) -> None:
    number = own(citizen, office, resolved=True)
    page = f"/laporan/{number}"
    bad, good = [upload("x.jpg", PROGRAM)], [upload()]
    citizen.send(f"{page}/penilaian", of=page, accepted="true", files=bad)  # type: ignore[arg-type]
    assert citizen.status == 422 and "x.jpg bukan jenis" in citizen.page
    citizen.send(f"{page}/penilaian", of=page, accepted="true", files=good)  # type: ignore[arg-type]
    [one] = kept_files(office.engine, number)
    assert f"berkas/{one.id}/kecil" in citizen.read(page), "with no words of the citizen's it stands below"


def test_a_file_is_what_it_holds_whatever_it_is_called(citizen: Visitor, office: Office, app: Flask) -> None:
    lying = [
        "../../../etc/passwd",
        "C:\\foto\\parit.exe",
        "\u202egpj.exe",
        "laporan.pdf",
        "x" * 5000 + ".jpg",
    ]
    number = report(citizen, *(upload(name, photo(shade)) for shade, name in enumerate(lying)))
    assert [one.mime for one in kept_files(office.engine, number)] == ["image/jpeg"] * 5
    assert all(re.fullmatch(r"[0-9a-f]+\.jpg", one) for one in on_disk(app)), "no name of theirs is ours"
    assert report(citizen, upload("../\u202egpj.foto", PROGRAM)) == ""
    assert (
        citizen.status == 422
        and "gpj.foto bukan jenis berkas" in citizen.page
        and "\u202e" not in citizen.page
    )

"""Meetings and actions on their pages: who may see and act, what a refused form keeps."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask

from complaints_service import clock, db
from complaints_service.edge.resources import KEY
from complaints_service.meetings import queries
from config.rulebook import Rulebook
from tests.support.calendar_files import events
from tests.support.measured import NOW, Measured, measured_office
from tests.support.prepared import Prepared
from tests.support.visitors import HIDDEN, Visitor, when

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])

STARTS, DURING = "2026-11-25T09:00", when("Wed 2026-11-25 10:00")
MEMBERS, STRANGERS = ("kasi", "rina", "hasan", "camat", "auditor"), ("trantib", "meja", "admin")


class At:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now: datetime = NOW


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    made = At()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made


@pytest.fixture
def measured(app: Flask, rulebook: Rulebook, at: At, prepared: Prepared) -> Measured:
    return prepared(app.extensions[KEY].engine, rulebook, measured_office)


def visitor(app: Flask, measured: Measured, login: str, now: datetime = NOW) -> Visitor:
    return Visitor(app.test_client()).sign_in(measured.office, login, now)


def planned(app: Flask, measured: Measured, *, whom: str = "unit:SARPRAS", login: str = "kasi") -> str:
    """The address of a meeting this person plans."""
    head = visitor(app, measured, login)
    head.send("/rapat/baru", of="/rapat/baru", whom=whom, starts_at=STARTS, place="Aula")
    assert head.status == 303, head.page
    return head.location


def dialogue(app: Flask, measured: Measured) -> str:
    return planned(app, measured, whom=f"person:{measured.office.officers['rina']}")


def test_a_meeting_goes_into_a_calendar_and_its_change_takes_its_place(
    app: Flask, measured: Measured
) -> None:
    """Whoever sees it gets it, nothing of what is on its agenda is in it, and nobody else gets it."""
    path = planned(app, measured)
    found = statuses(app, measured, f"{path}/rapat.ics", (*MEMBERS, *STRANGERS))
    assert {login for login, status in found.items() if status == 200} == set(MEMBERS)
    kasi = visitor(app, measured, "kasi")
    assert f'href="{path}/rapat.ics"' in kasi.read(path)

    def read() -> dict[str, str]:
        answer = kasi.client.get(f"{path}/rapat.ics")
        assert answer.content_type == "text/calendar; charset=utf-8"
        (event,) = events(answer.get_data())
        return event

    first = read()
    assert (first["DTSTART"], first["LOCATION"], first["STATUS"]) == ("20261125T020000Z", "Aula", "CONFIRMED")
    assert first["URL"].endswith(path) and "MRL-" not in "".join(first.values())
    kasi.read(path)
    kasi.send(f"{path}/batal", of=path, reason="Camat dipanggil wali kota.")
    assert kasi.status == 303, kasi.page
    second = read()
    assert (second["UID"], second["STATUS"]) == (first["UID"], "CANCELLED")
    assert int(second["SEQUENCE"]) > int(first["SEQUENCE"])


def statuses(app: Flask, measured: Measured, path: str, logins: tuple[str, ...]) -> dict[str, int]:
    found = {}
    for login in logins:
        who = visitor(app, measured, login)
        who.read(path)
        found[login] = who.status
    return found


def test_a_unit_s_meeting_is_for_its_members_superiors_and_auditors(app: Flask, measured: Measured) -> None:
    path = planned(app, measured)
    assert statuses(app, measured, path, MEMBERS) == dict.fromkeys(MEMBERS, 200)
    assert statuses(app, measured, path, STRANGERS) == dict.fromkeys(STRANGERS, 404)


def test_a_dialogue_is_for_the_two_superiors_and_auditors(app: Flask, measured: Measured) -> None:
    path = dialogue(app, measured)
    allowed = ("kasi", "rina", "camat", "auditor")
    assert statuses(app, measured, path, allowed) == dict.fromkeys(allowed, 200)
    others = ("hasan", "trantib", "kasitrantib", "meja", "admin")
    assert statuses(app, measured, path, others) == dict.fromkeys(others, 404)
    assert "Dialog Kasi Contoh dan Rina Contoh" in visitor(app, measured, "rina").read("/rapat")
    assert "Dialog" not in visitor(app, measured, "hasan").read("/rapat")


def test_only_who_leads_plans(app: Flask, measured: Measured) -> None:
    assert statuses(app, measured, "/rapat/baru", ("rina", "auditor", "admin")) == {
        "rina": 404, "auditor": 404, "admin": 404,
    }  # fmt: skip
    head = visitor(app, measured, "kasi")
    for whom in ("unit:TRANTIB", f"person:{measured.office.officers['trantib']}", "unit:", "person:x", ""):
        page = head.send("/rapat/baru", of="/rapat/baru", whom=whom, starts_at=STARTS)
        assert (head.status, "Pilih unit atau orang yang Anda pimpin." in page) == (422, True), whom


def test_a_refused_plan_keeps_what_was_typed(app: Flask, measured: Measured) -> None:
    head = visitor(app, measured, "kasi")
    page = head.send(
        "/rapat/baru", of="/rapat/baru", whom="unit:SARPRAS", starts_at="besok", place="Aula lama"
    )
    assert head.status == 422
    assert "Isi dengan tanggal dan jam." in page
    assert 'value="Aula lama"' in page


def test_the_agenda_names_late_tickets_with_their_titles(app: Flask, measured: Measured) -> None:
    path = planned(app, measured)
    page = visitor(app, measured, "rina").read(path)
    assert "Sampah diam" in page
    assert f'href="/meja/{measured.numbers["diam"]}"' in page
    assert "Jawaban pertama jatuh tempo Kam, 5 Nov 16.30." in page


def test_a_ticket_one_may_not_view_is_not_on_the_page(app: Flask, measured: Measured) -> None:
    """The auditor may see tickets; a member whose unit lost the ticket since may not."""
    path = planned(app, measured)
    office, number = measured.office, measured.numbers["diam"]
    to = f"person:{office.officers['trantib']}"
    office.act("kasi", number, "handover", to=to, reason="bukan kami", now=NOW)
    page = visitor(app, measured, "hasan").read(path)
    assert "Sampah diam" not in page
    assert number not in page
    assert "Sampah diam" in visitor(app, measured, "camat").read(path)


def test_members_propose_and_the_chair_writes(app: Flask, measured: Measured) -> None:
    path = planned(app, measured)
    rina = visitor(app, measured, "rina")
    page = rina.send(f"{path}/usul", of=path, own="Jadwal piket")
    assert rina.status == 303
    page = rina.read(path)
    assert "Jadwal piket" in page
    assert "dari Rina Contoh" in page
    assert f'action="{path}"' not in page
    # A member's hands cannot reach what is the chair's.
    token = rina._form(f"{path}/usul")
    rina._took(rina.client.post(path, data={**token, "note:": "x", "note:late": "y", "revision": "²"}))
    assert rina.status == 404
    rina._took(rina.client.post(path, data={**token, "do": "hold", "minutes": "x", "revision": "1"}))
    assert rina.status == 404
    rina._took(rina.client.post(f"{path}/batal", data={**token, "reason": "x", "revision": "1"}))
    assert rina.status == 404
    auditor = visitor(app, measured, "auditor")
    auditor.read(path)
    assert "Usul sendiri" not in auditor.page


def test_a_meeting_is_held_and_fixed(app: Flask, measured: Measured, at: At) -> None:
    path, office = planned(app, measured), measured.office
    head = visitor(app, measured, "kasi")
    assert "Tutup rapat" not in head.read(path)
    at.now = DURING
    head = visitor(app, measured, "kasi", DURING)
    note = f"note:late:{measured.numbers['diam']}"
    fields = {
        "do": "hold", "minutes": "Sampah diangkut Kamis.", note: "sudah dihubungi",
        "present": str(office.officers["rina"]), "act_words": "Angkut sampah",
        "act_owner": str(office.officers["rina"]), "act_due": "2026-11-27",
    }  # fmt: skip
    head.send(path, of=path, **fields)
    assert head.status == 303, head.page
    page = head.read(path)
    assert "Rapat selesai." in page
    for words in ("Sampah diangkut Kamis.", "sudah dihubungi", "Angkut sampah", "Tidak hadir"):
        assert words in page, words
    assert "Tutup rapat" not in page
    assert "Batalkan rapat" not in page
    with db.reading(office.engine) as session:
        [action] = queries.open_actions(session, owner_ids=[office.officers["rina"]])
    assert (action.words, action.due_on, action.shared) == ("Angkut sampah", date(2026, 11, 27), True)


def test_refused_minutes_keep_everything_typed(app: Flask, measured: Measured, at: At) -> None:
    path = planned(app, measured)
    at.now = DURING
    head = visitor(app, measured, "kasi", DURING)
    note = f"note:late:{measured.numbers['diam']}"
    fields = {"do": "hold", "minutes": "Ada isinya.", note: "ditunda", "act_words": "Tanpa pemilik"}
    page = head.send(path, of=path, **fields)
    assert head.status == 422
    for words in ("Ada isinya.", 'value="ditunda"', "Tanpa pemilik", "Isi dengan tanggal."):
        assert words in page, words
    with db.reading(measured.office.engine) as session:
        found = queries.meetings_of(session, rights=measured.office.rights("kasi"))[0]
    assert (found.state, found.minutes) == ("planned", None)


def test_the_second_of_two_keeps_the_words_and_saves_again(app: Flask, measured: Measured) -> None:
    path = planned(app, measured)
    first, second = visitor(app, measured, "kasi"), visitor(app, measured, "camat")
    second.read(path)
    first.send(path, of=path, do="save", minutes="Dari kasi.")
    page = second.send(path, do="save", minutes="Dari camat.")
    assert second.status == 409
    assert "Orang lain baru saja mengubah rapat ini." in page
    assert "Dari camat." in page
    second.send(path, do="save", minutes="Dari camat.")
    assert second.status == 303


def test_an_agenda_is_drawn_up_again(app: Flask, measured: Measured) -> None:
    path = planned(app, measured)
    head = visitor(app, measured, "kasi")
    measured.office.act("rina", measured.numbers["diam"], "message", text="Kami lihat.", now=NOW)
    measured.office.act("rina", measured.numbers["diam"], "resolve", text="Sudah.", now=NOW)
    assert "Sampah diam" in head.read(path)
    head.send(path, of=path, do="redraw")
    assert head.status == 303
    assert "Sampah diam" not in head.read(path)


def test_fields_nobody_made_are_passed_over(app: Flask, measured: Measured) -> None:
    path = planned(app, measured)
    head = visitor(app, measured, "kasi")
    odd = {"note:": "x", "note:late": "y", "note:own:99": "z", "present": "²"}
    head.send(path, of=path, do="sesuatu", minutes="Isi.", **odd)
    assert head.status == 303
    page = head.read(path)
    assert "Isi." in page
    assert 'value="z"' not in page


def test_a_cancelled_meeting_tells_its_members_why(app: Flask, measured: Measured) -> None:
    path = planned(app, measured)
    head = visitor(app, measured, "kasi")
    assert "Tulis alasannya." in head.send(f"{path}/batal", of=path, reason=" ")
    head.send(f"{path}/batal", reason="Kantor banjir.")
    assert head.status == 303
    assert "Kantor banjir." in visitor(app, measured, "rina").read(path)


def agreed(app: Flask, measured: Measured, owner: str = "rina", login: str = "kasi") -> str:
    """The address of an action agreed outside a meeting."""
    head = visitor(app, measured, login)
    head.send(
        "/tindakan-bersama", of="/tindakan-bersama", owner_id=str(measured.office.officers[owner]),
        words="Ikut pelatihan", due_on="2026-11-30",
    )  # fmt: skip
    assert head.status == 303, head.page
    with db.reading(measured.office.engine) as session:
        found = queries.open_actions(session, owner_ids=[measured.office.officers[owner]])
    return f"/tindakan-bersama/{found[-1].id}"


def test_what_two_agreed_is_seen_by_them_and_superiors(app: Flask, measured: Measured) -> None:
    path = agreed(app, measured)
    allowed, others = (
        ("rina", "kasi", "camat", "auditor"),
        ("hasan", "trantib", "kasitrantib", "meja", "admin"),
    )
    assert statuses(app, measured, path, allowed) == dict.fromkeys(allowed, 200)
    assert statuses(app, measured, path, others) == dict.fromkeys(others, 404)
    assert "Ikut pelatihan" in visitor(app, measured, "rina").read("/tindakan-bersama")
    assert "Ikut pelatihan" not in visitor(app, measured, "hasan").read("/tindakan-bersama")


def test_the_owner_settles_and_only_a_superior_drops_or_moves(app: Flask, measured: Measured) -> None:
    path = agreed(app, measured)
    rina = visitor(app, measured, "rina")
    page = rina.read(path)
    assert "Tandai selesai" in page
    assert "Hentikan" not in page
    token = rina._form(f"{path}/selesai")
    for act, fields in (("henti", {"why": "x"}), ("pindah", {"due_on": "2026-12-24", "reason": "x"})):
        rina._took(rina.client.post(f"{path}/{act}", data={**token, **fields}))
        assert rina.status == 404
    kasi = visitor(app, measured, "kasi")
    kasi.send(f"{path}/pindah", of=path, due_on="2026-12-04", reason="Pelatihnya sakit.")
    assert kasi.status == 303
    page = kasi.read(path)
    assert "paling lambat Jum, 4 Des, semula Sen, 30 Nov" in page
    assert "Pelatihnya sakit." in page
    assert "Tulis hasilnya." in rina.send(f"{path}/selesai", of=path, outcome=" ")
    rina.send(f"{path}/selesai", outcome="Lulus.")
    assert rina.status == 303
    page = rina.read(path)
    assert "Lulus." in page
    assert "Tandai selesai" not in page


def test_late_actions_are_counted_in_the_navigation(app: Flask, measured: Measured, at: At) -> None:
    agreed(app, measured)
    assert 'href="/rapat">Rapat</a>' in visitor(app, measured, "rina").read("/rapat").replace(
        ' aria-current="page"', ""
    )
    at.now = when("Tue 2026-12-01 09:00")
    page = visitor(app, measured, "rina", at.now).read("/meja")
    assert 'href="/rapat">Rapat <b>1</b></a>' in page
    assert "Terlambat" in visitor(app, measured, "rina", at.now).read("/tindakan-bersama")


def test_nobody_agrees_for_somebody_they_do_not_lead(app: Flask, measured: Measured) -> None:
    head = visitor(app, measured, "kasi")
    page = head.send(
        "/tindakan-bersama", of="/tindakan-bersama", words="x", due_on="2026-11-30",
        owner_id=str(measured.office.officers["trantib"]),
    )  # fmt: skip
    assert (head.status, "Pilih petugas yang Anda pimpin." in page) == (422, True)


def test_english_readers_read_english(app: Flask, measured: Measured) -> None:
    """Points are kept as facts, so the same agenda is told in either language."""
    path = planned(app, measured)
    rina = visitor(app, measured, "rina")
    rina.read("/bahasa/en")
    page = rina.read(path)
    assert "Meeting of" in page
    assert "First answer was or is due Thu, 5 Nov 16:30." in page


def test_what_one_may_not_see_one_cannot_change_either(app: Flask, measured: Measured) -> None:
    """Every way to write, for everyone a dialogue and what it agreed are not for: as if nothing were there."""
    meeting, action = dialogue(app, measured), agreed(app, measured)
    ways = {
        meeting: {"do": "save", "minutes": "x", "revision": "1"},
        f"{meeting}/usul": {"own": "x"},
        f"{meeting}/batal": {"reason": "x", "revision": "1"},
        f"{action}/selesai": {"outcome": "x"},
        f"{action}/henti": {"why": "x"},
        f"{action}/pindah": {"due_on": "2026-12-24", "reason": "x"},
    }
    for login in ("hasan", "trantib", "kasitrantib", "meja", "sekcam", "admin", "auditor"):
        who = visitor(app, measured, login)
        who.read("/meja")
        token = dict(HIDDEN.findall(who.raw))
        for path, fields in ways.items():
            who._took(who.client.post(path, data={**token, **fields}))
            assert who.status == 404, f"{login} {path}"
    with db.reading(measured.office.engine) as session:
        [found] = queries.meetings_of(session, rights=measured.office.rights("kasi"))
        assert (found.state, found.minutes, found.revision) == ("planned", None, 2)
        assert [each.state for each in queries.open_actions(session)] == ["open"]


def test_a_meeting_that_comes_again_proposes_the_next_one(app: Flask, measured: Measured, at: At) -> None:
    """Each is a meeting of its own: nothing is planned until somebody agrees to the proposal."""
    head = visitor(app, measured, "kasi")
    head.send(
        "/rapat/baru", of="/rapat/baru", whom="unit:SARPRAS", starts_at=STARTS, place="Aula", repeats="weekly"
    )
    path = head.location
    assert "Tiap minggu" in head.read(path) and "Rencanakan yang berikutnya" not in head.page
    at.now = DURING
    head = visitor(app, measured, "kasi", DURING)
    head.send(path, of=path, do="hold", minutes="Dibahas.", present=str(measured.office.officers["rina"]))
    page = head.read(path)
    proposal = next(href for href in page.split('"') if "/rapat/baru?" in href)
    assert "Rencanakan yang berikutnya" not in visitor(app, measured, "rina", DURING).read(path)
    page = head.read(proposal)
    for words in ('value="2026-12-02T09:00"', 'value="Aula"', '<option value="weekly" selected>'):
        assert words in page, words
    with db.reading(measured.office.engine) as session:
        assert len(queries.meetings_of(session, rights=measured.office.rights("kasi"))) == 1
    head.send(
        "/rapat/baru", whom="unit:SARPRAS", starts_at="2026-12-02T09:00", place="Aula", repeats="weekly"
    )
    assert head.status == 303 and head.location != path

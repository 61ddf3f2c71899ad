"""The record on a page: narrowed by each of its filters, page by page, as a file; for whom it is and nobody else."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.purposes import MOST_SPELLINGS
from complaints_service.audit.queries import (
    AuditAsked,
    actors_recorded,
    events_asked,
    every_event,
    kinds_recorded,
)
from complaints_service.audit.service import record
from complaints_service.audit.signing.book import read_book
from complaints_service.audit.signing.checkpoints import sign_chains
from complaints_service.audit.signing.keys import open_signer
from complaints_service.errors import Actor
from complaints_service.people.queries import names_of_officers
from tests.support.readers import keys_in, seen_of_page
from tests.support.sealing import seal_everything
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")
PAGE = "/pengelola/audit"


def fill(engine: Engine, rows: int) -> None:
    """So many rows of two kinds, by two people, several in each second."""
    with db.writing(engine) as session:
        for number in range(rows):
            record(
                session,
                now=NOW + timedelta(seconds=number // 3),
                actor=Actor(f"account:{1 + number % 2}", "web"),
                kind="session.ended" if number % 2 else "sign_in.accepted",
                subject=f"account:{number % 5}" if number else "=1+1",
            )


def test_pages_are_whole_and_in_order_whatever_is_asked(engine: Engine) -> None:
    fill(engine, 60)
    with db.reading(engine) as session:
        assert kinds_recorded(session) == ["session.ended", "sign_in.accepted"]
        assert actors_recorded(session) == ["account:1", "account:2"]
        for asked, many in (
            (AuditAsked(), 60),
            (AuditAsked(kind="session.ended"), 30),
            (AuditAsked(actor="account:1"), 30),
            (AuditAsked(subject="account:3"), 12),
            (AuditAsked(since=NOW + timedelta(seconds=10)), 30),
            (AuditAsked(until=NOW + timedelta(seconds=10), kind="sign_in.accepted"), 15),
            (AuditAsked(kind="test.none"), 0),
        ):
            seen = [row.id for row in every_event(session, asked=asked, at_once=7)]
            assert (len(seen), seen) == (many, sorted(set(seen), reverse=True)), asked


@pytest.mark.parametrize("backend", ["sqlite"])
def test_each_question_reads_along_an_index(engine: Engine) -> None:
    """However long the record is, a page reads its own rows and sorts none."""
    with db.reading(engine) as session:
        for column in ("address", "session"):
            plan = session.execute(
                text(
                    "EXPLAIN QUERY PLAN SELECT * FROM audit_event JOIN audit_source ON event_id = audit_event.id"
                    f" WHERE {column} = 'x' AND audit_source.at < '2026'"
                    " ORDER BY audit_source.at DESC, event_id DESC"
                )
            ).all()
            told = " ".join(str(row[-1]) for row in plan)
            assert (f"ix_audit_source_{column}" in told, "TEMP B-TREE" in told) == (True, False), told
        for table, number, two in (
            ("audit_event", "id", ("actor", "kind")),
            ("audit_source", "event_id", ("address", "kind")),
            ("audit_source", "event_id", ("address", "actor")),
        ):
            plan = session.execute(
                text(
                    f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {two[0]} = 'x' AND {two[1]} = 'x'"
                    f" AND at < '2026' ORDER BY at DESC, {number} DESC"
                )
            ).all()
            told = " ".join(str(row[-1]) for row in plan)
            assert (f"ix_{table}_{'_'.join(two)}" in told, "TEMP B-TREE" in told) == (True, False), told
        plan = session.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT event_id FROM audit_word WHERE word = 'x' AND at < '2026'"
                " ORDER BY at DESC, event_id DESC"
            )
        ).all()
        told = " ".join(str(row[-1]) for row in plan)
        assert ("USING PRIMARY KEY" in told, "TEMP B-TREE" in told) == (True, False), told
        for column in ("", "kind", "actor", "subject"):
            narrowed = f"{column} = 'x' AND" if column else ""
            order = "id" if column == "subject" else "at DESC, id"
            plan = session.execute(
                text(
                    f"EXPLAIN QUERY PLAN SELECT * FROM audit_event WHERE {narrowed} at < '2026' ORDER BY {order} DESC"
                )
            ).all()
            told = " ".join(str(row[-1]) for row in plan)
            assert ("USING INDEX" in told or "USING INTEGER" in told, "TEMP B-TREE" in told) == (
                True,
                False,
            ), (column, told)


#: Twenty thousand rows, one in four with a purpose, and the words of each.
MANY = """
    INSERT INTO audit_event (at, actor, kind, subject, data, origin)
    SELECT timestamptz '2026-01-01' + n * interval '1 minute', 'account:' || n % 9, 'kind.' || n % 7, 'account:1',
           CASE WHEN n % 4 = 0 THEN json_build_object('purpose', 'Menelepon warga ' || n) ELSE '{"n": 1}' END, 'web'
    FROM generate_series(1, 20000) AS n
"""
WORDS = """
    INSERT INTO audit_word (word, at, event_id)
    SELECT unnest(ARRAY['menelepon', 'warga', split_part(data ->> 'purpose', ' ', 3)]), at, id FROM audit_event
    WHERE data ->> 'purpose' IS NOT NULL
"""


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_purpose_is_looked_for_along_its_words(engine: Engine) -> None:
    """However many there are: the record is not read whole, and what nobody wrote costs nothing."""
    with db.writing(engine) as session:
        for statement in (MANY, WORDS, "ANALYZE audit_event", "ANALYZE audit_word"):
            session.execute(text(statement))
    asked: list[tuple[str, Any]] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, *said: asked.append((said[0], said[1])))
    for purpose, many in (
        ("menelepon", 51),
        ("MENEL", 51),
        ("menelepon warga", 51),
        ("19800 menelepon", 1),
        ("tidak ada", 0),
    ):
        asked.clear()
        with db.reading(engine) as session:
            assert len(events_asked(session, asked=AuditAsked(purpose=purpose), limit=51)) == many
            said = [one for one in asked if "audit_" in one[0]]
            plans = [
                session.connection().exec_driver_sql("EXPLAIN " + one, given).all() for one, given in said
            ]
        told = str(plans)
        assert ("pk_audit_word" in told, "Seq Scan on audit_event" in told) == (True, False), told
        # Of two common words a page is read from the newest on; all that have both are not put in order first.
        along = str([plan for (one, _given), plan in zip(said, plans, strict=True) if "audit_word" in one])
        assert not any(way in along for way in ("Hash", "Merge", "Sort")), along


@pytest.mark.parametrize("backend", ["sqlite"])
def test_anybody_takes_along_where_the_record_stood(
    client: FlaskClient, office: Office, tmp_path: Path
) -> None:
    assert "Belum ada yang ditandatangani." in client.get("/segel").text
    with db.writing(office.engine) as session:
        seal_everything(session, now=NOW, limit=10_000)
        signed = sign_chains(session, signer=open_signer(tmp_path / "seal.key"), now=NOW)
    page = client.get("/segel").text
    assert signed
    assert all(point.head in page for point in signed)
    kept = tmp_path / "segel.jsonl"
    kept.write_bytes(client.get("/segel.jsonl").data)
    assert set(read_book(kept)) == set(signed)


def test_the_auditor_reads_narrows_and_takes_it_along(client: FlaskClient, office: Office) -> None:
    fill(office.engine, 60)
    auditor = Visitor(client).sign_in(office, "auditor", NOW)
    first = auditor.read(f"{PAGE}?kind=sign_in.accepted")
    assert (first.count("<b>Masuk</b>"), "<b>Sesi diakhiri</b>" in first) == (30, False)
    everything = auditor.read(PAGE)
    assert "Yang lebih lama" in everything
    older = everything.split("Yang lebih lama")[0].rsplit('href="', 1)[1].split('"')[0]
    page = auditor.read(older)
    assert page.count("<b>Masuk</b>") + page.count("<b>Sesi diakhiri</b>") == 10
    given = {"kind": "sign_in.accepted", "actor": "account:1", "since": "2026-11-24", "until": "2026-11-24"}
    auditor.read(f"{PAGE}?{urlencode(given)}")
    auditor.send(f"{PAGE}/berkas.csv")
    rows = list(csv.DictReader(io.StringIO(auditor.raw)))
    assert (len(rows), {row["kind"] for row in rows}) == (30, {"sign_in.accepted"})
    assert rows[-1]["subject"] == "'=1+1", "a spreadsheet must not compute it"
    assert (rows[0]["kind_words"], rows[0]["subject_words"][:5]) == ("Masuk", "Akun ")
    with db.reading(office.engine) as session:
        told = events_asked(session, asked=AuditAsked(kind="audit.exported"), limit=5)
    assert [(row.actor, row.data) for row in told] == [(f"account:{office.accounts['auditor']}", given)]
    for broken in (
        "?before=x",
        "?before=2026-11-24T00:00:00|1",
        "?before=2026-11-24T00:00:00%2B00:00|9e9",
        "?since=besok",
    ):
        auditor.read(PAGE + broken)
        assert auditor.status == 200, broken
    for login in ("rina", "camat", "meja"):
        visitor = Visitor(client).sign_in(office, login, NOW)
        visitor.read(PAGE)
        assert visitor.status == 404, login


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_row_tells_from_where_it_came_and_leads_to_its_like(client: FlaskClient, office: Office) -> None:
    auditor = Visitor(client).sign_in(office, "auditor", NOW)
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    auditor.read(f"{PAGE}?kind=audit.exported")
    auditor.send(f"{PAGE}/berkas.csv")
    auditor.read(PAGE)
    auditor.send(f"{PAGE}/berkas.csv")
    rows = list(csv.DictReader(io.StringIO(auditor.raw)))
    [told] = [row for row in rows if row["kind"] == "audit.exported"]
    token = client.get_cookie("tanggap")
    assert token is not None
    mark = f"s-{hashlib.sha256(token.value.encode()).hexdigest()[:12]}"
    assert (told["address"], told["session"]) == ("203.0.113.0/24", mark)
    page = auditor.read(f"{PAGE}?address=203.0.113.9&session={mark}")
    assert page.count("<b>Catatan audit diunduh</b>") == 2
    assert (mark in page, "203.0.113.77" in page) == (True, False)
    assert "yang terbaru dahulu" not in auditor.read(f"{PAGE}?session=s-0")
    # What a citizen does tells nothing of the kind.
    with db.reading(office.engine) as session:
        citizens = session.scalars(
            select(AuditEvent).where(AuditEvent.actor.in_(("citizen", "anyone")))
        ).all()
        assert [row.id for row in citizens if row.source] == []


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_question_is_kept_for_oneself_or_for_all_and_says_what_is_gone(
    client: FlaskClient, office: Office
) -> None:
    fill(office.engine, 4)
    auditor = Visitor(client).sign_in(office, "auditor", NOW)
    assert "Simpan pertanyaan" not in auditor.read(PAGE), "without a filter there is nothing to keep"
    action, name = f"{PAGE}/pertanyaan", "Yang ganjil"
    auditor.send(action, of=f"{PAGE}?kind=session.ended&surprise=1", name=name, shared="1")
    assert auditor.location == f"{PAGE}?kind=session.ended"
    auditor.send(action, of=f"{PAGE}?kind=sign_in.accepted", name="Milik sendiri")
    auditor.send(action, of=f"{PAGE}?kind=test.never&actor=person:9999", name="Yang hilang")
    page = auditor.read(PAGE)
    assert (name in page, "Milik sendiri" in page) == (True, True)
    gone = page.split("Yang hilang")[1].split("</li>")[0]
    assert "Jenis kejadian ini tidak ada lagi" in gone
    assert "tidak lagi bekerja" in gone
    assert "tidak ada lagi" not in page.split(name)[1].split("</li>")[0]
    auditor.send(action, of=f"{PAGE}?kind=session.ended", name=" ")
    assert (auditor.status, "Beri nama pertanyaan ini." in auditor.page) == (422, True)
    drop = re.findall(rf"{action}/\d+/hapus", auditor.read(PAGE))
    with db.writing(office.engine) as session:
        session.execute(text("UPDATE audit_question SET account_id = :id"), {"id": office.accounts["rina"]})
    page = auditor.read(PAGE)
    assert (name in page, "Milik sendiri" in page, "Hapus pertanyaan" in page) == (True, False, False)
    with db.writing(office.engine) as session:
        session.execute(
            text("UPDATE audit_question SET account_id = :id"), {"id": office.accounts["auditor"]}
        )
    auditor.send(drop[0], of=PAGE)
    assert auditor.read(PAGE).count("Hapus pertanyaan<") == 2


def entries(office: Office) -> None:
    """A few entries of the sorts there are: people, units, amounts, days, codes of the office, own words."""
    rina, kasi = office.officers["rina"], office.officers["kasi"]
    told: list[tuple[str, str, dict[str, Any]]] = [
        ("survey.entered", "survey:3", {"sheets": 1234}),
        ("leave.approved", f"person:{rina}", {"first_on": "2026-11-24", "substitute": kasi, "late": True}),
        (
            "office.moved",
            "unit:SARPRAS",
            {"on": "2026-12-01", "before": "SARPRAS", "after": "RPL", "reason": ""},
        ),
        ("data.decided", "ticket:MRL-2611-7K4Q2", {"kind": "erasure", "state": "granted", "kept": ["paper"]}),
        ("account.roles_changed", "account:unknown", {"roles": [["manager", None]], "ended": 2}),
        ("api_token.issued", "office", {"scopes": "read act", "until": "2026-12-31T17:00:00+00:00"}),
        ("link.issued", "route:email", {"purpose": "set_password"}),
    ]
    with db.writing(office.engine) as session:
        for kind, subject, data in told:
            by = Actor(f"person:{kasi}", "web")
            record(session, now=NOW, actor=by, kind=kind, subject=subject, data=data)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_each_entry_is_told_in_words(client: FlaskClient, office: Office) -> None:
    entries(office)
    auditor = Visitor(client).sign_in(office, "auditor", NOW)
    page = auditor.read(PAGE)
    with db.reading(office.engine) as session:
        [kasi] = names_of_officers(session, ids=[office.officers["kasi"]]).values()
    for said in (
        "Lembar: 1.234",
        f"Pengganti: {kasi}",
        "Hari pertama: Sel, 24 Nov 2026",
        "Terlambat: ya",
        "Jenis: penghapusan · Keadaan: dikabulkan · Yang tinggal: surat yang tersimpan",
        "Peran: pimpinan yang membaca angka (seluruh kantor) · Yang diakhiri: 2",
        "akun yang tidak dikenal",
        "Lingkup: membaca tiket, bertindak pada tiket · Sampai: Jum, 1 Jan 2027 00.00 WIB",
        "Untuk: memasang kata sandi",
        "jalur kabar surel",
        '<option value="leave.approved">Cuti disetujui</option>',
    ):
        assert said in page, said
    rows = page.split("baris")[-1]
    assert not list(keys_in(seen_of_page(rows), frozenset())), "no key where somebody reads"
    client.set_cookie("bahasa", "en")
    assert "Sheets: 1,234" in auditor.read(f"{PAGE}?kind=survey.entered")
    assert "<b>What:</b>" not in auditor.page
    assert "Sheets of a survey entered" in auditor.page


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_beginning_of_too_many_words_is_refused_where_it_is_typed(
    client: FlaskClient, office: Office
) -> None:
    with db.writing(office.engine) as session:
        for number in range(MOST_SPELLINGS + 1):
            said = {"purpose": f"telepon{number:03d}"}
            by = Actor("person:1", "web")
            record(session, now=NOW, actor=by, kind="identity.viewed", subject="ticket:1", data=said)
    auditor = Visitor(client).sign_in(office, "auditor", NOW)
    assert "Terlalu banyak kata berawal “telepon”" in auditor.read(f"{PAGE}?purpose=telepon")
    assert auditor.read(f"{PAGE}?purpose=telepon00").count("Untuk: telepon00") == 10
    auditor.send(f"{PAGE}/berkas.csv", of=f"{PAGE}?purpose=telepon")
    assert (auditor.status, "Terlalu banyak kata" in auditor.page) == (422, True)


def test_no_test_records_what_nobody_could_read(session: Session) -> None:
    for kind, data in (("nothing.happened", {}), ("session.ended", {"nonsense": 1})):
        with pytest.raises(AssertionError, match="no words for"):
            record(session, now=NOW, actor=Actor("rule", "job"), kind=kind, subject="office", data=data)
        session.rollback()

"""The day's seals by mail: once a day, digests and counts only, and the very letter convicts who rewrites."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from complaints_service import db
from complaints_service.appraisal.evaluating.queries import seal_over
from complaints_service.audit.models import AuditEvent, Checkpoint
from complaints_service.audit.service import record
from complaints_service.audit.signing.anchors import newest_points
from complaints_service.audit.signing.checkpoints import sign_chains
from complaints_service.audit.signing.keys import open_signer
from complaints_service.errors import Actor, Invalid
from complaints_service.jobs.work import Shift, mail_seals
from complaints_service.measurement.checks.signed import verify_anchors
from complaints_service.notify.addressees import NewAddressee
from complaints_service.notify.models import Outbox
from complaints_service.notify.seals.service import choose_keeper, end_keeper, keepers
from complaints_service.notify.senders.mail_text import compose
from complaints_service.people.models import Officer
from config.rulebook import Rulebook
from config.settings import Settings
from tests.services.post import Postman, open_mail, room_of, run
from tests.services.test_audit import unguard
from tests.support.sealing import seal_everything
from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 09:00")
BY = Actor("person:1", "web")
OUTSIDE = "inspektorat@kota.contoh.go.id"
PAGE = "/pengelola/segel"


def sign(engine: Engine, tmp_path: Path) -> None:
    with db.writing(engine) as session:
        seal_everything(session, now=NOW, limit=10_000)
        sign_chains(session, signer=open_signer(tmp_path / "seal.key"), now=NOW)


def choose(office: Office, **given: object) -> int:
    told = {"officer_id": None, "called": "", "address": "", **given}
    with db.writing(office.engine) as session:
        return choose_keeper(session, new=NewAddressee(**told), now=NOW, actor=BY)  # type: ignore[arg-type]


def states(office: Office) -> list[str]:
    with db.reading(office.engine) as session:
        return [each.state for each in keepers(session)]


@pytest.fixture
def letters(office: Office, settings: Settings, tmp_path: Path) -> list[bytes]:
    """The letters of a day as they came, to somebody outside and to the head of the office."""
    open_mail(office, NOW - timedelta(days=1))
    choose(office, called="Inspektorat", address=OUTSIDE)
    choose(office, officer_id=office.officers["camat"])
    day = Shift(office.engine, office.rulebook, settings, NOW)
    mail_seals(day)
    assert states(office) == ["no_address", "new"], "nothing was signed yet"
    sign(office.engine, tmp_path)
    mail_seals(day)
    with db.writing(office.engine) as session:
        session.get_one(Officer, office.officers["camat"]).email = "camat@kota.contoh.go.id"
    for hours in (0, 1, 5):
        mail_seals(Shift(office.engine, office.rulebook, settings, NOW + timedelta(hours=hours)))
    sent = run(room_of(office.engine, office.rulebook), Postman(), NOW + timedelta(hours=5))
    assert states(office) == ["sent", "sent"]
    return [
        compose(letter, sender="tanggap@contoh.go.id", domain="contoh.go.id").as_bytes()
        for letter in sorted(sent, key=lambda one: one.address)
    ]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_once_a_day_with_digests_and_counts_and_nothing_of_anybody(
    office: Office, settings: Settings, letters: list[bytes]
) -> None:
    assert len(letters) == 2
    with db.reading(office.engine) as session:
        params = session.scalars(select(Outbox.params).where(Outbox.kind == "seals_of_day")).all()
        told = [json.loads(line) for line in params[0]["text"].splitlines()]
        assert {one["chain"] for one in told} == set(session.scalars(select(Checkpoint.chain)))
        assert {key for one in told for key in one} == {
            "at", "chain", "head", "key_id", "position", "sealed_on_day", "signature",
        }  # fmt: skip
        names = [kind for kind in session.scalars(select(AuditEvent.kind)) if kind.startswith("seal_keeper.")]
    assert (set(params[0]), names) == ({"text"}, ["seal_keeper.chosen"] * 2)
    mail_seals(Shift(office.engine, office.rulebook, settings, NOW + timedelta(days=1)))
    assert states(office) == ["waiting", "waiting"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_very_letter_convicts_whoever_cuts_or_rewrites(
    office: Office, client: FlaskClient, letters: list[bytes], tmp_path: Path
) -> None:
    with db.reading(office.engine) as session:
        points = newest_points(session)
        lines = session.scalars(select(Outbox.params).where(Outbox.kind == "seals_of_day")).all()[0]["text"]
    quoted = "".join(f"> {line}\n" for line in re.sub(r", ", ",\n", lines).splitlines())
    kept = {"letter": letters[1], "copied": lines.encode(), "quoted": quoted.encode()}
    for name, body in kept.items():
        (tmp_path / name).write_bytes(body)
    with db.reading(office.engine) as session:
        assert [verify_anchors(session, anchors=tmp_path / name) for name in kept] == [[], [], []]
    shown = Visitor(client)
    shown.page = client.get("/segel", query_string={"punya": f"Dari surat:\n{quoted}"}).text
    assert (shown.page.count("Tidak cocok"), shown.page.count("</svg>Cocok")) == (0, len(points))
    with db.writing(office.engine) as session:
        unguard(session, "seal")
        last = max(points, key=lambda one: one.position)
        session.connection().exec_driver_sql(
            f"DELETE FROM seal WHERE chain = '{last.chain}' AND position = {last.position}"
        )
        for name in kept:
            found = [str(each) for each in verify_anchors(session, anchors=tmp_path / name)]
            assert len(found) == 1 and "its end was cut off" in found[0], name
    page = client.get("/segel", query_string={"punya": lines}).text
    assert page.count("Tidak cocok") == 1
    for broken in ("{}", "bukan segel", lines[:-9], '{"chain": "audit", "position": 1e99}', "{" * 50):
        page = client.get("/segel", query_string={"punya": broken})
        assert (page.status_code, "Tidak ada segel yang utuh" in page.text) == (200, True), broken
    for name, body in (
        ("cut", letters[1].partition(b"signature")[0]),
        ("none", b"Subject: x\nContent-Type: text/plain\n\nhalo"),
    ):
        (tmp_path / name).write_bytes(body)
        with db.reading(office.engine) as session:
            assert [one.code for one in verify_anchors(session, anchors=tmp_path / name)] == ["anchor"], name


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_administrator_chooses_and_ends_on_a_page(
    office: Office, client: FlaskClient, rulebook: Rulebook
) -> None:
    admin = Visitor(client).sign_in(office, "admin", NOW)
    admin.send(PAGE, of=PAGE, called="Inspektorat", address=OUTSIDE)
    assert OUTSIDE in admin.read(PAGE)
    for wrong, told in (
        ({"called": "Inspektorat", "address": OUTSIDE.upper()}, "Segel sudah dikirim kepadanya."),
        ({"called": "Seseorang"}, "Pilih pegawai, atau tulis nama dan surel orang luar."),
        ({"address": "x@contoh.example"}, "Tulis namanya."),
        ({"officer_id": "99999"}, "Pilih orang yang bekerja di sini."),
    ):
        admin.send(PAGE, of=PAGE, **wrong)
        assert (admin.status, told in admin.page) == (422, True), wrong
    [end] = re.findall(rf"{PAGE}/\d+/akhiri", admin.read(PAGE))
    admin.send(end)
    assert OUTSIDE not in admin.read(PAGE)
    for login in ("rina", "auditor", "meja"):
        visitor = Visitor(client).sign_in(office, login, NOW)
        visitor.read(PAGE)
        assert visitor.status == 404, login


@pytest.mark.parametrize("backend", ["sqlite"])
def test_who_is_ended_hears_nothing_that_still_waits(
    office: Office, settings: Settings, tmp_path: Path
) -> None:
    one = choose(office, called="Inspektorat", address=OUTSIDE)
    with pytest.raises(Invalid):
        choose(office, called="Lagi", address=OUTSIDE)
    sign(office.engine, tmp_path)
    mail_seals(Shift(office.engine, office.rulebook, settings, NOW))
    with db.writing(office.engine) as session:
        end_keeper(session, keeper_id=one, now=NOW, actor=BY)
    with db.reading(office.engine) as session:
        assert [row.state for row in session.scalars(select(Outbox))] == ["suppressed"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_seal_of_an_evaluation_is_the_first_that_reaches_its_closing(
    office: Office, tmp_path: Path
) -> None:
    def over() -> object:
        with db.reading(office.engine) as session:
            found = seal_over(session, evaluation_id=7)
        return found and found.position

    def happens(kind: str, subject: str = "evaluation:7") -> None:
        with db.writing(office.engine) as session:
            record(session, now=NOW, actor=BY, kind=kind, subject=subject)

    happens("evaluation.sent")
    sign(office.engine, tmp_path)
    assert over() is None, "it is not closed yet"
    happens("evaluation.accepted")
    happens("evaluation.accepted", "evaluation:77")
    assert over() is None, "nothing that was signed reaches it"
    sign(office.engine, tmp_path)
    with db.reading(office.engine) as session:
        [first] = [one.position for one in newest_points(session) if one.chain == "audit"]
    for _later in range(2):
        happens("office.moved", "office")
        sign(office.engine, tmp_path)
    assert over() == first

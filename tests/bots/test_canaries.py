"""What somebody told of themselves stands in no log and no metric; and what was to be forgotten, nowhere."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import Engine

from complaints_service.edge import logs
from complaints_service.jobs.work import Shift, tidy
from tests.bots.talking import INSIDE, Talk
from tests.bots.test_telegram_files import fetch, picture
from tests.support.both import ON_BOTH

BIRD = "KENARI"
TOLD = {"name": f"Rina {BIRD}", "phone": "0812 7777 3333", "email": f"{BIRD.lower()}@contoh.example"}


@pytest.fixture
def written() -> Iterator[StringIO]:
    """All that is logged meanwhile, from the least word of every library on."""
    root, stream = logging.getLogger(), StringIO()
    handlers, level = list(root.handlers), root.level
    logs.configure(stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@ON_BOTH
def test_nothing_of_a_person_stands_in_log_or_metric(talk: Talk, written: StringIO) -> None:
    chat = talk.control.person(f"Rina {BIRD}")
    talk.say(chat, f"Parit {BIRD} tumpat.")
    talk.control.document(chat, b"%PDF-1.7", name=f"{BIRD}.pdf", mime="application/pdf")
    talk.control.location(chat, *INSIDE)
    talk.turn()
    talk.press(chat, "Tidak")
    talk.press(chat, "Rahasia")
    talk.press(chat, "Kirim")
    fetch(talk)
    talk.post()
    client = talk.app.test_client()
    sent = {
        "text": f"Parit {BIRD}.",
        "kelurahan": "12.71.12.1002",
        "privacy": "confidential",
        "reporter": TOLD,
        "about_office": "no",
    }
    made = client.post("/api/v1/complaints", json=sent).get_json()
    for address in (f"/lacak/{made['secret']}", f"/lapor?q={BIRD}", f"/{BIRD}", f"/laporan/{made['number']}"):
        client.get(address)
    client.post("/lapor", data={"text": BIRD})
    client.post("/api/v1/complaints", data=f'{{"text": "{BIRD}', content_type="application/json")
    told = written.getvalue() + client.get("/metrics").text
    assert "answered" in told and made["number"] in told
    for canary in (BIRD, BIRD.lower(), str(chat), "77773333", "7777 3333", made["secret"]):
        assert canary not in told, canary


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_of_an_anonymous_report_nothing_of_the_chat_is_left_in_the_files_of_the_database(talk: Talk) -> None:
    chat = talk.control.person(f"Rina {BIRD}")
    talk.say(chat, "Parit tumpat.")
    talk.control.photo(chat, picture())
    talk.control.location(chat, *INSIDE)
    talk.turn()
    talk.press(chat, "Tidak")
    talk.press(chat, "Anonim")
    talk.press(chat, "Kirim")
    fetch(talk)
    talk.post()
    file = Path(str(talk.service.engine.url.database))
    assert talk.rows("SELECT number FROM complaint")
    tidy(Shift(talk.service.engine, talk.service.rulebook, talk.service.settings, talk.clock()))
    for each in (file, file.with_name(f"{file.name}-wal")):
        held = each.read_bytes() if each.exists() else b""
        assert str(chat).encode() not in held and BIRD.encode() not in held, each.name


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_was_deleted_is_overwritten_in_the_file(engine: Engine) -> None:
    """A free page of SQLite's file holds what stood there, unless somebody asks for more."""
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE passing (words TEXT)")
        connection.exec_driver_sql("INSERT INTO passing VALUES (?), (?)", (BIRD * 50, "Parit tumpat."))
        connection.commit()
        connection.exec_driver_sql("DELETE FROM passing WHERE words LIKE ?", (f"{BIRD}%",))
        connection.commit()
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    held = Path(str(engine.url.database)).read_bytes()
    assert b"Parit tumpat." in held and BIRD.encode() not in held

"""kill -9 while photos are sent: what was acknowledged has all its files, and the sweep leaves none without a row."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import random
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import create_engine

from complaints_service import clock, db
from complaints_service.file_store.opening import open_store
from complaints_service.intake.attachments import attached_at
from complaints_service.intake.sweeping import sweep
from config.rulebook import Rulebook
from config.settings import prepare_folders
from tests.faults.crew import Crew, Nursery
from tests.support.databases import Databases
from tests.support.lengths import long_form
from tests.support.patience import PATIENCE_SECONDS
from tests.support.photos import kept_files
from tests.support.ports import free_port
from tests.support.s3_server import fresh_bucket
from tests.support.world import open_office

ROOT = Path(__file__).resolve().parents[2]
REPORT = {
    "text": "Parit tumpat.", "kelurahan": "12.71.12.1002", "privacy": "open", "about_office": "no",
    "category": "drainase_banjir",
}  # fmt: skip
CLIENTS = 4


@dataclass
class Sending:
    """What clients were told, and how often the service was killed."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def wait_for_another(self, *, within: float) -> None:
        """Until one more report is acknowledged: on a slow machine a service that just began does nothing yet."""
        before, until = len(self.acknowledged), time.monotonic() + within
        while len(self.acknowledged) == before and not self.wrong and time.monotonic() < until:
            self.over.wait(0.02)


def environ_of(url: str, folder: Path, media: str) -> dict[str, str]:
    """The service's settings; its keys are made in the folder."""
    environ = {
        "TANGGAP_DATABASE_URL": url,
        "TANGGAP_MEDIA_URL": media,
        "TANGGAP_RATE_LIMITS": "0",
        "TANGGAP_RULEBOOK": str(ROOT / "config/marelan"),
    }
    prepare_folders(environ, folder)
    return environ


class Web:
    """The service as a process that is killed and started again; whoever calls it before it listens calls again."""

    def __init__(self, nursery: Nursery, environ: dict[str, str], folder: Path) -> None:
        self.port = free_port()
        self._crew = Crew(
            nursery,
            folder,
            {**environ, "HOST": "127.0.0.1", "PORT": str(self.port), "PATH": "/usr/bin:/bin"},
            shift_seconds=0,
        )
        self.start()

    def start(self) -> None:
        self._crew.start("web")

    def kill(self) -> None:
        self._crew.kill("web")


def picture(seed: int) -> bytes:
    """A photo that no other one is like."""
    made = io.BytesIO()
    noise = random.Random(seed).randbytes(96 * 72 * 3)
    Image.frombytes("RGB", (96, 72), noise).save(made, "JPEG", quality=90)
    return made.getvalue()


def form_of(files: list[bytes]) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="data"\r\n\r\n{json.dumps(REPORT)}\r\n'.encode()
    ]
    for number, content in enumerate(files):
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{number}.jpg"\r\n\r\n'
        parts += [head.encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"


def send_until_told(web: Web, files: list[bytes], key: str) -> str:
    """The number of the report, however often the line broke; empty where time ran out."""
    body, kind = form_of(files)
    stop = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < stop:
        line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=PATIENCE_SECONDS)
        try:
            line.request("POST", "/api/v1/complaints", body, {"Content-Type": kind, "Idempotency-Key": key})
            answer = line.getresponse()
            told = json.loads(answer.read())
            if answer.status in (200, 201):
                return str(told["number"])
            assert answer.status >= 400, told
        except (OSError, http.client.HTTPException, ValueError):
            threading.Event().wait(0.05)
        finally:
            line.close()
    return ""


@contextmanager
def clients(web: Web, told: Sending, seed: int) -> Iterator[None]:
    """Citizens who hand in reports with one to three photos, one after another."""

    def work(which: int) -> None:
        dice = random.Random(seed * 100 + which)
        try:
            while not told.over.is_set():
                files = [picture(dice.randrange(10**9)) for _ in range(dice.randint(1, 3))]
                if number := send_until_told(web, files, uuid.uuid4().hex):
                    told.acknowledged[number] = len(files)
        except AssertionError as error:
            told.wrong.append(str(error))

    threads = [threading.Thread(target=work, args=(which,)) for which in range(CLIENTS)]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        told.over.set()
        for each in threads:
            each.join()


def storm(web: Web, *, kills: int, seed: int) -> Sending:
    dice, told = random.Random(seed), Sending()
    try:
        with clients(web, told, seed=seed):
            for told.kills in range(1, kills + 1):
                told.wait_for_another(within=PATIENCE_SECONDS)
                told.over.wait(dice.uniform(0, 1.5))  # whatever the next ones are at
                web.kill()
                web.start()
            told.over.set()
    finally:
        web.kill()
    return told


def check(url: str, media: str, told: Sending) -> None:
    assert not told.wrong, told.wrong
    engine = create_engine(url)
    store = open_store(media)
    for number, sent in told.acknowledged.items():
        found = kept_files(engine, number)
        assert len(found) == sent, f"{number} was acknowledged with {sent} files"
        for one in found:
            assert hashlib.sha256(store.read(str(one.path))).hexdigest() == Path(str(one.path)).stem

    def named(paths: Any) -> set[str]:
        with db.reading(engine) as session:
            return attached_at(session, paths=paths)

    sweep(store, named=named, now=clock.now() + timedelta(days=3))
    left = [each.path for each in store.every()]
    assert named(left) == set(left), "no file without a row after the sweep"
    engine.dispose()


def weather(
    durable: Databases, nursery: Nursery, backend: str, folder: Path, rulebook: Rulebook, *, kills: int
) -> Sending:
    url = durable.fresh(backend)
    engine = create_engine(url)
    open_office(db.prepare_engine(engine), rulebook)
    engine.dispose()
    # A bucket goes with the database that many machines can share, a folder with the other one.
    media = fresh_bucket() if backend == "postgresql" else f"file:{folder}/media"
    told = storm(Web(nursery, environ_of(url, folder, media), folder), kills=kills, seed=kills)
    check(url, media, told)
    durable.drop(url)
    return told


@pytest.mark.slow
def test_kills_lose_no_acknowledged_file(
    durable: Databases, nursery: Nursery, backend: str, tmp_path: Path, rulebook: Rulebook
) -> None:
    told = weather(durable, nursery, backend, tmp_path, rulebook, kills=2)
    assert told.kills == 2 and len(told.acknowledged) >= 2


@long_form
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_forty_kills_lose_no_acknowledged_file(
    durable: Databases, nursery: Nursery, backend: str, tmp_path: Path, rulebook: Rulebook
) -> None:
    began = time.monotonic()
    told = weather(durable, nursery, backend, tmp_path, rulebook, kills=40)
    figures = {
        "database": backend,
        "kills": told.kills,
        "acknowledged": len(told.acknowledged),
        "files": sum(told.acknowledged.values()),
        "seconds": round(time.monotonic() - began),
    }
    sys.stdout.write(json.dumps(figures) + "\n")  # for docs/reliability.md
    assert told.kills == 40 and len(told.acknowledged) >= 30

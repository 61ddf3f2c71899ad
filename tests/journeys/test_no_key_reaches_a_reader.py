"""The demo office read by everybody in both languages: no key of the code stands where a person reads."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from complaints_service import clock, db
from complaints_service.accounts.models import Account
from complaints_service.accounts.sign_in import start_session
from complaints_service.edge.resources import KEY, Service
from complaints_service.replay.demo.office import Demo, fill
from complaints_service.replay.demo.staff import SIGN_INS
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.ledger.numbers import tracking_secret
from config.rulebook import Rulebook
from tests.support.lengths import WHOLE
from tests.support.readers import code_words, keys_in, seen_of_pdf, seen_of_sheets, told_of_page

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # a Tuesday at eleven in Medan
OFFICE = Demo(days=90, complaints=60)
#: Pages of one kind differ by their data: so many of each are read in each language, of some more; documents and
#: sheets are in Indonesian whatever the reader's language.
MOST = {"id": (12, 30), "en": (12, 30) if WHOLE else (4, 10)}
SEVERAL = {"desk.ticket", "tracking.page", "desk.act_page"}
HREF = re.compile(r'\shref="([^"#]+)')
#: Leads out of the session, to files as citizens sent them, or explains the columns of the open data by their names.
#: Fields of templates are what one types, and so are commands, columns and settings in the guides for who runs or
#: inspects the system.
NOT_READ = re.compile(
    r"^/(?:static|keluar|bahasa|tampilan|terbuka/kamus|meja/templat|panduan/(?:inspektur|pengelola))\b|/berkas/"
)
#: Where the office's own texts are typed, the places that a notice fills are part of what one types.
TYPED, PLACES = "/pengelola/buka/isi/", re.compile(r"\{\w+\}")


class Walk:
    """Everybody's pages in one language, found by their links."""

    def __init__(self, app: Flask, language: str) -> None:
        self._app = app
        self._language = language
        self._read: Counter[str] = Counter()

    def pages(self, cookie: tuple[str, str] | None, *begin: str) -> Iterator[tuple[str, str, bytes]]:
        """(path, type, body) of the pages that links lead one reader to from where they begin."""
        client = self._app.test_client()
        client.set_cookie("bahasa", self._language)
        if cookie:
            client.set_cookie(*cookie)
        waiting, seen = deque(begin), set(begin)
        while waiting:
            path = waiting.popleft()
            endpoint = self._endpoint(path)
            if endpoint is None or self._read[endpoint] >= MOST[self._language][endpoint in SEVERAL]:
                continue
            answer = client.get(path)
            assert answer.status_code < 500, f"{path} broke: no key stands in what nobody sees"
            found = [_inside(answer.headers["Location"])] if answer.status_code in (302, 303) else []
            if answer.status_code == 200:
                self._read[endpoint] += 1
                yield path, answer.mimetype, answer.data
                if answer.mimetype == "text/html":
                    found = list(_links(answer.get_data(as_text=True)))
            waiting.extend(link for link in found if link not in seen)
            seen.update(found)

    def _endpoint(self, path: str) -> str | None:
        """What answers at an address; None for what nobody reads there."""
        if NOT_READ.search(path):
            return None
        try:
            return str(self._app.url_map.bind("").match(urlsplit(path).path)[0])
        except HTTPException:
            return None


def _links(page: str) -> Iterator[str]:
    for href in HREF.findall(page):
        if href.startswith("/"):
            yield html.unescape(href)


def _inside(location: str) -> str:
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _keys(path: str, kind: str, body: bytes, codes: frozenset[str]) -> Iterator[str]:
    """What of a page, document or sheet is a key of the code; what says that it is English may hold its words."""
    if kind != "text/html":
        yield from keys_in(_visible(kind, body), codes)
        return
    told = body.decode()
    own, foreign = told_of_page(PLACES.sub("", told) if path.startswith(TYPED) else told)
    yield from keys_in(own, codes)
    yield from keys_in(foreign, frozenset())


def _visible(kind: str, body: bytes) -> list[str]:
    if kind == "application/pdf":
        return seen_of_pdf(body)
    if kind.endswith("spreadsheetml.sheet"):
        return seen_of_sheets(body)
    return []


def _secrets(session: Session, service: Service) -> Iterator[str]:
    """A tracking link into a ticket of each state, and of each reason one closed with."""
    found: dict[tuple[str, str | None], Ticket] = {}
    for ticket in session.scalars(select(Ticket).order_by(Ticket.id)).unique():
        found.setdefault((ticket.state, ticket.close_reason), ticket)
    for ticket in found.values():
        yield f"/lacak/{tracking_secret(service.settings.tracking_key, ticket.number, 1)}"


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_no_key_of_the_code_reaches_a_reader(
    app: Flask, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    service: Service = app.extensions[KEY]
    monkeypatch.setattr(clock, "now", lambda: NOW)
    list(fill(service.engine, rulebook, service.settings, asked=OFFICE, now=NOW))
    sessions = {}
    with db.writing(service.engine) as session:
        for one in SIGN_INS:
            account = session.scalars(select(Account).where(Account.login == one.login)).one()
            sessions[one.login] = start_session(session, account_id=account.id, user_agent="test", now=NOW)
        links = list(_secrets(session, service))
    told, read, codes = set(), Counter[str](), code_words(rulebook)
    for language in ("id", "en"):
        walk = Walk(app, language)
        readers = [(None, link) for link in ["/", *links]]
        readers += [(("tanggap", sessions[login]), "/meja") for login in sessions]
        for cookie, begin in readers:
            for path, kind, body in walk.pages(cookie, begin):
                read[kind] += 1
                # Documents and sheets are in Indonesian whatever the reader's language.
                may = language == "en" and kind == "text/html"
                keys = _keys(path, kind, body, frozenset() if may else codes)
                told |= {f"{language} {path}: {key}" for key in keys}
    assert not told, "\n".join(sorted(told))
    assert read["text/html"] > 500 and read["application/pdf"] > 20, read
    assert read["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] > 10, read

"""Someone in front of a page: signs in, reads, follows forms as a browser without scripts would."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from complaints_service import db
from complaints_service.accounts.sign_in import start_session
from complaints_service.edge.resources import KEY
from tests.support.world import PASSWORD, Office

WIB = ZoneInfo("Asia/Jakarta")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def when(text: str) -> datetime:
    """`when("Tue 2026-11-24 14:05")` in Medan; the day's name is checked."""
    name, rest = text.split(" ", 1)
    instant = datetime.strptime(rest, "%Y-%m-%d %H:%M").replace(tzinfo=WIB)
    assert instant.strftime("%a") == name, f"{rest} is a {instant:%a}"
    return instant.astimezone(UTC)


def session_token(office: Office, login: str, now: datetime) -> str:
    """The cookie of a member of the test office who has signed in."""
    with db.writing(office.engine) as session:
        return start_session(session, account_id=office.accounts[login], user_agent="test", now=now)


@dataclass
class Visitor:
    """One browser on the application; `page` is the last one read, as text with its entities resolved.

    `faulty`: a fault of ours is what the test is about; before everybody else a page that breaks fails the test.
    """

    client: FlaskClient
    page: str = ""
    raw: str = ""
    location: str = ""
    status: int = 0
    faulty: bool = False

    def sign_in(self, office: Office, login: str, now: datetime) -> Visitor:
        """Becomes this member of the office."""
        self.client.set_cookie("tanggap", session_token(office, login, now))
        return self

    def read(self, path: str) -> str:
        """Opens a page; returns it as text."""
        return self._took(self.client.get(path))

    def send(self, action: str, *, of: str | None = None, by: str | None = None, **fields: str) -> str:
        """Sends a form to `action` with the hidden fields of the form that leads there.

        `of`: the page the form is on, opened first; without it the page last read. `by`: where that form
        itself leads, when a script sends its fields elsewhere.
        """
        if of is not None:
            self.read(of)
        return self._took(self.client.post(action, data={**self._form(by or action), **fields}))

    def send_expired(self, action: str, *, of: str | None = None, **fields: str | list[str]) -> str:
        """Sends a form whose token is not in force any more."""
        if of is not None:
            self.read(of)
        data = {**self._form(action), **fields, "csrf_token": "kedaluwarsa"}
        return self._took(self.client.post(action, data=data))

    def send_signed_out(
        self, action: str, *, login: str, of: str | None = None, **fields: str | list[str]
    ) -> str:
        """Sends a form after the sign-in has ended, and signs in on the page that answers with the form in it.

        Returns the page that comes after signing in.
        """
        if of is not None:
            self.read(of)
        data = {**self._form(action), **fields}
        self.client.delete_cookie("tanggap")
        self._took(self.client.post(action, data=data))
        assert self.status == 401, self.page
        return self.send("/masuk", login=login, password=PASSWORD)

    def _form(self, action: str) -> dict[str, str]:
        forms = re.findall(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', self.raw, re.DOTALL)
        inside = next((body for at, body in forms if html.unescape(at) == action), None)
        assert inside is not None, f"no form leads to {action}"
        return {name: html.unescape(value) for name, value in HIDDEN.findall(inside)}

    def _took(self, answer: TestResponse) -> str:
        assert self.faulty or answer.status_code != 500, (
            f"{answer.request.path} broke: what is not in it says little"
        )
        self.status = answer.status_code
        self.location = answer.headers.get("Location", "")
        self.raw = answer.get_data(as_text=True)
        self.page = html.unescape(self.raw).replace("\N{NO-BREAK SPACE}", " ")
        return self.page


def engine_of(client: FlaskClient) -> Engine:
    """The database behind the application under test."""
    return client.application.extensions[KEY].engine

"""The access matrix: every route and act, before every kind of reader, as a table that a person can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any
from unittest import mock

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from complaints_service.accounts.scopes import SCOPES
from complaints_service.edge import sign_in
from complaints_service.edge.guard import right_of
from complaints_service.edge.resources import KEY
from tests.repository.depth import Depth
from tests.repository.tree import ROOT
from tests.support.everything import NOW, Everything
from tests.support.lengths import WHOLE
from tests.support.visitors import session_token

TABLE = ROOT / "docs" / "access.md"
#: Heads of the columns -> how that reader comes. Relations are those to rina and to the ticket she has.
READERS: dict[str, str] = {
    "nobody": "",
    "citizen": "secret",
    "by a letter": "reading secret",
    "herself": "rina",
    "former holder": "hasan",
    "accused": "ujang",
    "superior": "kasi",
    "head": "camat",
    "other unit": "trantib",
    "head of another": "kasitrantib",
    "dispatcher": "meja",
    "manager": "manager of SARPRAS",
    "manager elsewhere": "manager of TRANTIB",
    "auditor": "auditor of SARPRAS",
    "auditor elsewhere": "auditor of TRANTIB",
    "auditor of all": "auditor",
    "administrator": "admin",
    **{f"key: {scope}": f"key {scope}" for scope in SCOPES},
}
OPENS, ABSENT, SIGN_IN, FORBIDDEN, REFUSED = "yes", "–", "in", "no", "not this"
MEANING = {
    OPENS: "it opens, or the act is taken (or only its fields are lacking)",
    ABSENT: "answered as if there were no such thing",
    SIGN_IN: "asked to sign in first",
    FORBIDDEN: "refused as forbidden",
    REFUSED: "the ticket may be seen, this act on it not, or not in its state",
}
#: Which thing stands in a place that several routes call by the same name.
_PLACES_OF = {
    "unsubscribe": {"token": "stop"},
    "subscriptions.confirm": {"token": "confirm"}, "subscriptions.post_confirm": {"token": "confirm"},
    "plans.drop": {"version_id": "draft"}, "plans.post_drop": {"version_id": "draft"},
    "plans.post_sign": {"version_id": "draft"}, "plans.post_remark": {"version_id": "draft"},
    "office_reports": {"code": "office_report"}, "report_orders": {"code": "office_report"}, "reports": {"code": "office_report"},
    "survey": {"code": "survey"}, "surveys.report": {"period_id": "told"},
    "documents.evaluation": {"evaluation_id": "closed", "officer_id": "kasi"},
}  # fmt: skip
_PARAMETER = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<choices>[^)]*)\))?:)?(?P<name>\w+)>")
#: What has no place in a table of who sees what: it answers itself.
_LEFT_OUT = frozenset({"static"})


#: What a row of the table is told by: method, address as it is shown, right.
Row = tuple[str, str, str]


@dataclass(frozen=True)
class Call:
    """One row: a route, one method, and where a place of it takes only some words, one of them."""

    method: str
    shown: str
    path: str
    endpoint: str
    right: str

    @property
    def row(self) -> Row:
        """What the table tells it by."""
        return self.method, self.shown, self.right


def calls(app: Flask, world: Everything) -> Iterator[Call]:
    """Every call the application answers, by address."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if rule.endpoint in _LEFT_OUT:
            continue
        right = right_of(app.view_functions[rule.endpoint])
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for shown, path in _addresses(rule, world):
                yield Call(method, shown, path, rule.endpoint, right.code if right else "undeclared")


def _addresses(rule: Rule, world: Everything) -> list[tuple[str, str]]:
    """The address as the table shows it, and filled with what exists; one for each word of a choice."""
    named = {**_PLACES_OF.get(rule.endpoint.split(".")[0], {}), **_PLACES_OF.get(rule.endpoint, {})}
    choices = [match for match in _PARAMETER.finditer(rule.rule) if match["kind"] == "any"]
    words = [word.strip(" '\"") for word in choices[0]["choices"].split(",")] if choices else [""]

    def fill(match: re.Match[str], word: str) -> str:
        if match["kind"] == "any":
            return word
        key = named.get(match["name"], match["name"])
        if key == "secret":
            return world.secret
        return world.places[key] if key in world.places else str(world.office.officers[key])

    def both(word: str) -> tuple[str, str]:
        def show(match: re.Match[str]) -> str:
            return word if match["kind"] == "any" else f"<{match['name']}>"

        return _PARAMETER.sub(show, rule.rule), _PARAMETER.sub(lambda match: fill(match, word), rule.rule)

    return [both(word) for word in words]


class Reader:
    """One kind of reader with a browser or a program of their own."""

    def __init__(self, app: Flask, world: Everything, how: str) -> None:
        self._client: FlaskClient = app.test_client()
        self._headers: dict[str, str] = {}
        self._token = ""
        if how.startswith("key "):
            self._headers = {"Authorization": f"Bearer {world.keys[how.removeprefix('key ')]}"}
        elif how in ("secret", "reading secret"):
            secret = world.secret if how == "secret" else world.reading_secret
            self._headers = {"Authorization": f"Tracking {secret}"}
            self._client.get(f"/lacak/{secret}")
        elif how:
            self._client.set_cookie("tanggap", session_token(world.office, how, NOW))
        if not how.startswith("key "):
            found = re.search(r'name="csrf_token" value="([^"]+)"', self._client.get("/hak").text)
            assert found
            self._token = found[1]
        self._cookies = dict(self._client._cookies)

    def come_back(self) -> None:
        """The browser as it began: what it did was taken back, and it may have signed out."""
        self._client._cookies = dict(self._cookies)

    def ask(self, call: Call) -> str:
        """The cell: what became of this call."""
        if call.path.startswith("/api/"):
            headers = {**self._headers, **({} if self._headers else {"X-CSRFToken": self._token})}
            body = None if call.method == "GET" else {}
            answer = self._client.open(call.path, method=call.method, json=body, headers=headers)
        elif call.method == "GET":
            answer = self._client.get(call.path, headers=self._pages())
        else:
            answer = self._client.open(
                call.path, method=call.method, data={"csrf_token": self._token}, headers=self._pages()
            )
        try:
            return outcome(answer)
        finally:
            answer.close()

    def _pages(self) -> dict[str, str]:
        return self._headers if "Bearer" in self._headers.get("Authorization", "") else {}


def outcome(answer: TestResponse) -> str:
    """An answer as a cell of the table."""
    if answer.status_code == 404:
        return ABSENT
    if answer.status_code == 401 or answer.headers.get("Location", "").startswith("/masuk?"):
        return SIGN_IN
    if answer.status_code == 403:
        return FORBIDDEN
    if answer.status_code == 409:
        return REFUSED
    assert answer.status_code in (200, 201, 303, 400, 415, 422), f"{answer.status_code} {answer.text[:300]}"
    return OPENS


@contextmanager
def nothing_kept(engine: Engine) -> Iterator[None]:
    """Whatever this engine does meanwhile is taken back where it would be committed; others speak its dialect too."""
    dialect = engine.dialect
    commit = dialect.do_commit

    def take_back(connection: PoolProxiedConnection) -> None:
        (dialect.do_rollback if connection._pool is engine.pool else commit)(connection)

    with mock.patch.object(dialect, "do_commit", take_back):
        yield


def column(
    app: Flask, world: Everything, how: str, *, depth: Callable[[Row], Depth] = lambda _row: Depth.DRAWN
) -> dict[Row, str]:
    """The cells of one reader; the office is the same for each call, and each is followed to its `depth`."""
    reader, found = Reader(app, world, how), {}
    same_person = mock.patch.object(sign_in, "person_of", _remembered(sign_in.person_of))
    with nothing_kept(app.extensions[KEY].engine), same_person:
        for call in calls(app, world):
            with depth(call.row).of_a_call():
                found[call.row] = reader.ask(call)
            if found[call.row] == OPENS and call.method != "GET":
                reader.come_back()
    return found


def _remembered(person_of: Callable[..., Any]) -> Callable[..., Any]:
    """What somebody may do, asked once: each call finds the office as the one before did."""
    known: dict[tuple[int, date | None], Any] = {}

    def ask(session: Session, *, account_id: int, on: date | None) -> Any:
        if (account_id, on) not in known:
            known[account_id, on] = person_of(session, account_id=account_id, on=on)
        return known[account_id, on]

    return ask


def depths(table: dict[str, dict[Row, str]], head: str, *, drawn: bool) -> Callable[[Row], Depth]:
    """How far each cell of this reader has to be followed, where the whole table is known.

    A call is followed to its end for the first reader it opens to, and drawn there where pages are `drawn`; the others
    to whom it opens are let in, as what it does then is the same, and in the long form answered too. Whoever is to be
    refused is followed to the end, because what refuses may be what is behind the guard.
    """
    first = {
        row: next((each for each in READERS if table[each].get(row) == OPENS), "") for row in table[head]
    }

    def depth(row: Row) -> Depth:
        if first.get(row, head) == head:
            return Depth.DRAWN if drawn else Depth.ANSWERED
        opens = table[head].get(row) == OPENS
        return Depth.LET_IN if opens and not (drawn and WHOLE) else Depth.ANSWERED

    return depth


def written(columns: dict[str, dict[Row, str]]) -> str:
    """The table as docs/access.md has it."""
    lines = [
        "# Who may what",
        "",
        "Every route and act, before every kind of reader. A test compares each cell with what the service does,",
        "on both databases; `make access` writes the table anew, and its diff is what has to be agreed to.",
        "",
        "The relations are those to one officer and one confidential ticket: she has it, a colleague had it",
        "before, another colleague of the same unit is whom it accuses.",
        "",
        *(f"- `{sign}`: {meaning}" for sign, meaning in MEANING.items()),
        "",
        f"| | | right | {' | '.join(READERS)} |",
        f"|---|---|---|{'---|' * len(READERS)}",
    ]
    for method, address, right in next(iter(columns.values())):
        cells = " | ".join(columns[head][method, address, right] for head in READERS)
        lines.append(f"| {method} | `{address}` | {right} | {cells} |")
    return "\n".join(lines) + "\n"


def agreed(text: str) -> dict[str, dict[Row, str]]:
    """The columns of docs/access.md, by their heads."""
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")] for line in text.splitlines() if "`/" in line
    ]
    return {
        head: {(row[0], row[1].strip("`"), row[2]): row[place] for row in rows}
        for place, head in enumerate(READERS, 3)
    }

"""What every form of the office keeps to: nothing typed is lost, and a second press does nothing more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser

from flask import Flask
from sqlalchemy import Engine

from complaints_service.db import Base
from tests.support.visitors import Visitor, engine_of
from tests.support.world import Office

#: What signing in, and the pressing itself, write.
_ASIDE = frozenset(
    {"audit_event", "audit_source", "idempotency_key", "sign_in_attempt", "sign_in_session", "account"}
)


@dataclass(frozen=True)
class Form:
    """A form on a page, and what somebody typed into it; `login` is who."""

    login: str
    page: str
    action: str
    typed: Mapping[str, str | list[str]] = field(default_factory=dict)
    #: Names of what was not typed but pressed.
    buttons: frozenset[str] = frozenset()
    #: What would be wrong in its fields, where anything could be.
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Desk:
    """The application under test, its office and what time it is there."""

    app: Flask
    office: Office
    now: datetime

    def visitor(self, login: str) -> Visitor:
        """Somebody who has just signed in."""
        return Visitor(self.app.test_client()).sign_in(self.office, login, self.now)


def check_nothing_is_lost_or_done_twice(desk: Desk, form: Form) -> None:
    """Sent with a token that ran out, then after the sign-in had ended: each time it comes back filled.

    Where something is wrong, a summary leads to each of its fields. Nothing has changed by then. What came back goes through as it stands, with its fresh token; pressed once
    more it does nothing and leads to the same place.
    """
    visitor = desk.visitor(form.login)
    engine = engine_of(visitor.client)
    before = rows(engine)
    if form.wrong:
        _told_at_their_fields(visitor, form)
        _unchanged(before, rows(engine))
    visitor.send_expired(form.action, of=form.page, **form.typed)
    _filled(visitor, form)
    _unchanged(before, rows(engine))
    visitor.send_signed_out(form.action, login=form.login, **form.typed)
    _filled(visitor, form)
    _unchanged(before, rows(engine))
    data = {**form.typed, **browser_would_send(visitor.raw, form.action)}
    visitor._took(visitor.client.post(form.action, data=data))
    first, once = (visitor.status, visitor.location), rows(engine)
    assert first[0] == 303, visitor.page
    assert changed(before, once), "the form changed nothing"
    visitor._took(visitor.client.post(form.action, data=data))
    assert (visitor.status, visitor.location) == first
    _unchanged(once, rows(engine))


def _filled(visitor: Visitor, form: Form) -> None:
    assert visitor.status == 403, visitor.page
    assert "yang Anda tulis masih ada" in visitor.page
    assert _is_open(visitor.raw, form.action), "the form is there, filled, and folded away"
    found = browser_would_send(visitor.raw, form.action)
    for name, value in form.typed.items():
        if name in form.buttons:
            continue
        sent = found.get(name, [])
        assert sent == (value if isinstance(value, list) else [value]), f"{name}: {sent} instead of {value}"


def _told_at_their_fields(visitor: Visitor, form: Form) -> None:
    """What is wrong stands in a summary, each sentence leading to its field, and the title says so."""
    visitor.send(form.action, of=form.page, **{**form.typed, **form.wrong})
    assert visitor.status == 422, visitor.page
    summary = visitor.raw.partition('id="salah"')[2].partition("</div>")[0]
    leads = re.findall(r'href="#([^"]+)"', summary)
    assert len(leads) >= len(form.wrong), summary
    assert [each for each in leads if f'id="{each}"' not in visitor.raw] == []
    assert "<title>Perlu diperbaiki:" in visitor.raw


def _unchanged(before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    assert changed(before, after) == [], f"changed: {changed(before, after)}"


def rows(engine: Engine) -> dict[str, list[str]]:
    """All that the database holds, but for what signing in writes."""
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"')))
            for name in Base.metadata.tables
            if name not in _ASIDE
        }


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """The tables that are not as they were."""
    return [name for name, held in after.items() if held != before[name]]


def browser_would_send(page: str, action: str) -> dict[str, list[str]]:
    """The fields of the form that leads to `action`, as a browser sends them when nobody touches it."""
    reader = _FormReader(action)
    reader.feed(page)
    assert reader.found, f"no form leads to {action}"
    return reader.fields


def _is_open(page: str, action: str) -> bool:
    """Whether the form that leads to `action` stands in no part of the page that is folded away."""
    before = page[: page.index(f'action="{action}"')]
    within = re.findall(r"<details([^>]*)>|(</details>)", before)
    folds: list[bool] = []
    for attributes, end in within:
        if end:
            folds.pop()
        else:
            folds.append("open" not in attributes)
    return not any(folds)


class _FormReader(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.found = False
        self.fields: dict[str, list[str]] = {}
        self._action = action
        self._inside = False
        self._area: tuple[str, list[str]] | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = has.get("action") == self._action
            self.found = self.found or self._inside
        elif not self._inside:
            return
        elif tag == "input":
            self._input(has)
        elif tag == "textarea":
            self._area = has["name"], []
        elif tag == "select":
            self._select = has["name"], []
        elif tag == "option" and self._select is not None:
            self._select[1].append((has.get("value", ""), "selected" in has))

    def _input(self, has: dict[str, str]) -> None:
        kind = has.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in has:
            return
        if kind not in ("submit", "button", "file") and "name" in has:
            self.fields.setdefault(has["name"], []).append(has.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area is not None:
            name, parts = self._area
            # A browser drops the line break right after the tag.
            self.fields.setdefault(name, []).append("".join(parts).removeprefix("\n"))
            self._area = None
        elif tag == "select" and self._select is not None:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [options[0][0]] if options else []
            self.fields.setdefault(name, []).extend(chosen)
            self._select = None

"""What every form that needs no sign-in keeps to: nothing typed is lost, and a second press does nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.forms import browser_would_send, changed, rows
from tests.support.visitors import Visitor, engine_of


@dataclass(frozen=True)
class OpenForm:
    """A form on a page, and what somebody typed into it; `kept` False: a password, which no page gives back."""

    page: str
    action: str
    typed: Mapping[str, str] = field(default_factory=dict)
    kept: bool = True


def check_an_open_form(visitor: Visitor, form: OpenForm) -> None:
    """Sent with a token that ran out it comes back filled, and nothing has changed.

    What came back goes through as it stands, with its fresh token; pressed once more it does nothing and leads
    to the same place.
    """
    engine = engine_of(visitor.client)
    visitor.read(form.page)
    before = rows(engine)
    visitor.send_expired(form.action, **form.typed)
    assert visitor.status == 403, visitor.page
    assert "yang Anda tulis masih ada" in visitor.page
    found = browser_would_send(visitor.raw, form.action)
    for name, value in form.typed.items() if form.kept else ():
        assert found.get(name) == [value], f"{name}: {found.get(name)} instead of {value}"
    assert changed(before, rows(engine)) == []
    data = {**found, **form.typed}
    visitor._took(visitor.client.post(form.action, data=data))
    first, once = (visitor.status, visitor.location), rows(engine)
    assert first[0] == 303, visitor.page
    assert changed(before, once), "the form changed nothing"
    visitor._took(visitor.client.post(form.action, data=data))
    assert (visitor.status, visitor.location) == first
    assert changed(once, rows(engine)) == []

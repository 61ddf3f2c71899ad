"""Who of the office reads a citizens' page: a citizen's link must not become their browser's."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from complaints_service.edge.sign_in import person


@dataclass(frozen=True, kw_only=True)
class StaffReader:
    """Somebody signed in; `counter_href`: where they enter citizens' reports, None where they may not."""

    name: str
    counter_href: str | None


def staff_reader() -> StaffReader | None:
    """Who is signed in; None for a citizen."""
    if (reader := person()) is None:
        return None
    return StaffReader(name=reader.name, counter_href=url_for("counter.entry") if reader.enters else None)

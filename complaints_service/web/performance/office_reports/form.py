"""What is typed of a report: its months and what narrows it, and what whoever issues it adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.input.fields import Line, Text
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.office_reports.asking import MOST_MONTHS, asked_of
from complaints_service.office_reports.basis import WAYS, Basis
from complaints_service.office_reports.catalogue import ReportKind, basis_of
from complaints_service.web.shell.forms import FormSchema

#: The words of a report that is asked for in an address.
ASKED = ("from", "until", "compare", *WAYS)


class IssueForm(FormSchema):
    """The months of a report to issue, and up to three sentences of its signer."""

    first = Line(data_key="from")
    last = Line(data_key="until")
    compare = Line()
    sentence_1 = Text(load_default="")
    sentence_2 = Text(load_default="")
    sentence_3 = Text(load_default="")


class ReportOrderForm(FormSchema):
    """The months of a report that the worker is to make, and what narrows it."""

    first = Line(data_key="from", attribute="from")
    until = Line()
    compare = Line(load_default="")
    unit = Line(load_default="")
    category = Line(load_default="")
    kelurahan = Line(load_default="")


def sentences_of(loaded: Mapping[str, Any]) -> list[str]:
    """The sentences that were typed, in their order."""
    return [loaded[f"sentence_{place}"] for place in (1, 2, 3)]


def asked_basis(
    session: Session,
    reader: SignedIn,
    kind: ReportKind,
    typed: Mapping[str, str],
    language: str,
    *,
    most: int = MOST_MONTHS,
) -> Basis:
    """The report that is asked for. Raises Invalid naming the field, NotFound."""
    rulebook, now = service().rulebook, clock.now()
    zone = rulebook.calendar(rulebook.office.calendar).zone
    return basis_of(
        session,
        kind=kind,
        asked=asked_of(
            typed.get("from"), typed.get("until"), typed.get("compare"), now=now, zone=zone, most=most
        ),
        where={way: typed.get(way, "") for way in WAYS},
        rights=reader.rights,
        now=now,
        rulebook=rulebook,
        language=language,
    )

"""What an officer types and uploads when reporting, read into what the service takes."""

from __future__ import annotations

from urllib.parse import urlsplit

from complaints_service.appraisal.reporting.service import MOST_EVIDENCE, NewEvidence
from complaints_service.edge.files.uploads import Takes
from complaints_service.edge.input.fields import Decimal, Line, Text
from complaints_service.errors import words
from complaints_service.web.shell.forms import FormSchema

#: What may stand as evidence, by content: photos (drawn anew), PDF and plain text.
TAKEN = frozenset({"image/jpeg", "application/pdf", "text/plain"})
FILES = Takes(
    most=MOST_EVIDENCE,
    too_many=words("Paling banyak %(most)s bukti untuk satu realisasi.", most=MOST_EVIDENCE),
    kinds=TAKEN,
    most_bytes=10_000_000,
    most_body=25_000_000,
)


class ReportedValueForm(FormSchema):
    """A value with what was done; its links and files are evidence."""

    value = Decimal()
    words = Line()
    links = Text(load_default="")


class ApprovalForm(FormSchema):
    """What the superior saw when letting a value count."""

    seen = Line()


class DeclineForm(ApprovalForm):
    """Why a value does not count."""

    reason = Text(load_default="")


class WithdrawalForm(FormSchema):
    """Why a report or a piece of evidence is taken back."""

    reason = Text(load_default="")


class EvidenceForm(FormSchema):
    """More evidence."""

    links = Text(load_default="")


def typed_links(typed: str) -> list[NewEvidence]:
    """One link a line; each is called by its host."""
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    return [NewEvidence(_host(line), link=line) for line in lines[: MOST_EVIDENCE + 1]]


def _host(link: str) -> str:
    try:
        return urlsplit(link).hostname or "-"
    except ValueError:
        return "-"

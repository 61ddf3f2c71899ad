"""What verification reports."""

from __future__ import annotations

from typing import NamedTuple


class Finding(NamedTuple):
    """One thing that is not as it must be.

    `code`: `ledger` (gaps, order, a step the workflow does not know), `ticket` (the row is not what the
    ledger folds to), `message`, `custody_sum`, `fact`, `row` (what a list tells of a ticket), `cell` (a
    month's sums are not those of the facts), `seal` (a row that was sealed), `source` (where an act came
    from), `checkpoint` (what was signed of the chains), `written` (a record that is not what its digest
    says), `file`, `orphan`, `identity` (what is sealed does not open), `survey` (answers that are not those
    of its closing), `plan` or
    `evidence`. `subject`: a ticket's number or a row.
    """

    code: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.code}: {self.subject}: {self.detail}"

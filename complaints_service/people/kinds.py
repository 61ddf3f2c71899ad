"""The few fixed kinds of units, of employment and of leave."""

from __future__ import annotations

UNIT_KINDS = ("office", "secretariat", "section", "kelurahan", "crew", "desk")

#: Civil servants (PNS, PPPK) are appraised; others, such as a kepala lingkungan, only hold tickets.
EMPLOYMENTS = ("pns", "pppk", "non_asn")

#: One's own post; a vacant one led as well (pelaksana tugas); one whose holder is away (pelaksana harian).
POSTING_KINDS = ("own", "plt", "plh")
ACTING_KINDS = POSTING_KINDS[1:]

LEAVE_KINDS = ("annual", "long", "sick", "maternity", "compelling", "unpaid", "assignment")

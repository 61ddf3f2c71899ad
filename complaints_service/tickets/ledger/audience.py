"""Who reads what is said on a ticket: what is not named for its citizen is the office's own. Pure."""

from __future__ import annotations

from sla import SUBSTANTIVE

#: For the citizens of reports that were merged into this one, in words of their own.
TO_MERGED = "to_merged"
#: What the citizen of a merged report said; it stands in full in their own ledger.
FROM_MERGED = "from_merged"
#: What its citizen would read, once a superior has confirmed its ending.
ENDING_DRAFT = "ending_draft"
#: What the ticket's own citizen reads: what was said to them, and what they said.
FOR_ITS_CITIZEN = frozenset({*SUBSTANTIVE, "message", "dispute", "acceptance", "withdrawal", "reopening"})
#: What stays inside, each named too, so that a new act has to say where it belongs.
FOR_THE_OFFICE = frozenset({"note", ENDING_DRAFT, TO_MERGED, FROM_MERGED})

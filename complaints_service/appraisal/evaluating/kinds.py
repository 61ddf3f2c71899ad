"""The fixed words of an evaluation: its kinds and states, the three ratings, what may follow."""

from __future__ import annotations

EVALUATION_KINDS = ("periodic", "annual")

#: Di bawah, sesuai, di atas ekspektasi.
RATINGS = ("below", "meets", "above")

#: `sent` to the officer, who accepts or objects; `objected` until the superior's superior decides; `closed`
#: with its record frozen; `reopened` where another generation took its place (the record stays).
EVALUATION_STATES = ("draft", "sent", "objected", "closed", "reopened")

FOLLOW_UP_KINDS = ("action", "recognition", "training", "sanction")
FOLLOW_UP_STATES = ("open", "done", "declined")

#: The steps that close an evaluation: what the audit record keeps of them names the record's digest.
CLOSING = ("evaluation.accepted", "evaluation.decided", "evaluation.lapsed")

"""The fixed words of a plan: levels of goals, states of a version, duties, aspects, sources of a value."""

from __future__ import annotations

#: From the office's vision down to what a unit does this year; each lies under one of the level before.
GOAL_LEVELS = ("vision", "mission", "objective", "programme", "unit_work")

#: `draft` while the two talk, `signed` once both have, `dropped` when a draft is given up.
VERSION_STATES = ("draft", "signed", "dropped")

DUTIES = ("main", "additional")

#: Kuantitas, kualitas, waktu, biaya (PermenPANRB 6/2022).
ASPECTS = ("quantity", "quality", "time", "cost")

#: How a year's target falls to its periods: portions that sum to it, or a target of each one's own.
SPREADS = ("sum", "each")

SOURCES = ("measured", "reported")

#: What a dialogue is made of: a remark, a change somebody made, a signature, and one that a change undid.
REMARK_KINDS = ("remark", "change", "signature", "unsigned")

"""The codes of the survey: how an answer came, and what may be told of who gave it."""

from __future__ import annotations

from collections.abc import Mapping

#: A poster's code, a tablet at the counter, a slip, the link after a report, its chat, a sheet of paper.
CHANNELS = ("poster", "kiosk", "slip", "link", "chat", "paper")
#: What may be told, none of it asked for; whatever is named here is a column of the answers.
PROFILE: Mapping[str, tuple[str, ...]] = {
    "sex": ("female", "male"),
    "age": ("under_25", "25_39", "40_59", "from_60"),
    "education": ("primary", "junior", "senior", "diploma", "bachelor", "above"),
    "work": ("civil", "private", "business", "student", "home", "other"),
}

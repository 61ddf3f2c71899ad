"""A complaint as it was handed in: what intake checks and completes, and a ticket opens with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from complaints_service.notify.service import Recipient
from complaints_service.places.place import NOWHERE, Place
from complaints_service.tickets.elsewhere import Elsewhere


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a citizen handed in, already of the right types; `about` names who is complained about.

    Intake fills in an empty `title`, `category` and `kind`, and the kelurahan of `place`. `about`: holder
    references (`unit:SARPRAS`, `person:7`); `about_office`: the answer to whether it is about staff or the
    office (`yes`, `no`, `unsure`; None: nobody asked). `routes`: the addresses whose owners agreed to hear of
    the number; an `email` that is in none is asked first. `received_at`: when the citizen handed it over,
    where that was before it is entered (sla.md, sentence 50); `elsewhere`: as which number another office
    knows it. `joins`: the number of a neighbour's report that it goes into as one more voice. `answers`: to
    the questions of its category, by their codes. For replays only: `unit`, the receiving unit, and `tail`,
    the random part of the number.
    """

    text: str
    title: str = ""
    category: str = ""
    kind: str = ""
    place: Place = NOWHERE
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    routes: tuple[Recipient, ...] = ()
    privacy: str = "open"
    channel: str = "web"
    language: str = "id"
    about: tuple[str, ...] = ()
    about_office: str | None = None
    joins: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    unit: str | None = None
    tail: str | None = None
    priority: str = "normal"
    received_at: datetime | None = None
    elsewhere: Elsewhere | None = None

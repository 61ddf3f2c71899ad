"""One copy of a ticket: the rows that hold its number, a place or a digest."""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.copying.sources import ID, PLACE, Source, Steps
from complaints_service import db
from complaints_service.audit.written.coverage import coverage_of
from complaints_service.audit.written.form import digest_of, key_text
from complaints_service.measurement.facts.rows import SquareRow
from complaints_service.places.outlines import find_place
from complaints_service.places.squares import square_of
from complaints_service.tickets.ledger.numbers import (
    ALPHABET,
    check_character,
    secret_digest,
    tracking_secret,
)
from config.rulebook import Rulebook

#: So many points are drawn of each kelurahan.
_POINTS = 500


class Numbers:
    """Numbers in the form of the office's own, one after another, past those that are taken."""

    def __init__(self, taken: Sequence[str]) -> None:
        self._taken, self._next = set(taken), Counter[str]()

    def after(self, number: str) -> str:
        """The next free number of the same office and month."""
        begin, month, _tail = number.split("-")
        while True:
            count = self._next[month]
            self._next[month] += 1
            tail = "".join(ALPHABET[count // 32**place % 32] for place in (3, 2, 1, 0))
            made = f"{begin}-{month}-{tail}{check_character(month + tail)}"
            if made not in self._taken:
                return made


class Copy(NamedTuple):
    complaint: tuple[Any, ...]
    ticket: tuple[Any, ...]
    words: tuple[Any, ...]
    fact: tuple[Any, ...] | None
    square: SquareRow | None
    written: list[tuple[Any, ...]]


def places_of(rulebook: Rulebook) -> list[tuple[str, list[tuple[float, float]]]]:
    """Each kelurahan with points inside it."""
    chance, made = random.Random(311), []
    for each in rulebook.kelurahan:
        ring = [position for ring in each.rings for position in ring]
        lngs, lats = zip(*ring, strict=True)
        inside: list[tuple[float, float]] = []
        while len(inside) < _POINTS:
            lat = round(chance.uniform(min(lats), max(lats)), 5)
            lng = round(chance.uniform(min(lngs), max(lngs)), 5)
            if find_place(lat, lng, rulebook).kelurahan == each.code:
                inside.append((lat, lng))
        made.append((each.code, inside))
    return made


def copy_of(
    source: Source,
    nth: int,
    steps: Steps,
    places: Sequence[tuple[str, list[tuple[float, float]]]],
    numbers: Numbers,
    tracking_key: bytes,
) -> Copy:
    """The rows of one copy of a ticket that hold its number, a place or a digest."""
    own = source.ticket["id"] + nth * steps.ticket
    number = numbers.after(source.ticket["number"])
    code, points = places[nth % len(places)]
    secret = secret_digest(tracking_secret(tracking_key, number, source.complaint["secret_generation"]))
    complaint = {**source.complaint, "id": own, "number": number, "secret_digest": secret}
    ticket = {**source.ticket, "id": own, "number": number}
    if ticket["kelurahan"] is None:
        lat, lng = points[own % len(points)]
        complaint |= {"kelurahan": code, "lat": lat, "lng": lng, "place_origin": "pin"}
        ticket["kelurahan"] = code
    told = [(complaint, "complaint", number, ""), (ticket, "ticket", str(own), "")]
    for message in source.messages:
        row = {**message, "id": message["id"] + nth * steps.message, "ticket_id": own}
        told.append((row, "message", key_text((own, row["seq"])), str(row["seq"])))
    written = []
    for row, record, key, part_of_key in told:
        for part, names in _parts(record).items():
            if (said := source.acts.get((record, part, part_of_key))) is None:
                continue
            form, act, at = said
            digest = digest_of(record, part, key, {name: row[name] for name in names})
            if act is not None and act.startswith("ticket:"):
                act = f"ticket:{own}/{act.partition('/')[2]}"
            written.append((record, part, key, form, digest, act, at))
    fact = square = None
    if source.fact is not None:
        canonical = source.canonical.replace(b"%d" % ID, b"%d" % own).replace(PLACE.encode(), code.encode())
        if complaint["lat"] is not None and ticket["state"] != "merged":
            place = square_of(complaint["lat"], complaint["lng"])
            square = SquareRow(own, ticket["unit"], ticket["category"], ticket["kelurahan"], *place)
            named = json.dumps([square], separators=(",", ":")).encode()
            canonical = b"%b,%b]" % (canonical.removesuffix(b"]"), named)
        digest = hashlib.sha256(canonical).hexdigest()
        kept = {**source.fact, "ticket_id": own, "kelurahan": ticket["kelurahan"], "digest": digest}
        fact = tuple(kept.values())
    return Copy(
        tuple(complaint.values()),
        tuple(ticket.values()),
        (own, number[::-1], source.stems),
        fact,
        square,
        written,
    )


def _parts(record: str) -> Mapping[Any, tuple[str, ...]]:
    covered = coverage_of(db.Base.metadata.tables[record])
    assert covered is not None
    return covered.parts

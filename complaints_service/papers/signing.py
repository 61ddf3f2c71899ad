"""Who signs a paper on a day: the first of its posts that somebody at work holds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from complaints_service.appraisal.documents.parties import party
from complaints_service.appraisal.documents.words import NOTHING
from complaints_service.people.members import structure
from complaints_service.people.postings import OWN, in_force
from complaints_service.people.queries import absent_on

#: What stands before the post of whoever leads it beside their own.
_ACTING = {"plt": "Plt. ", "plh": "Plh. "}


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signs, under which post; `behalf`: the post for which they stand in, empty for their own."""

    name: str
    nip: str
    rank: str
    position: str
    behalf: str


def signatory(
    session: Session, *, posts: Sequence[str], on: date, accused: Collection[int] = ()
) -> Signatory:
    """Who signs on a local day: neither on leave nor accused. Where nobody is, the first post stays open."""
    there, away = structure(session, on=on).posts, absent_on(session, on=on)
    called = {row.code: (post, row.title) for post, row in there.items() if row.active}
    first = called[posts[0]][1] if posts[0] in called else NOTHING
    held = in_force(session, on=on)
    for code in posts:
        if code not in called:
            continue
        post, title = called[code]
        holding = [one for one in held if one.position_id == post]
        for one in sorted(holding, key=lambda each: each.kind != OWN):
            found = party(session, officer_id=one.officer_id, on=on)
            if found is not None and one.officer_id not in away and one.officer_id not in accused:
                return Signatory(
                    name=found.name,
                    nip=found.nip,
                    rank=found.rank,
                    position=_ACTING.get(one.kind, "") + title,
                    behalf=first if code != posts[0] else "",
                )
    return Signatory(name=NOTHING, nip=NOTHING, rank=NOTHING, position=first, behalf="")

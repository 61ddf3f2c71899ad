"""Takes a complaint in: checks it, finds where it is, and opens its ticket, once per key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.errors import Invalid, Words, invalid, words
from complaints_service.idempotency import Key, first_answer, remember
from complaints_service.intake.channels import channels
from complaints_service.intake.suggesting.keywords import suggest_category
from complaints_service.moment import Moment
from complaints_service.notify.citizens.subscriptions import EMAIL, ask_at_intake
from complaints_service.notify.service import Recipient
from complaints_service.people.queries import unit_exists
from complaints_service.places.place import settled
from complaints_service.texts import clean, text_problem, title_of
from complaints_service.tickets.ledger.numbers import tracking_secret
from complaints_service.tickets.opening.answers import checked_answers
from complaints_service.tickets.opening.draft import Draft
from complaints_service.tickets.opening.following import check_followable
from complaints_service.tickets.opening.service import open_ticket
from complaints_service.tickets.public.similar import may_follow
from config.errors import UnknownEntry
from config.rulebook import Rulebook

PRIVACY_LEVELS = ("open", "confidential", "anonymous")
#: What nobody could name goes here; the triage queue decides.
UNNAMED_CATEGORY = "lainnya"


@dataclass(frozen=True)
class Submission:
    """What the citizen is told; `created` is False when the key was known and nothing was done again."""

    number: str
    secret: str
    answer: dict[str, Any]
    created: bool


@dataclass(frozen=True)
class Ready:
    """A draft that was completed before anything was locked, or what speaks against it."""

    whole: Draft | Invalid

    @classmethod
    def made(cls, draft: Draft, *, now: datetime, rulebook: Rulebook) -> Ready:
        """Completes a draft. What speaks against it is told by `read`: a known key has its answer first."""
        try:
            return cls(completed(draft, now=now, rulebook=rulebook))
        except Invalid as refusal:
            return cls(refusal)

    def read(self) -> Draft:
        """The completed draft. Raises Invalid naming every field that cannot be taken."""
        if isinstance(self.whole, Invalid):
            raise self.whole
        return self.whole


def submit(
    moment: Moment,
    *,
    draft: Draft | Ready,
    tracking_key: bytes,
    key: Key | None = None,
    before: Callable[[Draft], None] = lambda _whole: None,
) -> Submission:
    """Opens a ticket for a draft, or repeats the first answer to the same key.

    A draft that was made ready is not completed while others wait to write; its `now` is the moment's.
    `before` sees the completed draft and may refuse it. Raises Invalid naming every field, DomainError
    `idempotency_key_reused`, and `not_followable` for a neighbour's report that cannot be joined.
    """
    if key is not None and (first := first_answer(moment.session, key=key)) is not None:
        secret = tracking_secret(tracking_key, first["number"], first["generation"])
        return Submission(first["number"], secret, _public(first, secret), created=False)
    ready = draft if isinstance(draft, Ready) else Ready.made(draft, now=moment.now, rulebook=moment.rulebook)
    whole = ready.read()
    _require_known(moment.session, whole.about)
    before(whole)
    if whole.joins is not None:
        whole = _joining(moment, whole)
    if whole.email and not whole.routes and moment.actor.origin == "replay":
        whole = replace(whole, routes=(Recipient(EMAIL, whole.email, whole.language),))  # agreed to long ago
    opened = open_ticket(moment, draft=whole, tracking_key=tracking_key)
    answer: dict[str, Any] = {
        "number": opened.number,
        "generation": 1,
        "status": opened.state.state,
        "category": opened.state.category,
        "holder": opened.holder_name,
        "why": opened.why,
        "due": {clock: due.isoformat().replace("+00:00", "Z") for clock, due in opened.due.items()},
    }
    if whole.email and not whole.routes:
        asked = Recipient(EMAIL, whole.email, whole.language)
        answer["news_by_email"] = ask_at_intake(
            moment.session, number=opened.number, recipient=asked, now=moment.now
        )
    if key is not None:
        remember(moment.session, key=key, answer=answer, now=moment.now)
    return Submission(opened.number, opened.secret, _public(answer, opened.secret), created=True)


def completed(draft: Draft, *, now: datetime, rulebook: Rulebook) -> Draft:
    """A draft checked and completed: kelurahan from the point, category from the words. Reads nothing stored.

    Raises Invalid naming every field that cannot be taken.
    """
    fields: dict[str, list[Words]] = {}
    on = rulebook.local_date(draft.received_at or now)
    if problem := text_problem(draft.text):
        fields["text"] = [problem]
    if draft.privacy == "anonymous" and (draft.name or draft.phone or draft.email):
        fields["reporter"] = [
            words("Laporan anonim tidak menyimpan nama, telepon, atau surel. Kosongkan, atau pilih rahasia.")
        ]
    if draft.channel not in channels():
        fields["channel"] = [words("Saluran ini tidak dikenal.")]
    category = draft.category or suggest_category(draft.text, rulebook.categories_on(on)) or UNNAMED_CATEGORY
    kind = draft.kind
    try:
        kind = kind or rulebook.category(category, on).kind
    except UnknownEntry:
        fields["category"] = [words("Kategori ini tidak dikenal.")]
    answers: Mapping[str, str] = {}
    if draft.answers and "category" not in fields:
        answers, wrong = checked_answers(draft.answers, rulebook.category(category, on))
        fields |= wrong
    place, misplaced = settled(draft.place, rulebook)
    fields |= misplaced
    if fields:
        raise Invalid(fields)
    return replace(
        draft,
        text=clean(draft.text),
        title=title_of(draft.text),
        kind=kind or "complaint",
        category=category,
        place=place,
        answers=answers,
    )


def _joining(moment: Moment, whole: Draft) -> Draft:
    """A draft that may join a neighbour's report; one about staff stands alone."""
    if not may_follow(whole, now=moment.now, rulebook=moment.rulebook):
        return replace(whole, joins=None)
    check_followable(moment, number=whole.joins or "")
    return whole


def _require_known(session: Session, about: tuple[str, ...]) -> None:
    """Refuses a complaint about a unit that is not there: it could reach whom it is about."""
    for reference in about:
        if reference.startswith("unit:") and not unit_exists(session, code=reference.removeprefix("unit:")):
            raise invalid("about", words("Unit ini tidak ada. Pilih salah satu dari daftar, atau kosongkan."))


def _public(answer: dict[str, Any], secret: str) -> dict[str, Any]:
    shown = {name: value for name, value in answer.items() if name != "generation"}
    return {"number": shown.pop("number"), "secret": secret, **shown}

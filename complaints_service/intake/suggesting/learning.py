"""Learning anew when there is something new: read, teach, keep, and no lock is held while it teaches."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from complaints_service.intake.suggesting.models import REMEMBERED, CategoryModel
from complaints_service.intake.suggesting.teaching import Example, Taught, teach
from complaints_service.samples.judged import demo_texts, request_titles
from complaints_service.tickets.ledger.models import Complaint, Ticket
from config.rulebook import Rulebook

#: Reports that teach: their citizen or an officer let the category stand until the end.
CONFIRMED = ("resolved", "closed")
#: How many teach at most.
MOST_REPORTS = 5000
#: How many learnings are kept, the newest among them.
KEPT = 2


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What there is to learn from: the rulebook's phrases and sentences, and the office's own reports."""

    phrases: Sequence[Example]
    sentences: Sequence[Example]
    reports: Sequence[Example]

    @property
    def digest(self) -> str:
        """The same lesson gives the same."""
        all_of_it = [*self.phrases, *self.sentences, *self.reports]
        said = "\n".join(f"{each.category}\t{each.text}" for each in all_of_it)
        return hashlib.sha256(said.encode()).hexdigest()


def new_lesson(session: Session, *, now: datetime, rulebook: Rulebook) -> Lesson | None:
    """What there is to learn from; None where it is what was learned from last.

    Reports that were anonymous, are of an oversight kind or were erased teach nothing.
    """
    phrases: list[Example] = []
    sentences: list[Example] = []
    for each in rulebook.categories_on(rulebook.local_date(now)):
        named = (*each.keywords, *each.keywords_en, each.names.id, each.names.en, each.hint.id, each.hint.en)
        phrases += [Example(words, each.code) for words in named if words]
        sentences += [Example(words, each.code) for words in each.examples]
    known = {each.category for each in phrases}
    reports = [Example(text, category) for text, category in _confirmed(session, now) if category in known]
    found = Lesson(phrases=phrases, sentences=sentences, reports=reports)
    newest = session.scalar(select(CategoryModel.taught_by).order_by(CategoryModel.id.desc()).limit(1))
    return None if newest == found.digest or len(known) < 2 else found


def learn(lesson: Lesson) -> Taught:
    """Learns, and judges by what it did not see. Seconds of a core: not inside a transaction."""
    known = {each.category for each in lesson.phrases}
    unseen = {
        "demo": [Example(*each) for each in demo_texts() if each[1] in known],
        "requests_311": [Example(*each) for each in request_titles() if each[1] in known],
    }
    return teach(lesson.phrases, lesson.sentences, lesson.reports, unseen)


def keep(session: Session, taught: Taught, *, lesson: Lesson, now: datetime) -> None:
    """Puts what was learned into force, and forgets what is older than the one before."""
    learned = taught.suggester.to_json()
    session.add(
        CategoryModel(
            made_at=now,
            taught_by=lesson.digest,
            sentences=len(lesson.sentences),
            reports=len(lesson.reports),
            learned=learned,
            digest=hashlib.sha256(learned.encode()).hexdigest(),
            measures={name: asdict(measure) for name, measure in taught.measures.items()},
        )
    )
    session.flush()
    newest = session.scalars(select(CategoryModel.id).order_by(CategoryModel.id.desc()).limit(KEPT)).all()
    session.execute(delete(CategoryModel).where(CategoryModel.id.not_in(newest)))


def _confirmed(session: Session, now: datetime) -> list[tuple[str, str]]:
    """Texts of reports with the category they ended with, newest first."""
    rows = session.execute(
        select(Complaint.text, Ticket.category)
        .join(Ticket, Ticket.id == Complaint.id)
        .where(
            Ticket.state.in_(CONFIRMED),
            Ticket.kind != "oversight",
            Complaint.privacy != "anonymous",
            Complaint.erased_at.is_(None),
            Ticket.received_at > now - REMEMBERED,
        )
        .order_by(Ticket.received_at.desc(), Ticket.id.desc())
        .limit(MOST_REPORTS)
    )
    return [(row.text, row.category) for row in rows]

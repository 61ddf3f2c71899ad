"""Opens and closes periods of the survey, and keeps answers so that nobody can be found behind one.

`rights`: None where the office itself acts, by a command.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights, may_in_office
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, NotFound, Words, invalid, words
from complaints_service.people.models import Unit
from complaints_service.survey.skm.index import SCORES
from complaints_service.survey.skm.kinds import PROFILE
from complaints_service.survey.skm.models import SurveyAnswer, SurveyFollowUp, SurveyPass, SurveyPeriod
from complaints_service.survey.skm.passes import channel_of, pass_digest
from complaints_service.survey.skm.queries import PeriodView, period, result_of_period
from complaints_service.survey.skm.summing import sum_up
from complaints_service.texts import clean, text_problem
from config.entries.survey import ELEMENTS
from config.rulebook import Rulebook
from config.versions import in_force

#: Letters of a poster's code: none that is read as another one.
_LETTERS, _LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 6
#: The record that holds the digest of a period's answers.
CLOSED = "survey.closed"
MOST_PEOPLE = 1_000_000
#: The regulation wants a survey at least once a year.
LONGEST = timedelta(days=366)
MAX_COMMENT = 1_000
ANSWERED = words("Survei ini sudah Anda isi. Terima kasih.")
_CLOSED = words("Survei ini sudah ditutup, jadi tidak menerima jawaban lagi.")


@dataclass(frozen=True, kw_only=True)
class NewPeriod:
    """A period to open: of whom, from and until which local day, and how many users the service has in it."""

    unit: str
    service: str
    population: int
    opened_on: date
    until_on: date


@dataclass(frozen=True, kw_only=True)
class GivenAnswer:
    """One whole answer: the scores by element, and what its giver told of themselves, if anything."""

    scores: Mapping[str, int]
    profile: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""


def open_period(
    session: Session,
    *,
    new: NewPeriod,
    rights: Rights | None,
    now: datetime,
    actor: Actor,
    rulebook: Rulebook,
) -> int:
    """Opens a period; its id. Raises Invalid naming every field, also for a unit that is not one's own."""
    unit_id = session.scalar(select(Unit.id).where(Unit.code == new.unit, Unit.active))
    if unit_id is None or not _may(rights, "run_survey", new.unit):
        raise invalid("unit", words("Pilih unit yang Anda pimpin atau kelola."))
    today = rulebook.local_date(now)
    fields: dict[str, list[Words]] = {}
    if new.service not in {one.code for one in in_force(rulebook.survey_services, today)}:
        fields["service"] = [words("Pilih layanannya.")]
    if not 1 <= new.population <= MOST_PEOPLE:
        fields["population"] = [words("Isi dengan jumlah pengguna layanan, paling sedikit 1.")]
    if new.opened_on < today:
        fields["opened_on"] = [words("Pilih hari ini atau sesudahnya.")]
    if not new.opened_on <= new.until_on <= new.opened_on + LONGEST:
        fields["until_on"] = [words("Pilih hari sesudah hari pertama, paling jauh setahun.")]
    if fields:
        raise Invalid(fields)
    made = SurveyPeriod(
        code="".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)),
        unit_id=unit_id,
        service=new.service,
        population=new.population,
        opened_on=new.opened_on,
        until_on=new.until_on,
        opened_by=actor.ref,
    )
    session.add(made)
    session.flush()
    data = {"unit": new.unit, "service": new.service, "population": new.population}
    record(session, now=now, actor=actor, kind="survey.opened", subject=f"survey:{made.id}", data=data)
    return made.id


def answer(
    session: Session,
    *,
    code: str,
    given: GivenAnswer,
    pass_given: str,
    key: bytes,
    now: datetime,
    rulebook: Rulebook,
    in_chat: bool = False,
) -> None:
    """Keeps one answer and uses its pass up; `in_chat`: it came by the chat of its report.

    Raises NotFound, Invalid naming each element that is missing, `survey_closed`, `already_answered`.
    """
    row = session.scalar(select(SurveyPeriod).where(SurveyPeriod.code == code.upper()).with_for_update())
    if row is None:
        raise NotFound
    today = rulebook.local_date(now)
    if row.closed_at is not None or not row.opened_on <= today <= row.until_on:
        raise DomainError("survey_closed", _CLOSED)
    _check(given)
    channel = channel_of(key, period=row.code, given=pass_given)
    if channel is None:
        raise NotFound("link")
    used = pass_digest(pass_given)
    if session.get(SurveyPass, (row.id, used)) is not None:
        raise DomainError("already_answered", ANSWERED)
    session.execute(insert(SurveyPass).values(period_id=row.id, digest=used))
    _keep(session, row.id, "chat" if in_chat else channel, [given], today)


def enter_paper(
    session: Session,
    *,
    period_id: int,
    sheets: Sequence[GivenAnswer],
    rights: Rights | None,
    now: datetime,
    actor: Actor,
    rulebook: Rulebook,
) -> int:
    """Keeps answers on paper, also after the last day while the period is not closed; how many.

    Raises NotFound, Invalid, `survey_closed`.
    """
    row = _locked(session, period_id, rights, "enter_survey")
    if row.closed_at is not None:
        raise DomainError("survey_closed", _CLOSED)
    if not sheets:
        raise invalid("sheets", words("Ketik paling sedikit satu lembar."))
    for sheet in sheets:
        _check(sheet)
    _keep(session, row.id, "paper", sheets, rulebook.local_date(now))
    data = {"sheets": len(sheets)}
    record(session, now=now, actor=actor, kind="survey.entered", subject=f"survey:{row.id}", data=data)
    return len(sheets)


def close_period(
    session: Session, *, period_id: int, population: int, rights: Rights | None, now: datetime, actor: Actor
) -> None:
    """Closes a period for good, with the number of users it had, and writes the digest of its answers down.

    Raises NotFound, Invalid, `survey_closed`.
    """
    row = _locked(session, period_id, rights, "run_survey")
    if row.closed_at is not None:
        raise DomainError("survey_closed", _CLOSED)
    if not 1 <= population <= MOST_PEOPLE:
        raise invalid("population", words("Isi dengan jumlah pengguna layanan, paling sedikit 1."))
    row.closed_at, row.population = now, population
    answers, row.digest = digest_of_answers(session, period_id=period_id)
    session.flush()
    sum_up(session, period_id=period_id)
    data = {"answers": answers, "population": population, "digest": row.digest}
    record(session, now=now, actor=actor, kind=CLOSED, subject=f"survey:{row.id}", data=data)


def publish(
    session: Session,
    *,
    period_id: int,
    rights: Rights | None,
    now: datetime,
    actor: Actor,
    rulebook: Rulebook,
) -> None:
    """Shows a closed period to everybody. Raises NotFound, `survey_open`, `too_few_answers`."""
    row = _locked(session, period_id, rights, "run_survey")
    found = _existing(period(session, period_id=period_id))
    if row.closed_at is None:
        raise DomainError("survey_open", words("Tutup dulu periodenya."))
    if result_of_period(session, of=found, rulebook=rulebook) is None:
        raise DomainError("too_few_answers", words("Jawabannya terlalu sedikit untuk diumumkan."))
    if row.published_at is None:
        row.published_at = now
        session.flush()
        record(session, now=now, actor=actor, kind="survey.published", subject=f"survey:{row.id}")


def follow_up(
    session: Session, *, period_id: int, element: str, action_id: int, now: datetime, actor: Actor
) -> None:
    """Says which agreed action mends an element of a closed period. Raises `already_planned`."""
    if session.get(SurveyFollowUp, (period_id, element)) is not None:
        raise DomainError("already_planned", words("Unsur ini sudah punya tindak lanjut."))
    session.add(SurveyFollowUp(period_id=period_id, element=element, action_id=action_id))
    session.flush()
    data = {"element": element, "action": action_id}
    record(session, now=now, actor=actor, kind="survey.planned", subject=f"survey:{period_id}", data=data)


def digest_of_answers(session: Session, *, period_id: int) -> tuple[int, str]:
    """How many answers a period has, and the SHA-256 over all of them, whatever their order."""
    columns = [SurveyAnswer.channel, *(getattr(SurveyAnswer, one) for one in (*ELEMENTS, *PROFILE))]
    columns += [SurveyAnswer.comment, SurveyAnswer.answered_on]
    rows = session.execute(select(*columns).where(SurveyAnswer.period_id == period_id))
    lines = sorted(json.dumps(list(row), default=str, ensure_ascii=False) for row in rows)
    return len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _check(given: GivenAnswer) -> None:
    """Raises Invalid for an answer that is not whole."""
    fields: dict[str, list[Words]] = {
        code: [words("Pilih satu jawaban.")] for code in ELEMENTS if given.scores.get(code) not in SCORES
    }
    for column, told in given.profile.items():
        if told and told not in PROFILE[column]:
            fields[column] = [words("Pilih satu, atau lewati.")]
    if given.comment.strip() and (problem := text_problem(given.comment, maximum=MAX_COMMENT)):
        fields["comment"] = [problem]
    if fields:
        raise Invalid(fields)


def _keep(session: Session, period_id: int, channel: str, given: Sequence[GivenAnswer], on: date) -> None:
    rows = [
        {
            "key": secrets.token_urlsafe(16),
            "period_id": period_id,
            "channel": channel,
            **{code: each.scores[code] for code in ELEMENTS},
            **{column: each.profile.get(column) or None for column in PROFILE},
            "comment": clean(each.comment) or None,
            "answered_on": on,
        }
        for each in given
    ]
    session.execute(insert(SurveyAnswer), rows)


def _locked(session: Session, period_id: int, rights: Rights | None, right: str) -> SurveyPeriod:
    found = session.get(SurveyPeriod, period_id, with_for_update=True, populate_existing=True)
    unit = session.scalar(select(Unit.code).where(Unit.id == found.unit_id)) if found is not None else None
    if found is None or unit is None or not _may(rights, right, unit):
        raise NotFound
    return found


def _existing(found: PeriodView | None) -> PeriodView:
    if found is None:
        raise NotFound
    return found


def _may(rights: Rights | None, right: str, unit: str) -> bool:
    return rights is None or may_in_office(rights, right, unit)

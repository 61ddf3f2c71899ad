"""What an act on a person does to the rest of the house: tickets, plans, approvals, figures; in words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from complaints_service.appraisal.evaluating.queries import waiting_for
from complaints_service.appraisal.planning.models import Plan, PlanVersion
from complaints_service.appraisal.reporting.models import ReportedValue
from complaints_service.errors import Words, words
from complaints_service.people.queries import names_of_officers, nearest_superiors
from complaints_service.tickets.moving import GivenAway


@dataclass(frozen=True)
class Effect:
    """One line of what an act does; `on`: `tickets`, `plans`, `approvals`, `figures`, `account`."""

    on: str
    words: Words


def of_tickets(session: Session, moved: Sequence[GivenAway]) -> list[Effect]:
    """Where each open ticket goes."""
    people = [int(each.holder.removeprefix("person:")) for each in moved if each.holder.startswith("person:")]
    names = names_of_officers(session, ids=people)
    if not moved:
        return [Effect("tickets", words("Tidak ada tiket terbuka."))]
    return [
        Effect(
            "tickets",
            words(
                "Tiket %(number)s ke %(holder)s.",
                number=each.number,
                holder=names[int(each.holder.removeprefix("person:"))]
                if each.holder.startswith("person:")
                else words("antrean %(unit)s", unit=each.holder.removeprefix("unit:")),
            ),
        )
        for each in moved
    ]


def of_plans(session: Session, *, officer_id: int, on: date) -> list[Effect]:
    """What a new post or superior means for plans: drafts are saved again, what is signed holds."""
    rows = session.execute(
        select(PlanVersion.state, Plan.officer_id, Plan.year)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(
            Plan.year >= on.year,
            PlanVersion.state.in_(("draft", "signed")),
            (Plan.officer_id == officer_id) | (PlanVersion.rater_id == officer_id),
        )
        .order_by(Plan.year, Plan.officer_id, PlanVersion.number)
    ).all()
    names = names_of_officers(session, ids=[row.officer_id for row in rows])
    told = {
        (row.officer_id, row.year, row.state): (
            words(
                "Draf rencana %(year)s %(name)s perlu disimpan lagi sebelum ditandatangani.",
                year=row.year,
                name=names[row.officer_id],
            )
            if row.state == "draft"
            else words(
                "Rencana %(year)s %(name)s yang ditandatangani tetap berlaku sampai ada versi baru.",
                year=row.year,
                name=names[row.officer_id],
            )
        )
        for row in rows
        if row.state == "draft" or row.officer_id == officer_id
    }
    return [Effect("plans", sentence) for sentence in told.values()]


def of_approvals(session: Session, *, officer_id: int, before: Collection[int], on: date) -> list[Effect]:
    """Who decides from now on what waited for this person; `before`: whose nearest superior they were."""
    now = nearest_superiors(session, officer_ids=before, on=on)
    theirs = {each: now.get(each) for each in before if now.get(each) != officer_id}
    names = names_of_officers(session, ids={*theirs, *(each for each in theirs.values() if each is not None)})
    reported = (
        select(ReportedValue.reported_by, func.count())
        .where(ReportedValue.reported_by.in_(theirs), ReportedValue.state == "proposed")
        .group_by(ReportedValue.reported_by)
    )
    counted = {row[0]: row[1] for row in session.execute(reported)}
    found = [
        Effect(
            "approvals",
            words(
                "%(name)s: atasannya kini %(superior)s; realisasi yang menunggu: %(count)s.",
                name=names[each],
                superior=names[above] if above is not None else "-",
                count=counted.get(each, 0),
            ),
        )
        for each, above in sorted(theirs.items(), key=lambda one: names[one[0]])
    ]
    waiting = waiting_for(session, officer_id=officer_id)
    count = len(waiting.to_rate) + len(waiting.to_decide) + len(waiting.to_opine)
    if count:
        found.append(
            Effect("approvals", words("Evaluasi yang masih menunggu orang ini: %(count)s.", count=count))
        )
    return found


def of_figures(*, before: str | None, after: str | None, on: date) -> list[Effect]:
    """Which months stay where; the month of the day belongs to the unit of its last day."""
    month = on.isoformat()[:7]
    if before is None:
        return [Effect("figures", words("Angka dihitung mulai %(on)s.", on=on.isoformat()))]
    if after is None:
        sentence = words("Angka sampai %(month)s tetap di %(unit)s.", month=month, unit=before)
    elif before == after:
        sentence = words("Angkanya tetap di %(unit)s.", unit=before)
    else:
        sentence = words(
            "Angka bulan sebelum %(month)s tetap di %(before)s; mulai %(month)s dibandingkan di %(after)s.",
            month=month,
            before=before,
            after=after,
        )
    return [Effect("figures", sentence)]

"""The worker's timetable: one row per job. Sealing is not its business (sealer.py)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from complaints_service.jobs import (
    backing_up,
    fetching,
    forgetting,
    mailbox,
    monthly,
    morning,
    ordering,
    passing_on,
    reporting,
    sending,
    sweeping,
    trying,
    work,
)
from complaints_service.notify.known_routes import ROUTES


@dataclass(frozen=True)
class Job:
    """One job: its name, how often it runs, and what it does.

    `alone`: one worker runs it in each slot; otherwise it claims its work piece by piece and all may run it.
    """

    name: str
    every_seconds: float
    run: Callable[[work.Shift], None]
    alone: bool = True


def sending_jobs() -> list[Job]:
    """One job for each route."""
    return [
        Job(f"send_{route.code}", route.every_seconds, partial(sending.send_by, route=route), alone=False)
        for route in ROUTES.values()
    ]


JOBS = (
    *sending_jobs(),
    Job("fetch_files", 5, fetching.fetch_files),
    Job("read_mailbox", 30, mailbox.read_mailbox),
    Job("scan_held", 60, fetching.scan_held),
    Job("look_at_pictures", 60, fetching.look_at_pictures),
    Job("leave", 5, work.let_letters_leave),
    Job("reminders", 60, work.tell_reminders),
    Job("look_again", 20, work.look_again),
    Job("rows", 300, work.fill_rows),
    Job("facts", 15, work.refresh_facts),
    Job("close_evaluations", 300, work.close_evaluations),
    # A worker that runs one does not claim the next slot; another takes the next trial.
    Job("try_rules", 5, trying.try_rules, alone=False),
    Job("structure", 300, work.bring_office_up_to_date),
    Job("publish", 3600, work.publish_figures),
    Job("morning_lists", 300, morning.send_morning),
    Job("monthly_letters", 3600, monthly.send_monthly),
    Job("meetings", 300, work.remind_of_meetings),
    Job("office_reports", 600, reporting.send_reports),
    Job("mail_seals", 600, work.mail_seals),
    Job("pass_on", 30, passing_on.pass_on),
    Job("ordered_reports", 5, ordering.make_ordered, alone=False),
    Job("tidy", 3600, work.tidy),
    Job("forget", 3600, forgetting.forget),
    Job("sweep_files", 3600, sweeping.sweep_files),
    Job("backup", 600, backing_up.back_up_in_time),
    Job("relearn", 86_400, work.relearn_categories),
)

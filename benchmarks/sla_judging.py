"""How fast the SLA engine judges a ticket of 20 events, all clocks and custody, against its own `elapsed`.

One core, in turn; where the time goes is printed first.

`python benchmarks/sla_judging.py [--rounds 9]`
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import statistics
import sys
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.results import Result, report  # noqa: E402
from benchmarks.sla_office import HOUR, MONTH, OFFICE, START, rate  # noqa: E402
from sla import Amount, Event, Policy, PolicyRow, assess  # noqa: E402


def policy() -> Policy:
    """Three classes of ticket, so that routing and reclassifying each add a target."""
    legal = {
        "legal_answer": Amount("calendar_days", 14),
        "legal_decision": Amount("calendar_days", 60),
        "legal_notice": Amount("calendar_days", 14),
    }
    rows = [
        PolicyRow(
            key=key,
            calendar="bench",
            targets={
                "verification": Amount("working_days", 1),
                "first_response": Amount("working", first * HOUR),
                "next_response": Amount("working", 15 * HOUR),
                "resolution": Amount("working_days", days),
                **legal,
            },
            unit=unit,
            category=category,
        )
        for key, first, days, unit, category in (
            ("all", 15, 10, None, None),
            ("sarpras", 15, 7, "SARPRAS", None),
            ("lamps", 8, 5, None, "lamps"),
        )
    ]
    return Policy(code="bench", version="1", effective_from=date(2026, 1, 1), rows=tuple(rows))


def twenty_events(shift: timedelta) -> list[Event]:
    """A life with a question, a hand-over, a reclassification, a dispute and an acceptance."""
    hours = iter((0, 0, 1, 2, 2, 24, 24, 50, 54, 72, 72, 74, 96, 97, 97, 97, 168, 192, 192, 216))
    sent = "message.sent"
    told: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (
            "citizen",
            "ticket.received",
            {"kind": "complaint", "category": "roads", "priority": "normal", "unit": "DESK"},
        ),
        ("rule", "ticket.routed", {"unit": "SARPRAS", "holder": "unit:SARPRAS", "rule": "roads"}),
        ("person:7", "ticket.taken", {"unit": "SARPRAS", "holder": "person:7"}),
        ("person:7", sent, {"message": 4, "act": "answer"}),
        ("rule", "message.delivered", {"message": 4, "route": "page"}),
        ("person:7", sent, {"message": 6, "act": "question"}),
        ("rule", "message.delivered", {"message": 6, "route": "page"}),
        ("citizen", sent, {"message": 8, "act": "message"}),
        ("person:7", "ticket.handed_over", {"unit": "SARPRAS", "holder": "person:8", "reason": "theirs"}),
        ("person:8", sent, {"message": 10, "act": "progress"}),
        ("rule", "message.delivered", {"message": 10, "route": "page"}),
        ("person:8", "ticket.classified", {"kind": "complaint", "category": "lamps"}),
        ("person:8", "ticket.noted", {"message": 13}),
        ("person:8", sent, {"message": 14, "act": "answer"}),
        ("person:8", "ticket.resolved", {"message": 14}),
        ("rule", "message.delivered", {"message": 14, "route": "page"}),
        ("citizen", "ticket.disputed", {"message": 17}),
        ("person:8", sent, {"message": 18, "act": "answer"}),
        ("person:8", "ticket.resolved", {"message": 18}),
        ("citizen", "ticket.closed", {"reason": "accepted"}),
    )
    found = []
    for seq, (by, kind, data) in enumerate(told, start=1):
        at = START + shift + timedelta(hours=next(hours))
        found.append(Event(seq, kind, at, at, by, data))
    return found


def judging(rounds: int) -> list[Result]:
    random, rules = Random(1), policy()
    tickets = [twenty_events(timedelta(minutes=random.randrange(60 * 24 * 700))) for _ in range(500)]

    def everything() -> None:
        for events in tickets:
            assess(events, policy=rules, calendar=OFFICE, as_of=events[0].at + timedelta(days=40))

    everything()
    found, in_calls = [], []
    for _ in range(rounds):
        begin = process_time()
        everything()
        found.append(len(tickets) / (process_time() - begin))
        in_calls.append(rate(lambda: OFFICE.elapsed(START, MONTH)) / found[-1])
    profile = cProfile.Profile()
    profile.runcall(everything)
    by_module: dict[str, float] = defaultdict(float)
    for (path, _line, name), entry in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        by_module[Path(path).stem if "sla" in path else f"built in: {name}"] += entry[2]
    whole = sum(by_module.values())
    print(
        "where the time of `assess` goes:",
        ", ".join(
            f"{name} {spent / whole:.0%}"
            for name, spent in sorted(by_module.items(), key=lambda one: -one[1])[:9]
        ),
    )
    return [
        Result(
            "sla.assess_per_second",
            statistics.median(found),
            "tickets/s",
            "20 events, all clocks and custody, one core",
            rounds,
        ),
        Result(
            "sla.assess_in_elapsed_calls",
            statistics.median(in_calls),
            "calls of elapsed",
            "20 events against 30 days measured, in turn",
            rounds,
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    report(judging(parser.parse_args().rounds))


if __name__ == "__main__":
    main()

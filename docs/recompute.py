#!/usr/bin/env python3
"""Computes an officer's month again from an export, and says whether the service told the truth.

    python3 recompute.py kinerja-7-2026-11.json

It needs Python 3.10 or newer and nothing else: no part of the service. For each indicator it prints the value
that was exported, the value computed here from the exported facts, whether value, counts, judgement and hash
agree, and by which formula; it ends with 1 if anything does not. Each formula and where it comes from:
fairness.md.
"""

import hashlib
import json
import math
import sys
from pathlib import Path

FORM = "tanggap-month-2"
TABLES = ("clocks", "custody", "resolutions", "handovers", "ratings")
SHOWN, STRICT = 1.6448536269514722, 1.959963984540054  # two-sided 90 and 95 % of the normal distribution
PROMISES = {"verification", "first_response", "next_response", "resolution"}


def rows(export, table):
    """The rows of one table as dictionaries."""
    return [dict(zip(export["columns"][table], row, strict=True)) for row in export.get(table, ())]


def digest(what):
    """SHA-256 of the canonical JSON."""
    told = json.dumps(what, separators=(",", ":"), ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def month_hash(export):
    """What the month's facts are known by."""
    order = {
        "clocks": lambda row: (row["ticket_id"], row["clock"], row["round"]),
        "custody": lambda row: tuple(row.values()),
        "resolutions": lambda row: (row["ticket_id"], row["seq"]),
        "handovers": lambda row: (row["ticket_id"], row["seq"]),
        "ratings": lambda row: row["ticket_id"],
    }
    tables = [[list(row.values()) for row in sorted(rows(export, name), key=order[name])] for name in TABLES]
    # Of a month in which no survey was closed it is what it was before there were surveys.
    surveys = [sorted(export["surveys"])] if export.get("surveys") else []
    return digest([FORM, *export["subject"], export["month"], *tables, export["efforts"], *surveys])


def wilson(share, n, z):
    """The score interval of a share of n."""
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    middle = share + z * z / (2 * n)
    whole = 1 + z * z / n
    low = 0.0 if share == 0 else (middle - half) / whole
    high = 1.0 if share == 1 else (middle + half) / whole
    return low, high


def belongs(row, export):
    """Whether a verdict belongs to the month; what still runs belongs to the current one."""
    return row["month"] == export["month"] or (row["month"] is None and export["current"])


def a_share(good, n, whole=None, ends=(0.0, 100.0)):
    """Value, k, n, interval and strict interval of a share; `good` may count in parts, `whole` then is k."""
    if n == 0:
        return None, 0, 0, None, None

    def told(at):
        return ends[0] + at * (ends[1] - ends[0])

    share = good / n
    intervals = [tuple(told(end) for end in wilson(share, n, z)) for z in (SHOWN, STRICT)]
    return told(share), good if whole is None else whole, n, *intervals


def on_time(clock):
    """Met among met and broken."""

    def compute(export):
        found = [row for row in rows(export, "clocks") if row["clock"] == clock and belongs(row, export)]
        found = [row for row in found if not row["inherited"]]  # counted where it was broken
        met = sum(row["status"] == "met" for row in found)
        return a_share(met, met + sum(row["status"] == "breached" for row in found))

    return compute


def waiting(clock, share):
    """The time after which at most this share still waits, by Kaplan and Meier."""

    def compute(export):
        found = [row for row in rows(export, "clocks") if row["clock"] == clock and belongs(row, export)]
        n = sum(row["status"] in ("met", "breached") for row in found)
        seen = []
        for row in found:
            if row["status"] in ("not_started", "no_target", "unknown") or row["used_seconds"] is None:
                continue
            if row["target_kind"] != "calendar_days":
                done = row["stopped_at"] is not None and row["reason"] is None and not row["at_least"]
                seen.append((row["used_seconds"], done and row["status"] in ("met", "breached")))
        value = None
        ends = {SHOWN: [None, None], STRICT: [None, None]}
        still, spread = 1.0, 0.0
        for at in sorted({used for used, done in seen if done}):
            risk = sum(used >= at for used, _ in seen)
            done = sum(used == at and ended for used, ended in seen)
            still *= 1 - done / risk
            if value is None and still <= share + 1e-9:
                value = at
            if risk == done:
                for end in ends.values():
                    end[0] = at if end[0] is None else end[0]
                break
            spread += done / (risk * (risk - done))
            for z, end in ends.items():
                power = math.exp(z * math.sqrt(spread) / -math.log(still))
                if end[0] is None and still**power <= share + 1e-9:
                    end[0] = at
                if end[1] is None and still ** (1 / power) <= share + 1e-9:
                    end[1] = at
        intervals = [tuple(end) for end in ends.values()] if seen else [None, None]
        return value, None, n, *intervals

    return compute


def held(export):
    """Working seconds held by whoever of the office, in the month."""
    spans = [row for row in rows(export, "custody") if row["month"] == export["month"] and row["unit"]]
    total = sum(row["seconds"] for row in spans)
    return float(total) if spans else None, None, len({row["ticket_id"] for row in spans}), None, None


def share(table, column, good, whole):
    """Rows of the month whose column says one of `good`, among those where it says one of `whole`."""

    def compute(export):
        said = [row[column] for row in rows(export, table) if row["month"] == export["month"]]
        return a_share(sum(one in good for one in said), sum(one in whole for one in said))

    return compute


def volume(export):
    """The resolutions nobody undid, each as much as its category weighs."""
    done = [row for row in rows(export, "resolutions") if row["month"] == export["month"]]
    kept = [row for row in done if row["outcome"] != "undone"]
    worth = sum(export["efforts"][row["category"]] for row in kept)
    return worth if done else None, None, len(kept), None, None


def open_and_late(export):
    """Tickets past a promise of the office and still open at the month's end."""
    late, dealt = set(), set()
    for row in rows(export, "clocks"):
        if row["clock"] not in PROMISES:
            continue
        if belongs(row, export):
            dealt.add(row["ticket_id"])
        broken = row["status"] == "breached" and row["breached_at"] and row["breached_at"] < export["end"]
        if broken and (row["stopped_at"] is None or row["stopped_at"] >= export["end"]):
            late.add(row["ticket_id"])
    return float(len(late)), len(late), len(late | dealt), None, None


def satisfaction(export):
    """The mean rating of the month times 25."""
    scores = [row["score"] for row in rows(export, "ratings") if row["month"] == export["month"]]
    worth = sum(score - 1 for score in scores) / 3
    return a_share(worth, len(scores), sum(score >= 3 for score in scores), (25.0, 100.0))


def skm(export):
    """The index of satisfaction of the unit's surveys that were closed in the month, 25 to 100."""
    closed = [row for row in rows(export, "surveys") if row["month"] == export["month"]]
    answers = sum(row["answers"] for row in closed)
    worth = (sum(row["total"] for row in closed) / 9 - answers) / 3
    value, _k, n, *intervals = a_share(worth, answers, None, (25.0, 100.0))
    return value, None, n, *intervals


# The export says of each value which of these it is, and with what.
FORMULAS = {
    "on_time": on_time,
    "waiting": waiting,
    "share": share,
    "held": lambda: held,
    "open_and_late": lambda: open_and_late,
    "satisfaction": lambda: satisfaction,
    "skm": lambda: skm,
    "volume": lambda: volume,
}


def beyond(interval, mark, better):
    """Whether all of an interval lies on the bad side of a mark."""
    low, high = interval
    return (high is not None and high < mark) if better == "higher" else (low is not None and low > mark)


def judged(told, value, n, interval, strict):
    """The judgement; the share expected from the mix is taken from the export: it holds others' figures."""
    if told["target"] is None:
        return None
    if interval is None and told["unit"] == "count" and value is not None:
        interval = (value, value)
    if interval is None or n < told["minimum_n"]:
        return "few"
    low, high = interval
    if told["better"] == "higher":
        reached = low is not None and low >= told["target"]
    else:
        reached = high is not None and high <= told["target"]
    if reached:
        return "met"
    strict = strict or interval
    if not beyond(strict, told["target"], told["better"]):
        return "uncertain"
    if told["expected"] is None or beyond(strict, told["expected"], told["better"]):
        return "missed"
    return "mix"


def say(line):
    """One line for the reader."""
    sys.stdout.write(line + "\n")


def main(path):
    """Prints what agrees; the number of disagreements decides how it ends."""
    export = json.loads(Path(path).read_text(encoding="utf-8"))
    if export["form"] != FORM:
        sys.exit(f"this script reads {FORM}, not {export['form']}")
    if not all("formula" in told for told in export["values"]):
        sys.exit("this export names no formulas: download it again, or use the script of its day")
    if export["withheld"]:
        sys.exit(f"{export['withheld']} ticket(s) were withheld from the reader: the rest is not the month")
    month = month_hash(export)
    wrong = month != export["hash"]
    say(f"{export['month']} as of {export['as_of']}")
    say(f"policies {export['policies']}, calendars {export['calendars']}")
    say(f"hash {month}  {'agrees' if not wrong else 'is NOT ' + export['hash']}")
    for told in export["values"]:
        formula, *given = told["formula"]
        value, k, n, interval, strict = FORMULAS[formula](*given)(export)
        sealed = digest([month, told["code"], None if value is None else f"{value:.6f}", k, n])
        same = (
            (value is None) == (told["value"] is None)
            and (value is None or math.isclose(value, told["value"], rel_tol=1e-9, abs_tol=1e-9))
            and (k, n) == (told["k"], told["n"])
            and judged(told, value, n, interval, strict) == told["judgement"]
            and sealed == told["hash"]
        )
        wrong |= not same
        outcome = "agrees" if same else "DIFFERS"
        by = " ".join(str(part) for part in told["formula"])
        say(f"{told['code']:<24} {told['value']!s:>20} {value!s:>20}  n {n:<4} {outcome}  {by}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(*sys.argv[1:2] or sys.exit(__doc__))

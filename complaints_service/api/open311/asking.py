"""Which requests a client asks for: the filters of GeoReport, with dates in every form of the W3C's note."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import request

from complaints_service.errors import Invalid, NotFound, invalid, words
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.public.open_reports import Sought
from config.rulebook import Rulebook

#: How long a span may be, and how much one answer holds.
LONGEST, MOST = timedelta(days=90), 1_000
#: Whoever wants more pages than this narrows the span.
MOST_PAGES = 1_000
STATUSES = {"open": True, "closed": False}
_YEAR, _MONTH, _DAY = re.compile(r"\d{4}"), re.compile(r"(\d{4})-(\d{2})"), re.compile(r"\d{4}-\d{2}-\d{2}")
# In a form a plus is a blank: a client that did not escape it means one all the same.
_BLANK_FOR_PLUS = re.compile(r" (\d{2}:?\d{2})$")
_NO_DATE = words("Tulis tanggal seperti 2026-11-24T14:05:00+07:00.")


def sought(rulebook: Rulebook, *, now: datetime) -> Sought:
    """What the query asks for. Numbers override everything else. Raises Invalid, NotFound for a service."""
    page, size = _whole("page", 1, MOST_PAGES), _whole("page_size", MOST, MOST)
    if numbers := asked_numbers():
        return Sought(numbers=numbers, limit=MOST)
    since, until = span(rulebook, now=now)
    return Sought(
        categories=_services(rulebook),
        since=since,
        until=until,
        is_open=_status(),
        limit=size,
        offset=(page - 1) * size,
    )


def asked_numbers() -> Sequence[str]:
    """The numbers of a list, none where it is empty; what is no number of ours is nobody's.

    Raises Invalid for too many.
    """
    asked = _listed("service_request_id")
    if len(asked) > MOST:
        raise invalid("service_request_id", words("Paling banyak %(most)s nomor sekali minta.", most=MOST))
    return [read_number(each) or each for each in asked]


def span(rulebook: Rulebook, *, now: datetime) -> tuple[datetime, datetime]:
    """From when until when: the last 90 days, or 90 from the one end that is given. Raises Invalid."""
    zone = ZoneInfo(rulebook.office.zone)
    since, until = _instant("start_date", zone, last=False), _instant("end_date", zone, last=True)
    try:
        if since is None:
            until = until or now
            return until - LONGEST, until
        until = until or since + LONGEST
        too_long = until - since > LONGEST
    except OverflowError:
        raise invalid("start_date", _NO_DATE) from None
    if until < since:
        raise invalid("end_date", words("Tanggal akhir tidak boleh sebelum tanggal awal."))
    if too_long:
        raise invalid("end_date", words("Paling lama 90 hari sekali minta. Pendekkan jangkanya."))
    return since, until


def _instant(name: str, zone: ZoneInfo, *, last: bool) -> datetime | None:
    typed = request.args.get(name, "").strip()
    if not typed:
        return None
    try:
        return read_instant(typed, zone, last=last)
    except (ValueError, OverflowError):
        raise invalid(name, _NO_DATE) from None


def read_instant(typed: str, zone: ZoneInfo, *, last: bool) -> datetime:
    """An instant as clients write it. A day, month or year means its begin, or its `last` moment.

    Without an offset it is the wall clock of `zone`. Raises ValueError, OverflowError.
    """
    if _YEAR.fullmatch(typed):
        typed += "-12" if last else "-01"
    if month := _MONTH.fullmatch(typed):
        days = monthrange(int(month[1]), int(month[2]))[1] if last else 1
        typed += f"-{days:02}"
    if _DAY.fullmatch(typed):
        day = datetime.strptime(typed, "%Y-%m-%d").date()  # noqa: DTZ007  # a day, no instant
        return datetime.combine(day, time.max if last else time.min, zone).astimezone(UTC)
    found = datetime.fromisoformat(_BLANK_FOR_PLUS.sub(r"+\1", typed))
    return (found if found.tzinfo is not None else found.replace(tzinfo=zone)).astimezone(UTC)


def _listed(name: str) -> list[str]:
    """The entries of a list with commas, also where the name comes several times."""
    parts = (part.strip() for given in request.args.getlist(name) for part in given.split(","))
    return list(dict.fromkeys(part for part in parts if part))


def _services(rulebook: Rulebook) -> Sequence[str]:
    asked = _listed("service_code")
    known = {category.code for category in rulebook.categories}
    if set(asked) - known:
        raise NotFound("service")
    return asked


def _status() -> bool | None:
    asked = _listed("status")
    if set(asked) - STATUSES.keys():
        raise Invalid({"status": [words("Pilih salah satu: %(choices)s.", choices=", ".join(STATUSES))]})
    return STATUSES[asked[0]] if len(asked) == 1 else None


def _whole(name: str, default: int, most: int) -> int:
    typed = request.args.get(name, "").strip()
    if not typed:
        return default
    if not typed.isascii() or not typed.isdigit() or not 1 <= int(typed[:9]) <= most:
        raise invalid(name, words("Tulis angka dari 1 sampai %(most)s.", most=most))
    return int(typed)

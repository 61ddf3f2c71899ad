"""What is said to another office, and what it answers: GeoReport v2, nothing of ours alone."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from complaints_service.outside import NotOutside, NotReached, OutsideCall, called
from complaints_service.passing.offices import OtherOffice

_MOST, _SECONDS = 200_000, 15
#: Pictures take their time; with what is asked besides it stays below what a try has.
_LONG = 60
#: What a server says that takes no files, or not these: then the words go alone.
_NO_PICTURES = frozenset({"answered_400", "answered_413", "answered_415", "answered_422"})
_FORM = "application/x-www-form-urlencoded"


class NotPassed(Exception):
    """The other office did not take it; `reason` is a code. `for_good`: another time would change nothing."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.for_good = reason, for_good


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What is handed over: a report without whoever made it. `key`: the same for every try.

    `pictures`: JPEGs of an open report, made anew when they came.
    """

    key: str
    category: str
    text: str
    address: str | None
    point: tuple[float, float] | None
    hidden: bool
    pictures: Sequence[bytes] = ()


@dataclass(frozen=True)
class Received:
    """What the other office gave it, and how many pictures it took."""

    number: str
    token: str
    pictures: int = 0


@dataclass(frozen=True)
class Told:
    """What the other office says of it."""

    state: str
    words: str
    change_at: datetime | None
    promise_at: datetime | None


@dataclass(frozen=True)
class Tried:
    """What a test call found there: how many services, whether the one agreed on is, and the key."""

    services: int
    fallback: bool
    key_taken: bool


def try_out(office: OtherOffice, *, here: bool) -> Tried:
    """Asks what it offers, and shows the key with a request that names no service. Raises NotPassed.

    A request without a service is refused by the specification, so that nothing is handed over.
    """
    offered = [str(each.get("service_code")) for each in _rows(_asked(office, "services.json", here=here))]
    body, headers = urlencode({"api_key": office.key}).encode(), {"Content-Type": _FORM}
    try:
        _asked(office, "requests.json", here=here, method="POST", body=body, headers=headers)
    except NotPassed as refused:
        if refused.reason in ("not_reached", "not_outside"):
            raise
        taken = refused.reason not in ("answered_401", "answered_403")
    else:
        taken = True
    return Tried(len(offered), not office.service or office.service in offered, taken)


def hand_over(office: OtherOffice, report: Handed, *, here: bool) -> Received:
    """Hands a report over; with the same key it is taken once. Raises NotPassed."""
    fields = {
        "api_key": office.key,
        "service_code": _service(office, report.category, here=here),
        "description": report.text,
        "address_string": report.address or "",
        "privacy": "confidential" if report.hidden else "open",
        "about_office": "no",
    }
    if report.point is not None:
        fields |= {"lat": f"{report.point[0]:.6f}", "long": f"{report.point[1]:.6f}"}
    told = {name: value for name, value in fields.items() if value}
    taken, row = _posted(office, told, report, here=here)
    number = row.get("service_request_id")
    if not number:
        raise NotPassed("no_number")
    return Received(str(number)[:60], str(row.get("token") or "")[:120], taken)


def _posted(
    office: OtherOffice, told: Mapping[str, str], report: Handed, *, here: bool
) -> tuple[int, dict[str, Any]]:
    """How many pictures went along, and the answer. A server that takes none gets the words without them."""
    how = {"Idempotency-Key": report.key}
    if report.pictures:
        kind, body = with_pictures(told, report.pictures)
        headers = {**how, "Content-Type": kind}
        try:
            call = _asked(
                office, "requests.json", here=here, seconds=_LONG, method="POST", body=body, headers=headers
            )
            return len(report.pictures), _row(call)
        except NotPassed as refused:
            if refused.reason not in _NO_PICTURES:
                raise
    headers, body = {**how, "Content-Type": _FORM}, urlencode(told).encode()
    return 0, _row(_asked(office, "requests.json", here=here, method="POST", body=body, headers=headers))


def with_pictures(told: Mapping[str, str], pictures: Sequence[bytes]) -> tuple[str, bytes]:
    """A form with its pictures as `media`, and what kind of body that is."""
    border = f"tanggap-{secrets.token_hex(16)}"
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode()
        for name, value in told.items()
    ]
    parts += [
        f'Content-Disposition: form-data; name="media"; filename="foto-{nth}.jpg"\r\n'.encode()
        + b"Content-Type: image/jpeg\r\n\r\n"
        + picture
        for nth, picture in enumerate(pictures, 1)
    ]
    mark = f"--{border}".encode()
    body = b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
    return f"multipart/form-data; boundary={border}", body


def ask_after(office: OtherOffice, taken: Received, *, here: bool) -> Told:
    """How it stands there. Raises NotPassed."""
    shown = f"?{urlencode({'token': taken.token})}" if taken.token else ""
    row = _row(_asked(office, f"requests/{quote(taken.number, safe='')}.json{shown}", here=here))
    return Told(
        state=str(row.get("status") or "")[:20],
        words=str(row.get("status_notes") or "")[:500],
        change_at=_instant(row.get("updated_datetime")),
        promise_at=_instant(row.get("expected_datetime")),
    )


def _service(office: OtherOffice, category: str, *, here: bool) -> str:
    """Their service that is called as our category, else the one agreed on. Raises NotPassed."""
    offered = {str(each.get("service_code")) for each in _rows(_asked(office, "services.json", here=here))}
    for code in (category, office.service):
        if code in offered:
            return code
    raise NotPassed("no_service", for_good=True)


def _asked(office: OtherOffice, path: str, *, here: bool, seconds: float = _SECONDS, **how: Any) -> bytes:
    call = OutsideCall(url=f"{office.url}/{path}", most=_MOST, seconds=seconds, here=here, **how)
    try:
        reply = called(call)
    except NotOutside:
        raise NotPassed("not_outside", for_good=True) from None
    except NotReached:
        raise NotPassed("not_reached") from None
    if reply.status in (200, 201):
        return reply.body
    # What is wrong with the request or its key stays wrong; a limit or a broken server does not.
    raise NotPassed(f"answered_{reply.status}", for_good=reply.status in (400, 401, 403, 404, 410, 422))


def _rows(body: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(body)
    except ValueError:
        raise NotPassed("unreadable") from None
    if not isinstance(found, list):
        raise NotPassed("unreadable")
    return [each for each in found if isinstance(each, dict)]


def _row(body: bytes) -> dict[str, Any]:
    rows = _rows(body)
    if not rows:
        raise NotPassed("unreadable")
    return rows[0]


def _instant(told: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return found.astimezone(UTC).replace(microsecond=0) if found.tzinfo else None

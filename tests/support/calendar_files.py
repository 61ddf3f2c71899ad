"""A strict reader of calendar files (RFC 5545), written for the tests out of the standard and nothing of ours."""

from __future__ import annotations

import re

_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)", re.DOTALL)
_TEXTS = {"SUMMARY", "LOCATION", "DESCRIPTION"}


def events(body: bytes) -> list[dict[str, str]]:
    """The events of one calendar, each by its properties; an alarm's stand under `VALARM.`."""
    assert body.endswith(b"\r\n") and b"\n" not in body.replace(b"\r\n", b""), "lines end with CRLF alone"
    for line in body.split(b"\r\n"):
        assert len(line) <= 75, line
        line.decode("utf-8")  # no line ends within a letter
    lines = body.decode().replace("\r\n ", "").split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    open_: list[str] = []
    found: list[dict[str, str]] = []
    head: dict[str, str] = {}
    alarms = 0
    for line in lines:
        match = _LINE.fullmatch(line)
        assert match, line
        name, value = match[1], match[3]
        if name == "BEGIN":
            open_.append(value)
            if value == "VEVENT":
                found.append({})
                alarms = 0
            alarms += value == "VALARM"
            continue
        if name == "END":
            assert open_.pop() == value
            continue
        within = head if open_ == ["VCALENDAR"] else found[-1]
        alarm = "VALARM" if alarms == 1 else f"VALARM{alarms}"
        spelled = f"{alarm}.{name}" if open_[-1] == "VALARM" else name
        assert spelled not in within, f"{spelled} twice"
        within[spelled] = _plain(value) if name in _TEXTS else value
    assert not open_ and head["VERSION"] == "2.0" and head["PRODID"]
    for event in found:
        assert {"UID", "DTSTAMP", "DTSTART"} <= event.keys()
    return found


def _plain(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), f"a bare separator in {value}"
    assert not re.search(r"(?<!\\)(?:\\\\)*\\[^\\;,nN]", value), f"an unknown escape in {value}"
    return re.sub(r"\\(.)", lambda each: "\n" if each[1] in "nN" else each[1], value)

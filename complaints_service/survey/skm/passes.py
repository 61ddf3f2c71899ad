"""Passes: each lets one answer into one period, and leads to nobody. Pure.

A pass is a channel, a few random bytes and a keyed mark over both and the period; nothing is kept of it until
it is used, and then only its digest, apart from the answer. The pass of a report is made of its number by the
key alone, so that it is the same whenever its citizen asks: who took part can be told by whoever has the key,
as at an election; what they said cannot, as no answer has a pass, a report or an hour.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from complaints_service.survey.skm.kinds import CHANNELS

_RANDOM, _MARK = 10, 10
#: What each kind of pass begins with; a chat uses its report's link, and paper needs none.
_LETTERS = {channel[0]: channel for channel in CHANNELS if channel not in ("chat", "paper")}


def new_pass(key: bytes, *, period: str, channel: str) -> str:
    """A fresh pass for a poster's reader, a tablet or a slip."""
    return _marked(key, period, channel, secrets.token_bytes(_RANDOM))


def pass_of_report(key: bytes, *, period: str, number: str) -> str:
    """The pass of a closed report's citizen: always the same one."""
    drawn = hmac.new(key, f"survey report {period} {number}".encode(), hashlib.sha256).digest()
    return _marked(key, period, "link", drawn[:_RANDOM])


def channel_of(key: bytes, *, period: str, given: str) -> str | None:
    """Which way a pass was handed out; None for what is no pass of this period."""
    channel = _LETTERS.get(given[:1])
    if channel is None or not given.isascii():
        return None
    try:
        held = base64.b32decode(given[1:].upper())
    except ValueError:
        return None
    expected = _marked(key, period, channel, held[:_RANDOM])
    return channel if hmac.compare_digest(expected, given[:1] + given[1:].lower()) else None


def pass_digest(given: str) -> str:
    """What is kept of a used pass."""
    return hashlib.sha256(given.lower().encode()).hexdigest()


def _marked(key: bytes, period: str, channel: str, drawn: bytes) -> str:
    letter = channel[0]
    mark = hmac.new(key, f"survey pass {period} {letter} ".encode() + drawn, hashlib.sha256).digest()
    return letter + base64.b32encode(drawn + mark[:_MARK]).decode("ascii").lower()

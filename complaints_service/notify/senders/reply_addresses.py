"""The address by which one replies to a letter: ours, with a token that names the way it went. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"(\d{1,10})-([a-z2-7]{16})")


@dataclass(frozen=True)
class ReplyToken:
    """What a reply is addressed to: the way (a subscription's id) of the letter it answers, and its proof."""

    way: int
    proof: str


def reply_address(replies: str, token: ReplyToken) -> str:
    """Our address for replies with a token: `balas+12-abcdefghijklmnop@contoh.example`."""
    local, _at, domain = replies.rpartition("@")
    return f"{local}+{token.way}-{token.proof}@{domain}"


def token_in(address: str, replies: str) -> ReplyToken | None:
    """The token of an address of ours, however a mail program capitalised it; None for any other address."""
    local, _at, domain = replies.casefold().rpartition("@")
    name, _at, at = address.strip().casefold().rpartition("@")
    if at != domain or not name.startswith(f"{local}+"):
        return None
    found = _TOKEN.fullmatch(name.removeprefix(f"{local}+"))
    return ReplyToken(int(found[1]), found[2]) if found else None

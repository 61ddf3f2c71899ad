"""Settings that are each well and do not go together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.errors import Problem

if TYPE_CHECKING:
    from config.settings import Settings


def clashes(made: Settings) -> Iterator[Problem]:
    """What goes wrong without a word: behind a proxy nobody believes, everybody has the proxy's address."""
    if made.imap_url and not made.reply_address:
        yield Problem(
            "environment",
            "TANGGAP_REPLY_ADDRESS",
            "bad_setting",
            "is empty while TANGGAP_IMAP_URL names a mailbox: no letter would name an address to reply to",
        )
    if made.provider_issuer:
        for name, given in (
            ("TANGGAP_PROVIDER_CLIENT_ID", made.provider_client_id),
            ("TANGGAP_PROVIDER_CLIENT_SECRET", made.provider_client_secret),
        ):
            if not given:
                message = "is empty while TANGGAP_PROVIDER_ISSUER names a provider: it lets nobody in without"
                yield Problem("environment", name, "bad_setting", message)
    if made.secure and not made.trusted_proxies:
        message = (
            "is 0 while TANGGAP_BASE_URL is https: the service itself speaks plain http, so a proxy stands "
            "before it, and every visitor would come from the proxy's address, with one limit for all of "
            "them. Say how many proxies there are, mostly 1"
        )
        yield Problem("environment", "TANGGAP_TRUSTED_PROXIES", "bad_setting", message)

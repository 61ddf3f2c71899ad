"""Who is at the other end of the wire: a visitor's own address, or that of a proxy nobody told us of."""

from __future__ import annotations

import ipaddress
import logging

from flask import Flask, Request, request

from complaints_service.edge.resources import service

logger = logging.getLogger(__name__)

#: What a proxy adds to a request; a browser never does.
_HEADERS = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
_FORWARDED = frozenset(f"HTTP_{name.upper().replace('-', '_')}" for name in _HEADERS)
_TOLD = "proxy_told"


def is_loopback(address: str | None) -> bool:
    """Whether an address is this machine's own; one that cannot be read is nobody's."""
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False


def comes_by_a_proxy(asked: Request) -> bool:
    """Whether a request says that it was passed on, by one proxy or several, believed or not."""
    return not _FORWARDED.isdisjoint(asked.environ)


def register(app: Flask) -> None:
    """Says once, as an error, that visitors come by a proxy that is not counted: they share one limit."""

    @app.before_request
    def _uncounted() -> None:
        if app.extensions.get(_TOLD) or not comes_by_a_proxy(request) or not is_loopback(request.remote_addr):
            return
        app.extensions[_TOLD] = True
        logger.error(
            "visitors come by a proxy that TANGGAP_TRUSTED_PROXIES (%s) does not count: "
            "all of them share one address, and so one limit",
            service().settings.trusted_proxies,
        )

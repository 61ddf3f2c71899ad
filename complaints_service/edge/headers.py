"""Headers on every answer, errors and files included: what a browser may do with our pages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from wsgiref.headers import Headers

from flask import Flask, Response

from config.settings import Settings

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)
PICTURES = "img-src 'self' data:"
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
}
#: A file somebody sent: it may show itself, and nothing else.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
HSTS = "max-age=31536000; includeSubDomains"


def static_headers(settings: Settings) -> Callable[[Headers, str, str], None]:
    """Gives the same headers to files that WhiteNoise serves before the app is asked."""
    given = _always(settings)

    def add(headers: Headers, path: str, url: str) -> None:
        for name, value in given.items():
            headers[name] = value

    return add


def with_tiles(tiles_url: str | None) -> str:
    """The policy; where the office names a tile server, pictures may come from there, and nothing else."""
    if tiles_url is None:
        return CSP
    parts = urlsplit(tiles_url)
    return CSP.replace(PICTURES, f"{PICTURES} {parts.scheme}://{parts.netloc}")


def _always(settings: Settings) -> dict[str, str]:
    """What stands on every answer of an office with these settings."""
    given = {**ALWAYS, "Content-Security-Policy": with_tiles(settings.tiles_url)}
    if settings.secure:
        given["Strict-Transport-Security"] = HSTS
    return given


def register(app: Flask, settings: Settings) -> None:
    """Adds the headers to every answer of the app."""

    given = _always(settings)
    # Pages depend on who looks and on the hour: none may lie in a cache.
    given["Cache-Control"] = "no-store"
    missing = [(name.lower(), name, value) for name, value in given.items()]

    @app.after_request
    def _add(response: Response) -> Response:
        headers = response.headers
        there = {name.lower() for name, _value in headers}
        for lower, name, value in missing:
            if lower not in there:
                headers.add(name, value)
        return response

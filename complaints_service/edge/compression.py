"""Pages and JSON compressed on their way out, but never where their length could tell a stranger a secret.

A page holds secrets (its form token, a citizen's link) and may repeat what its address says. Compressed, its
length then tells whether both share letters, and somebody who can make a browser ask again and again, and
can watch the wire, reads the secret letter by letter (BREACH). Such asking comes from another site's page,
and the browser says so. So an answer is compressed where the browser says that no other site asked, where
nothing was asked with a cookie, or where the answer is the same for everybody (docs/adr/0020).
"""

from __future__ import annotations

import gzip

import brotli
from flask import Flask, Request, Response, request

#: Less is sent as it is: it would fit one packet anyway.
LEAST_BYTES = 1_000
KINDS = frozenset(
    {"text/html", "text/css", "text/plain", "text/csv", "application/json", "application/problem+json"}
    | {"application/javascript", "image/svg+xml", "application/geo+json"}
)
#: Better levels cost more of a core than the line saves.
BROTLI_LEVEL, GZIP_LEVEL = 4, 6
#: What a browser says of an asking that no other site caused: our own page, or the reader's own hand.
OWN_ASKING = frozenset({"same-origin", "none"})


def register(app: Flask) -> None:
    """Compresses the answers of the app that may be."""

    @app.after_request
    def _compress(response: Response) -> Response:
        if not _worth_it(response) or not may_be_compressed(request, response):
            return response
        response.vary.add("Accept-Encoding")
        coding = request.accept_encodings.best_match(("br", "gzip"))
        if coding is None:
            return response
        content = response.get_data()
        made = (
            brotli.compress(content, quality=BROTLI_LEVEL)
            if coding == "br"
            else gzip.compress(content, GZIP_LEVEL, mtime=0)
        )
        response.set_data(made)
        response.headers["Content-Encoding"] = coding
        return response


def may_be_compressed(asked: Request, response: Response) -> bool:
    """Whether nobody learns anything from how long the compressed answer is."""
    if response.cache_control.public:
        return True
    site = asked.headers.get("Sec-Fetch-Site")
    return site in OWN_ASKING or not asked.headers.get("Cookie")


def _worth_it(response: Response) -> bool:
    plain = response.mimetype in KINDS and not response.is_streamed and not response.direct_passthrough
    if not plain or "Content-Encoding" in response.headers or response.status_code in (204, 206, 304):
        return False
    return (response.content_length or 0) >= LEAST_BYTES

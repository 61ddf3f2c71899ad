"""What waited on a device for its line: nobody stands before it when it is handed in."""

from __future__ import annotations

from flask import request


def waited() -> bool:
    """Whether a device hands in what waited there: nobody is there to look, press again or be asked."""
    return request.accept_mimetypes.best == "application/json"

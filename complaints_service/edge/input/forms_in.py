"""Tells a request with a form from one with JSON, before anybody takes either apart."""

from __future__ import annotations

from flask import Request

#: The type of a form that may bring files.
WITH_FILES = "multipart/form-data"
_FORMS = frozenset({WITH_FILES, "application/x-www-form-urlencoded"})


def is_form(asked: Request) -> bool:
    """Whether a request brings a form. Of any other, asking for its fields would only cost time."""
    return asked.mimetype in _FORMS

"""What tests of the API share."""

from __future__ import annotations

from tests.support.edges import backend

__all__ = ["backend"]  # a fixture that pytest finds here

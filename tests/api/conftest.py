"""What tests of the API share."""

from __future__ import annotations

from tests.support.edges import backend, pytest_generate_tests

__all__ = ["backend", "pytest_generate_tests"]  # a fixture and a hook that pytest finds here

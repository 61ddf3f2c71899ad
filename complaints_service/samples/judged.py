"""Texts with their category that teach nothing: what suggestions are judged by."""

from __future__ import annotations

import csv

from complaints_service.samples.library import TEXTS, load_library

#: The titles of requests to another city, in English; where they came from: benchmarks/data/README.md.
REQUESTS = TEXTS / "requests_311.csv"


def demo_texts() -> list[tuple[str, str]]:
    """The demo's complaints, each with its category."""
    return [(each.text, each.category) for each in load_library().complaints]


def request_titles() -> list[tuple[str, str]]:
    """Real titles of another city's requests, each once, with our own mapping to categories."""
    with REQUESTS.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]

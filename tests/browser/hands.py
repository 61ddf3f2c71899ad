"""What a walk costs whoever takes it: each key, each touch and each thought counted, and the seconds they make."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass
class Hands:
    """Hands at a keyboard or on a phone.

    The keystroke-level model (Card, Moran and Newell 1980) makes seconds of what is counted: an average
    typist's key, reaching what is touched or pointed at, and the readiness before each step. What the machine
    takes is in none of it.
    """

    KEY, REACH, THINK = 0.28, 1.1, 1.35
    page: Page
    keys: int = 0
    touches: int = 0
    thoughts: int = 0

    def think(self) -> Hands:
        """Gets ready for the next step."""
        self.thoughts += 1
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def touch(self, what: Locator) -> None:
        what.click()
        self.touches += 1

    @property
    def seconds(self) -> float:
        return self.keys * self.KEY + self.touches * self.REACH + self.thoughts * self.THINK

    def tell(self, walk: str) -> None:
        """Says the count, for docs/tests.md (`-s`)."""
        counted = f"{self.keys} keys, {self.touches} touches, {self.thoughts} thoughts"
        sys.stdout.write(f"{walk}: {counted}, {self.seconds:.0f} s\n")

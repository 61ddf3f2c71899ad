"""What the conversation must know of the route it runs on; the route's adapter tells it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Medium:
    """`name`: what people call the route. `most_bytes`: the largest file that can be fetched from it."""

    name: str
    most_bytes: int

    @property
    def most_megabytes(self) -> int:
        """The largest file in whole megabytes, as it is said."""
        return self.most_bytes // 1_000_000


#: What may be kept at most, by whatever it comes.
PLAIN = Medium(name="obrolan", most_bytes=20_000_000)

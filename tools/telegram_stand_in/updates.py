"""What people did, waiting until the bot confirms that it has it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

# Without a list of their own, bots get every kind but these: https://core.telegram.org/bots/api#getupdates
ONLY_WHEN_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_ID = 100_000_001


class Updates:
    """The queue. A lane is a chat: within it order holds, also by webhook. Callers hold the world's lock."""

    def __init__(self) -> None:
        self.next_id = FIRST_ID
        self.allowed: tuple[str, ...] = ()
        self.made: dict[int, dict[str, Any]] = {}
        self._lane_of: dict[int, int] = {}
        self._waiting: dict[int, None] = {}
        self._lanes: dict[int, dict[int, None]] = {}

    def add(self, kind: str, content: dict[str, Any], *, lane: int) -> int | None:
        """Queue an update and tell its id; None where the bot asked not to hear of this kind."""
        wanted = kind in self.allowed if self.allowed else kind not in ONLY_WHEN_ASKED
        if not wanted:
            return None
        update_id = self.next_id
        self.next_id += 1
        self._make(update_id, {kind: content}, lane)
        return update_id

    def add_odd(self, content: dict[str, Any]) -> int:
        """Queue an update of any shape, whatever the bot asked to hear of, and tell its id."""
        update_id = self.next_id
        self.next_id += 1
        self._make(update_id, content, 0)
        return update_id

    def _make(self, update_id: int, content: dict[str, Any], lane: int) -> None:
        self.made[update_id] = {"update_id": update_id, **content}
        self._lane_of[update_id] = lane
        self._queue(update_id)

    def repeat(self, update_id: int) -> None:
        """Deliver once more what was delivered: the Bot API promises at least once, never exactly once."""
        self._queue(update_id)

    def confirm(self, before: int) -> None:
        """Forget every waiting update with a smaller id, as `offset` does."""
        for update_id in [waiting for waiting in self._waiting if waiting < before]:
            self.remove(update_id)

    def keep_last(self, count: int) -> None:
        """Forget all but the last so many, as a negative `offset` does."""
        for update_id in list(self._waiting)[: max(0, len(self._waiting) - count)]:
            self.remove(update_id)

    def remove(self, update_id: int) -> None:
        """Forget one."""
        self._waiting.pop(update_id, None)
        lane = self._lane_of[update_id]
        queue = self._lanes.get(lane, {})
        queue.pop(update_id, None)
        if not queue:
            self._lanes.pop(lane, None)

    def clear(self) -> None:
        """Forget all that wait."""
        self._waiting.clear()
        self._lanes.clear()

    def first(self, limit: int) -> list[dict[str, Any]]:
        """The oldest waiting updates; they stay until confirmed."""
        return [self.made[update_id] for update_id in islice(self._waiting, limit)]

    def heads(self) -> Iterator[tuple[int, int]]:
        """Each lane with the id of its oldest waiting update."""
        return ((lane, next(iter(queue))) for lane, queue in self._lanes.items())

    def waits(self, update_id: int) -> bool:
        return update_id in self._waiting

    def __len__(self) -> int:
        return len(self._waiting)

    def _queue(self, update_id: int) -> None:
        self._waiting[update_id] = None
        self._lanes.setdefault(self._lane_of[update_id], {})[update_id] = None

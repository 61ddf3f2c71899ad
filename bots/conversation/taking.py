"""Takes what came in one chat to its effect, and lets nothing follow before the service has committed it."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bots.conversation.gateway import AlreadyTaken, ServiceGateway, Stale, StepRefused, Unreachable
from bots.conversation.incoming import Incoming, RouteName
from bots.conversation.steps import decide, refused, wants
from bots.conversation.texts import say
from bots.conversation.turn import Turn, opened, same

logger = logging.getLogger(__name__)

MOST_TRIES = 6
#: Of many messages taken together so many are looked up, and the last: what they say counts together anyway.
MOST_LOOKS = 1


@dataclass(frozen=True)
class _Taken:
    """Updates of one chat decided together, ready to be handed over."""

    covered: list[Incoming]
    turn: Turn
    version: int
    untouched: bool


class Taker(ABC):
    """One bot of a route, whose adapter reads updates and answers presses. It keeps nothing itself."""

    def __init__(self, *, service: ServiceGateway) -> None:
        self.service = service
        self.missed = 0  # updates stepped over since the service was told of them

    def step_over(self, number: int | None, error: Exception) -> None:
        """Notes an update that is left behind: its number and what went wrong, nothing of what is in it."""
        self.missed += 1
        logger.error("update %s cannot be read and is stepped over: %s", number, type(error).__name__)

    @abstractmethod
    async def answer(self, query: str, text: str) -> None:
        """Ends the waiting sign of a pressed button. Not being able to changes and raises nothing."""

    @abstractmethod
    async def take_buttons_away(self, chat: RouteName, message: RouteName) -> None:
        """Leaves a message of ours without its buttons, where the route can. Raises nothing."""

    async def take(self, updates: Sequence[Incoming]) -> None:
        """Commits the effect of one chat's updates, in order. Raises Unreachable: then confirm nothing."""
        rest = list(updates)
        tries = 0
        while rest:
            try:
                taken = await self._decide(rest)
                await self._hand_over(taken)
            except Stale:
                tries += 1
                if tries >= MOST_TRIES:
                    raise Unreachable("the draft keeps changing") from None
                continue
            except AlreadyTaken as error:
                rest = [one for one in rest if one.update_id not in error.updates]
                continue
            except StepRefused as error:
                taken = await self._say_refusal(taken, error)
            tries = 0
            await self._answer(taken.turn)
            for message in taken.turn.spent:
                await self.take_buttons_away(taken.covered[0].chat, message)
            rest = rest[len(taken.covered) :]

    async def _decide(self, updates: Sequence[Incoming]) -> _Taken:
        """Decides as many as may be committed together: up to the first that the service may refuse."""
        chat = updates[0].chat
        seen = await self.service.look(chat, {}, "id")
        before = state = opened(seen)
        turn: Turn | None = None
        covered: list[Incoming] = []
        looks = 0
        for place, incoming in enumerate(updates):
            facts: Mapping[str, Any] = {"kelurahan": seen["kelurahan"]}
            thorough = looks < MOST_LOOKS or place == len(updates) - 1
            if asked := wants(state, incoming, thorough=thorough):
                looks += 1
                facts = await self.service.look(chat, asked, state.get("language", "id"))
                if facts["version"] != seen["version"]:
                    raise Stale
            made = decide(state, incoming, facts)
            if turn is not None and made.acts_on_service:
                break  # decided again, alone, once what came before is committed
            covered.append(incoming)
            turn = turn.then(made) if turn else made
            if made.acts_on_service or made.state is None:
                break
            state = made.state
        if turn is None:
            raise AssertionError("no updates to decide")
        silent = not (turn.said or turn.acts_on_service or turn.files)
        # Of a chat that is forgotten a stale button keeps nothing.
        untouched = silent and (turn.state is None or same(turn.state, before))
        return _Taken(covered, turn, seen["version"], untouched)

    async def _hand_over(self, taken: _Taken) -> None:
        if taken.untouched:
            return
        first, *also = (one.update_id for one in taken.covered)
        turn = taken.turn
        body: dict[str, Any] = {
            "update_id": first,
            "also": also,
            "version": taken.version,
            "draft": turn.state,
            "language": (turn.state or {}).get("language") or (turn.submit or {}).get("language", "id"),
            "messages": turn.messages,
            "acts": turn.acts,
            "files": turn.files,
            "replies": [reply.as_json() for reply in turn.said],
        }
        asked = {"submit": turn.submit, "link": turn.link, "follow": turn.follow, "answer": turn.answer}
        body |= {name: given for name, given in asked.items() if given}
        await self.service.step(taken.covered[0].chat, body)

    async def _say_refusal(self, taken: _Taken, error: StepRefused) -> _Taken:
        """Commits that the step was refused, with the reason said in the chat."""
        chat, incoming = taken.covered[0].chat, taken.covered[-1]
        logger.info("step %s refused: %s", incoming.update_id, error.code)
        for _ in range(MOST_TRIES):
            seen = await self.service.look(chat, {}, "id")
            turn = refused(opened(seen), incoming, error.detail)
            turn.spent = taken.turn.spent
            told = _Taken(taken.covered, turn, seen["version"], untouched=False)
            try:
                await self._hand_over(told)
            except Stale:
                continue
            except AlreadyTaken:
                pass
            except StepRefused as again:
                raise Unreachable(f"a refusal was refused: {again.code}") from again
            return told
        raise Unreachable("the draft keeps changing")

    async def _answer(self, turn: Turn) -> None:
        for query, text in turn.answers.items():
            await self.answer(query, text)

    async def apologise(self, updates: Sequence[Incoming]) -> None:
        """Tells who pressed a button that it goes on later; the update itself stays unconfirmed."""
        answers = {one.query: say("trouble", "id") for one in updates if one.query}
        await self._answer(Turn(state=None, answers=answers))

    async def take_lanes(self, lanes: Mapping[RouteName, list[Incoming]]) -> int | None:
        """Works on all chats side by side; the first update that is not committed, or None."""
        results = await asyncio.gather(*(self._lane(lane) for lane in lanes.values()))
        return min((one for one in results if one is not None), default=None)

    async def take_or_leave(self, updates: Sequence[Incoming]) -> None:
        """As `take`, but one that the conversation fails on is left behind: others must not wait for ever.

        Raises Unreachable.
        """
        try:
            await self.take(updates)
        except Unreachable:
            raise
        except Exception as error:  # noqa: BLE001  # whatever it is: it would come again for ever
            if len(updates) > 1:
                for one in updates:  # those that were committed are known to the service
                    await self.take_or_leave([one])
                return
            self.step_over(updates[0].update_id, error)
            await self._say_unread(updates[0])

    async def _say_unread(self, incoming: Incoming) -> None:
        """Asks for it in other words; a chat that cannot even be told so is left alone."""
        try:
            seen = await self.service.look(incoming.chat, {}, "id")
            told = refused(opened(seen), incoming, say("unread", incoming.language))
            await self._hand_over(_Taken([incoming], told, seen["version"], untouched=False))
        except Exception as error:  # noqa: BLE001  # what failed once may fail again
            logger.warning("update %s: nobody could be told: %s", incoming.update_id, type(error).__name__)

    async def _lane(self, updates: list[Incoming]) -> int | None:
        try:
            await self.take_or_leave(updates)
        except Unreachable as error:
            logger.warning("chat step not committed, will be tried again: %s", error)
            await self.apologise(updates)
            return updates[0].update_id
        return None

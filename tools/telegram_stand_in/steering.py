"""What a test steers and reads besides people's acts: faults, tokens, the queue, what the bot sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tools.telegram_stand_in.errors import bad_request
from tools.telegram_stand_in.faults import ArrangedFault
from tools.telegram_stand_in.people import VERBS as ACTS
from tools.telegram_stand_in.world import USERNAME, Chat, Json, World

LONGEST_WAIT_SECONDS = 60.0
SHOWN_MESSAGES = 300


def fail(world: World, **fault: Any) -> Json:
    """Make the next matching calls go wrong; see `faults.Fault` for the words."""
    try:
        return {"fault": world.faults.add(ArrangedFault(**fault))}
    except (TypeError, ValueError) as error:
        raise bad_request(str(error)) from error


def mend(world: World) -> Json:
    """End all faults."""
    world.faults.clear()
    return {}


def faults(world: World) -> Json:
    return {"faults": world.faults.listed()}


def token(world: World, *, token: str | None = None) -> Json:
    """From now on only this token is good; None: any well-formed one."""
    world.token = token
    return {}


def repeat(world: World, *, update: int) -> Json:
    """Deliver an update again."""
    if update not in world.updates.made:
        raise bad_request("no such update")
    world.updates.repeat(update)
    world.touch()
    return {}


def count_from(world: World, *, update: int) -> Json:
    """Go on with this update id, also a lower one: after a week of silence ids start anywhere."""
    world.updates.next_id = update
    return {}


def odd(world: World, *, content: Json) -> Json:
    """Let an update of any shape wait: Telegram may know kinds and fields that its clients do not."""
    number = world.updates.add_odd(content)
    world.touch()
    return {"update": number}


def waiting(world: World) -> Json:
    """The updates that no bot has confirmed."""
    return {"updates": world.updates.first(len(world.updates))}


def calls(world: World, *, method: str | None = None, chat: int | None = None) -> Json:
    """The bot's calls in order, with the fault that touched each; polls are left out."""
    chosen = [
        asdict(call)
        for call in world.calls
        if (method is None or call.method.lower() == method.lower()) and (chat is None or call.chat == chat)
    ]
    return {"calls": chosen}


def messages(world: World, *, chat: int, sent: int = 0, wait: float = 0) -> Json:
    """Everything in a chat, in order. Waits up to `wait` seconds until the bot has sent `sent` messages."""
    place = _chat(world, chat)
    _wait(world, wait, lambda: sum(one.by_bot for one in place.messages.values()) >= sent)
    return {"messages": [one.as_seen() for one in place.messages.values()], "answers": place.answers}


def settled(world: World, *, wait: float = 0) -> Json:
    """Whether the bot has confirmed every update, waiting up to `wait` seconds for it."""
    _wait(world, wait, lambda: not len(world.updates))
    return {"settled": not len(world.updates)}


def chats(world: World) -> Json:
    """The chats that can be opened, people's first."""
    found = [chat.as_chat() for chat in world.chats.values() if not chat.gone and chat.migrated_to is None]
    return {"chats": sorted(found, key=lambda chat: str(chat["type"]) != "private")}


def view(world: World, *, chat: int, after: int = -1, wait: float = 0, language: str = "id") -> Json:
    """The chat as the page shows it, as soon as it is newer than `after`."""
    place = _chat(world, chat)
    _wait(world, wait, lambda: place.version > after)
    seen = [message.as_seen() for message in list(place.messages.values())[-SHOWN_MESSAGES:]]
    return {
        "version": place.version,
        "messages": seen,
        "answers": place.answers[-10:],
        "keyboard": place.keyboard,
        "typing": place.typing_until is not None and place.typing_until > world.now(),
        "commands": commands(world, place, language),
        "bot": USERNAME,
    }


def commands(world: World, chat: Chat, language: str) -> list[Json]:
    """The commands a person is offered: the narrowest scope that has some, in their language first."""
    scopes = [f"chat:{chat.id}", "all_private_chats" if chat.person else "all_group_chats", "default"]
    for scope in scopes:
        for tongue in (language, ""):
            if found := world.commands.get((scope, tongue)):
                return found
    return []


VERBS: dict[str, Callable[..., Json]] = {
    **ACTS,
    **{
        verb.__name__: verb
        for verb in (
            *(fail, mend, faults, token, repeat, count_from, odd),
            *(waiting, calls, messages, settled, chats, view),
        )
    },
}


def _chat(world: World, number: int) -> Chat:
    """A chat to look at, also one that is gone."""
    if number not in world.chats:
        raise bad_request("no such chat")
    return world.chats[number]


def _wait(world: World, seconds: float, enough: Callable[[], bool]) -> None:
    """Wait until it is enough, or the time is over. The lock is held, and let go while waiting."""
    until = time.monotonic() + min(seconds, LONGEST_WAIT_SECONDS)
    while not enough() and not world.stopping and (left := until - time.monotonic()) > 0:
        world.changed.wait(left)

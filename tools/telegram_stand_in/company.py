"""Who is there: people, groups, and who speaks in a chat."""

from __future__ import annotations

from typing import Any

from tools.telegram_stand_in.errors import bad_request
from tools.telegram_stand_in.world import (
    FIRST_GROUP,
    FIRST_PERSON,
    FIRST_SUPERGROUP,
    Chat,
    Json,
    Person,
    World,
)

# What may come with every act that makes a message; see `people._say`.
Context = dict[str, Any]


def person(
    world: World,
    *,
    first_name: str = "Warga",
    last_name: str | None = "Contoh",
    username: str | None = None,
    language: str = "id",
    started: bool = True,
) -> Json:
    """Somebody and their chat with the bot. Not `started`: the bot may not write before they do."""
    number = FIRST_PERSON + world.count("person") - 1
    world.people[number] = Person(
        id=number, first_name=first_name, last_name=last_name, username=username, language=language
    )
    world.chats[number] = Chat(id=number, kind="private", person=world.people[number], started=started)
    world.touch(world.chats[number])
    return {"chat": number}


def group(world: World, *, title: str = "Warga Gang Contoh", supergroup: bool = False) -> Json:
    """A group that the bot is in."""
    if supergroup:
        number, kind = FIRST_SUPERGROUP - world.count("supergroup") + 1, "supergroup"
    else:
        number, kind = FIRST_GROUP - world.count("group") + 1, "group"
    world.chats[number] = Chat(id=number, kind=kind, title=title)
    world.touch(world.chats[number])
    return {"chat": number}


def open_chat(world: World, chat_id: int) -> Chat:
    """A chat that people can write in. Raises ApiError 400 for a group that has moved."""
    chat = world.chat(chat_id)
    if chat.migrated_to is not None:
        raise bad_request("the group has moved")
    return chat


def sender_of(world: World, chat: Chat, context: Context) -> Json:
    """Who speaks: the one that the act names, else the chat's own person."""
    number = context.get("sender")
    if number is not None:
        return world.people[number].as_user()
    if chat.person is not None:
        return chat.person.as_user()
    # In a group somebody has to be the writer: the first person, who is made where there is none.
    if not world.people:
        person(world)
    return next(iter(world.people.values())).as_user()

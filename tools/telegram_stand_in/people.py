"""What people do: write, send, edit, press, block. Each act makes the update that Telegram would make."""

from __future__ import annotations

from typing import Any

from tools.telegram_stand_in import formatting, samples
from tools.telegram_stand_in.company import Context, group, open_chat, person, sender_of
from tools.telegram_stand_in.errors import bad_request
from tools.telegram_stand_in.shown import (
    button_of,
    caption_content,
    decoded,
    described,
    message_of,
    photo_sizes,
    quoted,
    text_content,
    venue_content,
)
from tools.telegram_stand_in.world import (
    Json,
    World,
)


def text(world: World, *, chat: int, text: str, **context: Any) -> Json:
    formatting.units(text)
    return _say(world, chat, text_content(text), context)


def texts(world: World, *, chat: int, texts: list[str], **context: Any) -> Json:
    """Many messages at once, for floods."""
    return {"messages": [_say(world, chat, text_content(one), context)["message_id"] for one in texts]}


def photo(
    world: World,
    *,
    chat: int,
    content: str | None = None,
    caption: str | None = None,
    album: str | None = None,
    size: int | None = None,
    **context: Any,
) -> Json:
    """A photo (`content` in base 64, or a sample). `album`: its media group, also when late."""
    picture = decoded(content) if content is not None else samples.photo(world.count("photo"))
    file = world.keep_file(picture, folder="photos", mime=samples.mime_of(picture), size=size)
    shown: Json = {"photo": photo_sizes(world, file)}
    if album is not None:
        shown["media_group_id"] = album
    return _say(world, chat, shown | caption_content(caption), context)


def album(
    world: World,
    *,
    chat: int,
    count: int = 0,
    contents: list[str] | None = None,
    caption: str | None = None,
    **context: Any,
) -> Json:
    """Photos sent together: as many updates, one media group, caption on the first, no sign of the end."""
    name = f"{13_000_000_000_000_000 + world.count('album')}"
    pictures = contents if contents is not None else [None] * count
    made = [
        photo(
            world,
            chat=chat,
            content=picture,
            caption=None if place else caption,
            album=name,
            **context,
        )
        for place, picture in enumerate(pictures)
    ]
    return {"album": name, "messages": [message["message_id"] for message in made]}


def voice(
    world: World,
    *,
    chat: int,
    content: str | None = None,
    seconds: int = 3,
    size: int | None = None,
    **context: Any,
) -> Json:
    sound = decoded(content) if content is not None else samples.voice(world.count("voice"))
    file = world.keep_file(sound, folder="voice", mime="audio/ogg", size=size)
    return _say(
        world, chat, {"voice": described(file) | {"duration": seconds, "mime_type": file.mime}}, context
    )


def document(
    world: World,
    *,
    chat: int,
    content: str | None = None,
    name: str = "surat.txt",
    mime: str = "text/plain",
    size: int | None = None,
    caption: str | None = None,
    **context: Any,
) -> Json:
    """A file as it is. `size` may say more bytes than there are, to try limits."""
    body = decoded(content) if content is not None else samples.document(world.count("document"))
    file = world.keep_file(body, folder="documents", mime=mime, name=name, size=size)
    return _say(world, chat, {"document": described(file)} | caption_content(caption), context)


def location(world: World, *, chat: int, lat: float, lng: float, **context: Any) -> Json:
    return _say(world, chat, {"location": {"latitude": lat, "longitude": lng}}, context)


def venue(
    world: World, *, chat: int, lat: float, lng: float, title: str, address: str, **context: Any
) -> Json:
    """A place with a name."""
    return _say(world, chat, venue_content(lat, lng, title, address), context)


def contact(world: World, *, chat: int, phone: str, **context: Any) -> Json:
    """The person's own number, as the button of a reply keyboard shares it."""
    owner = sender_of(world, open_chat(world, chat), context)
    shared: Json = {"phone_number": phone, "first_name": owner["first_name"], "user_id": owner["id"]}
    return _say(world, chat, {"contact": shared}, context)


def edit(world: World, *, chat: int, message: int, text: str) -> Json:
    """The person changes what they wrote: text, or the caption of what they sent."""
    place = world.chat(chat)
    written = message_of(place, message)
    if written.by_bot:
        raise bad_request("only one's own message can be edited")
    captioned = "text" not in written.data
    written.revisions.append(written.data.get("caption" if captioned else "text", ""))
    stale = ("caption", "caption_entities") if captioned else ("text", "entities")
    kept = {name: value for name, value in written.data.items() if name not in stale}
    changed = caption_content(text) if captioned else text_content(text)
    written.data = kept | changed | {"edit_date": int(world.now().timestamp())}
    update = world.updates.add("edited_message", written.data, lane=chat)
    world.touch(place)
    return {"message_id": message, "update_id": update}


def press(
    world: World,
    *,
    chat: int,
    button: str | None = None,
    data: str | None = None,
    message: int | None = None,
    sender: int | None = None,
) -> Json:
    """Press a button by its words (the newest message that has it), or send any `data`, also a forged one."""
    place = world.chat(chat)
    pressed, found = button_of(place, button, message) if data is None else (message_of(place, message), data)
    query = f"{4_000_000_000_000_000_000 + world.count('query')}"
    world.queries[query] = chat
    content: Json = {
        "id": query,
        "from": sender_of(world, place, {"sender": sender}),
        "message": pressed.data,
        "chat_instance": f"{chat * 31}",
        "data": found,
    }
    update = world.updates.add("callback_query", content, lane=chat)
    world.touch(place)
    return {"query": query, "update_id": update}


def start(world: World, *, chat: int, payload: str = "", **context: Any) -> Json:
    """Open the bot, as by a link with `?start=payload`."""
    return text(world, chat=chat, text=f"/start {payload}".rstrip(), **context)


def block(world: World, *, chat: int) -> Json:
    """The person blocks the bot: from now on 403."""
    return _change_membership(world, chat, blocked=True)


def unblock(world: World, *, chat: int) -> Json:
    return _change_membership(world, chat, blocked=False)


def forget(world: World, *, chat: int) -> Json:
    """The chat is gone: from now on 400 chat not found."""
    world.chat(chat).gone = True
    world.touch()
    return {}


def migrate(world: World, *, chat: int) -> Json:
    """The group becomes a supergroup with another id; the old one answers 400 with the new id."""
    old = world.chat(chat)
    new = group(world, title=old.title or "", supergroup=True)["chat"]
    _say(world, chat, {"migrate_to_chat_id": new}, {})
    old.migrated_to = new
    return {"chat": new}


def inject(world: World, *, kind: str, content: Json, chat: int = 0) -> Json:
    """Any update at all, word for word: a channel's post, an inline query, nonsense."""
    update = world.updates.add(kind, content, lane=chat)
    world.touch()
    return {"update_id": update}


VERBS = {
    act.__name__: act
    for act in (
        *(person, group, text, texts, photo, album, voice, document, location, venue, contact),
        *(edit, press, start, block, unblock, forget, migrate, inject),
    )
}


def _say(world: World, chat_id: int, content: Json, context: Context) -> Json:
    """A person's message and its update.

    `context`: `sender` (a person's id, in groups), `reply_to` (a message's number), `forwarded_from` (a
    name), `via_bot` (a bot's name), `language` (the person's app speaks it from now on).
    """
    unknown = set(context) - {"sender", "reply_to", "forwarded_from", "via_bot", "language"}
    if unknown:
        raise bad_request(f"no such word: {', '.join(sorted(unknown))}")
    chat = open_chat(world, chat_id)
    if chat.person is not None:
        chat.started, chat.blocked = True, False
        chat.person.language = context.get("language") or chat.person.language
    more: Json = {}
    if context.get("reply_to") is not None:
        more["reply_to_message"] = quoted(message_of(chat, context["reply_to"]))
    if context.get("forwarded_from"):
        origin = {"type": "hidden_user", "sender_user_name": context["forwarded_from"]}
        more["forward_origin"] = origin | {"date": int(world.now().timestamp())}
    if context.get("via_bot"):
        more["via_bot"] = {"id": 99, "is_bot": True, "first_name": context["via_bot"]}
    message = world.post(chat, sender=sender_of(world, chat, context), content=content | more, by_bot=False)
    update = world.updates.add("message", message.data, lane=chat_id)
    return {"message_id": message.data["message_id"], "update_id": update}


def _change_membership(world: World, chat_id: int, *, blocked: bool) -> Json:
    chat = world.chat(chat_id)
    was, chat.blocked = chat.blocked, blocked
    state = {True: "kicked", False: "member"}
    content: Json = {
        "chat": chat.as_chat(),
        "from": sender_of(world, chat, {}),
        "date": int(world.now().timestamp()),
        "old_chat_member": _membership(world, state[was]),
        "new_chat_member": _membership(world, state[blocked]),
    }
    update = world.updates.add("my_chat_member", content, lane=chat_id)
    world.touch(chat)
    return {"update_id": update}


def _membership(world: World, status: str) -> Json:
    member: Json = {"status": status, "user": world.bot_user()}
    return member | ({"until_date": 0} if status == "kicked" else {})

"""What the bot can do to chats, method by method. Every function here runs under the world's lock."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tools.telegram_stand_in import formatting, keyboards
from tools.telegram_stand_in.errors import ApiError, bad_request
from tools.telegram_stand_in.parameters import Parameters
from tools.telegram_stand_in.shown import described, photo_sizes, quoted, venue_content
from tools.telegram_stand_in.world import Chat, Json, StandInFile, StandInMessage, World

DOWNLOAD_BYTES = 20_000_000
PHOTO_BYTES = 10_000_000
UPLOAD_BYTES = 50_000_000
ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
    *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def get_me(world: World, given: Parameters) -> Json:
    return world.bot_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def send_message(world: World, given: Parameters) -> Json:
    chat = _reachable(world, given)
    return _send(world, given, chat, formatting.formatted(given, "text", formatting.TEXT_UNITS))


def send_photo(world: World, given: Parameters) -> Json:
    chat = _reachable(world, given)
    file = _sent_file(world, given, "photo", PHOTO_BYTES)
    return _send(world, given, chat, {"photo": photo_sizes(world, file)} | formatting.caption(given))


def send_document(world: World, given: Parameters) -> Json:
    chat = _reachable(world, given)
    file = _sent_file(world, given, "document", UPLOAD_BYTES)
    return _send(world, given, chat, {"document": described(file)} | formatting.caption(given))


def send_venue(world: World, given: Parameters) -> Json:
    chat = _reachable(world, given)
    lat, lng = given.degrees("latitude", 90), given.degrees("longitude", 180)
    title, address = given.text("title"), given.text("address")
    if not title or not address:
        raise bad_request(f"{'address' if title else 'title'} must be non-empty")
    return _send(world, given, chat, venue_content(lat, lng, title, address))


def edit_message_text(world: World, given: Parameters) -> Json:
    chat, message = _own_message(world, given, "edit")
    if "text" not in message.data:
        raise bad_request("there is no text in the message to edit")
    return _edit(world, given, chat, message, formatting.formatted(given, "text", formatting.TEXT_UNITS))


def edit_message_caption(world: World, given: Parameters) -> Json:
    chat, message = _own_message(world, given, "edit")
    return _edit(world, given, chat, message, formatting.caption(given))


def edit_message_reply_markup(world: World, given: Parameters) -> Json:
    chat, message = _own_message(world, given, "edit")
    return _edit(world, given, chat, message, {})


def delete_message(world: World, given: Parameters) -> bool:
    chat, message = _own_message(world, given, "delete")
    message.deleted = True
    world.touch(chat)
    return True


def answer_callback_query(world: World, given: Parameters) -> bool:
    query = given.text("callback_query_id") or ""
    text = given.text("text") or ""
    if formatting.units(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    if query not in world.queries:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    chat = world.chats[world.queries.pop(query)]
    answer = {"id": query, "text": text, "show_alert": given.flag("show_alert"), "url": given.text("url")}
    chat.answers.append(answer)
    world.touch(chat)
    return True


def send_chat_action(world: World, given: Parameters) -> bool:
    chat = _reachable(world, given)
    if given.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.typing_until = world.now() + timedelta(seconds=5)
    world.touch(chat)
    return True


def get_file(world: World, given: Parameters) -> Json:
    file = world.files.get(given.text("file_id") or "")
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if file.size > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": f"U{file.file_id}",
        "file_size": file.size,
        "file_path": file.path,
    }


def set_my_commands(world: World, given: Parameters) -> bool:
    commands = given.items("commands") or []
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_audience(given)] = commands
    world.touch()
    return True


def get_my_commands(world: World, given: Parameters) -> list[Json]:
    return world.commands.get(_audience(given), [])


def delete_my_commands(world: World, given: Parameters) -> bool:
    world.commands.pop(_audience(given), None)
    return True


def get_chat(world: World, given: Parameters) -> Json:
    chat = _addressed(world, given)
    return chat.as_chat() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}


def leave_chat(world: World, given: Parameters) -> bool:
    chat = _addressed(world, given)
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    chat.left = True
    world.touch(chat)
    return True


_NO_GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)

METHODS: dict[str, Callable[[World, Parameters], Any]] = {
    "getme": get_me,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "senddocument": send_document,
    "sendvenue": send_venue,
    "editmessagetext": edit_message_text,
    "editmessagecaption": edit_message_caption,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
    "getfile": get_file,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "deletemycommands": delete_my_commands,
    "getchat": get_chat,
    "leavechat": leave_chat,
}


def _addressed(world: World, given: Parameters) -> Chat:
    """The chat of the call. Raises ApiError 400, also where a group has become a supergroup."""
    try:
        number = given.number("chat_id")
    except ApiError as error:
        raise bad_request("chat not found") from error
    if number is None:
        raise bad_request("chat_id is empty")
    chat = world.chat(number)
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.migrated_to,
        )
    return chat


def _reachable(world: World, given: Parameters) -> Chat:
    """The chat of the call, when the bot may write there. Raises ApiError 400 or 403."""
    chat = _addressed(world, given)
    if chat.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if chat.left:
        raise ApiError(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
    if not chat.started:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    return chat


def _sent_file(world: World, given: Parameters, name: str, limit: int) -> StandInFile:
    upload = given.upload(name)
    if upload is None:
        known = world.files.get(given.text(name) or "")
        if known is None:
            raise bad_request("wrong remote file identifier specified: Wrong string length")
        return known
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > limit:
        raise ApiError(413, "Request Entity Too Large")
    file_name = None if name == "photo" else upload.name
    return world.keep_file(upload.content, folder=f"{name}s", mime=upload.mime, name=file_name)


def _send(world: World, given: Parameters, chat: Chat, content: Json) -> Json:
    """Post the bot's message: what every send method shares."""
    content = content | _reply(chat, given)
    markup = given.record("reply_markup")
    if markup is not None:
        keyboards.check(markup)
        if "inline_keyboard" in markup:
            content["reply_markup"] = markup
        elif chat.person is not None or "keyboard" in markup:
            chat.keyboard = markup if "keyboard" in markup else None
    return world.post(chat, sender=world.bot_user(), content=content, by_bot=True).data


def _reply(chat: Chat, given: Parameters) -> Json:
    parameters = given.record("reply_parameters") or {}
    number = parameters.get("message_id") or given.number("reply_to_message_id")
    if number is None:
        return {}
    message = chat.messages.get(int(number))
    if message is None or message.deleted:
        if parameters.get("allow_sending_without_reply") or given.flag("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": quoted(message)}


def _own_message(world: World, given: Parameters, act: str) -> tuple[Chat, StandInMessage]:
    chat = _reachable(world, given)
    message = chat.messages.get(given.number("message_id") or 0)
    if message is None or message.deleted:
        raise bad_request(f"message to {act} not found")
    if not message.by_bot and act == "edit":
        raise bad_request("message can't be edited")
    return chat, message


def _edit(world: World, given: Parameters, chat: Chat, message: StandInMessage, content: Json) -> Json:
    """Give the bot's message new content and the buttons of this call, or none."""
    markup = given.record("reply_markup")
    if markup is not None:
        keyboards.check(markup)
    buttons = {"reply_markup": markup} if markup and markup.get("inline_keyboard") else {}
    replaced = {"reply_markup", *(name for name in ("text", "caption") if name in content)}
    replaced |= {"entities"} if "text" in content else {"caption_entities"} if "caption" in content else set()
    changed = (
        {name: value for name, value in message.data.items() if name not in replaced} | content | buttons
    )
    before = {name: value for name, value in message.data.items() if name != "edit_date"}
    if before == {name: value for name, value in changed.items() if name != "edit_date"}:
        raise bad_request(_NOT_MODIFIED)
    message.revisions.append(message.data.get("text") or message.data.get("caption") or "")
    message.data = changed | {"edit_date": int(world.now().timestamp())}
    world.touch(chat)
    return message.data


def _audience(given: Parameters) -> tuple[str, str]:
    """Whom commands are for: a scope and a language."""
    scope = given.record("scope") or {"type": "default"}
    return ":".join(str(value) for value in scope.values()), given.text("language_code") or ""

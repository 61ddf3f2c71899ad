"""What people do, as the real python-telegram-bot reads it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest
from telegram.request import HTTPXRequest

from tools.telegram_stand_in.control import Control, ControlRefused
from tools.telegram_stand_in.server import Running, start

TOKEN = "123456:ABCDEFGHIJKLMNOPQRST"


class RealBot:
    """python-telegram-bot's Bot, one call at a time."""

    def __init__(self, telegram: Running) -> None:
        self._telegram = telegram

    def do(self, act: Callable[[Bot], Awaitable[Any]]) -> Any:
        async def with_bot() -> Any:
            # Plain http needs no certificates, and loading them takes longer than the call.
            request = HTTPXRequest(httpx_kwargs={"verify": False})
            bot = Bot(
                TOKEN,
                self._telegram.base_url,
                self._telegram.base_file_url,
                request=request,
                get_updates_request=request,
            )
            try:
                return await act(bot)
            finally:
                await request.shutdown()

        return asyncio.run(with_bot())

    def updates(self) -> list[Any]:
        """What waits, confirmed at once."""

        async def take(bot: Bot) -> list[Update]:
            updates = list(await bot.get_updates())
            await bot.get_updates(offset=updates[-1].update_id + 1)
            return updates

        updates: list[Any] = self.do(take)
        return updates

    def fetch(self, file_id: str) -> bytes:
        async def download(bot: Bot) -> bytes:
            return bytes(await (await bot.get_file(file_id)).download_as_bytearray())

        content: bytes = self.do(download)
        return content


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # python-telegram-bot's durations as they will be
    with start() as running:
        yield running


@pytest.fixture
def control(telegram: Running) -> Control:
    return telegram.control


@pytest.fixture
def bot(telegram: Running) -> RealBot:
    return RealBot(telegram)


@pytest.fixture
def chat(control: Control) -> int:
    return control.person("Rina", last_name=None, username="rina_contoh")


def test_text_with_commands_and_addresses(bot: RealBot, control: Control, chat: int) -> None:
    control.text(chat, "/lapor 😀 lihat https://contoh.id/a.", language="en")
    control.start(chat, "kode-sekali-pakai")
    report, begin = bot.updates()
    assert report.effective_user.id == report.effective_chat.id == chat
    assert (report.effective_user.username, report.effective_user.language_code) == ("rina_contoh", "en")
    assert [report.message.parse_entity(e) for e in report.message.entities] == [
        "/lapor",
        "https://contoh.id/a",
    ]
    assert begin.message.text == "/start kode-sekali-pakai"
    assert begin.update_id == report.update_id + 1


def test_a_photo_and_its_bytes(bot: RealBot, control: Control, chat: int) -> None:
    control.photo(chat, b"\xff\xd8\xff bytes", caption="Parit tumpat")
    control.photo(chat)
    own, sample = (update.message for update in bot.updates())
    assert own.caption == "Parit tumpat"
    assert [size.width for size in own.photo] == [90, 1280]
    assert bot.fetch(own.photo[-1].file_id) == b"\xff\xd8\xff bytes"
    assert bot.fetch(sample.photo[-1].file_id).startswith(b"\xff\xd8\xff")


def test_an_album_is_as_many_updates_and_may_grow_late(bot: RealBot, control: Control, chat: int) -> None:
    album, numbers = control.album(chat, 3, caption="Tiga foto")
    late = control.photo(chat, album=album)
    messages = [update.message for update in bot.updates()]
    assert [message.message_id for message in messages] == [*numbers, late]
    assert {message.media_group_id for message in messages} == {album}
    assert [message.caption for message in messages] == ["Tiga foto", None, None, None]
    assert len({bot.fetch(message.photo[-1].file_id) for message in messages}) == 4


def test_voice_document_and_contact(bot: RealBot, control: Control, chat: int) -> None:
    control.voice(chat, seconds=12)
    control.document(chat, b"%PDF-1.7", name="surat.pdf", mime="application/pdf", caption="Suratnya")
    control.contact(chat, "+620000")
    voice, document, contact = (update.message for update in bot.updates())
    assert (voice.voice.duration, voice.voice.mime_type) == (timedelta(seconds=12), "audio/ogg")
    assert bot.fetch(voice.voice.file_id).startswith(b"OggS")
    assert (document.document.file_name, document.document.mime_type) == ("surat.pdf", "application/pdf")
    assert (document.caption, bot.fetch(document.document.file_id)) == ("Suratnya", b"%PDF-1.7")
    assert (contact.contact.phone_number, contact.contact.user_id) == ("+620000", chat)


def test_files_over_twenty_megabytes_cannot_be_fetched(bot: RealBot, control: Control, chat: int) -> None:
    control.document(chat, size=20_000_001)
    (update,) = bot.updates()
    assert update.message.document.file_size == 20_000_001
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        bot.fetch(update.message.document.file_id)
    with pytest.raises(BadRequest, match=r"(?i)wrong file_id"):
        bot.fetch("nobody's")


def test_places(bot: RealBot, control: Control, chat: int) -> None:
    control.location(chat, 3.7063, 98.6644)
    control.venue(chat, 3.7, 98.6, title="Pasar contoh", address="Gang Contoh")
    here, market = (update.message for update in bot.updates())
    assert (here.location.latitude, here.location.longitude) == (3.7063, 98.6644)
    assert (market.venue.title, market.venue.address) == ("Pasar contoh", "Gang Contoh")
    assert market.location == market.venue.location


def test_forwards_replies_and_other_bots(bot: RealBot, control: Control, chat: int) -> None:
    first = control.text(chat, "satu")
    control.forward(chat, "kata tetangga", origin="Budi Umpama")
    control.text(chat, "lanjut", reply_to=first)
    control.text(chat, "kiriman", via_bot="Gif")
    _, forwarded, reply, via = (update.message for update in bot.updates())
    assert forwarded.forward_origin.sender_user_name == "Budi Umpama"
    assert reply.reply_to_message.text == "satu"
    assert via.via_bot.first_name == "Gif"


def test_edits(bot: RealBot, control: Control, chat: int) -> None:
    text, photo = control.text(chat, "paret"), control.photo(chat, caption="lama")
    control.edit(chat, text, "parit")
    control.edit(chat, photo, "baru")
    *_, words, caption = bot.updates()
    assert (words.edited_message.message_id, words.edited_message.text) == (text, "parit")
    assert caption.edited_message.caption == "baru"
    assert caption.edited_message.edit_date is not None
    assert control.messages(chat)[0]["revisions"] == ["paret"]


def test_groups(bot: RealBot, control: Control, chat: int) -> None:
    group, large = control.group("Gang Contoh"), control.group(supergroup=True)
    control.text(group, "/status", sender=chat)
    control.text(large, "halo", sender=chat)
    small_one, large_one = (update.message for update in bot.updates())
    assert (small_one.chat.type, small_one.chat.title, small_one.from_user.id) == (
        "group",
        "Gang Contoh",
        chat,
    )
    assert (large_one.chat.type, large_one.chat.id < -(10**12)) == ("supergroup", True)


def test_pressing_a_button(bot: RealBot, control: Control, chat: int) -> None:
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Kirim", callback_data="kirim:1")]])
    bot.do(lambda real: real.send_message(chat, "Periksa dulu.", reply_markup=keys))
    query = control.press(chat, "Kirim")
    (update,) = bot.updates()
    pressed = update.callback_query
    assert (pressed.id, pressed.data, pressed.message.message_id) == (query, "kirim:1", 1)
    bot.do(lambda real: real.answer_callback_query(query, "Sudah"))
    assert [(answer["id"], answer["text"]) for answer in control.answers(chat)] == [(query, "Sudah")]
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        bot.do(lambda real: real.answer_callback_query(query))


def test_pressing_what_is_not_there(bot: RealBot, control: Control, chat: int) -> None:
    stranger = control.person("Budi")
    bot.do(lambda real: real.send_message(chat, "Periksa dulu."))
    with pytest.raises(ControlRefused):
        control.press(chat, "Kirim")
    control.press_data(chat, 1, "dipalsukan", sender=stranger)
    (update,) = bot.updates()
    assert (update.callback_query.data, update.callback_query.from_user.id) == ("dipalsukan", stranger)


def test_blocking_is_told(bot: RealBot, control: Control, chat: int) -> None:
    control.block(chat)
    control.unblock(chat)
    blocked, unblocked = (update.my_chat_member for update in bot.updates())
    assert (blocked.old_chat_member.status, blocked.new_chat_member.status) == ("member", "kicked")
    assert unblocked.new_chat_member.status == "member"


def test_any_update_word_for_word(bot: RealBot, control: Control) -> None:
    channel = {"id": -1001, "type": "channel", "title": "Kabar"}
    control.inject("channel_post", {"message_id": 1, "date": 0, "chat": channel, "text": "halo"})
    assert bot.updates()[0].channel_post.text == "halo"

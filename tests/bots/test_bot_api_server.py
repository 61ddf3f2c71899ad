"""The stand-in as the real python-telegram-bot sees it: each method, each refusal, each fault."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)
from telegram.request import HTTPXRequest

from tests.support.patience import PATIENCE_SECONDS
from tools.telegram_stand_in.control import Control, ControlRefused, buttons
from tools.telegram_stand_in.server import Running, start

TOKEN = "123456:ABCDEFGHIJKLMNOPQRST"
Act = Callable[[Bot], Awaitable[Any]]


@pytest.fixture
def telegram(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # python-telegram-bot's durations as they will be
    with start(now=lambda: datetime(2026, 3, 6, 2, 0, tzinfo=UTC)) as running:
        yield running


@pytest.fixture
def control(telegram: Running) -> Control:
    return telegram.control


@pytest.fixture
def chat(control: Control) -> int:
    return control.person("Rina")


def do(telegram: Running, act: Act, *, token: str = TOKEN, patience: float = PATIENCE_SECONDS) -> Any:
    """Let a real bot do something."""

    async def with_bot() -> Any:
        # Plain http needs no certificates, and loading them takes longer than the call.
        no_certificates = {"verify": False}
        request = HTTPXRequest(read_timeout=patience, connect_timeout=patience, httpx_kwargs=no_certificates)
        bot = Bot(
            token,
            telegram.base_url,
            telegram.base_file_url,
            request=request,
            get_updates_request=request,
        )
        try:
            return await act(bot)
        finally:
            await request.shutdown()

    return asyncio.run(with_bot())


def keys(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(one.title(), callback_data=one) for one in data]])


# ---------------------------------------------------------------------------------------------- who


def test_the_bot_learns_who_it_is(telegram: Running) -> None:
    me = do(telegram, lambda bot: bot.get_me())
    assert (me.id, me.is_bot, me.first_name) == (123456, True, "Tanggap")


def test_a_wrong_token_is_refused(telegram: Running, control: Control) -> None:
    control.token("123456:THE_ONE_THAT_IS_GOOD")
    with pytest.raises(InvalidToken):
        do(telegram, lambda bot: bot.get_me())


def test_a_token_that_is_none_is_refused(telegram: Running) -> None:
    with pytest.raises(InvalidToken):
        do(telegram, lambda bot: bot.get_me(), token="123456:short")


# ---------------------------------------------------------------------------------------------- sending


def test_a_message_arrives(telegram: Running, control: Control, chat: int) -> None:
    sent = do(telegram, lambda bot: bot.send_message(chat, "Sudah masuk."))
    assert (sent.message_id, sent.chat.id, sent.text) == (1, chat, "Sudah masuk.")
    assert sent.date == datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
    assert [message["text"] for message in control.sent(chat)] == ["Sudah masuk."]
    assert control.copies(chat) == {"Sudah masuk.": 1}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "message text is empty"),
        (" \n\u200b", "message text is empty"),
        ("a" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),  # two UTF-16 units each
    ],
)
def test_texts_that_are_refused(telegram: Running, chat: int, text: str, why: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        do(telegram, lambda bot: bot.send_message(chat, text))


def test_the_longest_text_passes(telegram: Running, chat: int) -> None:
    assert do(telegram, lambda bot: bot.send_message(chat, "😀" * 2048)).text == "😀" * 2048


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        ("HTML", "<b>tebal <i>miring</i></b> &lt;x&gt; &amp;"),
        ("MarkdownV2", r"*tebal _miring_* <x\> &"),
    ],
)
def test_formatting_is_read(telegram: Running, chat: int, mode: str, text: str) -> None:
    sent = do(telegram, lambda bot: bot.send_message(chat, text, parse_mode=mode))
    assert sent.text == "tebal miring <x> &"
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities] == [
        ("bold", 0, 12),
        ("italic", 6, 6),
    ]


def test_links_and_code_are_read(telegram: Running, chat: int) -> None:
    for mode, text in (
        ("HTML", '😀<a href="https://contoh.id/?a=1&amp;b=2">di sini</a> <code>a&lt;b</code>'),
        ("MarkdownV2", "😀[di sini](https://contoh.id/?a=1&b=2) `a<b`"),
        ("Markdown", "😀[di sini](https://contoh.id/?a=1&b=2) `a<b`"),
    ):
        sent = do(telegram, lambda bot, t=text, m=mode: bot.send_message(chat, t, parse_mode=m))
        link, code = sent.entities
        assert sent.text == "😀di sini a<b"
        assert (link.type, link.offset, link.length, link.url) == (
            "text_link",
            2,
            7,
            "https://contoh.id/?a=1&b=2",
        )
        assert (code.type, code.offset, code.length) == ("code", 10, 3)


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        ("HTML", "<b>tidak ditutup"),
        ("HTML", "1 < 2"),
        ("HTML", "<script>x</script>"),
        ("HTML", "<b><i>x</b></i>"),
        ("MarkdownV2", "Selesai."),
        ("MarkdownV2", "*tidak ditutup"),
        ("MarkdownV2", "[di sini](tidak ditutup"),
        ("Markdown", "satu_garis"),
        ("Markdown", "[di sini"),
    ],
)
def test_broken_formatting_is_refused(telegram: Running, chat: int, mode: str, text: str) -> None:
    with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
        do(telegram, lambda bot: bot.send_message(chat, text, parse_mode=mode))


def test_entities_may_be_given(telegram: Running, chat: int) -> None:
    bold = MessageEntity(MessageEntity.BOLD, 0, 5)
    sent = do(telegram, lambda bot: bot.send_message(chat, "Nomor <1>", entities=[bold]))
    assert sent.text == "Nomor <1>"
    assert sent.entities == (bold,)


def test_buttons_hang_under_the_message(telegram: Running, control: Control, chat: int) -> None:
    do(telegram, lambda bot: bot.send_message(chat, "Benar?", reply_markup=keys("ya", "tidak")))
    assert buttons(control.sent(chat)[0]) == ["Ya", "Tidak"]


@pytest.mark.parametrize(
    "button",
    [
        InlineKeyboardButton("panjang", callback_data="x" * 65),
        InlineKeyboardButton("lokal", url="http://localhost:8000/lacak"),
        InlineKeyboardButton("apa saja", url="javascript:alert(1)"),
    ],
    ids=lambda button: button.text,
)
def test_buttons_that_are_refused(telegram: Running, chat: int, button: InlineKeyboardButton) -> None:
    with pytest.raises(BadRequest):
        do(telegram, lambda bot: bot.send_message(chat, "?", reply_markup=InlineKeyboardMarkup([[button]])))


def test_a_keyboard_is_shown_until_it_is_removed(telegram: Running, control: Control, chat: int) -> None:
    share = ReplyKeyboardMarkup([[KeyboardButton("Kirim lokasi saya", request_location=True)]])
    do(telegram, lambda bot: bot.send_message(chat, "Di mana?", reply_markup=share))
    shown = control.do("view", chat=chat)["keyboard"]["keyboard"]
    assert shown == [[{"text": "Kirim lokasi saya", "request_location": True}]]


def test_a_reply_quotes_its_message(telegram: Running, control: Control, chat: int) -> None:
    written = control.text(chat, "Kapan?")
    sent = do(
        telegram, lambda bot: bot.send_message(chat, "Rabu.", reply_parameters=ReplyParameters(written))
    )
    assert sent.reply_to_message.text == "Kapan?"
    with pytest.raises(BadRequest, match=r"(?i)message to be replied not found"):
        do(telegram, lambda bot: bot.send_message(chat, "Rabu.", reply_parameters=ReplyParameters(99)))


def test_photos_and_documents_are_sent(telegram: Running, chat: int) -> None:
    async def send(bot: Bot) -> bytes:
        photo = await bot.send_photo(chat, InputFile(b"\xff\xd8\xff picture"), caption="Sesudah")
        again = await bot.send_photo(chat, photo.photo[-1].file_id)
        letter = await bot.send_document(chat, InputFile(b"%PDF", filename="bukti.pdf"))
        assert (photo.caption, again.caption, letter.document.file_name) == ("Sesudah", None, "bukti.pdf")
        return bytes(await (await bot.get_file(photo.photo[-1])).download_as_bytearray())

    assert do(telegram, send) == b"\xff\xd8\xff picture"


def test_a_message_is_edited_and_deleted(telegram: Running, control: Control, chat: int) -> None:
    async def change(bot: Bot) -> None:
        sent = await bot.send_message(chat, "Periksa dulu.", reply_markup=keys("kirim"))
        await bot.edit_message_reply_markup(chat, sent.message_id, reply_markup=keys("ubah"))
        edited = await bot.edit_message_text("Sudah masuk.", chat, sent.message_id)
        assert edited.text == "Sudah masuk."
        assert edited.reply_markup is None
        with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
            await bot.edit_message_text("Sudah masuk.", chat, sent.message_id)
        with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
            await bot.edit_message_text("x", chat, 99)
        await bot.delete_message(chat, sent.message_id)

    do(telegram, change)
    (seen,) = control.messages(chat)
    assert (seen["revisions"], seen["deleted"]) == (["Periksa dulu.", "Periksa dulu."], True)
    assert control.sent(chat) == []


def test_commands_are_offered_in_the_persons_language(telegram: Running, control: Control, chat: int) -> None:
    async def offer(bot: Bot) -> None:
        await bot.set_my_commands([BotCommand("lapor", "Mulai laporan baru")])
        await bot.set_my_commands([BotCommand("lapor", "Begin a report")], language_code="en")
        assert (await bot.get_my_commands())[0].description == "Mulai laporan baru"
        with pytest.raises(BadRequest):
            await bot.set_my_commands([BotCommand("Lapor!", "x")])

    do(telegram, offer)
    offered = [control.do("view", chat=chat, language=language)["commands"] for language in ("id", "en")]
    assert [commands[0]["description"] for commands in offered] == ["Mulai laporan baru", "Begin a report"]


def test_small_courtesies(telegram: Running, control: Control, chat: int) -> None:
    group = control.group()

    async def be_polite(bot: Bot) -> None:
        await bot.send_chat_action(chat, "typing")
        assert (await bot.get_chat(chat)).first_name == "Rina"
        await bot.leave_chat(group)
        with pytest.raises(Forbidden):
            await bot.send_message(group, "Masih di sini")

    do(telegram, be_polite)
    assert control.do("view", chat=chat)["typing"] is True


def test_unknown_methods_are_not_found(telegram: Running) -> None:
    with pytest.raises(InvalidToken, match=r"(?i)not found"):
        do(telegram, lambda bot: bot.get_my_name())


# ---------------------------------------------------------------------------------------------- chats that refuse


def test_a_blocked_bot_may_not_write_until_the_person_writes(
    telegram: Running, control: Control, chat: int
) -> None:
    control.block(chat)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        do(telegram, lambda bot: bot.send_message(chat, "Halo"))
    control.text(chat, "Saya kembali")
    assert do(telegram, lambda bot: bot.send_message(chat, "Halo")).text == "Halo"


def test_nobody_is_written_to_before_they_begin(telegram: Running, control: Control) -> None:
    stranger = control.person(started=False)
    with pytest.raises(Forbidden, match="can't initiate"):
        do(telegram, lambda bot: bot.send_message(stranger, "Halo"))
    control.start(stranger)
    do(telegram, lambda bot: bot.send_message(stranger, "Halo"))


def test_a_chat_that_is_gone(telegram: Running, control: Control, chat: int) -> None:
    control.forget(chat)
    for number in (chat, 12345):
        with pytest.raises(BadRequest, match=r"(?i)chat not found"):
            do(telegram, lambda bot, number=number: bot.send_message(number, "Halo"))


def test_a_group_that_moved(telegram: Running, control: Control) -> None:
    group = control.group()
    new = control.migrate(group)
    with pytest.raises(ChatMigrated) as moved:
        do(telegram, lambda bot: bot.send_message(group, "Halo"))
    assert moved.value.new_chat_id == new
    assert do(telegram, lambda bot: bot.send_message(new, "Halo")).message_id == 1


# ---------------------------------------------------------------------------------------------- faults


def test_too_many_requests_of_one_chat(telegram: Running, control: Control, chat: int) -> None:
    other = control.person("Budi")
    control.fail("retry_after", chat=chat, seconds=7)
    with pytest.raises(RetryAfter) as wait:
        do(telegram, lambda bot: bot.send_message(chat, "satu"))
    assert wait.value.retry_after == timedelta(seconds=7)
    do(telegram, lambda bot: bot.send_message(other, "satu"))
    do(telegram, lambda bot: bot.send_message(chat, "satu"))
    assert [(call["status"], call["fault"]) for call in control.calls("sendMessage")] == [
        (429, "retry_after"),
        (200, None),
        (200, None),
    ]


def test_too_many_requests_of_all(telegram: Running, control: Control, chat: int) -> None:
    control.fail("retry_after", seconds=1, times=2)
    for _ in range(2):
        with pytest.raises(RetryAfter):
            do(telegram, lambda bot: bot.send_message(chat, "satu"))
    do(telegram, lambda bot: bot.send_message(chat, "satu"))
    assert control.faults()[0]["touched"] == 2


def test_an_answer_that_is_lost_leaves_the_message_there_once(
    telegram: Running, control: Control, chat: int
) -> None:
    control.fail("drop", method="sendMessage")
    with pytest.raises(NetworkError):
        do(telegram, lambda bot: bot.send_message(chat, "satu"))
    assert control.copies(chat) == {"satu": 1}


def test_an_answer_that_is_late_leaves_the_message_there_once(
    telegram: Running, control: Control, chat: int
) -> None:
    control.fail("hang", method="sendMessage", seconds=30)
    with pytest.raises(TimedOut):
        do(telegram, lambda bot: bot.send_message(chat, "satu"), patience=0.2)
    assert control.copies(chat) == {"satu": 1}


def test_a_refused_connection_does_nothing(telegram: Running, control: Control, chat: int) -> None:
    control.fail("refuse")
    with pytest.raises(NetworkError):
        do(telegram, lambda bot: bot.send_message(chat, "satu"))
    assert control.copies(chat) == {}


@pytest.mark.parametrize("done", [False, True])
def test_a_broken_server(telegram: Running, control: Control, chat: int, done: bool) -> None:
    control.fail("error", code=502, done=done)
    with pytest.raises(NetworkError, match="Bad Gateway"):
        do(telegram, lambda bot: bot.send_message(chat, "satu"))
    assert control.copies(chat)["satu"] == done


def test_every_tenth_answer_lost(telegram: Running, control: Control, chat: int) -> None:
    control.fail("drop", method="sendMessage", every=10, forever=True)

    async def send(bot: Bot) -> None:
        for number in range(20):
            try:
                await bot.send_message(chat, f"kabar {number}")
            except NetworkError:
                await bot.send_message(chat, f"kabar {number}")

    do(telegram, send)
    touched = [call["text"] for call in control.calls() if call["fault"]]
    copies = control.copies(chat)
    assert touched == ["kabar 9", "kabar 18"]
    assert all(copies[f"kabar {n}"] == 1 + touched.count(f"kabar {n}") for n in range(20))
    control.mend()
    assert control.faults() == []


def test_a_misspelt_order_is_refused(control: Control, chat: int) -> None:
    for verb, words in (
        ("fail", {"kind": "explode"}),
        ("fail", {"kind": "drop", "tims": 1}),
        ("text", {"chat": chat, "text": "x", "sendr": 1}),
        ("press", {"chat": chat, "button": "Tidak ada"}),
        ("dance", {}),
    ):
        with pytest.raises(ControlRefused):
            control.do(verb, **words)


# ---------------------------------------------------------------------------------------------- polling


async def poll(bot: Bot, **words: Any) -> list[Any]:
    return list(await bot.get_updates(**words))


def test_updates_stay_until_the_offset_passes_them(telegram: Running, control: Control, chat: int) -> None:
    control.texts(chat, ["satu", "dua", "tiga"])

    async def read(bot: Bot) -> None:
        first = await poll(bot)
        assert [update.message.text for update in first] == ["satu", "dua", "tiga"]
        assert await poll(bot) == first
        assert [update.message.text for update in await poll(bot, limit=1)] == ["satu"]
        rest = await poll(bot, offset=first[0].update_id + 1)
        assert [update.message.text for update in rest] == ["dua", "tiga"]
        assert [update.message.text for update in await poll(bot, offset=-1)] == ["tiga"]
        assert await poll(bot, offset=first[2].update_id + 1) == []

    do(telegram, read)
    assert control.waiting() == []
    assert control.settled(wait=0)


def test_at_most_a_hundred_at_once(telegram: Running, control: Control, chat: int) -> None:
    control.texts(chat, [str(number) for number in range(150)])
    assert len(do(telegram, poll)) == 100


def test_a_long_poll_ends_with_the_first_update(telegram: Running, control: Control, chat: int) -> None:
    async def read(bot: Bot) -> list[Any]:
        waiting = asyncio.create_task(poll(bot, timeout=30))
        await asyncio.to_thread(_until_polled, telegram)
        await asyncio.to_thread(control.text, chat, "baru")
        return await waiting

    assert [update.message.text for update in do(telegram, read)] == ["baru"]


def test_a_second_poller_ends_the_first(telegram: Running, control: Control, chat: int) -> None:
    async def fight(bot: Bot) -> list[Any]:
        first = asyncio.create_task(poll(bot, timeout=30))
        await asyncio.to_thread(_until_polled, telegram)
        second = asyncio.create_task(poll(bot, timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        await asyncio.to_thread(control.text, chat, "baru")
        return await second

    assert len(do(telegram, fight)) == 1


def test_only_the_kinds_asked_for(telegram: Running, control: Control, chat: int) -> None:
    do(telegram, lambda bot: bot.get_updates(allowed_updates=["edited_message"]))
    written = control.text(chat, "lama")
    control.edit(chat, written, "baru")
    (update,) = do(telegram, poll)
    assert update.edited_message.text == "baru"


def test_an_update_may_come_again(telegram: Running, control: Control, chat: int) -> None:
    control.text(chat, "satu")
    (update,) = do(telegram, poll)
    assert do(telegram, lambda bot: poll(bot, offset=update.update_id + 1)) == []
    control.repeat(update.update_id)
    assert do(telegram, poll) == [update]


def test_ids_may_start_anywhere(telegram: Running, control: Control, chat: int) -> None:
    control.count_from(5)
    control.text(chat, "satu")
    assert do(telegram, poll)[0].update_id == 5


def _until_polled(telegram: Running) -> None:
    """Wait until somebody waits for updates."""
    world = telegram.world
    with world.locked():
        assert world.changed.wait_for(lambda: world.poll > 0, timeout=PATIENCE_SECONDS)

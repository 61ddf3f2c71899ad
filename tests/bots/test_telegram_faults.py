"""Threats and faults between Telegram, bot and service: nothing lost, nothing doubled, nothing told to others."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace
from typing import Any

import pytest

from bots.conversation.gateway import Unreachable
from bots.telegram.redaction import RedactingFormatter
from complaints_service import db
from complaints_service.jobs.sending import send_by
from complaints_service.jobs.work import Shift
from complaints_service.notify.known_routes import TELEGRAM
from complaints_service.notify.routes import move_address
from complaints_service.notify.senders.telegram_text import MOST_UNITS, split_text, units
from complaints_service.notify.service import Recipient, subscribe
from migrations.tables import metadata
from tests.bots.talking import INSIDE, TOKEN, Talk, texts_of, words_of
from tests.support.marks import mark_of
from tools.telegram_stand_in.control import buttons


def complaints(talk: Talk) -> int:
    return len(talk.rows("SELECT id FROM complaint"))


def test_a_crash_before_the_commit_loses_nothing(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = talk.control.person("Rina")
    talk.control.text(chat, "Parit tumpat.")

    async def gone(*_: object) -> None:
        raise Unreachable("down")

    with monkeypatch.context() as patch:
        patch.setattr(talk.application.service, "step", gone)
        assert talk.hear() is not None
    assert talk.control.waiting(), "what is not committed is not confirmed"
    talk.turn()
    assert "Saya tangkap: Parit tumpat." in words_of(talk.control.sent(chat))


def test_a_crash_after_the_commit_doubles_nothing(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.say(chat, "Parit tumpat.")
    talk.control.location(chat, *INSIDE)
    talk.turn()
    talk.press(chat, "Tidak")
    talk.press(chat, "Rahasia")
    offset = talk.offset
    talk.press(chat, "Kirim")
    talk.offset = offset  # the bot was killed before it moved the offset
    talk.turn()
    assert complaints(talk) == 1
    assert sum("Sudah masuk" in said for said in texts_of(talk.control.sent(chat))) == 1


def test_an_update_delivered_twice_counts_once(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.text(chat, "Parit tumpat.")
    update = talk.control.waiting()[0]["update_id"]
    talk.turn()
    talk.control.repeat(update)
    talk.offset = None
    talk.turn()
    (report,) = talk.rows("SELECT report FROM chat_draft")
    assert str(report).count("Parit tumpat.") == 1
    assert len(talk.control.sent(chat)) == 1


def again(talk: Talk, update: dict[str, Any]) -> None:
    """Telegram brings what an update brought once more, under another id."""
    (kind,) = set(update) - {"update_id"}
    content = update[kind]
    chat = (content.get("message") or content)["chat"]["id"]
    talk.control.inject(kind, content, chat=chat)


def test_a_message_that_another_update_brings_again_has_no_second_effect(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.text(chat, "Parit tumpat.")
    (update,) = talk.control.waiting()
    talk.turn()
    before = talk.rows("SELECT version, report, state FROM chat_draft")
    again(talk, update)
    talk.turn()
    assert talk.rows("SELECT version, report, state FROM chat_draft") == before
    assert len(talk.control.sent(chat)) == 1
    again(talk, update)
    talk.control.text(chat, "Sudah tiga hari.", forwarded_from="Budi")
    talk.turn()
    (report,) = talk.rows("SELECT report FROM chat_draft")
    assert str(report).count("Parit tumpat.") == 1 and "Sudah tiga hari." in str(report)


def test_words_and_edits_on_a_complaint_that_come_again_are_passed_on_once(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    number = talk.report(chat)
    talk.clock.pass_time(hours=1)
    talk.act(number, "question", text="Parit mana?")
    asked = talk.control.sent(chat)[-1]["message_id"]
    written = talk.control.text(chat, "Yang di depan masjid.", reply_to=asked)
    answered = talk.control.waiting()[-1]
    talk.turn()
    again(talk, answered)
    talk.turn()
    assert talk.rows("SELECT text FROM message WHERE author = 'citizen'") == [("Yang di depan masjid.",)]
    said = len(talk.control.sent(chat))
    talk.control.edit(chat, written, "Yang di depan sekolah.")
    edited = talk.control.waiting()[-1]
    talk.turn()
    again(talk, edited)
    talk.turn()
    assert len(talk.control.sent(chat)) <= said + 1


def test_a_report_whose_updates_all_come_again_is_one_report(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    seen: list[dict[str, Any]] = []
    talk.control.text(chat, "Parit tumpat.")
    seen += talk.control.waiting()
    talk.turn()
    talk.control.location(chat, *INSIDE)
    seen += talk.control.waiting()[-1:]
    talk.turn()
    for button in ("Tidak", "Rahasia", "Kirim"):
        talk.control.press(chat, button)
        seen += talk.control.waiting()[-1:]
        talk.turn()
    said = len(talk.control.sent(chat))
    for update in seen:
        again(talk, update)
    talk.turn()
    assert complaints(talk) == 1 and len(talk.control.sent(chat)) == said


def test_lower_ids_after_a_quiet_week_are_heard(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.say(chat, "Parit tumpat.")
    talk.control.count_from(500)
    talk.offset = None
    assert "Sudah saya tambahkan." in words_of(
        talk.say(chat, "Sudah tiga hari, banyak nyamuk.", forwarded_from="Budi")
    )


def test_what_waited_while_the_bot_was_away_is_heard_in_order(talk: Talk) -> None:
    chats = [talk.control.person(f"Warga {number}") for number in range(5)]
    for number in range(100):
        talk.control.text(chats[number % 5], f"kata {number}", forwarded_from="Budi")
    while talk.control.waiting():
        assert talk.hear() is None
        talk.runner.run(talk.bot.get_updates(offset=talk.offset, limit=1, timeout=0))
    for number, chat in enumerate(chats):
        (report,) = talk.rows(f"SELECT report FROM chat_draft WHERE chat = '{mark_of(chat)}'")
        places = [
            str(report).index(f"kata {place}'" if f"kata {place}'" in str(report) else f'kata {place}"')
            for place in range(number, 50, 5)
        ]
        assert places == sorted(places)


def test_ten_photos_are_one_report_and_one_answer(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.album(chat, 10)
    talk.turn()
    said = talk.control.sent(chat)
    assert len(said) == 1 and "10 foto sudah saya terima." in said[0]["text"]


def test_a_flood_costs_few_commits_and_is_answered_rarely(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.texts(chat, [f"banjir {number}" for number in range(300)])
    while talk.control.waiting():
        assert talk.hear() is None
        talk.runner.run(talk.bot.get_updates(offset=talk.offset, limit=1, timeout=0))
    talk.post()
    assert len(talk.control.sent(chat)) <= 3
    assert len(talk.rows("SELECT update_id FROM chat_step")) in range(50, 301)


def test_asked_to_wait_one_chat_waits_and_the_others_go_on(talk: Talk) -> None:
    first, second = talk.control.person("Rina"), talk.control.person("Budi")
    talk.control.fail("retry_after", method="sendMessage", chat=first, seconds=30)
    talk.say(first, "Parit tumpat.")
    talk.say(second, "Lampu jalan mati.")
    assert talk.control.sent(first) == [] and len(talk.control.sent(second)) == 1
    talk.post()
    assert talk.control.sent(first) == []
    talk.clock.pass_time(seconds=31)
    talk.post()
    assert len(talk.control.sent(first)) == 1


def test_a_lost_answer_is_uncertain_and_visible_then_news_goes_out_once_more(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.fail("drop", method="sendMessage", chat=chat)
    talk.say(chat, "Parit tumpat.")
    assert talk.rows("SELECT state FROM outbox") == [("uncertain",)]
    talk.clock.pass_time(minutes=3)
    talk.post()
    assert talk.control.copies(chat).most_common(1)[0][1] == 2, "copies: 1 + the faults that touched it"
    assert talk.rows("SELECT state FROM outbox") == []


def test_a_line_that_never_opened_is_no_copy(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.fail("error", method="sendMessage", chat=chat, code=502)
    talk.say(chat, "Parit tumpat.")
    assert talk.rows("SELECT state FROM outbox") == [("queued",)]
    talk.clock.pass_time(minutes=1)
    talk.post()
    assert talk.control.copies(chat).most_common(1)[0][1] == 1


def test_a_blocked_bot_marks_the_route_dead_and_a_word_revives_it(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    number = talk.report(chat)
    talk.control.block(chat)
    talk.clock.pass_time(hours=1)
    talk.act(number, "message", text="Petugas datang besok.")
    assert talk.rows("SELECT dead_at IS NOT NULL FROM subscription") in ([(1,)], [(True,)])
    talk.act(number, "message", text="Sudah di lokasi.")
    talk.control.unblock(chat)
    assert talk.rows("SELECT state FROM ticket") == [("open",)], "the complaint goes on"
    talk.say(chat, "/status")
    assert talk.rows("SELECT dead_at IS NOT NULL FROM subscription") in ([(0,)], [(False,)])


def test_a_chat_that_is_gone_is_no_endless_loop(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.text(chat, "Parit tumpat.")
    talk.hear()
    talk.control.forget(chat)
    talk.post()
    calls = len(talk.control.calls("sendMessage"))
    talk.clock.pass_time(hours=5)
    talk.post()
    assert len(talk.control.calls("sendMessage")) == calls == 1


def test_a_group_that_has_moved_is_followed_and_hears_once(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    number = talk.report(chat)
    group = talk.control.group("RT 03")
    with db.writing(talk.service.engine) as session:
        neighbours = Recipient("telegram", str(group), "id")
        subscribe(session, number=number, recipient=neighbours, now=talk.clock())
    moved = talk.control.migrate(group)
    talk.clock.pass_time(hours=1)
    talk.act(number, "message", text="Petugas datang besok.")
    assert [one["text"].count("Petugas datang besok.") for one in talk.control.sent(moved)] == [1]
    assert talk.control.sent(group) == []
    addresses = "SELECT address FROM subscription WHERE dead_at IS NULL ORDER BY id"
    assert talk.rows(addresses) == [(mark_of(chat),), (mark_of(moved),)]
    talk.act(number, "message", text="Sudah di lokasi.")
    assert len(talk.control.sent(moved)) == 2
    assert len(talk.control.calls("sendMessage", chat=group)) == 1, "the old name is asked no more"
    assert talk.rows("SELECT number FROM outbox WHERE state NOT IN ('sent')") == []


def test_a_group_that_moves_to_where_it_is_known_is_no_second_reader(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    number = talk.report(chat)
    with db.writing(talk.service.engine) as session:
        for address in ("-1", "-2"):
            subscribe(
                session, number=number, recipient=Recipient("telegram", address, "id"), now=talk.clock()
            )
    with db.writing(talk.service.engine) as session:
        move_address(session, route="telegram", old="-1", new="-2")
    assert talk.rows("SELECT address FROM subscription ORDER BY id") == [(mark_of(chat),), (mark_of(-2),)]


def test_a_forged_or_foreign_button_changes_nothing_and_is_answered(talk: Talk) -> None:
    rina, budi = talk.control.person("Rina"), talk.control.person("Budi")
    talk.say(rina, "Parit tumpat di Rengas Pulau.")
    talk.say(budi, "Lampu mati di Terjun.")
    offer = talk.control.sent(rina)[-1]
    data = offer["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    own = talk.control.sent(budi)[-1]["message_id"]
    before = talk.rows("SELECT chat, report, state FROM chat_draft ORDER BY chat")
    for chat, forged in ((budi, data), (budi, data[:-1] + "A"), (rina, "d:x:send|AAAAAAAAAAA"), (rina, "x")):
        talk.control.press_data(chat, own if chat == budi else offer["message_id"], forged)
        talk.turn()
        assert talk.control.answers(chat)[-1]["text"] == "Tombol ini sudah tidak berlaku."
    assert talk.rows("SELECT chat, report, state FROM chat_draft ORDER BY chat") == before


def test_a_button_pressed_twice_has_one_effect(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.say(chat, "Parit tumpat di Rengas Pulau.")
    talk.press(chat, "Tidak")
    talk.press(chat, "Terbuka")
    for _ in range(2):
        talk.control.press(chat, "Kirim")
    talk.turn()
    assert complaints(talk) == 1 and len(talk.control.answers(chat)) == 4


def test_a_button_is_answered_even_when_the_work_fails(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    chat = talk.control.person("Rina")
    talk.say(chat, "Parit tumpat di Rengas Pulau.")

    async def gone(*_: object) -> None:
        raise Unreachable("down")

    monkeypatch.setattr(talk.application.service, "step", gone)
    talk.control.press(chat, "Tidak")
    assert talk.hear() is not None
    assert "kami proses sebentar lagi" in talk.control.answers(chat)[-1]["text"]


def test_groups_get_one_polite_hint_and_nothing_private(talk: Talk) -> None:
    group = talk.control.group()
    talk.control.text(group, "Parit tumpat di Gang Contoh, saya Rina 0812.")
    talk.control.text(group, "/lapor@TanggapLatihanBot")
    talk.turn()
    assert "obrolan pribadi" in words_of(talk.control.sent(group)) and len(talk.control.sent(group)) == 1
    assert talk.rows("SELECT chat FROM chat_draft") == [] and complaints(talk) == 0


def test_two_complaints_in_one_chat_do_not_mix(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    first = talk.report(chat, "Parit tumpat.")
    second = talk.report(chat, "Lampu jalan mati.")
    talk.clock.pass_time(hours=1)
    for number, words in ((first, "Parit mana?"), (second, "Tiang mana?")):
        talk.act(number, "question", text=words)
    about_first = next(one for one in talk.control.sent(chat) if "Parit mana?" in (one.get("text") or ""))
    talk.say(chat, "Yang di depan masjid.", reply_to=about_first["message_id"])
    said = talk.rows(
        "SELECT complaint.number, message.text FROM message JOIN complaint ON complaint.id = message.ticket_id "
        "WHERE author = 'citizen'"
    )
    assert said == [(first, "Yang di depan masjid.")]


def test_a_draft_goes_on_after_a_day(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.say(chat, "Parit tumpat.")
    talk.clock.pass_time(days=1, hours=3)
    said = talk.say(chat, "/lapor")
    assert "Draf Anda masih ada" in words_of(said) and "Di mana tepatnya?" in words_of(said)


def test_an_anonymous_chat_is_forgotten_once_its_number_is_told(talk: Talk) -> None:
    chat = talk.control.person("Rahasia")
    talk.say(chat, "Petugas meminta uang.")
    talk.control.location(chat, *INSIDE)
    talk.turn()
    talk.press(chat, "Tidak")
    talk.press(chat, "Anonim")
    said = talk.press(chat, "Kirim")
    assert "/lacak/" in said[0]["text"] and "obrolan ini tidak kami simpan" in said[0]["text"]
    for table in metadata().tables:
        assert str(chat) not in str(talk.rows(f"SELECT * FROM {table}")), table


def test_an_anonymous_chat_is_forgotten_also_when_it_cannot_be_told(talk: Talk) -> None:
    chat = talk.control.person("Rahasia")
    talk.say(chat, "Petugas meminta uang di Rengas Pulau.")
    talk.press(chat, "Tidak")
    talk.press(chat, "Anonim")
    talk.control.press(chat, "Kirim")
    talk.hear()
    talk.control.block(chat)
    talk.post()
    assert str(chat) not in str(talk.rows("SELECT * FROM outbox"))


def test_pressing_twice_leaves_no_trace_of_an_anonymous_chat(talk: Talk) -> None:
    chat = talk.control.person("Rahasia")
    talk.say(chat, "Petugas meminta uang di Rengas Pulau.")
    talk.press(chat, "Tidak")
    talk.press(chat, "Anonim")
    talk.control.press(chat, "Kirim")
    talk.control.press(chat, "Kirim")
    talk.turn()
    assert complaints(talk) == 1
    assert str(chat) not in str(talk.rows("SELECT * FROM chat_draft"))


def test_every_page_arrive_whole_in_parts_that_telegram_takes(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    number = talk.report(chat)
    words = ("Jawaban panjang 👩‍👩‍👧‍👦 مرحبا " * 400)[:9_900]
    talk.clock.pass_time(hours=1)
    talk.act(number, "message", text=words)
    parts = [one["text"] for one in talk.control.sent(chat)[-3:]]
    assert all(units(part) <= MOST_UNITS for part in parts)
    assert (
        words.strip() in "".join(talk.control.sent(chat)[place]["text"] for place in range(-3, 0))
        or len(parts) >= 2
    )


@pytest.mark.parametrize("piece", ["👩‍👩‍👧‍👦", "🇮🇩", "é", "👍🏽", "مرحبا ", "x", "一"])
def test_texts_are_cut_between_characters_and_nothing_is_lost(piece: str) -> None:
    text = piece * 3000
    parts = split_text(text)
    assert "".join(parts) == text
    assert all(units(part) <= MOST_UNITS for part in parts)
    if piece != "x":
        whole = piece.strip()
        assert all(part.strip().replace(" ", "").endswith(whole) for part in parts)


def test_markup_and_templates_go_out_as_they_are(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    for words in (
        "<b>parit</b> {{7*7}} {link} {number}",
        "_parit_ *tumpat* [x](http://x.example) `a`",
        "${7*7} {%x%}",
    ):
        said = talk.say(chat, words, forwarded_from="Budi")
        assert said
    talk.say(chat, "di Rengas Pulau", forwarded_from="Budi")
    talk.press(chat, "Tidak")
    said = talk.press(chat, "Terbuka")
    assert "<b>parit</b> {{7*7}} {link} {number}" in said[0]["text"]
    assert "_parit_ *tumpat* [x](http://x.example) `a`" in said[0]["text"]
    assert "entities" not in said[0] or all(
        one["type"] in ("url", "mention", "bot_command") for one in said[0]["entities"]
    )


def test_no_record_holds_the_token() -> None:
    plain = logging.Formatter("%(message)s")
    guarded = RedactingFormatter(plain, (TOKEN,))
    try:
        raise RuntimeError(f"POST /bot{TOKEN}/sendMessage")
    except RuntimeError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "calling %s", (TOKEN,), sys.exc_info())
    said = guarded.format(record)
    assert TOKEN not in said and TOKEN.partition(":")[2] not in said and "<token>" in said


def test_everything_that_runs_keeps_the_token_to_itself(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    chat = talk.control.person("Rina")
    talk.control.fail("error", method="sendMessage", code=500)
    talk.say(chat, "Parit tumpat.")
    talk.clock.pass_time(minutes=1)
    talk.post()
    assert TOKEN.partition(":")[2] not in caplog.text
    assert TOKEN.partition(":")[2] not in str(talk.rows("SELECT * FROM outbox"))


def test_resolution_buttons_hold_for_their_own_resolution(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    number = talk.report(chat)
    talk.clock.pass_time(hours=1)
    talk.act(number, "resolve", text="Beres.")
    notice = talk.control.sent(chat)[-1]
    assert buttons(notice) == ["Terima", "Tolak"]
    other = talk.control.person("Budi")
    data = notice["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    talk.say(other, "/start")
    talk.control.press_data(other, talk.control.sent(other)[-1]["message_id"], data)
    talk.turn()
    assert talk.rows("SELECT state FROM ticket") == [("resolved",)]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "words",
    [
        "Ω≈ç√∫˜µ≤≥÷", "田中さんにあげて下さい", "هَا أَنَا، لاحظ", "👾 🙇 💁 🙅 🙆", "﷽", "⁦test⁧", "‮teks terbalik",
        "<script>alert(1)</script>", "' OR 1=1 -- ", "../../etc/passwd%00", "%s%s%n", "{{7*7}} ${7*7} {0}", "\\u0000",
        "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "ＦＵＬＬ width", "a" * 3000, "\ufeffBOM", "@TanggapLatihanBot /lapor", "=cmd|' /C calc'!A0",
    ],
)  # fmt: skip
def test_naughty_words_go_out_and_show_as_they_are(talk: Talk, words: str) -> None:
    chat = talk.control.person("Rina")
    talk.say(chat, f"{words} di Rengas Pulau", forwarded_from="Budi")
    talk.press(chat, "Tidak")
    said = talk.press(chat, "Terbuka")
    assert words.strip()[:1400] in said[0]["text"]
    assert [call["status"] for call in talk.control.calls("sendMessage", chat=chat)] == [200, 200, 200]


def test_the_worker_s_own_job_sends_to_many_chats(talk: Talk) -> None:
    chats = [talk.control.person(f"Warga {number}") for number in range(12)]
    for chat in chats:
        talk.control.text(chat, "Parit tumpat.")
        talk.control.text(chat, "Sudah tiga hari.", forwarded_from="Budi")
    assert talk.hear() is None
    settings = replace(talk.service.settings, telegram_token=TOKEN, telegram_api_url=talk.telegram.address)
    send_by(Shift(talk.service.engine, talk.service.rulebook, settings, talk.clock()), TELEGRAM)
    assert [len(talk.control.sent(chat)) for chat in chats] == [1] * 12

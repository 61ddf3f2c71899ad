"""The public survey by nine buttons after a report is closed: once, and kept apart from chat and report."""

from __future__ import annotations

from datetime import timedelta

from complaints_service import db
from complaints_service.survey.skm.service import NewPeriod, open_period
from complaints_service.tickets.clocks.sweep import sweep
from tests.bots.talking import Talk, words_of
from tests.support.world import SETUP
from tools.telegram_stand_in.control import buttons


def _period(talk: Talk) -> None:
    today = talk.office.rulebook.local_date(talk.clock())
    with db.writing(talk.office.engine) as session:
        open_period(
            session,
            new=NewPeriod(
                unit="SARPRAS",
                service="pengaduan",
                population=50,
                opened_on=today,
                until_on=today + timedelta(days=30),
            ),
            rights=None,
            now=talk.clock(),
            actor=SETUP,
            rulebook=talk.office.rulebook,
        )


def _rated(talk: Talk, chat: int) -> list[dict[str, object]]:
    number = talk.report(chat)
    talk.clock.pass_time(hours=1)
    talk.act(number, "resolve", text="Parit sudah dikeruk.")
    talk.press(chat, "Terima")
    return talk.press(chat, "4 Sangat baik")


def test_nine_buttons_are_one_answer_that_leads_to_nobody(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    _period(talk)
    said = _rated(talk, chat)
    assert "Isi survei kepuasan" in buttons(said[-1])
    said = talk.press(chat, "Isi survei kepuasan")
    chosen = []
    for place in range(9):
        assert f"{place + 1}/9. " in words_of(said)
        offered = buttons(said[-1])
        assert len(offered) == 4
        chosen.append(1 + place % 4)
        assert talk.rows("SELECT count(*) FROM survey_answer") == [(0,)]
        said = talk.press(chat, offered[place % 4])
    assert "tersimpan tanpa nama" in words_of(said)
    # In the form's order: the last two are u9 and u8.
    kept = talk.rows("SELECT channel, u1, u2, u3, u4, u5, u6, u7, u9, u8 FROM survey_answer")
    assert kept == [("chat", *chosen)]
    assert "Isi survei" not in words_of(talk.say(chat, "/status"))
    assert [name for said in talk.say(chat, "/status") for name in buttons(said) if "survei" in name] == []


def test_no_survey_is_offered_while_none_runs(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    assert "Isi survei kepuasan" not in buttons(_rated(talk, chat)[-1])


def test_the_message_that_a_report_is_closed_asks_by_button_and_link(talk: Talk) -> None:
    """Nobody objected, and the rule closed it: the chat is asked there, and answers without leaving it."""
    chat = talk.control.person("Rina")
    _period(talk)
    number = talk.report(chat)
    talk.clock.pass_time(hours=1)
    talk.act(number, "resolve", text="Parit sudah dikeruk.")
    talk.clock.pass_time(days=20)
    with db.writing(talk.office.engine) as session:
        sweep(session, now=talk.clock(), rulebook=talk.office.rulebook)
    talk.post()
    closed = talk.control.sent(chat)[-1]
    assert "/survei/" in closed["text"] and buttons(closed) == [
        *(f"Nilai {score}" for score in (1, 2, 3, 4)),
        "Isi survei kepuasan",
    ]
    assert "1/9. " in words_of(talk.press(chat, "Isi survei kepuasan"))

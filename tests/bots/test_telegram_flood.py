"""A thousand messages from one chat: kept up to a bound, answered rarely, and nobody else waits behind them.

How long others wait in seconds is measured by benchmarks/chat.py; here it is counted in commits and turns.
"""

from __future__ import annotations

import json

import pytest

from complaints_service import db
from complaints_service.notify import chat as chats
from complaints_service.notify.chat import Saying
from tests.bots.talking import Talk, words_of
from tests.support.marks import mark_of

FLOOD, OTHERS = 1000, 10


def hear_all(talk: Talk) -> int:
    """Until nothing waits; how many steps the service was asked to commit."""
    steps = 0
    step = talk.application.service.step

    async def counted(*given: object) -> object:
        nonlocal steps
        steps += 1
        return await step(*given)  # type: ignore[arg-type]

    talk.application.service.step = counted  # type: ignore[method-assign,assignment]
    while talk.control.waiting():
        assert talk.hear() is None
        talk.runner.run(talk.bot.get_updates(offset=talk.offset, limit=1, timeout=0))
    return steps


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_flood_is_a_few_commits_and_the_others_are_answered_in_the_same_breath(talk: Talk) -> None:
    flooding = talk.control.person("Banjir")
    others = [talk.control.person(f"Tetangga {number}") for number in range(OTHERS)]
    talk.control.texts(flooding, [f"banjir {number}" for number in range(FLOOD)])
    for chat in others:
        talk.control.text(chat, "Lampu jalan mati.")
    assert hear_all(talk) <= OTHERS + 3
    talk.post()
    assert all("Di mana tepatnya?" in words_of(talk.control.sent(chat)) for chat in others)
    assert 1 <= len(talk.control.sent(flooding)) <= 3
    ((report, state),) = talk.rows(f"SELECT report, state FROM chat_draft WHERE chat = '{mark_of(flooding)}'")
    told, own = (one if isinstance(one, dict) else json.loads(str(one)) for one in (report, state))
    assert (
        len(told["pieces"]) == 50
        and own["telling"]["full"]
        and told["address"].startswith("banjir 1, banjir 2")
    )


@pytest.mark.parametrize("backend", ["sqlite"])
def test_the_sender_gives_each_chat_one_letter_in_turn(talk: Talk) -> None:
    flooding = talk.control.person("Banjir")
    others = [talk.control.person(f"Tetangga {number}") for number in range(OTHERS)]
    with db.writing(talk.service.engine) as session:
        for place, chat in enumerate([flooding] * 30 + others):
            chats.say(
                session,
                route="telegram",
                chat=str(chat),
                cause=f"test|{place}",
                sayings=[Saying({"text": f"kabar {place}"}, "id")],
                now=talk.clock(),
            )
    assert talk.post() == 40
    order = [call["chat"] for call in talk.control.calls("sendMessage")]
    assert set(order[: OTHERS + 1]) == {flooding, *others}
    assert [one["text"] for one in talk.control.sent(flooding)] == [f"kabar {place}" for place in range(30)]

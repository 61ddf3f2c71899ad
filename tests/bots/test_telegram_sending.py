"""What each answer of the Bot API, or its silence, means for a letter, on the real client; and the token is in no log."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from complaints_service import db
from complaints_service.edge import logs
from complaints_service.notify import trouble
from complaints_service.notify.senders import (
    Accepted,
    Gone,
    Later,
    Letter,
    LetterRefused,
    Moved,
    Outcome,
    Unclear,
)
from complaints_service.notify.senders import telegram as sending
from complaints_service.notify.senders.telegram import TelegramSender
from complaints_service.notify.senders.telegram_text import MOST_UNITS
from tests.bots.talking import TOKEN, Talk
from tools.telegram_stand_in.control import Control
from tools.telegram_stand_in.server import Running

WRITTEN = datetime(2026, 11, 19, 2, 3, tzinfo=UTC)
SECRET = TOKEN.partition(":")[2]


@pytest.fixture
def sender(telegram: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[TelegramSender]:
    monkeypatch.setattr(sending, "ANSWER_SECONDS", 0.5)
    made = TelegramSender(TOKEN, api_url=telegram.address, button_key=b"k" * 32)
    yield made
    made.close()


@pytest.fixture
def chat(telegram: Running) -> int:
    made = telegram.control.person("Rina")
    telegram.control.start(made)
    return made


def letter(chat: int | str, text: str = "Petugas datang besok.") -> Letter:
    return Letter(
        key="k",
        kind="moved",
        number="MRL-2611-7K4Q2",
        address=str(chat),
        language="id",
        subject="",
        text=text,
        footer="",
        office="Kecamatan Medan Marelan",
        written_at=WRITTEN,
    )


def texts(telegram: Running, chat: int) -> list[str]:
    return [one["text"] for one in telegram.control.sent(chat)]


@pytest.mark.parametrize(
    ("fault", "words", "kind"),
    [
        ("retry_after", {"seconds": 30}, Later),
        ("error", {"code": 502}, Later),
        ("error", {"code": 500}, Later),
        ("refuse", {}, Unclear),  # the line was open: whether Telegram heard it nobody knows
        ("drop", {}, Unclear),
        ("hang", {"seconds": 2}, Unclear),
    ],
)
def test_a_fault_is_tried_again_only_where_nothing_was_sent(
    telegram: Running, sender: TelegramSender, chat: int, fault: str, words: dict[str, float], kind: type
) -> None:
    telegram.control.fail(fault, method="sendMessage", chat=chat, **words)
    found = sender.send(letter(chat))
    assert type(found) is kind
    if isinstance(found, Later):
        assert texts(telegram, chat) == [] and not found.whole_route
        assert found.wait == (timedelta(seconds=30) if fault == "retry_after" else None)
    assert isinstance(sender.send(letter(chat)), Accepted), "the next call is none the worse"


def test_a_place_goes_ahead_of_the_words_and_is_not_sent_again_when_they_failed(
    telegram: Running, sender: TelegramSender, chat: int
) -> None:
    spot = {"lat": 3.7, "lng": 98.66, "title": "Tempat laporan ini", "address": "Terjun, Pasar 3"}
    placed = replace(letter(chat), params={"spot": spot})
    telegram.control.fail("error", method="sendMessage", chat=chat, code=502)
    found = sender.send(placed)
    assert isinstance(found, Later) and found.parts == 1
    assert isinstance(sender.send(replace(placed, parts=found.parts)), Accepted)
    map_of, words = telegram.control.sent(chat)
    assert map_of["venue"]["address"] == "Terjun, Pasar 3" and words["text"] == "Petugas datang besok."


def test_a_server_out_of_reach_got_nothing(telegram: Running) -> None:
    nobody = TelegramSender(TOKEN, api_url="http://127.0.0.1:9", button_key=b"k" * 32)
    found = nobody.send(letter(1))
    nobody.close()
    assert isinstance(found, Later) and "ConnectError" in found.detail


def block(control: Control, chat: int) -> str:
    control.block(chat)
    return str(chat)


def forget(control: Control, chat: int) -> str:
    control.forget(chat)
    return str(chat)


def never_begun(control: Control, chat: int) -> str:
    return str(control.person("Budi", started=False))


def migrate(control: Control, chat: int) -> str:
    group = control.group("RT 03")
    control.migrate(group)
    return str(group)


@pytest.mark.parametrize(
    ("happened", "kind"), [(block, Gone), (forget, Gone), (never_begun, Gone), (migrate, Moved)]
)
def test_an_address_that_is_gone_or_has_moved_is_known(
    telegram: Running,
    sender: TelegramSender,
    chat: int,
    happened: Callable[[Control, int], str],
    kind: type[Outcome],
) -> None:
    address = happened(telegram.control, chat)
    assert type(sender.send(letter(address))) is kind
    assert len(telegram.control.calls("sendMessage")) == 1


def test_what_telegram_will_never_take_is_refused_and_the_address_lives(
    telegram: Running, sender: TelegramSender, chat: int
) -> None:
    assert isinstance(sender.send(letter(chat, "   ")), LetterRefused)
    assert isinstance(sender.send(letter(chat)), Accepted)


def test_a_refused_token_holds_the_whole_route_and_is_no_letters_fault(
    telegram: Running, sender: TelegramSender, chat: int
) -> None:
    telegram.control.token("654321:AnotherTokenAltogether")
    found = sender.send(letter(chat))
    assert isinstance(found, Later) and found.whole_route and found.wait
    assert SECRET not in found.detail
    telegram.control.token(None)
    assert isinstance(sender.send(letter(chat)), Accepted)


@pytest.mark.parametrize("fault", ["retry_after", "drop"])
def test_a_long_letter_goes_on_at_the_part_that_did_not_arrive_for_certain(
    telegram: Running, sender: TelegramSender, chat: int, fault: str
) -> None:
    long = letter(chat, "\n".join(f"baris {number}" for number in range(1200)))
    telegram.control.fail(fault, method="sendMessage", chat=chat, skip=1, seconds=1)
    found = sender.send(long)
    assert isinstance(found, Later | Unclear) and found.parts == 1
    rest = sender.send(replace(long, parts=found.parts))
    assert isinstance(rest, Accepted)
    shown = texts(telegram, chat)
    assert len(long.text) > 2 * MOST_UNITS and len(set(shown)) == 3
    assert shown.count(shown[0]) == 1, "the first part is not said again"
    copies = len(shown) - len(set(shown))
    assert copies == (1 if fault == "drop" else 0), "only the unknown part may stand twice"


# -- the token in no log -----------------------------------------------------------------------------


@pytest.fixture
def written() -> Iterator[StringIO]:
    """The service's log with every library speaking, as if somebody looked for a fault."""
    root = logging.getLogger()
    loud = [logging.getLogger(name) for name in ("httpx", "httpcore", "telegram")]
    before = [(each, list(each.handlers), each.level) for each in (root, *loud)]
    stream = StringIO()
    logs.configure(stream)
    for each in (root, *loud):
        each.setLevel(logging.DEBUG)
    yield stream
    for each, handlers, level in before:
        each.handlers[:] = handlers
        each.setLevel(level)


def test_with_every_library_speaking_the_token_is_in_no_record(
    telegram: Running, sender: TelegramSender, chat: int, written: StringIO
) -> None:
    for fault in ("error", "drop", "refuse"):
        telegram.control.fail(fault, method="sendMessage", chat=chat)
        sender.send(letter(chat))
    sender.send(letter(chat))
    telegram.control.token("654321:AnotherTokenAltogether")
    sender.send(letter(chat))
    try:
        raise RuntimeError(f"POST {telegram.address}/bot{TOKEN}/sendMessage")
    except RuntimeError:
        logging.getLogger("somewhere").exception("calling %s", TOKEN)
    said = written.getvalue()
    assert SECRET not in said
    assert f"bot{TOKEN.partition(':')[0]}:<token>" in said, "the libraries did speak of it"
    assert all(json.loads(line) for line in said.splitlines())


def test_a_refused_token_is_seen_by_staff_and_nothing_is_lost(talk: Talk) -> None:
    person = talk.control.person("Rina")
    talk.control.text(person, "Parit tumpat.")
    talk.hear()
    talk.control.token("654321:AnotherTokenAltogether")
    talk.post()
    with db.reading(talk.service.engine) as session:
        (held,) = trouble.held_routes(session, now=talk.clock())
    assert held.route == "telegram" and SECRET not in str(held)
    talk.control.token(None)
    talk.clock.pass_time(minutes=3)
    talk.post()
    assert len(talk.control.sent(person)) == 1

"""One complaint by chat, from the photo to the indicator, on either database."""

from __future__ import annotations

from complaints_service import db
from complaints_service.measurement.facts.service import rebuild
from tests.bots.conftest import clock, talk, telegram
from tests.bots.talking import INSIDE, Talk, words_of

__all__ = ["clock", "talk", "telegram"]  # fixtures


def facts(talk: Talk) -> dict[str, str]:
    """Verdicts of the complaint's clocks, as the indicators count them."""
    with db.writing(talk.service.engine) as session:
        rebuild(session, now=talk.clock(), rulebook=talk.service.rulebook)
    return {str(name): str(status) for name, status in talk.rows("SELECT clock, status FROM clock_fact")}


def test_from_the_photo_to_the_indicator(talk: Talk) -> None:
    chat = talk.control.person("Rina")
    talk.control.photo(chat)
    talk.turn()
    talk.say(chat, "Parit tumpat, air masuk teras.")
    talk.control.location(chat, *INSIDE)
    talk.turn()
    talk.press(chat, "Tidak")
    talk.press(chat, "Rahasia")
    sent = words_of(talk.press(chat, "Kirim"))
    number = sent.split("Nomornya ")[1].split(".")[0]
    assert talk.holder(number), "routed to a person by rule"
    assert facts(talk)["first_response"] not in ("met", "breached")

    talk.clock.pass_time(minutes=30)
    talk.act(number, "message", text="Petugas datang besok pagi.")
    assert "Petugas datang besok pagi." in words_of(talk.control.sent(chat)[-1:])
    assert facts(talk)["first_response"] == "met"

    talk.act(number, "question", text="Apakah mobil bisa masuk?")
    asked = talk.control.sent(chat)[-1]
    talk.clock.pass_time(minutes=20)
    talk.say(chat, "Bisa.", reply_to=asked["message_id"])

    talk.clock.pass_time(minutes=20)
    talk.act(number, "resolve", text="Sudah dikeruk.")
    talk.press(chat, "Tolak")
    talk.say(chat, "Masih ada sisa lumpur.")
    talk.clock.pass_time(minutes=20)
    talk.act(number, "resolve", text="Sudah bersih.")
    talk.press(chat, "Terima")
    talk.press(chat, "3 Baik")

    assert talk.rows("SELECT state, close_reason FROM ticket") == [("closed", "accepted")]
    assert talk.rows("SELECT score FROM rating") == [(3,)]
    assert facts(talk)["resolution"] == "met"
    kinds = [str(kind) for (kind,) in talk.rows("SELECT kind FROM ticket_event ORDER BY seq")]
    delivered = [
        str(data) for (data,) in talk.rows("SELECT data FROM ticket_event WHERE kind = 'message.delivered'")
    ]
    assert kinds[:2] == ["ticket.received", "ticket.routed"] and kinds[-1] == "ticket.closed"
    assert all("telegram" in one for one in delivered) and len(delivered) == 4

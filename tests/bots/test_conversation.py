"""The conversation alone: what it understands, what it asks next, and what it never does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.conversation.incoming import MOST_SPOKEN_SECONDS, File, Incoming, PointSent
from bots.conversation.steps import ASKS, decide, refused, wants
from bots.conversation.texts import TEXTS, say
from bots.conversation.turn import Turn
from bots.telegram.updates import read_update

KELURAHAN = [{"code": "12.71.12.1002", "name": "Rengas Pulau"}, {"code": "12.71.12.1003", "name": "Terjun"}]
DRAIN = {"code": "drainase", "name": "Parit dan banjir"}
FACTS: dict[str, Any] = {"kelurahan": KELURAHAN}
HERE = {"kelurahan": KELURAHAN, "place": {"kelurahan": KELURAHAN[0], "problem": None, "advice": None}}
PHOTO, VOICE = File(file="F1", kind="photo", size=1000), File(file="F2", kind="voice", size=1000)
LONG_VOICE = File(file="F8", kind="voice", size=1000, seconds=MOST_SPOKEN_SECONDS + 1)


class Chat:
    """One chat told update by update, with the facts a service would give."""

    def __init__(self) -> None:
        self.state: dict[str, Any] = {}
        self.count = 100
        self.turn = Turn(state={})

    def hear(self, facts: dict[str, Any] | None = None, **fields: Any) -> Turn:
        self.count += 1
        incoming = Incoming(update_id=self.count, chat=7, message=self.count, name="Rina Contoh", **fields)
        self.turn = decide(self.state, incoming, facts or FACTS)
        self.state = json.loads(json.dumps(self.turn.state)) or {}
        return self.turn

    def press(self, verb: str, facts: dict[str, Any] | None = None) -> Turn:
        act = f"d:{self.state['report']['id']}:{verb}"
        return self.hear({**(facts or FACTS), "button": act}, button="x", query="q")

    @property
    def said(self) -> str:
        return "\n".join(reply.text for reply in self.turn.replies)

    def told(self) -> Chat:
        """A report up to the summary."""
        self.hear({**FACTS, "category": DRAIN}, text="paret tumpat bang")
        self.hear(HERE, place=PointSent(3.68, 98.65))
        self.press("o:no")
        self.press("p:confidential")
        return self


def test_words_alone_begin_a_report_and_it_says_what_it_understood() -> None:
    chat = Chat()
    chat.hear({**FACTS, "category": DRAIN}, text="paret tumpat bang")
    assert "Saya tangkap: paret tumpat bang" in chat.said and "Parit dan banjir" in chat.said
    assert chat.state["asks"] == "where"
    assert chat.turn.replies[0].keys == (("Rengas Pulau", "Terjun"),)


def test_a_photo_alone_asks_what_happened() -> None:
    chat = Chat()
    chat.hear(files=(PHOTO,))
    assert "Foto Anda sudah saya terima." in chat.said and chat.state["asks"] == "what"


def test_a_voice_message_alone_asks_for_one_sentence() -> None:
    chat = Chat()
    chat.hear(files=(VOICE,))
    assert "tulis juga satu kalimat" in chat.said


def test_a_place_that_the_words_name_is_not_asked_again() -> None:
    chat = Chat()
    chat.hear(text="Lampu mati di Terjun, dekat masjid")
    assert chat.state["asks"] == "about_office"


def test_a_point_outside_is_told_so_and_the_report_stays() -> None:
    chat = Chat()
    chat.hear(text="parit tumpat")
    chat.hear(
        {**FACTS, "place": {"problem": "Titik ini di Medan Labuhan.", "advice": None}},
        place=PointSent(3.7, 98.7),
    )
    assert "Titik ini di Medan Labuhan." in chat.said
    assert chat.state["asks"] == "where" and chat.state["report"]["place"] is None


def test_an_uncertain_point_is_kept_and_its_kelurahan_asked() -> None:
    chat = Chat()
    chat.hear({**FACTS, "category": DRAIN}, text="parit tumpat")
    unsure = {"kelurahan": None, "problem": None, "unsure": "Perangkat hanya tahu sampai sekitar 8 km."}
    chat.hear({**FACTS, "place": unsure}, place=PointSent(3.7, 98.66, accuracy=8000))
    assert "sekitar 8 km" in chat.said and chat.state["asks"] == "where"
    chat.hear(text="Terjun")
    chat.press("o:no")
    chat.press("p:open")
    submit = chat.press("send").submit
    assert submit is not None and submit["kelurahan"] == "12.71.12.1003"
    assert submit["location"] == {"lat": 3.7, "lng": 98.66, "accuracy": 8000, "origin": "chat"}


def test_a_street_is_kept_and_only_the_kelurahan_is_asked() -> None:
    chat = Chat()
    chat.hear(text="parit tumpat")
    chat.hear(text="Jl. Contoh No. 3")
    assert "Alamatnya saya catat: Jl. Contoh No. 3." in chat.said
    chat.hear(text="terjun")
    assert chat.state["report"]["kelurahan"]["name"] == "Terjun"
    assert chat.state["report"]["address"] == "Jl. Contoh No. 3"


def test_more_words_on_where_it_is_are_added_and_nothing_told_is_lost() -> None:
    chat = Chat()
    chat.hear(text="parit tumpat")
    chat.hear(text="Jl. Contoh No. 3")
    chat.hear(text="dekat masjid")
    assert chat.state["report"]["address"] == "Jl. Contoh No. 3, dekat masjid"
    chat.hear(text="x" * 290)
    assert [piece["text"] for piece in chat.state["report"]["pieces"]] == ["parit tumpat", "x" * 290]
    chat.hear(text="Kelurahan Terjun")
    assert chat.state["report"]["kelurahan"]["name"] == "Terjun" and chat.state["asks"] == "about_office"


def test_the_keyboard_of_places_goes_as_soon_as_the_place_is_known() -> None:
    chat = Chat()
    chat.hear(text="parit tumpat")
    assert chat.turn.replies[0].keys and chat.state["keys"]
    chat.hear(text="terjun")
    cleared, question = chat.turn.replies
    assert (cleared.text, cleared.clear_keys) == ("Tempatnya saya catat: Terjun.", True)
    assert question.buttons and not question.clear_keys and "keys" not in chat.state
    chat.press("o:no")
    chat.press("p:open")
    assert [reply.clear_keys for reply in chat.turn.replies] == [False], "it is taken away once"


def test_the_keyboard_of_places_goes_with_the_draft() -> None:
    chat = Chat()
    chat.hear(text="parit tumpat")
    assert [reply.clear_keys for reply in chat.hear(text="/batal").replies] == [True]
    assert [reply.clear_keys for reply in chat.hear(text="/batal").replies] == [False]


def test_a_telegram_in_english_is_offered_english_with_one_button() -> None:
    chat = Chat()
    chat.hear(text="/start", language="en")
    assert [button.label for row in chat.turn.replies[0].buttons for button in row] == ["English"]
    chat.hear({**FACTS, "button": "lang:en"}, button="x", query="q")
    assert chat.said.startswith("Fine, English it is.\n\nI am Tanggap")
    chat.hear(text="/start", language="en")
    assert chat.turn.replies[0].buttons == ()


def test_the_summary_shows_everything_before_it_is_sent() -> None:
    chat = Chat().told()
    assert "Periksa dulu, ya." in chat.said and "paret tumpat bang" in chat.said
    assert "Soal: Parit dan banjir" in chat.said and "Tempat: Rengas Pulau" in chat.said
    assert "Nama: Rina Contoh, rahasia" in chat.said


def test_sending_hands_in_exactly_what_was_told() -> None:
    turn = Chat().told().press("send")
    assert turn.submit == {
        "text": "paret tumpat bang",
        "privacy": "confidential",
        "about_office": "no",
        "language": "id",
        "category": "drainase",
        "location": {"lat": 3.68, "lng": 98.65, "origin": "chat"},
        "kelurahan": "12.71.12.1002",
        "reporter": {"name": "Rina Contoh"},
    }
    assert turn.state["report"] is None


def test_an_anonymous_report_leaves_no_name_and_nothing_of_the_chat() -> None:
    chat = Chat().told()
    chat.press("o:no")
    chat.press("p:anonymous")
    turn = chat.press("send")
    assert turn.state is None and turn.submit is not None and "reporter" not in turn.submit
    assert "obrolan ini tidak kami simpan" in chat.said


def test_more_words_and_photos_may_come_at_any_time() -> None:
    chat = Chat().told()
    chat.hear(text="sudah tiga hari")
    chat.hear(files=(PHOTO,))
    assert chat.state["asks"] == "check" and "Lampiran: 1" in chat.said
    assert chat.press("send").submit["text"] == "paret tumpat bang\nsudah tiga hari"


def test_an_edit_before_sending_changes_the_words() -> None:
    chat = Chat()
    chat.hear(text="parit tumpah")
    first = chat.count
    made = Incoming(update_id=300, chat=7, message=first, text="parit tumpat", edited=True)
    turn = decide(chat.state, made, FACTS)
    assert turn.state["report"]["pieces"] == [{"message": first, "text": "parit tumpat"}]


def test_an_edit_after_sending_is_passed_on_and_overwrites_nothing() -> None:
    chat = Chat().told()
    first = chat.state["report"]["pieces"][0]["message"]
    chat.press("send")
    chat.state["sent"][0]["number"] = "MRL-2611-7K4Q2"
    made = Incoming(update_id=300, chat=7, message=first, text="parit besar tumpat", edited=True)
    assert wants(chat.state, made) == {"number": "MRL-2611-7K4Q2"}
    facts = {**FACTS, "tickets": {"MRL-2611-7K4Q2": {"acts": ["write"], "state": "open"}}}
    turn = decide(chat.state, made, facts)
    assert turn.messages == [
        {"number": "MRL-2611-7K4Q2", "text": "Perbaikan dari pelapor:\nparit besar tumpat"}
    ]


def test_a_button_of_another_report_does_nothing_and_says_so() -> None:
    chat = Chat().told()
    before = chat.state
    turn = chat.hear({**FACTS, "button": "d:other:send"}, button="x", query="q")
    assert turn.submit is None and turn.answers == {"q": "Tombol ini sudah tidak berlaku."}
    assert chat.state == before


def test_a_forged_button_does_nothing() -> None:
    turn = Chat().told().hear({**FACTS, "button": None}, button="forged", query="q")
    assert turn.submit is None and turn.answers == {"q": "Tombol ini sudah tidak berlaku."}


def test_sending_pressed_twice_sends_once() -> None:
    chat = Chat().told()
    act = f"d:{chat.state['report']['id']}:send"
    assert chat.press("send").submit is not None
    again = chat.hear({**FACTS, "button": act}, button="x", query="q")
    assert again.submit is None and again.answers


def test_a_large_file_is_left_out_kindly_and_the_report_goes_on() -> None:
    chat = Chat()
    chat.hear(text="parit tumpat", files=(File(file="F9", kind="document", size=21_000_000),))
    assert "lebih dari 20 MB" in chat.said and chat.state["report"]["files"] == []
    assert chat.state["asks"] == "where"


def test_a_voice_message_that_is_too_long_is_left_out_kindly_and_the_report_goes_on() -> None:
    chat = Chat()
    chat.hear(files=(LONG_VOICE,))
    assert f"lebih dari {MOST_SPOKEN_SECONDS // 60} menit" in chat.said
    assert "Apa yang terjadi di sana?" in chat.said, "nothing was heard yet"
    chat.hear(files=(File(file="F2", kind="voice", size=1000, seconds=MOST_SPOKEN_SECONDS),))
    assert [file["file"] for file in chat.state["report"]["files"]] == ["F2"]
    chat.state["language"] = "en"
    chat.hear({**FACTS, "category": DRAIN}, text="paret tumpat", files=(LONG_VOICE,))
    assert f"longer than {MOST_SPOKEN_SECONDS // 60} minutes" in chat.said
    assert [piece["text"] for piece in chat.state["report"]["pieces"]] == ["paret tumpat"]
    assert len(chat.state["report"]["files"]) == 1 and chat.state["asks"] == "where"


@pytest.mark.parametrize(
    ("sent", "refusals"),
    [
        ({"voice": {"file_id": "V", "duration": MOST_SPOKEN_SECONDS}}, ()),
        ({"voice": {"file_id": "V", "duration": MOST_SPOKEN_SECONDS + 1}}, (("too_long", None),)),
        # A recording sent as a file may be a proof.
        ({"audio": {"file_id": "A", "duration": 7200, "file_size": 9_000_000}}, ()),
        ({"audio": {"file_id": "A", "duration": 7200, "file_size": 20_000_001}}, (("too_large", None),)),
    ],
)
def test_only_what_is_spoken_into_the_chat_has_a_longest_time(
    sent: dict[str, Any], refusals: tuple[tuple[str, str | None], ...]
) -> None:
    person = {"id": 5, "is_bot": False, "first_name": "Rina"}
    message = {"message_id": 1, "chat": {"id": 5, "type": "private"}, "from": person, **sent}
    incoming = read_update({"update_id": 1, "message": message})
    assert incoming is not None and incoming.refusals == refusals
    assert bool(incoming.taken) is not bool(refusals)


def test_a_flood_is_kept_up_to_a_bound_and_answered_once() -> None:
    chat = Chat()
    for _ in range(300):
        chat.hear(text="halo pak, parit", forwarded=True)
    answers = 0
    for _ in range(20):
        answers += len(chat.hear(text="lagi", forwarded=True).replies)
    assert len(chat.state["report"]["pieces"]) == 50 and answers == 0


def test_an_album_is_one_report_and_one_answer() -> None:
    chat = Chat()
    replies = [len(chat.hear(files=(PHOTO,), album="A").said) for _ in range(10)]
    assert len(chat.state["report"]["files"]) == 10 and replies == [1] + [0] * 9


def test_the_rest_of_an_album_follows_its_complaint() -> None:
    chat = Chat()
    chat.hear(files=(PHOTO,), album="A", text="parit")
    chat.hear(HERE, place=PointSent(3.68, 98.65))
    chat.press("o:no")
    chat.press("p:open")
    chat.press("send")
    chat.state["sent"][0]["number"] = "MRL-2611-7K4Q2"
    facts = {**FACTS, "tickets": {"MRL-2611-7K4Q2": {"acts": ["write"], "state": "open"}}}
    turn = chat.hear(facts, files=(PHOTO,), album="A")
    assert [file["number"] for file in turn.files] == ["MRL-2611-7K4Q2"] and chat.state["report"] is None


def test_in_a_group_nothing_private_is_said_and_nothing_kept() -> None:
    turn = decide({}, Incoming(update_id=1, chat=-5, private=False, text="/lapor@TanggapBot"), {})
    assert turn.state is None and "obrolan pribadi" in turn.replies[0].text
    assert decide({}, Incoming(update_id=2, chat=-5, private=False, text="parit tumpat"), {}).replies == []


def test_a_reply_to_a_notice_goes_to_that_complaint_also_amid_another_report() -> None:
    chat = Chat()
    chat.hear(text="lampu mati")
    facts = {**FACTS, "replied": "N", "tickets": {"N": {"acts": ["write"], "state": "waiting"}}}
    turn = chat.hear(facts, text="Lewat Pasar 3", reply_to=5)
    assert turn.messages == [{"number": "N", "text": "Lewat Pasar 3"}]
    assert "Jam kantor berjalan lagi" in chat.said
    assert [piece["text"] for piece in chat.state["report"]["pieces"]] == ["lampu mati"]


TICKETS = {
    number: {"title": title, "acts": ["write"], "state": "open"}
    for number, title in (("N", "Parit tumpat"), ("M", "Lampu mati"))
}


def labels(turn: Turn) -> list[str]:
    return [button.label for row in turn.replies[-1].buttons for button in row]


def test_a_reply_to_something_unknown_goes_to_the_only_open_complaint() -> None:
    chat = Chat()
    turn = chat.hear(
        {**FACTS, "replied": None, "open": ["N"], "tickets": TICKETS}, text="Masih ada.", reply_to=5
    )
    assert turn.messages == [{"number": "N", "text": "Masih ada."}] and chat.state["report"] is None


def test_of_what_cannot_be_taken_the_words_go_on_wherever_they_were_meant() -> None:
    chat = Chat()
    facts = {**FACTS, "replied": "N", "open": ["N", "M"], "tickets": TICKETS}
    turn = chat.hear(facts, text="Masih ada.", files=(LONG_VOICE,), reply_to=5)
    assert turn.messages == [{"number": "N", "text": "Masih ada."}] and turn.files == []
    assert "lebih dari 5 menit" in chat.said and "diteruskan ke N" in chat.said
    turn = chat.hear(facts, files=(LONG_VOICE,), reply_to=5)
    assert [reply.text for reply in turn.replies] == [say("too_long", "id")]
    unknown = {**facts, "replied": None}
    turn = chat.hear(unknown, files=(LONG_VOICE,), reply_to=5)
    assert [reply.text for reply in turn.replies] == [say("too_long", "id")], "nothing to ask about"
    assert chat.state["asks"] == "idle"
    chat.hear(unknown, text="Dan berbau.", files=(LONG_VOICE,), reply_to=5)
    assert "lebih dari 5 menit" in chat.said and "laporan yang mana" in chat.said
    assert chat.state["unplaced"]["pieces"] and not chat.state["unplaced"]["files"]


def test_words_a_dispute_waits_for_are_not_a_voice_that_is_too_long() -> None:
    chat = Chat()
    resolved = {"K": {"acts": ["dispute"], "resolved": 5, "state": "resolved", "score": None}}
    chat.hear({**FACTS, "button": "dispute:K:5", "tickets": resolved}, button="x", query="q")
    chat.hear(files=(LONG_VOICE,))
    assert "lebih dari 5 menit" in chat.said and "Apa yang belum beres pada K" in chat.said
    turn = chat.hear(text="Belum beres.", files=(LONG_VOICE,))
    assert [act["act"] for act in turn.acts] == ["dispute"] and turn.files == []
    assert "lebih dari 5 menit" in chat.said


def test_a_reply_to_something_unknown_is_asked_about_where_several_are_open() -> None:
    chat = Chat()
    facts = {**FACTS, "open": ["N", "M"], "tickets": TICKETS}
    turn = chat.hear(facts, text="Masih ada.", reply_to=5)
    assert turn.messages == [] and "laporan yang mana" in chat.said
    assert labels(turn) == ["N · Parit tumpat", "M · Lampu mati", "Laporan baru"]
    chat.hear(text="Dan berbau.", files=(PHOTO,))
    turn = chat.hear({**FACTS, "button": "to:M", "tickets": TICKETS}, button="x", query="q")
    assert turn.messages == [{"number": "M", "text": "Masih ada.\nDan berbau."}]
    assert [file["number"] for file in turn.files] == ["M"] and turn.answers == {"q": "Sudah."}
    assert chat.state["asks"] == "idle" and chat.state["report"] is None
    again = chat.hear({**FACTS, "button": "to:M", "tickets": TICKETS}, button="x", query="q")
    assert again.messages == [] and again.answers == {"q": "Tombol ini sudah tidak berlaku."}


def test_a_reply_to_something_unknown_can_begin_a_report() -> None:
    chat = Chat()
    chat.hear({**FACTS, "open": ["N", "M"], "tickets": TICKETS}, text="Pohon tumbang, Terjun.", reply_to=5)
    pressed = Incoming(update_id=300, chat=7, message=4, button="to:new|mac", query="q")
    assert wants(chat.state, pressed) == {"button": "to:new|mac", "text": "Pohon tumbang, Terjun."}
    chat.hear({**FACTS, "button": "to:new"}, button="x", query="q")
    assert [piece["text"] for piece in chat.state["report"]["pieces"]] == ["Pohon tumbang, Terjun."]
    assert chat.state["asks"] == "about_office" and "unplaced" not in chat.state


def test_a_place_says_that_the_words_begin_a_report() -> None:
    chat = Chat()
    chat.hear({**FACTS, "open": ["N", "M"], "tickets": TICKETS}, text="Pohon tumbang.", reply_to=5)
    chat.hear(HERE, place=PointSent(3.68, 98.65))
    assert [piece["text"] for piece in chat.state["report"]["pieces"]] == ["Pohon tumbang."]
    assert chat.state["report"]["place"] == {"lat": 3.68, "lng": 98.65, "accuracy": None}
    assert chat.state["asks"] == "about_office"


def test_two_edits_within_a_second_are_two_and_the_same_one_again_is_none() -> None:
    made = {"update_id": 1, "chat": 7, "message": 5, "edited": True, "edited_at": 100}
    first, second = Incoming(**made, text="satu"), Incoming(**made, text="dua")
    again = Incoming(**{**made, "update_id": 9}, text="satu")
    assert first.natural_key != second.natural_key and first.natural_key == again.natural_key


def test_what_waits_to_be_placed_outlives_a_dispute() -> None:
    chat = Chat()
    chat.hear({**FACTS, "open": ["N", "M"], "tickets": TICKETS}, text="Masih ada.", reply_to=5)
    resolved = {"K": {"acts": ["dispute"], "resolved": 5, "state": "resolved", "score": None}}
    chat.hear({**FACTS, "button": "dispute:K:5", "tickets": resolved}, button="x", query="q")
    turn = chat.hear(text="Belum beres.")
    assert [act["act"] for act in turn.acts] == ["dispute"] and "laporan yang mana" in chat.said
    turn = chat.hear({**FACTS, "button": "to:N", "tickets": TICKETS}, button="x", query="q")
    assert turn.messages == [{"number": "N", "text": "Masih ada."}]


def test_the_difference_is_told_once_and_every_choice_stays() -> None:
    chat = Chat()
    chat.hear(text="Lampu mati di Terjun")
    assert [labels(chat.turn), len(chat.turn.replies[-1].buttons)] == [["Ya", "Tidak", "Tidak yakin"], 1]
    chat.hear(text="tidak")
    assert [len(row) for row in chat.turn.replies[-1].buttons] == [2, 2]
    assert labels(chat.turn) == ["Terbuka", "Rahasia", "Anonim", "Apa bedanya?"]
    chat.press("why")
    assert labels(chat.turn) == ["Terbuka", "Rahasia", "Anonim"]


def test_a_reply_amid_a_report_belongs_to_the_report() -> None:
    chat = Chat()
    chat.hear(text="lampu mati")
    chat.hear({**FACTS, "open": ["N"], "tickets": TICKETS}, text="Jl. Contoh 3", reply_to=5)
    assert chat.turn.messages == [] and chat.state["report"]["address"] == "Jl. Contoh 3"


def test_what_the_service_refuses_is_said_and_nothing_is_lost() -> None:
    chat = Chat().told()
    turn = refused(chat.state, Incoming(update_id=5, chat=7), "Kelurahan ini bukan di Medan Marelan.")
    assert "Kelurahan ini bukan di Medan Marelan." in turn.replies[0].text
    assert turn.state["report"]["pieces"]


@pytest.mark.parametrize("word", ["batal", "Batal.", "/batal", "cancel"])
def test_one_word_throws_the_draft_away(word: str) -> None:
    chat = Chat().told()
    chat.hear(text=word)
    assert chat.state["report"] is None and chat.state["asks"] == "idle"


def test_english_is_spoken_when_chosen_and_stays() -> None:
    chat = Chat()
    chat.hear({**FACTS, "button": "lang:en"}, button="x", query="q")
    chat.hear(text="the drain is blocked")
    assert "Here is what I understood: the drain is blocked" in chat.said and "Where exactly?" in chat.said


def test_both_languages_fill_in_the_same_values() -> None:
    import re

    for key, (indonesian, english) in TEXTS.items():
        names = [set(re.findall(r"{(\w+)}", text)) for text in (indonesian, english)]
        assert names[0] == names[1], key


def test_no_sentence_shouts_or_speaks_the_office_s_jargon() -> None:
    for key, (indonesian, _) in TEXTS.items():
        assert "!" not in indonesian, key
        assert not any(
            word in indonesian.casefold() for word in ("kamu", "diproses", "ditindaklanjuti", "dimohon")
        ), key


def test_values_with_braces_are_put_in_as_they_are() -> None:
    assert say("got_text", "id", title="{category} {{7*7}}") == "Saya tangkap: {category} {{7*7}}"


updates = st.builds(
    Incoming,
    update_id=st.integers(1, 2**40),
    chat=st.just(7),
    message=st.integers(1, 50),
    text=st.one_of(
        st.sampled_from(["", "batal", "kirim", "/lapor", "/status", "terbuka", "terjun"]),
        st.text(max_size=40),
    ),
    files=st.sampled_from([(), (PHOTO,), (VOICE,)]),
    place=st.sampled_from([None, PointSent(3.68, 98.65)]),
    album=st.sampled_from([None, "A"]),
    edited=st.booleans(),
    forwarded=st.booleans(),
    button=st.sampled_from([None, "x"]),
    query=st.just("q"),
)


# Whether a busy machine makes examples slowly says nothing of the conversation.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            updates,
            st.sampled_from(["send", "p:open", "o:unsure", "staff", "change", "where", "what", "nonsense"]),
        ),
        max_size=12,
    )
)
def test_whatever_comes_it_is_answered_in_a_state_that_can_be_kept(told: list[tuple[Incoming, str]]) -> None:
    state: dict[str, Any] = {}
    for incoming, verb in told:
        report = state.get("report") or {}
        facts = {**HERE, "button": f"d:{report.get('id')}:{verb}"}
        wants(state, incoming)
        turn = decide(state, incoming, facts)
        state = json.loads(json.dumps(turn.state)) or {}
        assert state.get("asks", "idle") in ASKS
        assert all(reply.text for reply in turn.replies)
        if turn.submit:
            assert (
                turn.submit["text"]
                and turn.submit["privacy"]
                and ("location" in turn.submit or "kelurahan" in turn.submit)
            )


def test_updates_that_are_none_of_ours_are_read_as_nothing() -> None:
    chat = {"id": 5, "type": "private"}
    person = {"id": 5, "is_bot": False, "first_name": "Rina"}
    message = {"message_id": 1, "chat": chat, "from": person, "text": "x"}
    assert read_update({"update_id": 1, "message": {**message, "via_bot": {"id": 9}}}) is None
    assert read_update({"update_id": 1, "message": {**message, "from": {**person, "is_bot": True}}}) is None
    assert (
        read_update({"update_id": 1, "channel_post": {**message, "chat": {"id": 5, "type": "channel"}}})
        is None
    )
    assert read_update({"update_id": 1, "message": message}) is not None


def test_an_emergency_is_answered_with_the_numbers_once() -> None:
    chat, call = Chat(), [{"name": "Panggilan darurat", "phone": "112"}]
    chat.hear({**FACTS, "emergency": call}, text="ada kebakaran di gang")
    assert chat.said.startswith("Kalau ini darurat, telepon dulu: Panggilan darurat 112")
    chat.hear({**FACTS, "emergency": call}, text="apinya besar, di belakang pasar")
    assert "112" not in chat.said

"""A report begun in a chat has one shape between bot, service and page, and older shapes still read."""

from __future__ import annotations

import copy
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from marshmallow import ValidationError

from bots.conversation import report as bots_report
from bots.conversation.incoming import File, Incoming, PointSent
from bots.conversation.steps import decide
from bots.conversation.turn import opened
from complaints_service.api.chats import schemas
from complaints_service.chats import report
from complaints_service.chats.report import UnreadableReport, read_report, up_to_date

KELURAHAN = {"code": "12.71.12.1002", "name": "Rengas Pulau"}
DRAIN = {"code": "drainase", "name": "Parit dan banjir"}
ASKED = {"code": "lebar", "ask": {"id": "Seberapa lebar?", "en": "How wide?"}, "hint": None}
#: As the bot kept it before it had a version.
OLD: dict[str, Any] = {
    "id": "a1", "pieces": [{"m": 5, "t": "Parit tumpat."}, {"m": 6, "t": "Sudah tiga hari."}],
    "files": [{"file": "F1", "kind": "photo", "size": 1000}], "albums": ["A"], "place": {"lat": 3.68, "lng": 98.65},
    "address": "Gang Contoh", "kelurahan": KELURAHAN, "category": DRAIN, "privacy": "open", "name": "Rina Contoh",
    "rewrite": True, "full": True, "album_seen": False, "category_chosen": True,
}  # fmt: skip
NEW: dict[str, Any] = {
    "version": 4, "id": "a1", "language": "id",
    "pieces": [{"message": 5, "text": "Parit tumpat."}, {"message": 6, "text": "Sudah tiga hari."}],
    "files": [{"file": "F1", "kind": "photo", "size": 1000, "name": None, "mime": None}],
    "place": {"lat": 3.68, "lng": 98.65, "accuracy": None}, "address": "Gang Contoh", "kelurahan": KELURAHAN,
    "category": DRAIN, "answers": [], "privacy": "open", "about_office": None,
    "contact": {"name": "Rina Contoh", "phone": None, "email": None},
}  # fmt: skip
WITHOUT_ANSWERS = {name: value for name, value in NEW.items() if name != "answers"}
DRAFT = schemas.DraftField()


def told() -> dict[str, Any]:
    """The draft of a bot that was told everything."""
    state: dict[str, Any] = {}
    facts = {
        "kelurahan": [KELURAHAN],
        "category": {**DRAIN, "questions": [ASKED]},
        "place": {"kelurahan": KELURAHAN},
    }
    happened: list[dict[str, Any]] = [
        {"text": "Parit tumpat."},
        {"files": (File(file="F1", kind="photo", size=1000, mime="image/jpeg"),)},
        {"place": PointSent(3.68, 98.65, "Gang Contoh")},
        {"text": "Semeter."},
    ]
    for number, fields_ in enumerate(happened, 1):
        state = (
            decide(
                state, Incoming(update_id=number, chat=7, message=number, name="Rina", **fields_), facts
            ).state
            or {}
        )
    return state


def test_what_the_bot_tells_is_what_the_service_reads() -> None:
    state = told()
    draft = DRAFT.deserialize(state)
    assert draft.report is not None and draft.report.as_json() == state["report"]
    assert draft.report.text == "Parit tumpat." and draft.report.contact.name == "Rina"
    assert draft.state == {name: value for name, value in state.items() if name != "report"}
    assert bots_report.VERSION == report.VERSION


@pytest.mark.parametrize("name", sorted(NEW))
def test_a_key_that_the_bot_renames_is_refused_and_empties_nothing(name: str) -> None:
    renamed = {("renamed" if key == name else key): value for key, value in told()["report"].items()}
    with pytest.raises(ValidationError):
        DRAFT.deserialize({"report": renamed})


@pytest.mark.parametrize("part", ["pieces", "files", "place", "kelurahan", "category", "answers", "contact"])
def test_neither_may_a_part_of_it_be_renamed(part: str) -> None:
    changed = copy.deepcopy(told()["report"])
    inner = changed[part][0] if isinstance(changed[part], list) else changed[part]
    inner["renamed"] = inner.pop(next(iter(inner)))
    with pytest.raises(ValidationError):
        DRAFT.deserialize({"report": changed})


def test_what_is_the_conversation_s_own_may_be_called_anything() -> None:
    state = {f"renamed_{name}": value for name, value in told().items() if name != "report"}
    draft = DRAFT.deserialize({**state, "report": told()["report"]})
    assert draft.report == DRAFT.deserialize(told()).report and draft.state == state


def test_a_report_without_a_version_is_brought_up_to_date() -> None:
    made, own = up_to_date(OLD)
    assert made == NEW
    assert own == {
        "albums": ["A"],
        "rewrite": True,
        "full": True,
        "album_seen": False,
        "category_chosen": True,
    }
    assert read_report(OLD) == read_report(NEW) and read_report(NEW).as_json() == NEW
    assert up_to_date({"id": "b"}, "en")[0]["language"] == "en", "it was told in the chat's language"
    assert DRAFT.deserialize({"report": OLD, "asks": "check"}).state == {"asks": "check", "telling": own}


def test_a_report_from_before_the_questions_were_asked_has_answered_none() -> None:
    assert up_to_date({**WITHOUT_ANSWERS, "version": 3}) == (NEW, {})


def test_a_point_from_before_accuracy_was_told_is_exact() -> None:
    before = {**WITHOUT_ANSWERS, "version": 2, "place": {"lat": 3.68, "lng": 98.65}}
    assert up_to_date(before) == (NEW, {})
    assert up_to_date({**before, "place": None})[0] == {**NEW, "place": None}


@pytest.mark.parametrize(
    "wrong",
    [
        {**NEW, "version": 5},
        {**NEW, "version": "1"},
        {**OLD, "unknown": 1},
        {**OLD, "pieces": [{"text": "x"}]},
        {name: value for name, value in NEW.items() if name != "pieces"},
        {**NEW, "place": {"lat": 1}},
    ],
)
def test_a_shape_that_no_version_has_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UnreadableReport):
        read_report(wrong)
    with pytest.raises(ValidationError):
        DRAFT.deserialize({"report": wrong})


def test_the_door_checks_every_field_that_the_service_reads() -> None:
    pairs = (
        (schemas.DraftReportSchema, report.DraftReport),
        (schemas.PieceSchema, report.Piece),
        (schemas.PointSchema, report.ReportPoint),
        (schemas.ChoiceSchema, report.Choice),
        (schemas.QuestionAnswerSchema, report.QuestionAnswer),
        (schemas.ContactSchema, report.Contact),
        (schemas.ChatFileSchema, report.ChatFile),
    )
    for schema, kind in pairs:
        names = {one.name for one in fields(kind)}
        declared = schema().fields
        assert set(declared) - {"version"} == names, kind
        assert all(field.required for field in declared.values()), kind
    kinds = {kind for _, kind in pairs}
    assert {one for one in vars(report).values() if is_dataclass(one)} == kinds, "a shape nobody checks"


def test_a_chat_whose_report_was_finished_on_the_page_begins_anew() -> None:
    state = {**told(), "language": "en", "unplaced": None}
    heard = state["heard"]
    state.pop("report")
    assert opened({"draft": state}) == {"language": "en", "heard": heard}
    before_it_had_a_version = {"asks": "check", "language": "id"}
    assert opened({"draft": before_it_had_a_version}) == {"language": "id"}


def test_what_was_sent_is_known_by_the_number_the_service_gave_it() -> None:
    sent = [
        {"number": "MRL-1", "report": None, "messages": [1], "albums": []},
        {"number": None, "report": "a1", "messages": [2], "albums": []},
        {"number": None, "report": "b2", "messages": [3], "albums": []},
    ]
    seen = {"draft": {"asks": "idle", "sent": sent}, "sent": {"a1": "MRL-2"}}
    assert [one["number"] for one in opened(seen)["sent"]] == ["MRL-1", "MRL-2", None]
    assert [one["number"] for one in sent] == ["MRL-1", None, None], "what was seen stays as it was seen"

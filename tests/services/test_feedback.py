"""Feedback: who may give it to whom, what it may be tied to, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.appraisal.feedback import queries, service
from complaints_service.errors import Actor, DomainError
from complaints_service.moment import Moment
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import Office, open_office

NOW = when("Tue 2026-11-24 14:05")


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


@pytest.fixture
def give(office: Office) -> Callable[..., int]:
    """Gives feedback as somebody; its id."""

    def given(by: str, to: str, **more: str) -> int:
        new = service.NewFeedback(
            **{"officer_id": office.officers[to], "kind": "praise", "words": "Jawabannya jelas.", **more}  # type: ignore[arg-type]
        )
        with db.writing(office.engine) as session:
            return service.give(
                Moment(session=session, now=NOW, actor=actor(office, by), rulebook=office.rulebook),
                new=new,
                rights=office.rights(by),
            )

    return given


def actor(office: Office, login: str) -> Actor:
    return Actor("person", "web", office.officers.get(login), office.accounts[login])


def refused(act: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(DomainError) as error:
        act()
    return error.value.code, ",".join(error.value.fields or ())


def listed(office: Office, login: str, **more: bool) -> list[queries.FeedbackView]:
    with db.reading(office.engine) as session:
        return queries.feedback_of(session, officer_id=office.officers[login], **more)


@pytest.mark.parametrize(
    ("by", "to", "relation"),
    [
        ("kasi", "rina", "superior"),
        ("camat", "rina", "superior"),
        ("rina", "kasi", "subordinate"),
        ("hasan", "rina", "peer"),
        ("kasitrantib", "kasi", "peer"),
    ],
)
def test_what_the_giver_is_follows_from_the_lines(
    office: Office, give: Callable[..., int], by: str, to: str, relation: str
) -> None:
    give(by, to)
    (found,) = listed(office, to)
    assert (found.relation, found.giver, found.given_at) == (relation, f"{by.capitalize()} Contoh", NOW)


@pytest.mark.parametrize(
    ("by", "to"), [("rina", "rina"), ("trantib", "rina"), ("auditor", "rina"), ("admin", "rina")]
)
def test_not_to_oneself_and_not_from_afar(give: Callable[..., int], by: str, to: str) -> None:
    assert refused(lambda: give(by, to)) == ("not_found", "")


def test_whom_one_may_write_to(office: Office) -> None:
    with db.reading(office.engine) as session:
        found = queries.near(session, giver_id=office.officers["rina"], on=NOW.date())
    assert [(name.split()[0].lower(), related) for _, name, related in found] == [
        ("camat", "subordinate"), ("hasan", "peer"), ("kasi", "subordinate"),
    ]  # fmt: skip


def test_tied_to_a_ticket_an_indicator_and_a_value(office: Office, give: Callable[..., int]) -> None:
    number = office.complain(now=NOW).number
    give("kasi", "rina", ticket=number.lower(), indicator_code="held", value_code="service", kind="advice")
    (found,) = listed(office, "rina")
    assert (found.ticket, found.indicator_code, found.value_code, found.kind) == (
        number,
        "held",
        "service",
        "advice",
    )


def test_wrong_input_names_every_field(office: Office, give: Callable[..., int]) -> None:
    wrong = {"kind": "blame", "words": " ", "value_code": "odd", "indicator_code": "odd", "ticket": "MRL-1"}
    assert refused(lambda: give("kasi", "rina", **wrong)) == (
        "invalid",
        "kind,words,value_code,indicator_code,ticket",
    )
    hidden = office.complain(now=NOW, category="sampah").number
    assert refused(lambda: give("trantib", "kasitrantib", ticket=hidden)) == ("invalid", "ticket")
    assert listed(office, "rina") == []


@ON_BOTH
def test_taken_back_with_a_reason_and_readable_still(office: Office, give: Callable[..., int]) -> None:
    made = give("hasan", "rina")

    def back(by: str, reason: str = "Salah orang.") -> None:
        with db.writing(office.engine) as session:
            service.take_back(
                session,
                feedback_id=made,
                reason=reason,
                rights=office.rights(by),
                now=NOW,
                actor=actor(office, by),
            )

    for by in ("rina", "kasi", "auditor"):
        assert refused(lambda by=by: back(by)) == ("not_found", "")
    assert refused(lambda: back("hasan", " ")) == ("invalid", "reason")
    back("hasan")
    assert refused(lambda: back("hasan")) == ("feedback_taken_back", "")
    assert listed(office, "rina") == []
    (found,) = listed(office, "rina", taken_back=True)
    assert found.withdrawn_reason == "Salah orang."
    with db.reading(office.engine) as session:
        given = queries.given_by(
            session, giver_id=office.officers["hasan"], officer_id=office.officers["rina"]
        )
    assert [each.id for each in given] == [made]

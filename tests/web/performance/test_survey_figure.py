"""The index of satisfaction as a figure of a unit, and of a person whose plan names it."""

from __future__ import annotations

import html
import random
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.measurement.indicators.queries import officer_month, unit_month
from complaints_service.measurement.indicators.values import IndicatorValue
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.measured import NOW, Measured, measured_office
from tests.support.plans import MEASURED, Plans, draft, result
from tests.support.prepared import Prepared
from tests.support.surveys import closed_survey
from tests.support.visitors import Visitor, engine_of, when

CLOSED = when("Mon 2026-11-23 09:00")
SKM = "Indeks Kepuasan Masyarakat (SKM)"


@pytest.fixture
def measured(
    client: FlaskClient, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch, prepared: Prepared
) -> Measured:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return prepared(engine_of(client), rulebook, measured_office)


def drawn(count: int, seed: int = 14) -> list[list[int]]:
    chance = random.Random(seed)
    return [[chance.choice((2, 3, 3, 4)) for _element in range(9)] for _answer in range(count)]


def plain_ikm(answers: list[list[int]]) -> Decimal:
    """As the annex does it by hand: a mean for each element, a ninth of each, times 25."""
    means = [Decimal(sum(answer[at] for answer in answers)) / len(answers) for at in range(9)]
    return (sum(means, Decimal(0)) / 9 * 25).quantize(Decimal("0.01"), ROUND_HALF_UP)


def codes_told(client: FlaskClient, measured: Measured) -> set[str]:
    """The indicators that the API tells the person who has signed in."""
    person = measured.office.officers["rina"]
    answer = client.get(f"/api/v1/officers/{person}/indicators?period=2026-11")
    return {one["code"] for one in answer.get_json()["indicators"]}


def of(session: Session, measured: Measured, *, unit: str = "", login: str = "") -> IndicatorValue:
    rulebook = measured.office.rulebook
    if unit:
        return unit_month(session, unit=unit, month="2026-11", rulebook=rulebook).value("skm")
    officer_id = measured.office.officers[login]
    return officer_month(session, officer_id=officer_id, month="2026-11", rulebook=rulebook).value("skm")


@ON_BOTH
def test_it_is_the_index_of_all_answers_of_the_units_surveys(measured: Measured) -> None:
    """Two surveys of a unit are their answers together; one of four answers and another month's are not told."""
    engine, one, other = measured.office.engine, drawn(40), drawn(12, seed=15)
    closed_survey(engine, one, closed_at=CLOSED)
    closed_survey(engine, other, code="EF34GH", closed_at=CLOSED)
    closed_survey(engine, drawn(4), code="JK56LM", closed_at=CLOSED)
    closed_survey(engine, drawn(9, seed=3), code="NP78QR", closed_at=when("Fri 2026-10-30 09:00"))
    closed_survey(engine, drawn(4), unit="TRANTIB", code="ST90UV", closed_at=CLOSED)
    with db.reading(engine) as session:
        told, none = of(session, measured, unit="SARPRAS"), of(session, measured, unit="TRANTIB")
        person, elsewhere = (of(session, measured, login=login) for login in ("rina", "trantib"))
    assert told.value is not None
    assert Decimal(told.value).quantize(Decimal("0.01"), ROUND_HALF_UP) == plain_ikm(one + other)
    assert (told.n, told.counts) == (52, {"answers": 52, "surveys": 2})
    assert (none.value, none.n) == (None, 0), "four answers tell what single people said"
    assert (person.value, person.n) == (told.value, told.n), "of a person it is the unit's"
    assert (elsewhere.value, elsewhere.n) == (None, 0)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_board_and_evidence_show_sums_and_nobodys_answer(client: FlaskClient, measured: Measured) -> None:
    answers = drawn(33)
    closed_survey(measured.office.engine, answers, closed_at=CLOSED)
    visitor = Visitor(client).sign_in(measured.office, "camat", NOW)
    ikm = str(plain_ikm(answers)).replace(".", ",")
    board = html.unescape(visitor.read("/papan/unit?period=2026-11"))
    assert SKM in board and "/papan/bukti/skm?unit=SARPRAS" in board
    opened = html.unescape(visitor.read("/papan/bukti/skm?unit=SARPRAS&period=2026-11"))
    assert "Survei di balik angka ini" in opened and f">{ikm}<" in opened and ">33<" in opened
    assert "Tiket di balik angka ini" not in opened
    for other in ("/papan/unit?period=2026-10", "/papan/kategori?period=2026-11"):
        assert SKM not in visitor.read(other)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_persons_page_tells_it_only_where_the_plan_names_it(
    client: FlaskClient, measured: Measured
) -> None:
    closed_survey(measured.office.engine, drawn(33), closed_at=CLOSED)
    visitor = Visitor(client).sign_in(measured.office, "rina", NOW)
    person = measured.office.officers["rina"]
    pages = ("/kinerja", f"/kinerja/{person}/periode?dari=2026-11&sampai=2026-11")
    for page in pages:
        assert SKM not in visitor.read(page), page
    assert "skm" not in codes_told(client, measured)
    named = replace(MEASURED, aspect="quality", indicator_code="skm", target_value=60.0)
    content = draft(result(indicators=(named,)))
    Plans(measured.office, when("Mon 2026-01-12 09:00")).signed("rina", "kasi", content=content)
    for page in pages:
        assert SKM in visitor.read(page), page
    assert "skm" in codes_told(client, measured)
    evidence = visitor.read(f"/kinerja/{person}/skm?period=2026-11")
    assert "AB12CD" in evidence and "Tiket di balik angka ini" not in evidence

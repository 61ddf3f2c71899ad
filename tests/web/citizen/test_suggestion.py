"""While a report is typed its category is proposed, with how sure that is and why; nothing chooses itself."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from complaints_service import clock, db
from complaints_service.intake.suggesting.learning import keep, learn, new_lesson
from complaints_service.intake.suggesting.service import lessons
from complaints_service.tickets.ledger.models import Complaint
from complaints_service.web.words.formats import percent
from config.rulebook import Rulebook
from tests.support.visitors import Visitor, engine_of, when
from tests.support.world import Office

# What the database can change here, the services' own tests and the access matrix try on both.
pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

NOW = when("Tue 2026-11-24 10:00")
TOLD = "Parit di depan rumah tumpat, air naik ke teras."


@pytest.fixture
def taught(client: FlaskClient, office: Office, rulebook: Rulebook) -> Visitor:
    engine = engine_of(client)
    with db.reading(engine) as session:
        lesson = new_lesson(session, now=clock.now(), rulebook=rulebook)
    assert lesson is not None
    taught = learn(lesson)
    with db.writing(engine) as session:
        keep(session, taught, lesson=lesson, now=clock.now())
    return Visitor(client)


def asked(visitor: Visitor, text: str) -> str:
    """What the script is answered: it sends the form's token and the words, nothing else."""
    return visitor.send("/lapor/jenis", of="/lapor", by="/lapor", text=text)


def test_the_words_so_far_bring_proposals_with_their_reason(taught: Visitor) -> None:
    found = asked(taught, TOLD)
    assert "Parit dan banjir" in found
    assert "karena Anda menulis “" in found
    assert "parit" in found


@pytest.mark.parametrize("text", ["", "parit", "\0" * 40, "x" * 5000, "🙂" * 30])
def test_too_little_and_too_strange_brings_none_and_no_error(taught: Visitor, text: str) -> None:
    assert "data-suggested" not in asked(taught, text)
    assert taught.status == 200


def test_before_anything_was_learned_the_form_is_as_ever(client: FlaskClient, office: Office) -> None:
    assert "data-suggested" not in asked(Visitor(client), TOLD)


def test_a_form_that_comes_back_shows_them_without_a_script(taught: Visitor) -> None:
    page = taught.send("/lapor", of="/lapor", text=TOLD, privacy="open")
    assert taught.status == 422
    assert "Parit dan banjir" in page
    assert "data-suggested" in taught.raw


def test_asking_keeps_nothing(taught: Visitor) -> None:
    asked(taught, TOLD)
    with db.reading(engine_of(taught.client)) as session:
        assert session.query(Complaint).count() == 0


def test_who_sees_letters_sees_how_good_the_proposals_are(taught: Visitor, office: Office) -> None:
    page = taught.sign_in(office, "admin", NOW).read("/usul-jenis")
    assert taught.status == 200
    with db.reading(engine_of(taught.client)) as session:
        measures = lessons(session)[0].measures
    for name in ("held_back", "demo", "requests_311"):
        one = measures[name]
        for told in (str(one["count"]), percent(one["first"], "id"), percent(one["among"], "id")):
            assert told.replace("\N{NO-BREAK SPACE}", " ") in page, (name, told)

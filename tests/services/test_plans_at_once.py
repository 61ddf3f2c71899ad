"""Two at once in one plan: nothing is lost, and whoever was slower is told."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from complaints_service.appraisal.planning.content import content_of, digest_of
from complaints_service.errors import DomainError
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.patience import PATIENCE_SECONDS
from tests.support.plans import Plans, draft, result
from tests.support.visitors import when
from tests.support.world import open_office

pytestmark = ON_BOTH


@pytest.fixture
def plans(engine: Engine, rulebook: Rulebook) -> Plans:
    return Plans(open_office(engine, rulebook), when("Mon 2026-01-12 09:00"))


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave or raised, all begun at the same moment."""
    gate = threading.Barrier(len(acts))
    told: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        gate.wait(timeout=PATIENCE_SECONDS)
        try:
            told[place] = act()
        except (DomainError, IntegrityError) as error:
            told[place] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE_SECONDS)
    return told


def test_two_who_save_at_once(plans: Plans) -> None:
    view = plans.edit(plans.start("rina"), "rina", draft())
    told = at_once(
        lambda: plans.edit(view, "rina", draft(result("Dari bawahan"))),
        lambda: plans.edit(view, "kasi", draft(result("Dari atasan"))),
    )
    refused = [each for each in told if isinstance(each, DomainError)]
    assert [each.code for each in refused] == ["plan_changed"]
    kept = plans.view(view.version_id)
    assert kept.revision == view.revision + 1
    assert [each.words for each in kept.results] in (["Dari bawahan"], ["Dari atasan"])


def test_two_who_sign_at_once(plans: Plans) -> None:
    view = plans.edit(plans.start("rina"), "rina", draft())
    at_once(lambda: plans.sign(view, "rina"), lambda: plans.sign(view, "kasi"))
    signed = plans.view(view.version_id)
    assert signed.state == "signed"
    assert None not in (signed.officer_signed_at, signed.rater_signed_at)
    assert signed.digest == digest_of(content_of(signed))


def test_one_signs_while_the_other_saves(plans: Plans) -> None:
    """Either the signature came first and fell, or it met the change and was refused: never on unread words."""
    view = plans.edit(plans.start("rina"), "rina", draft())
    at_once(
        lambda: plans.sign(view, "rina", revision=view.revision),
        lambda: plans.edit(view, "kasi", draft(result("Lain"))),
    )
    after = plans.view(view.version_id)
    assert after.results[0].words == "Lain"
    assert (after.officer_signed_at, after.state) == (None, "draft")


def test_two_who_begin_at_once_begin_one(plans: Plans) -> None:
    told = at_once(lambda: plans.start("rina"), lambda: plans.start("rina", by="kasi"))
    refused = [each for each in told if isinstance(each, DomainError | IntegrityError)]
    assert len(refused) == 1, "the page runs an IntegrityError again and then says that a draft is there"
    assert [view.number for view in plans.versions("rina")] == [1]

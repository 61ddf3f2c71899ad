"""The addresses of rules tried on the past year."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for

from complaints_service.edge.guard import needs
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.trials import READ_TRIAL, TRY_RULES, may_try_rules
from complaints_service.errors import marked, words
from complaints_service.rulebooks.trials.models import RulebookTrial
from complaints_service.web.performance.tabs import offer_link
from complaints_service.web.performance.trials.asking import ask
from complaints_service.web.performance.trials.form import TrialForm
from complaints_service.web.performance.trials.page import list_page, trial_page
from complaints_service.web.shell.forms import Sent, Typed, submit

blueprint = Blueprint("trials", __name__, url_prefix="/laporan-kantor/andai")
offer_link(blueprint, "listing", marked("Andai aturannya lain"), place=27, shown=may_try_rules)


@blueprint.get("")
@needs(TRY_RULES)
def listing(_reader: SignedIn) -> str:
    """What to change, and the last trials."""
    return list_page(Typed())


@blueprint.post("")
@needs(TRY_RULES)
def post_trial(reader: SignedIn) -> Response | tuple[Any, int]:
    """Asks for a trial; the worker judges the year, and the office's figures stay as they are."""
    return submit(
        TrialForm(),
        Sent(
            change=lambda session, typed: ask(session, reader, typed),
            refused=list_page,
            done=lambda trial_id: url_for("trials.one", trial_id=trial_id),
            said=words("Uji diminta. Aturan dan angka kantor tidak berubah."),
        ),
    )


@blueprint.get("/<id:trial_id>")
@needs(READ_TRIAL)
def one(reader: SignedIn, found: RulebookTrial, trial_id: int) -> str:
    """How far a trial is, or what came of it."""
    return trial_page(found, reader.rights)

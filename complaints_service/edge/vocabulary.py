"""Which codes of the data need a word in `words.toml`, by group: a start without one is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import get_args

from complaints_service.appraisal.evaluating import kinds as evaluating
from complaints_service.appraisal.feedback.models import FEEDBACK_KINDS, RELATIONS
from complaints_service.appraisal.planning import kinds as planning
from complaints_service.appraisal.reporting.models import REPORT_STATES
from complaints_service.audit.kinds import ABOUT, PARTS, VALUES
from complaints_service.audit.kinds import KINDS as RECORDED
from complaints_service.development.models import NEED_STATES
from complaints_service.intake.reissuing import PROOFS
from complaints_service.meetings.models import ACTION_STATES, AGENDA_KINDS, MEETING_STATES
from complaints_service.notify.messages import NOTICES
from complaints_service.people.kinds import LEAVE_KINDS
from complaints_service.places.place import ORIGINS
from complaints_service.survey.skm.kinds import CHANNELS as SURVEY_CHANNELS
from complaints_service.survey.skm.kinds import PROFILE
from complaints_service.tickets.ledger.states import CANCEL_REASONS, REJECT_REASONS, STATES
from config.entries.office import ABOUT_OFFICE, KINDS, PRIORITIES, PRIVACY_LEVELS
from config.errors import RulebookErrors
from config.rulebook import Rulebook
from config.schemas.time import RUNG_TARGETS
from config.vocabulary import uncovered
from sla.policies import CLOCKS
from sla.verdict import Status
from sla.words import INDONESIAN

NEEDED: Mapping[str, Collection[str]] = {
    "state": STATES,
    "close_reason": ("accepted", "no_objection", "no_answer"),
    "reject_reason": REJECT_REASONS,
    "cancel_reason": CANCEL_REASONS,
    "kind": KINDS,
    "priority": PRIORITIES,
    "about_office": ABOUT_OFFICE,
    "privacy": PRIVACY_LEVELS,
    "file_kind": ("photo", "voice", "document", "video"),
    "place_origin": ORIGINS,
    "identity_proof": PROOFS,
    "holder": ("unit", "citizen", "nobody"),
    "held_by": ("queue", "agency", "citizen"),
    "rung_role": RUNG_TARGETS,
    "weighed": ("chosen", "more_load", "absent", "full", "accused", "unreachable"),
    "score": ("1", "2", "3", "4"),
    "clock": CLOCKS,
    "clock_status": get_args(Status),
    "clock_reason": tuple(INDONESIAN.reasons),
    "span": tuple(INDONESIAN.spans),
    "way_state": ("waiting", "ended", "dead"),
    "notice": tuple(NOTICES),
    "judgement": ("met", "uncertain", "mix", "missed", "few"),
    "goal_level": planning.GOAL_LEVELS,
    "duty": planning.DUTIES,
    "aspect": planning.ASPECTS,
    "indicator_source": planning.SOURCES,
    "plan_standing": ("draft", "dropped", "coming", "holds", "replaced", "over"),
    "report_state": REPORT_STATES,
    "evaluation_kind": evaluating.EVALUATION_KINDS,
    "evaluation_state": evaluating.EVALUATION_STATES,
    "expectation": evaluating.RATINGS,
    "expectation_short": evaluating.RATINGS,
    "relation": RELATIONS,
    "feedback_kind": FEEDBACK_KINDS,
    "follow_up_kind": evaluating.FOLLOW_UP_KINDS,
    "follow_up_state": evaluating.FOLLOW_UP_STATES,
    "need_state": NEED_STATES,
    "meeting_state": MEETING_STATES,
    "action_state": ACTION_STATES,
    "agenda_kind": AGENDA_KINDS,
    "leave_kind": LEAVE_KINDS,
    "survey_channel": SURVEY_CHANNELS,
    "recorded": RECORDED,
    "recorded_about": ABOUT,
    "recorded_part": PARTS,
    "recorded_value": VALUES,
    **{f"survey_{column}": codes for column, codes in PROFILE.items()},
}


def check_vocabulary(rulebook: Rulebook) -> None:
    """Raises RulebookErrors that names every code without a word, and every word without a use."""
    problems = uncovered(rulebook.vocabulary, NEEDED)
    if problems:
        raise RulebookErrors(problems)

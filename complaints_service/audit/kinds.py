"""What the record of the office tells: its kinds, what they are about and what stands beside them. Pure.

Each has its word in `words.toml` (groups `recorded`, `recorded_about`, `recorded_part`, `recorded_value`).
"""

from __future__ import annotations

from collections.abc import Mapping

#: Every kind of entry, as it is chained: a kind is never called otherwise later.
KINDS = frozenset(
    {
        # accounts and ways in
        "account.created", "account.opened", "account.password_changed", "account.renamed",
        "account.role_ended", "account.role_ends", "account.roles_changed", "account.shut",
        "api_token.issued", "api_token.revoked", "bot_token.changed", "chat.declined", "chat.linked",
        "chat.unlinked", "chat_code.issued", "link.issued", "link.redeemed", "password_link.asked",
        "provider.linked", "provider.unlinked", "second_step.app_set", "second_step.codes_made",
        "second_step.dropped", "second_step.passkey_set", "second_step.recovery_code_used",
        "second_step.refused", "second_step.reset", "session.ended", "sign_in.accepted", "sign_in.piled_up",
        "sign_in.refused",
        # who complains, and what people asked
        "breach.recorded", "breach.told", "data.asked", "data.decided", "data.lifted", "identity.corrected",
        "identity.erased", "identity.searched", "identity.viewed", "link.asked", "link.code_sent",
        "link.code_used", "link.leaked", "subscription.agreed", "subscription.asked",
        "subscription.resumed", "subscription.stopped", "words.erased",
        # the office, its units and people
        "leave.approved", "leave.asked", "leave.cancelled", "leave.declined", "office.closed",
        "office.closing_decided", "office.day_came", "office.moved", "office.renamed", "office.reopened",
        "office.restored", "office.seeded", "officer.dismissed", "officer.hired", "officer.leads",
        "officer.leads_no_more", "officer.moved", "officer.renamed", "officer.returned", "officer.updated",
        # appraisal, meetings, training
        "achievement.set", "action.moved", "action.opened", "action.settled", "evaluation.accepted",
        "evaluation.decided", "evaluation.lapsed", "evaluation.objected", "evaluation.opinion_given",
        "evaluation.rated", "evaluation.reopened", "evaluation.sent", "evaluation.started",
        "feedback.given", "feedback.taken_back", "follow_up.added", "follow_up.settled", "goal.added",
        "goal.changed", "goal.retired", "meeting.cancelled", "meeting.held", "meeting.planned",
        "minutes.issued", "need.approved", "need.declined", "need.done", "need.proposed", "plan.changed",
        "plan.dropped", "plan.signed", "plan.started", "reported_value.approved", "reported_value.declined",
        "reported_value.evidence_added", "reported_value.evidence_withdrawn", "reported_value.reported",
        "reported_value.withdrawn", "sign.dismissed", "training.confirmed", "training.recorded",
        "training.withdrawn", "trainings.seeded",
        # papers, reports, surveys
        "paper.issued", "report.issued", "report_reader.chosen", "report_reader.ended", "survey.closed",
        "survey.entered", "survey.opened", "survey.planned", "survey.published",
        # rules and running
        "audit.exported", "demo.filled", "hook.added", "hook.removed", "hook.rotated", "keys.written_out",
        "letter.let_go", "letter.sent_again", "opening.confirmed", "other_office.entered",
        "other_office.tried", "record.baselined", "route.entered", "route.tried", "rulebook.proposed",
        "rulebook.released", "seal_keeper.chosen", "seal_keeper.ended",
    }
)  # fmt: skip

#: What stands before the colon of a subject, or alone; also who acts and is no person.
ABOUT = frozenset(
    {
        "account", "achievement", "action", "agency", "bot", "breach", "closure", "evaluation", "feedback",
        "follow_up", "goal", "hook", "identities", "meeting", "minutes", "office", "opening", "outbox",
        "paper", "person", "position", "record", "report", "report_reader", "reported_value", "route",
        "seal_keeper", "subscription", "survey", "ticket", "unit", "anyone", "citizen", "cli", "import",
        "nobody", "rule", "setup",
    }
)  # fmt: skip

#: A part of an entry's data -> what its value is: `plain`, a `word` of the office's, a `code` that is no
#: amount, or what has a name elsewhere.
PARTS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "acting", "by", "employment", "fields", "kept", "keys", "kind", "level", "purpose", "reason",
            "relation", "result", "role", "setting", "state", "type", "without_evidence", "was", "way",
            "what", "why",
        ),
        "word",
    ),
    **dict.fromkeys(
        (
            "action", "address", "answers", "app", "certainly_same", "complaints", "confirmed", "days",
            "digest", "due", "due_on", "edition", "ended", "first_month", "first_on", "forms", "found",
            "found_at", "from", "generation", "hours", "issuer", "last_month", "last_on", "late", "left",
            "login", "made_at", "mail", "mark", "marks", "month", "name", "network", "nip", "office", "on",
            "outcome", "outside", "passkeys", "people", "population", "rank", "rows", "session", "set",
            "sha256", "sheets", "since", "synced", "ticket", "title", "until", "url", "upheld", "words",
        ),
        "plain",
    ),
    **dict.fromkeys(
        (
            "actor", "proposed_by", "subject",
        ),
        "reference",
    ),
    **dict.fromkeys(
        (
            "after", "before", "unit",
        ),
        "unit",
    ),
    **dict.fromkeys(
        (
            "bot", "evaluation", "evidence", "indicator", "leave", "meeting", "need", "number", "record",
            "request", "revision", "seed", "training", "version", "into", "with", "years",
        ),
        "code",
    ),
    "code": "office_report",
    "element": "element",
    **dict.fromkeys(
        (
            "officer", "owner", "present", "substitute",
        ),
        "person",
    ),
    "position": "position",
    "roles": "grants",
    **dict.fromkeys(
        (
            "scope", "scopes",
        ),
        "scope",
    ),
    "service": "service",
    "sign": "sign",
    "unit_id": "unit_id",
}  # fmt: skip

#: Values of parts that no other list of the house has.
VALUES = frozenset(
    {
        "password", "provider", "set_password", "app", "recovery_code", "passkey", "plt", "plh",
        "no_service", "not_outside", "not_reached", "unreadable", "key_refused", "no_fallback", "taken",
        "past_term", "restored", "access", "correction", "restriction", "erasure", "asked", "granted",
        "refused", "backup", "identity", "tracking", "sealer", "smtp_url", "telegram_token",
        "telegram_name", "regular", "dialogue", "open", "joined", "evaluation", "oversight", "family",
        "paper", "result_rating", "behaviour_rating", "structure", "calendar", "code", "email", "phone",
        "name", "initials", "nip", "employment", "position_id", "unit_id", "works_from", "rank", "active",
    }
)  # fmt: skip

#: A part whose value is a `word` -> the groups of the vocabulary that may have it, besides `recorded_value`.
WORD_OF: Mapping[str, tuple[str, ...]] = {
    "kind": ("recorded", "follow_up_kind"),
    "level": ("goal_level",),
    "relation": ("relation",),
    "state": ("follow_up_state", "action_state"),
    "was": ("report_state",),
}

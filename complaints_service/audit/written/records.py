"""What of every table is covered by a digest: one row per kind of record. Pure.

A column that no row speaks of is covered as one that acts may change; a table without a row wholly so. That
is the safe side; `tests/repository/test_records.py` asks for the row all the same, so that somebody decides.
"""

from __future__ import annotations

from complaints_service.audit.written.kind import RecordKind

_FOLDED = "folded from the ledger, and verified against it"
_DATED = "says only where the dated records begin to differ"
_NOTED = "written and rewritten until the meeting is held, which is an entry"


RECORDS: tuple[RecordKind, ...] = (
    RecordKind(
        table="complaint",
        called="a complaint as it was received",
        key=("number",),
        once=("id", "number", "text", "title", "language", "channel", "received_at"),
    ),
    RecordKind(
        table="ticket",
        called="a ticket",
        once=("id", "number", "received_at", "policy_version"),
        free={
            **dict.fromkeys(("state", "close_reason", "kind", "category", "priority", "unit"), _FOLDED),
            **dict.fromkeys(("holder_officer_id", "agency", "contests", "handover_requests"), _FOLDED),
            "ending_requests": _FOLDED,
            **dict.fromkeys(("voices", "version", "closed_at"), _FOLDED),
            **dict.fromkeys(("due_at", "due_clock", "sweep_at"), "an outlook, made anew by every look"),
            "changed_at": "when the row was last brought up to date",
        },
    ),
    RecordKind(
        table="ticket_accused",
        called="whom a complaint accuses",
        key=("ticket_id", "reference"),
        once=("ticket_id", "reference"),
    ),
    RecordKind(
        table="other_number",
        called="the number another office gave a report",
        key=("agency", "number"),
        once=("agency", "number", "ticket_id"),
    ),
    RecordKind(
        table="message",
        called="the words of a message",
        key=("ticket_id", "seq"),
        once=("id", "ticket_id", "seq", "at", "author", "act", "text"),
    ),
    RecordKind(
        table="released_report", called="a shown report", key=("ticket_id",), once=("ticket_id", "code")
    ),
    RecordKind(
        table="attachment",
        called="a file of a complaint",
        once=("id", "ticket_id", "kind", "received_at", "seq", "author", "role", "shown_to_citizen"),
        free={
            **dict.fromkeys(("route", "source", "tries", "not_before"), "how the file is fetched"),
            "likeness": "computed from the picture, which is named by its digest",
        },
        unrecorded="fetched by a job, after its complaint",
    ),
    RecordKind(
        table="rating",
        called="a citizen's rating",
        key=("ticket_id",),
        once=("ticket_id", "score", "rated_at"),
        unrecorded="given by the citizen, once",
    ),
    RecordKind(
        table="rulebook_version",
        called="a version of the rules",
        key=("kind", "code", "version"),
        unrecorded="stored by the start of the service",
    ),
    RecordKind(
        table="identity",
        called="who complained",
        key=("number",),
        once=("number",),
        free={
            "wrapped": "wrapped anew with the office's key; gone when the identity is erased",
            "key_id": "the office's key it is wrapped under",
            **dict.fromkeys(("email_mark", "phone_mark", "name_mark"), "made anew with the office's key"),
        },
        unrecorded="made when the first way of news is added, too",
    ),
    RecordKind(
        table="subscription",
        called="where a citizen is told",
        free={"dead_at": "whether a route still reaches the address"},
        unrecorded="ended and moved by the route itself, too",
    ),
    RecordKind(
        table="reader_link",
        called="a link to a report",
        key=("digest",),
        once=("digest", "complaint_id", "generation", "way", "made_at"),
        unrecorded="made with the letter it is in",
    ),
    RecordKind(table="erased_entry", called="an entry without its words", key=("event_id",),
        once=("event_id", "digest")),
    RecordKind(table="erased_act", called="an entry of the record without its words", key=("event_id",),
        once=("event_id", "digest")),
    RecordKind(table="subject_request", called="a request about one's data",
        once=("id", "ticket_id", "kind", "asked_at", "due_at"),
        free=dict.fromkeys(("words", "sealed"), "the citizen's own, and erased when they ask for that")),
    RecordKind(table="data_breach", called="a breach of personal data", once=("id", "found_at", "due_at",
        "what", "exposed", "people", "measures", "recorded_at", "recorded_by")),
    # people and their rights
    RecordKind(table="unit", called="a unit", free=dict.fromkeys(("since_on", "until_on"), _DATED)),
    RecordKind(table="position", called="a position", free=dict.fromkeys(("since_on", "until_on"), _DATED)),
    RecordKind(table="officer", called="an officer", identity=("phone", "email")),
    RecordKind(
        table="posting",
        called="a posting",
        once=(
            "id", "officer_id", "position_id", "unit_id", "kind", "from_on", "reason", "recorded_at",
            "recorded_by",
        ),
    ),
    RecordKind(
        table="personnel_record",
        called="what an officer is called",
        once=(
            "id", "officer_id", "from_on", "name", "nip", "employment", "rank", "reason", "recorded_at",
            "recorded_by",
        ),
    ),
    RecordKind(
        table="leave",
        called="a leave",
        once=(
            "id", "officer_id", "first_on", "last_on", "kind", "approved_at", "approved_by", "reason", "late",
        ),
    ),
    RecordKind(
        table="account",
        called="an account",
        free={
            **dict.fromkeys(("failed_count", "last_failed_at", "last_signed_in_at"), "counts of signing in"),
            **dict.fromkeys(("language", "shortcuts", "dense", "columns"), "chosen by whoever it belongs to"),
            **dict.fromkeys(("tour_step", "tour_left"), "how far its owner has read"),
        },
        unrecorded="a password is hashed anew at a sign-in",
    ),
    RecordKind(
        table="role_grant", called="a grant", once=("id", "account_id", "role", "unit_id", "granted_at")
    ),
    RecordKind(
        table="code_app",
        called="an app that shows codes",
        once=("id", "account_id", "created_at"),
        free={"last_step": "counts of signing in", "sealed": "sealed anew with every new identity key"},
        unrecorded="begun, and no app shows its codes yet",
        unrecorded_while={"confirmed_at": (None,)},
    ),
    RecordKind(
        table="passkey",
        called="a passkey",
        once=("id", "account_id", "credential", "public_key", "created_at"),
        free={
            **dict.fromkeys(("sign_count", "last_used_at"), "counts of signing in"),
            "name": "chosen by whoever it belongs to",
        },
    ),
    RecordKind(
        table="provider_link",
        called="a link to the provider",
        once=("id", "account_id", "issuer", "subject", "linked_at"),
        free={"last_used_at": "counts of signing in"},
    ),
    RecordKind(
        table="recovery_code",
        called="a recovery code",
        once=("id", "account_id", "created_at"),
    ),
    RecordKind(
        table="api_token",
        called="a program's key",
        once=("id", "account_id", "created_at"),
        free={"last_used_on": "a day of use"},
    ),
    RecordKind(table="hook", called="a hook", once=("id", "url", "name", "created_at")),
    RecordKind(
        table="officer_chat",
        called="an officer's chat",
        identity=("chat", "chat_name"),
        free={
            **dict.fromkeys(("session_id", "code", "expires_at"), "of a link that is not confirmed yet"),
            "dead_at": "whether a route still reaches the chat",
            "morning": "chosen by whoever it belongs to", "morning_on": "the memory of a job",
        },
        unrecorded="moved by the route itself, too",
    ),
    # plans, reports, evaluations
    RecordKind(table="goal", called="a goal"),
    RecordKind(table="plan", called="a plan", once=("id", "officer_id", "year")),
    RecordKind(table="plan_version", called="a version of a plan"),
    RecordKind(table="plan_result", called="a result in a plan"),
    RecordKind(table="plan_indicator", called="an indicator in a plan"),
    RecordKind(table="plan_expectation", called="an expectation in a plan", key=("version_id", "value_code")),
    RecordKind(table="plan_remark", called="a remark on a plan", unrecorded="said while a plan is drafted"),
    RecordKind(table="reported_value", called="a reported value"),
    RecordKind(
        table="evidence",
        called="a piece of evidence",
        once=("id", "reported_value_id", "kind", "name", "address", "mime", "size", "digest", "added_at"),
    ),
    RecordKind(
        table="feedback",
        called="feedback",
        once=(
            "id", "officer_id", "giver_id", "relation", "kind", "words", "value_code", "ticket_id",
            "indicator_code", "given_at",
        ),
    ),
    RecordKind(table="evaluation", called="an evaluation"),
    RecordKind(
        table="evaluation_opinion", called="an opinion on an evaluation", key=("evaluation_id", "rater_id")
    ),
    RecordKind(table="follow_up", called="what follows from an evaluation"),
    RecordKind(table="achievement", called="the office's achievement"),
    # meetings and training
    RecordKind(
        table="meeting",
        called="a meeting and its minutes",
        unrecorded=_NOTED,
        unrecorded_while={"state": ("planned",)},
    ),
    RecordKind(table="agenda_item", called="a point of an agenda", unrecorded=_NOTED),
    RecordKind(
        table="attendance",
        called="who was at a meeting",
        key=("meeting_id", "officer_id"),
        unrecorded=_NOTED,
    ),
    RecordKind(table="action", called="an action"),
    RecordKind(
        table="report_issue",
        called="an issued report",
        once=(
            *("id", "code", "year", "number_in_year", "first_month", "last_month"),
            *("as_of", "issued_at", "issued_by", "content", "digest"),
        ),
    ),
    RecordKind(
        table="meeting_minutes",
        called="the minutes of a meeting",
        once=(
            *("id", "meeting_id", "year", "number_in_year", "issued_at", "issued_by", "content", "digest"),
        ),
    ),
    RecordKind(table="ticket_paper", called="a paper of a ticket",
        once=("id", "ticket_id", "seq", "kind", "year", "number_in_year", "number", "issued_at", "issued_by",
              "content", "digest"),
    ),
    RecordKind(
        table="page_remark",
        called="a remark on a page",
        once=("id", "account_id", "page", "words", "written_at"),
        free={"seen_at": "whether its writer has read the answer"},
    ),
    RecordKind(
        table="sign_dismissal",
        called="a dismissed sign",
        key=("key",),
        once=("key", "officer_id", "reason", "dismissed_at", "dismissed_by"),
    ),
    RecordKind(table="survey_period", called="a survey", once=("id", "code", "unit_id", "service")),
    RecordKind(table="survey_follow_up", called="a follow-up of the survey", key=("period_id", "element")),
    RecordKind(table="training", called="a training of the catalogue"),
    RecordKind(table="training_need", called="a training need"),
    RecordKind(table="training_record", called="a training that was attended"),
)  # fmt: skip

"""What no digest covers, each with the reason; `records.py` says of all else how it is covered."""

from __future__ import annotations

from collections.abc import Mapping

_SEALED = "each row is a link of a chain of its own"
_COMPUTED = "computed from the ledger, and verified against it"
_PASSING = "passes within days; what came of it is in the record"

#: Tables that no digest covers, each with the reason.
UNCOVERED: Mapping[str, str] = {
    "ticket_event": _SEALED,
    "audit_event": _SEALED,
    "written": _SEALED,
    "seal": "the links themselves; each holds the one before it",
    "checkpoint": "signed",
    "structure_record": "each is told, with what was before, by the audit record of the same act",
    "office_stamp": "drawn anew by every change of the tables it speaks of; nothing is decided by it",
    "digest_form": "the columns a digest is over are within it",
    "digest_salt": "a digest no longer fits where its salt was touched",
    **dict.fromkeys(
        ("ticket_fact", "clock_fact", "custody_fact", "resolution_fact", "handover_fact", "rating_fact"),
        _COMPUTED,
    ),
    **dict.fromkeys(("square_fact", "flow_fact", "elsewhere_fact"), _COMPUTED),
    **dict.fromkeys(("month_cell", "channel_cell", "custody_cell", "rating_cell"), _COMPUTED),
    **dict.fromkeys(("officer_cell", "square_cell", "flow_cell", "elsewhere_cell"), _COMPUTED),
    "survey_cell": "sums of a closed survey's answers, which its closing's record holds a digest of",
    "saved_view": "how somebody looks at the desk; it says nothing of any ticket",
    "ticket_listed": _COMPUTED,
    "ticket_words": "the words by which a ticket is found, made anew from what is written",
    "audit_word": "the words by which a purpose is found, made anew from what is written",
    "escalation": "which warning was told already; when it was due follows from the ledger",
    "category_model": "what was learned from the reports; it carries a digest of its own and is made anew",
    **dict.fromkeys(("published_month", "open_file"), "public, each with a digest that anybody can keep"),
    **dict.fromkeys(
        ("point_block", "block_report"), "cut once from the points, by a rule that anybody can follow"
    ),
    "report_standing": "decided once from the facts, by the method of published months; public in its sums",
    "survey_answer": "nothing may tie one to an instant; the record of the closing has a digest of all",
    "survey_pass": "who took part, apart from what they said; a pass opens nothing twice",
    **dict.fromkeys(
        ("answer_template", "answer_template_version"),
        "what a letter may begin with; each letter is in the conversation as it was sent",
    ),
    "answer_draft": "half written, told to nobody; deleted when it is sent, and after a month",
    "plan_typing": "half written of a plan's draft; deleted when it is saved, and after a month",
    "unsent_letter": "pressed and not said yet; once it is, it is in the ledger",
    "reminder": "when somebody wants to look at a ticket again; deleted when it is done",
    "bulk_run": "what was asked of several tickets; what was done is in the ledger of each",
    "outbox": "letters on their way; what reached a citizen is in the ledger",
    **dict.fromkeys(("sent_message", "chat_link_try", "route_state"), _PASSING),
    "report_order": "what somebody wants made of the facts; deleted after a week",
    "report_file": "made of the facts, for one person; deleted after a week",
    "report_reader": "who gets a report each month; chosen and ended in the record, deleted when it ends",
    "seal_keeper": "who gets the seals each day; chosen and ended in the record, deleted when it ends",
    "audit_source": "its digest is in the act it speaks of, under the chain",
    "audit_question": "how somebody looks at the record; it says nothing of any act",
    "monthly_reader": "an address that wants a letter of figures; it is deleted when that stops",
    **dict.fromkeys(("read_letter", "mailbox_place"), "by which a letter is known again; the ledger has it"),
    **dict.fromkeys(("chat_draft", "chat_step", "bot_lease", "job_run", "idempotency_key"), _PASSING),
    **dict.fromkeys(
        ("sign_in_session", "sign_in_attempt", "one_time_token", "owner_code", "contact_asking", "heartbeat"),
        _PASSING,
    ),
    "spent_challenge": _PASSING,
    "route_setting": "who changed which setting is in the record; its value is sealed",
    "other_office": "who changed which office's way is in the record; its key is sealed",
    "shared_count": _PASSING,
    "passed_on": "what another office said last of a report; that it was referred is in the ledger",
    "rulebook_draft": "a proposal; nobody is judged by it",
    "office_closure": "who closed the office, for which days and who confirmed it is in the record of both",
    "rulebook_trial": "rules tried on the past year; nothing is judged by them, deleted after half a year",
    "rulebook_release": "its digest is in the record of the release",
}

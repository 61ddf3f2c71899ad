"""A frozen record of an evaluation, with all it can hold; words that try to be more than words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from complaints_service.appraisal.evaluating.record import (
    Figure,
    KeptEvidence,
    KeptFeedback,
    KeptIndicator,
    KeptOpinion,
    KeptPlan,
    KeptReport,
    KeptResult,
    KeptThanks,
    Material,
    Member,
    MonthFigure,
    Verdict,
    build_record,
)

CLOSED = datetime(2026, 10, 9, 3, 0, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://x.example","klik")'
MARKUP = '#import "x": *; *tebal* _miring_ $x^2$ <label> @acuan // komentar'
SCRIPTS = "שלום مرحبا 中文"


def kept_record(
    *, officer_id: int = 1, rater_id: int = 2, evidence_id: int = 7, words: str = MARKUP
) -> dict[str, Any]:
    """One quarter of Rina's: a measured share, a reported amount, feedback, an objection upheld."""
    share = Figure(
        75.0, 4, 3.5, (35.6, 94.2), 70.0, 80.0, "plan", "uncertain",
        (MonthFigure("2026-07", 75.0, 4, (35.6, 94.2)),),
    )  # fmt: skip
    pieces = (
        KeptEvidence(evidence_id, "file", "parit.jpg", f"ab/{'ab' * 32}.jpg", "ab" * 32),
        KeptEvidence(evidence_id + 1, "link", "contoh.example", "https://contoh.example/ba/7", None),
    )
    amount = KeptReport(3, "2026-07", 38.0, words, CLOSED, pieces)
    indicators = (
        KeptIndicator(
            1, "time", "", "measured", "first_response_on_time", 80.0, "percent", None, "higher", share, ()
        ),
        KeptIndicator(
            2, "quantity", FORMULA, "reported", None, 44.0, "titik", None, "higher", None, (amount,)
        ),
    )
    material = Material(
        as_of=CLOSED, policies=("2025.1",), calendars=("2026.1",), hashes={"2026-07": "cd" * 32},
        presence={"2026-07": (21, 23)},
        plans=(
            KeptPlan(
                5, 1, "ef" * 32, ("2026-07", "2026-08", "2026-09"),
                (KeptResult(1, "main", "Parit rawan banjir bersih", 100, indicators),),
            ),
        ),
        expectations={"service": SCRIPTS},
        feedback=(
            KeptFeedback(1, "Hasan Contoh", "peer", "praise", "Cepat membantu.", "service", None, None, CLOSED),
        ),
        thanks=(KeptThanks("MRL-2607-7K4QH", 4, "Terima kasih, paritnya lancar.", CLOSED),),
        opinions=(
            KeptOpinion("Trantib Contoh", date(2026, 7, 1), date(2026, 7, 15), "meets", "above", "Rapi."),
        ),
    )  # fmt: skip
    verdict = Verdict(
        evaluation={
            "id": 1, "generation": 1, "kind": "periodic", "first_month": "2026-07", "last_month": "2026-09",
            "months": ["2026-07", "2026-08", "2026-09"], "sent_at": CLOSED, "objection_due_on": None,
            "closed_at": CLOSED, "frozen_at": CLOSED,
        },
        office="marelan",
        officer=Member(officer_id, "Rina Contoh", "199001012015032001", "Pelaksana", "SARPRAS", "Seksi Sarpras"),
        rater=Member(rater_id, "Kasi Contoh", None, "Kepala Seksi", "SARPRAS", "Seksi Sarpras"),
        decider=None,
        texts={
            "reason": "Jawaban cepat.", "answer": "Baik.", "objection": words, "decision": None,
            "reopen_reason": None,
        },
        ratings={
            "result": "meets", "behaviour": "above", "first_result": "below", "first_behaviour": "above"
        },
        predicate={"code": "good", "id": "Baik", "en": "Good"},
        rules={"since": "2025-01-01", "source": "PermenPANRB 6/2022"},
        achievement={"level": "good", "basis": "Surat Sekda"},
    )  # fmt: skip
    return build_record(verdict, material)

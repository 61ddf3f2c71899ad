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
    RecordedVerdict,
    build_record,
)

OBJECTED = datetime(2026, 10, 6, 3, 0, tzinfo=UTC)
DECIDED = datetime(2026, 10, 8, 3, 0, tzinfo=UTC)
CLOSED = datetime(2026, 10, 9, 3, 0, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://x.example","klik")'
MARKUP = '#import "x": *; *tebal* _miring_ $x^2$ <label> @acuan // komentar'
SCRIPTS = "שלום مرحبا 中文"


def kept_record(
    *, officer_id: int = 1, rater_id: int = 2, evidence_id: int = 7, words: str = MARKUP
) -> dict[str, Any]:
    """One quarter of Rina's: a measured share, a reported amount, feedback, an objection upheld."""
    share = Figure(
        value=75.0, n=4, weighed_n=3.5, interval=(35.6, 94.2), expected=70.0, target=80.0, target_from="plan", judgement="uncertain",
        months=(MonthFigure("2026-07", 75.0, 4, (35.6, 94.2)),),
    )  # fmt: skip
    pieces = (
        KeptEvidence(
            id=evidence_id, kind="file", name="parit.jpg", address=f"ab/{'ab' * 32}.jpg", digest="ab" * 32
        ),
        KeptEvidence(
            id=evidence_id + 1,
            kind="link",
            name="contoh.example",
            address="https://contoh.example/ba/7",
            digest=None,
        ),
    )
    amount = KeptReport(id=3, month="2026-07", value=38.0, words=words, decided_at=CLOSED, evidence=pieces)
    indicators = (
        KeptIndicator(
            id=1,
            aspect="time",
            words="",
            source="measured",
            indicator_code="first_response_on_time",
            target_value=80.0,
            target_unit="percent",
            target_words=None,
            better="higher",
            figure=share,
            reported=(),
        ),
        KeptIndicator(
            id=2,
            aspect="quantity",
            words=FORMULA,
            source="reported",
            indicator_code=None,
            target_value=44.0,
            target_unit="titik",
            target_words=None,
            better="higher",
            figure=None,
            reported=(amount,),
        ),
    )
    material = Material(
        as_of=CLOSED, policies=("2025.1",), calendars=("2026.1",), hashes={"2026-07": "cd" * 32},
        presence={"2026-07": (21, 23)},
        plans=(
            KeptPlan(
                version_id=5, number=1, digest="ef" * 32, months=("2026-07", "2026-08", "2026-09"),
                results=(KeptResult(ordinal=1, duty="main", words="Parit rawan banjir bersih", weight=100, indicators=indicators),),
            ),
        ),
        expectations={"service": SCRIPTS},
        feedback=(
            KeptFeedback(id=1, giver="Hasan Contoh", relation="peer", kind="praise", words="Cepat membantu.", value_code="service", ticket=None, indicator_code=None, given_at=CLOSED),
        ),
        thanks=(KeptThanks("MRL-2607-7K4QH", 4, "Terima kasih, paritnya lancar.", CLOSED),),
        opinions=(
            KeptOpinion(rater="Trantib Contoh", first_on=date(2026, 7, 1), last_on=date(2026, 7, 15), result_rating="meets", behaviour_rating="above", words="Rapi."),
        ),
    )  # fmt: skip
    verdict = RecordedVerdict(
        evaluation={
            "id": 1, "generation": 1, "kind": "periodic", "first_month": "2026-07", "last_month": "2026-09",
            "months": ["2026-07", "2026-08", "2026-09"], "sent_at": CLOSED, "objection_due_on": None,
            "objected_at": OBJECTED, "decided_at": DECIDED, "closed_at": CLOSED, "frozen_at": CLOSED,
        },
        office="marelan",
        officer=Member(id=officer_id, name="Rina Contoh", nip="199001012015032001", title="Pelaksana", unit="SARPRAS", unit_name="Seksi Sarpras"),
        rater=Member(id=rater_id, name="Kasi Contoh", nip=None, title="Kepala Seksi", unit="SARPRAS", unit_name="Seksi Sarpras"),
        decider=Member(id=rater_id + 1, name="Syahrul Contoh", nip=None, title="Camat", unit="KEC", unit_name="Kecamatan"),
        texts={
            "reason": "Jawaban cepat.", "answer": "Baik.", "objection": words, "decision": "Dinaikkan satu tingkat.",
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

"""The content of an evaluation's document, read from its frozen record (`evaluating/record.py`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from complaints_service.appraisal.documents.parties import office_name
from complaints_service.appraisal.documents.words import (
    NOTHING,
    DocumentWords,
    amount_of,
    day,
    month,
    months,
)
from complaints_service.appraisal.evaluating.portions import portion_reached
from complaints_service.audit.signing.checkpoints import SignedPoint
from complaints_service.measurement.indicators.measures import INDICATORS
from config.rulebook import Rulebook

TITLE = "Dokumen Evaluasi Kinerja Pegawai"


@dataclass(frozen=True, kw_only=True)
class StandingMarks:
    """What is true now and not in the record: reasons of withdrawn evidence by id, a later generation.

    `seal`: the first signed checkpoint that reaches its closing; None until there is one.
    """

    sample: bool
    digest: str
    withdrawn: Mapping[int, str]
    replaced: bool
    seal: SignedPoint | None = None


def evaluation_content(
    record: Mapping[str, Any], *, beside: StandingMarks, now: datetime, rulebook: Rulebook
) -> dict[str, Any]:
    """All that the document says, as text by section."""
    told = DocumentWords.of(rulebook)
    head, ratings = record["evaluation"], record["ratings"]
    return {
        "title": TITLE,
        "subtitle": "{}, {}".format(
            told.name("evaluation_kind", head["kind"]), months(head["first_month"], head["last_month"])
        ),
        "sample": beside.sample,
        "office": office_name(rulebook),
        "officer": _party(record["officer"]),
        "rater": _party(record["rater"]),
        "generation": f"Generasi {head['generation']}" if head["generation"] > 1 else "",
        "replaced": beside.replaced,
        "plans": [_plan(each, told, beside) for each in record["plans"]],
        "behaviour": [
            {"name": value.names.id, "expectation": record["expectations"].get(value.code, NOTHING)}
            for value in rulebook.behaviour_values
        ],
        "feedback": [_feedback(each, told) for each in record["feedback"]],
        "thanks": [
            {"at": told.instant(_instant(each["given_at"])), "ticket": each["ticket"], "words": each["words"]}
            for each in record["thanks"]
        ],
        "opinions": [_opinion(each, told) for each in record["opinions"]],
        "ratings": {
            "result": _rating(ratings["result"], told),
            "behaviour": _rating(ratings["behaviour"], told),
            "first": _first(ratings, told),
        },
        "predicate": record["predicate"]["id"],
        "rules": f"Matriks predikat berlaku sejak {day(date.fromisoformat(record['rules']['since']))}",
        "achievement": _achievement(record["achievement"], rulebook),
        "texts": [
            {"head": _headed(head_words, key, record, told), "words": record["texts"][key]}
            for key, head_words in _TEXTS
            if record["texts"].get(key)
        ],
        "figures": _figures(record, told),
        "signed": {
            "officer": "dibaca dalam sistem; tanggapannya di atas",
            "rater": f"ditutup dalam sistem {told.instant(_instant(head['closed_at']))}",
        },
        "seal": _seal(beside.seal, told),
        "digest": beside.digest,
        "as_of": told.instant(now),
    }


_TEXTS = (
    ("reason", "Alasan pejabat penilai"),
    ("answer", "Tanggapan pegawai"),
    ("objection", "Keberatan pegawai"),
    ("decision", "Keputusan atas keberatan"),
    ("reopen_reason", "Alasan dibuka kembali"),
)


def _seal(point: SignedPoint | None, told: DocumentWords) -> list[dict[str, str]]:
    """Where the office's record stood when it was first signed with this evaluation in it."""
    if point is None:
        return []
    return [
        {"head": "Catatan kantor", "words": f"sampai baris {point.position}, {told.instant(point.at)}"},
        {"head": "Sidik rantai", "words": point.head},
        {"head": f"Tanda tangan, kunci {point.key_id}", "words": point.signature},
    ]


def _headed(said: str, key: str, record: Mapping[str, Any], told: DocumentWords) -> str:
    """A text's head; of an objection with its day, of the decision also with who decided and in which post.

    Records frozen before they kept the two instants say what they know.
    """
    name = {"objection": "objected_at", "decision": "decided_at"}.get(key)
    at = record["evaluation"].get(name) if name else None
    decider = record.get("decider") if key == "decision" else None
    by = f"oleh {decider['name']}, {decider['title']}" if decider else ""
    return ", ".join(filter(None, (f"{said} {by}".strip(), told.instant(_instant(at)) if at else "")))


def _party(kept: Mapping[str, Any]) -> dict[str, str]:
    return {
        "name": kept["name"],
        "nip": kept["nip"] or NOTHING,
        "rank": kept.get("rank") or NOTHING,
        "position": kept["title"],
        "unit": kept["unit_name"],
    }


def _plan(plan: Mapping[str, Any], told: DocumentWords, beside: StandingMarks) -> dict[str, Any]:
    return {
        "version": f"Rencana versi {plan['number']}, {months(plan['months'][0], plan['months'][-1])}",
        "digest": plan["digest"] or NOTHING,
        "results": [
            {
                "ordinal": str(result["ordinal"]),
                "words": result["words"],
                "weight": f"{result['weight']} %",
                "indicators": [_indicator(each, told, beside) for each in result["indicators"]],
            }
            for result in plan["results"]
        ],
    }


def _indicator(kept: Mapping[str, Any], told: DocumentWords, beside: StandingMarks) -> dict[str, Any]:
    code = kept["indicator_code"]
    return {
        "aspect": told.name("aspect", kept["aspect"]),
        "words": kept["words"] or INDICATORS[code].names.id,
        "target": _target(kept, told),
        "reached": _figure(kept["figure"], INDICATORS[code].unit, told) if kept["figure"] else _portion(kept),
        "reported": [_reported(each, kept, beside) for each in kept["reported"]],
        "source": told.word("indicator_source", kept["source"]),
    }


def _target(kept: Mapping[str, Any], told: DocumentWords) -> str:
    figure, code = kept["figure"], kept["indicator_code"]
    value, said = kept["target_value"], kept["target_words"]
    if value is None and figure is not None and figure["target"] is not None:
        value, said = figure["target"], "; ".join(filter(None, ("target kantor", said)))
    unit, better = kept["target_unit"], kept["better"]
    if not kept.get("spread"):
        return told.bound(value, unit, said, code=code, better=better)
    period = told.bound(kept["period_target"], unit, None, code=code, better=better)
    return f"{period} untuk periode ini; setahun {told.bound(value, unit, said, code=code, better=better)}"


def _portion(kept: Mapping[str, Any]) -> str:
    """ "Jumlah periode ini 28 titik dari 30 titik: tidak tercapai"; empty where the year is not split."""
    found = portion_reached(kept)
    if found is None:
        return ""
    total, portion = (amount_of(each, kept["target_unit"]) for each in (found.total, found.portion))
    return f"Jumlah periode ini {total} dari {portion}: {'tercapai' if found.met else 'tidak tercapai'}"


def _figure(figure: Mapping[str, Any], unit: str, told: DocumentWords) -> str:
    """ "75 %, n 4, rentang 36 % sampai 94 %, belum pasti"."""
    if figure["value"] is None:
        return "belum ada data"
    said = [told.measured(figure["value"], unit), f"n {figure['n']}"]
    low, high = figure["interval"] or (None, None)
    if low is not None and high is not None:
        said.append(f"rentang {told.measured(low, unit)} sampai {told.measured(high, unit)}")
    if figure["judgement"] is not None:
        said.append(told.word("judgement", figure["judgement"]))
    return ", ".join(said)


def _reported(report: Mapping[str, Any], kept: Mapping[str, Any], beside: StandingMarks) -> dict[str, Any]:
    value = report["value"]
    return {
        "month": month(report["month"]),
        "amount": "" if value is None else amount_of(value, kept["target_unit"]),
        "words": report["words"],
        "evidence": [
            {
                "name": each["name"] if each["kind"] == "file" else each["address"],
                "digest": each["digest"] or "",
                "withdrawn": beside.withdrawn.get(each["id"], ""),
            }
            for each in report["evidence"]
        ],
    }


def _feedback(kept: Mapping[str, Any], told: DocumentWords) -> dict[str, str]:
    return {
        "at": told.instant(_instant(kept["given_at"])),
        "giver": f"{kept['giver']}, {told.word('relation', kept['relation'])}",
        "kind": told.word("feedback_kind", kept["kind"]),
        "words": kept["words"],
    }


def _opinion(kept: Mapping[str, Any], told: DocumentWords) -> dict[str, str]:
    first, last = date.fromisoformat(kept["first_on"]), date.fromisoformat(kept["last_on"])
    return {
        "rater": kept["rater"],
        "days": f"{day(first)} s.d. {day(last)}",
        "result": _rating(kept["result_rating"], told),
        "behaviour": _rating(kept["behaviour_rating"], told),
        "words": kept["words"] or "belum memberi pendapat",
    }


def _rating(code: str | None, told: DocumentWords) -> str:
    return told.name("expectation", code) if code else NOTHING


def _first(ratings: Mapping[str, str | None], told: DocumentWords) -> str:
    """What the superior had chosen, where an objection changed it."""
    first, second = ratings["first_result"], ratings["first_behaviour"]
    if first is None and second is None:
        return ""
    result, behaviour = (told.word("expectation", each) if each else NOTHING for each in (first, second))
    return f"Sebelum keberatan: hasil kerja {result}, perilaku {behaviour}"


def _achievement(kept: Mapping[str, str] | None, rulebook: Rulebook) -> str:
    if not kept:
        return "belum ditetapkan"
    return f"{rulebook.evaluation.level(kept['level']).names.id} ({kept['basis']})"


def _figures(record: Mapping[str, Any], told: DocumentWords) -> dict[str, Any]:
    as_of = record["as_of"]
    return {
        "as_of": told.instant(_instant(as_of)) if as_of else NOTHING,
        "policies": _listed(record["policies"]),
        "calendars": _listed(record["calendars"]),
        "months": [
            {
                "month": month(name),
                "presence": " dari ".join(map(str, record["presence"].get(name, ()))) or NOTHING,
                "hash": seal,
            }
            for name, seal in sorted(record["hashes"].items())
        ],
    }


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or NOTHING


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written)

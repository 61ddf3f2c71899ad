"""The content of a survey's official report: table, classes, the weakest elements and what is done."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.appraisal.documents.parties import office_name
from complaints_service.appraisal.documents.words import NOTHING, DocumentWords, day
from complaints_service.audit.marks import is_demo
from complaints_service.measurement.survey_figures import interval_of
from complaints_service.meetings.queries import actions_by_id
from complaints_service.people.queries import unit_names
from complaints_service.survey.skm.index import SurveyResult, rounded
from complaints_service.survey.skm.queries import PeriodView, breakdown, follow_ups, result_of_period
from complaints_service.survey.skm.sample import missing, sample_size
from config.rulebook import Rulebook
from config.versions import in_force

TITLE = "Laporan Survei Kepuasan Masyarakat"
_HEADS = {
    "sex": "Jenis kelamin",
    "age": "Umur",
    "education": "Pendidikan terakhir",
    "work": "Pekerjaan",
}


def survey_content(
    session: Session, *, period: PeriodView, now: datetime, rulebook: Rulebook
) -> dict[str, Any] | None:
    """All that the report says; None while the period runs and below the floor."""
    result = result_of_period(session, of=period, rulebook=rulebook)
    if result is None:
        return None
    told = DocumentWords.of(rulebook)
    names = {one.code: one.names.id for one in in_force(rulebook.survey_elements, period.until_on)}
    services = [one.names.id for one in rulebook.survey_services if one.code == period.service]
    low, high = interval_of(result)
    spread = breakdown(session, of=period)
    listed = {
        "unit": unit_names(session).get(period.unit, period.unit),
        "service": services[-1] if services else period.service,
        "answers": str(result.answers),
        "population": str(period.population),
        "recommended": str(sample_size(period.population)),
        "missing": str(missing(period.population, result.answers)),
        "index": _decimal(rounded(result.index, 3)),
        "ikm": _decimal(result.ikm),
        "interval": f"{_decimal(low)} s.d. {_decimal(high)}",
        "grade": f"{result.grade.code} ({result.grade.names.id})",
        "elements": [
            {
                "code": one.code.upper(),
                "name": names.get(one.code, one.code),
                "total": str(one.total),
                "mean": _decimal(rounded(one.mean, 3)),
                "weighed": _decimal(rounded(one.mean / len(result.elements), 3)),
                "converted": _decimal(one.converted),
                "grade": one.grade.code,
            }
            for one in result.elements
        ],
        "weakest": _weakest(session, period, result, names, told),
        "channels": [
            [told.name("survey_channel", code), str(count)] for code, count in spread.channels.items()
        ],
        "profile": [
            [_HEADS[column], told.name(f"survey_{column}", code), str(count)]
            for column, codes in spread.profile.items()
            for code, count in codes.items()
        ],
        "classes": ", ".join(
            f"{one.code} mulai {_decimal(Decimal(str(one.least)).quantize(Decimal('0.01')))}"
            for one in in_force(rulebook.survey_classes, period.until_on)
        ),
        "answers_digest": period.digest or NOTHING,
    }
    return {
        "title": TITLE,
        "subtitle": f"{listed['service']}, {day(period.opened_on)} s.d. {day(period.until_on)}",
        "sample": is_demo(session),
        "office": office_name(rulebook),
        **listed,
        "digest": hashlib.sha256(json.dumps(listed, sort_keys=True, ensure_ascii=False).encode()).hexdigest(),
        "as_of": told.instant(now),
    }


def survey_sheets(content: Mapping[str, Any]) -> dict[str, Sequence[Sequence[str]]]:
    """The report by section; `content` as `survey_content` gives it."""
    facts = (
        ("Unit pelayanan", "unit"),
        ("Layanan", "service"),
        ("Pengguna layanan dalam periode", "population"),
        ("Sampel menurut Krejcie dan Morgan", "recommended"),
        ("Jawaban", "answers"),
        ("Kurang dari sampel", "missing"),
        ("Nilai indeks", "index"),
        ("IKM", "ikm"),
        ("Rentang 90 %", "interval"),
        ("Mutu pelayanan", "grade"),
        ("Sidik semua jawaban", "answers_digest"),
        ("Keadaan", "as_of"),
    )
    marks = [["DATA CONTOH", "nama dan angka di sini rekaan"]] if content["sample"] else []
    return {
        "Ringkasan": [["", content["subtitle"]], *marks, *([head, content[key]] for head, key in facts)],
        "Unsur": [
            ["Kode", "Unsur", "Jumlah nilai", "NRR", "NRR tertimbang", "Nilai konversi", "Mutu"],
            *(list(one.values()) for one in content["elements"]),
        ],
        "Tindak lanjut": [
            ["Unsur", "Nilai konversi", "Tindak lanjut", "Paling lambat", "Keadaan"],
            *(list(one.values()) for one in content["weakest"]),
        ],
        "Responden": [["Hal", "Pilihan", "Jumlah"], *content["profile"]],
        "Cara menjawab": [["Cara", "Jumlah"], *content["channels"]],
    }


def _weakest(
    session: Session, period: PeriodView, result: SurveyResult, names: Mapping[str, str], told: DocumentWords
) -> list[dict[str, str]]:
    planned = follow_ups(session, ids=[period.id])
    actions = actions_by_id(session, ids=planned.values())
    rows = []
    for one in result.weakest:
        action = actions.get(planned.get((period.id, one.code), 0))
        rows.append(
            {
                "name": names.get(one.code, one.code),
                "converted": _decimal(one.converted),
                "words": action.words if action else NOTHING,
                "due_on": day(action.due_on) if action else NOTHING,
                "state": told.name("action_state", action.state) if action else "belum disepakati",
            }
        )
    return rows


def _decimal(value: Decimal) -> str:
    """ "88,31": every decimal that was rounded to stands there."""
    return str(value).replace(".", ",")

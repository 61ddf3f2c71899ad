"""A report in any of its forms, drawn from its content and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from complaints_service.appraisal.documents.typesetting import set_pdf
from complaints_service.office_reports.document import TEMPLATE, document_content
from complaints_service.office_reports.files import as_csv, as_workbook
from config.rulebook import Rulebook

FORMS = ("pdf", "xlsx", "csv", "json")
MIMES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def drawn(
    content: Mapping[str, Any], form: str, *, rulebook: Rulebook, at: datetime, comma: bool = False
) -> bytes:
    """The report as a file; `comma`: its CSV as programs read it."""
    if form == "pdf":
        return set_pdf(TEMPLATE, document_content(content, rulebook=rulebook), at=at)
    if form == "xlsx":
        return as_workbook(content, at=at)
    if form == "csv":
        return as_csv(content, comma=comma).encode()
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode()

"""Reports of the office: every figure recomputed from the facts by other code, forms read back, issues kept."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.office_reports.asking import asked_of
from complaints_service.office_reports.catalogue import REPORTS, basis_of, report_content
from config.rulebook import Rulebook
from tests.support.open_office import NOW, office_to_publish
from tests.support.prepared import Prepared
from tests.support.world import Office


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Office:
    return prepared(engine, rulebook, office_to_publish)


def made(office: Office, code: str, login: str = "camat", **typed: Any) -> dict[str, Any]:
    where = {way: typed.pop(way) for way in ("unit", "category", "kelurahan") if way in typed}
    asked = asked_of(
        typed.pop("first", None),
        typed.pop("last", None),
        typed.pop("compare", None),
        now=NOW,
        zone=office.rulebook.calendar(office.rulebook.office.calendar).zone,
    )
    with db.reading(office.engine) as session:
        kind = REPORTS[code]
        basis = basis_of(
            session, kind=kind, asked=asked, where=where, rights=office.rights(login), now=NOW,
            rulebook=office.rulebook, language="id",
        )  # fmt: skip
        return report_content(session, kind=kind, basis=basis)


@pytest.mark.parametrize("code", ["R1","R2","R5"])
def test_try(office: Office, code: str) -> None:
    from complaints_service.office_reports.document import document_content, TEMPLATE; from complaints_service.office_reports.files import as_csv, as_workbook; from complaints_service.appraisal.documents.typesetting import set_pdf

    from pathlib import Path; c = made(office, code); Path(f"/tmp/{code}.pdf").write_bytes(set_pdf(TEMPLATE, document_content(c, rulebook=office.rulebook), at=NOW)); Path(f"/tmp/{code}.csv").write_text(as_csv(c, comma=False)); Path(f"/tmp/{code}.xlsx").write_bytes(as_workbook(c, at=NOW))

"""The public page of figures, and the files of open data made of the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound
from complaints_service.openness.block_storing import gone_blocks, points_without
from complaints_service.openness.blocks import Point
from complaints_service.openness.exporting import COLUMNS, FORMS, POINTED
from complaints_service.openness.file_making import open_file
from complaints_service.openness.models import OpenFile
from complaints_service.openness.queries import published
from complaints_service.web.citizen.openness.page import month_page
from complaints_service.web.shell.pages import page

blueprint = Blueprint("openness", __name__)
#: So many months stand side by side.
MONTHS = 12


@blueprint.get("/terbuka")
@needs(ANYONE)
def figures() -> str:
    """A month's figures, by place and category, and the months before."""
    with reading() as session:
        months = published(session, last=MONTHS)
        told = [month for month in months if month.figures["office"] is not None]
        wanted = request.args.get("bulan")
        chosen = next((month for month in told if month.month == wanted), told[0] if told else None)
        if wanted and (chosen is None or chosen.month != wanted):
            raise NotFound
        points = [] if chosen is None else _points_of(session, chosen.month)
    return page(
        "citizen/openness/terbuka.html",
        found=None if chosen is None else month_page(chosen, told, points, rulebook=service().rulebook),
        forms=[(form, url_for("openness.data", form=form)) for form in FORMS],
        licence=service().settings.open_licence,
    )


@blueprint.get("/terbuka/data.<form>")
@needs(ANYONE)
def data(form: str) -> Response:
    """Everything published, in one file."""
    found = _file(form)
    answer = make_response(found.body)
    answer.headers["Content-Type"] = f"{FORMS[form]}; charset=utf-8"
    if form in POINTED:
        # Points go at any time: nobody hands out a copy without asking, and its instant says too little.
        answer.headers["Cache-Control"] = "public, no-cache"
    else:
        answer.headers["Cache-Control"] = "public, max-age=3600"
        answer.last_modified = found.made_at
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.set_etag(found.sha256)
    answer.make_conditional(request)
    return answer


@blueprint.get("/terbuka/data.<form>.sha256")
@needs(ANYONE)
def checksum(form: str) -> Response:
    """The checksum of a file, as `sha256sum -c` reads it."""
    found = _file(form)
    answer = make_response(f"{found.sha256}  data.{form}\n")
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    return answer


@blueprint.get("/terbuka/kamus")
@needs(ANYONE)
def dictionary() -> str:
    """What each column of the files holds."""
    tongue = 1 if language() == "en" else 0
    return page(
        "citizen/openness/kamus.html",
        columns=[(name, meaning[tongue]) for name, meaning in COLUMNS.items()],
        licence=service().settings.open_licence,
    )


@blueprint.get("/terbuka/katalog.jsonld")
@needs(ANYONE)
def catalogue() -> Response:
    """The data described for catalogues: schema.org and DCAT in one."""
    settings, office = service().settings, service().rulebook.office
    with reading() as session:
        found = {form: _file_of(session, form) for form in FORMS}
        months = published(session)
    about: dict[str, Any] = {
        "@context": {"@vocab": "https://schema.org/", "dcat": "http://www.w3.org/ns/dcat#"},
        "@type": ["Dataset", "dcat:Dataset"],
        "name": f"{office.names.id}: laporan warga",
        "description": "Laporan warga per bulan, kelurahan, dan kategori: berapa masuk, berapa tepat waktu, "
        "dan berapa lama; kelompok kecil digabung.",
        "url": f"{settings.base_url}{url_for('openness.figures')}",
        "license": settings.open_licence,
        "inLanguage": "id",
        "creator": {"@type": "GovernmentOrganization", "name": f"{office.names.id}, {office.city}"},
        "distribution": [
            {
                "@type": ["DataDownload", "dcat:Distribution"],
                "encodingFormat": FORMS[form],
                "contentUrl": f"{settings.base_url}{url_for('openness.data', form=form)}",
                "sha256": one.sha256,
                "dateModified": one.made_at.isoformat(),
            }
            for form, one in found.items()
            if one is not None
        ],
    }
    if months:
        about["temporalCoverage"] = f"{months[-1].month}/{months[0].month}"
    answer = jsonify(about)
    answer.headers["Content-Type"] = "application/ld+json"
    return answer


def _points_of(session: Session, month: str) -> Sequence[Point]:
    return points_without(session, gone_blocks(session, month), month).get(month, [])


def _file(form: str) -> OpenFile:
    with reading() as session:
        found = _file_of(session, form)
    if found is None:
        raise NotFound
    return found


def _file_of(session: Session, form: str) -> OpenFile | None:
    around = service()
    return open_file(
        session, form, now=clock.now(), rulebook=around.rulebook, licence=around.settings.open_licence
    )

"""The office's figure of the month published last as a picture that its own site shows: kept for an hour."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request
from flask_babel import gettext as _

from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.extensions import limiter
from complaints_service.openness.month_told import month_told
from complaints_service.openness.queries import published
from complaints_service.web.drawing.figure_card import figure_card
from complaints_service.web.words.formats import month_words

blueprint = Blueprint("public_figure", __name__)
#: How long whoever shows it may keep it; what was published stays.
KEPT_SECONDS = 3600


@blueprint.get("/terbuka/angka.svg")
@limiter.limit("120/minute")
@needs(ANYONE)
def figure() -> Response:
    """How many reports came in the newest published month and how many are done; too few are not told."""
    rulebook = service().rulebook
    with reading() as session:
        newest = next(iter(published(session, last=1)), None)
    told = None if newest is None else month_told(newest)
    words = "" if newest is None else month_words(newest.month, language())
    share = None
    if newest is None:
        said = _("Belum ada angka yang terbit")
    elif told is None:
        said = _("%(month)s: terlalu sedikit laporan untuk diberi angka", month=words)
    else:
        said = _(
            "%(month)s: %(received)s laporan, %(done)s selesai",
            month=words,
            received=told.received,
            done=told.done,
        )
        share = told.done / told.received
    answer = make_response(figure_card(office=rulebook.office.names.read(language()), said=said, share=share))
    answer.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    answer.headers["Vary"] = "Accept-Language, Cookie"
    answer.add_etag()
    answer.make_conditional(request)
    return answer

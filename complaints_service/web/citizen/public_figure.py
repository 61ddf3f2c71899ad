"""The office's figure of last month as a picture that its own site shows: kept for an hour."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, request
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.extensions import limiter
from complaints_service.measurement.month_told import month_told
from complaints_service.measurement.months import month_of, months_until, period_of
from complaints_service.web.drawing.figure_card import figure_card
from complaints_service.web.words.formats import month_words

blueprint = Blueprint("public_figure", __name__)
#: How long whoever shows it may keep it; the figure of a past month moves slowly.
KEPT_SECONDS = 3600


@blueprint.get("/terbuka/angka.svg")
@limiter.limit("120/minute")
@needs(ANYONE)
def figure() -> Response:
    """How many reports came last month and how many are done; of fewer than five nothing is told."""
    rulebook, now = service().rulebook, clock.now()
    calendar = rulebook.calendar(rulebook.office.calendar)
    month = months_until(month_of(now, calendar.zone), 2)[0]
    with reading() as session:
        told = month_told(session, period=period_of(month, calendar, now))
    words = month_words(month, language())
    if told is None:
        said, share = _("%(month)s: kurang dari 5 laporan", month=words), None
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

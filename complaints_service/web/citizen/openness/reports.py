"""The reports that an officer released, on a page to search and as feeds to follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import ANYONE, Right, needs
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound
from complaints_service.intake.models import Attachment
from complaints_service.openness.released import (
    MOST,
    PublicReport,
    ReleasedFilter,
    released_picture,
    released_reports,
)
from complaints_service.web.shell.attachments import small_answer
from complaints_service.web.shell.pages import page
from complaints_service.web.words.vocabulary import name_of
from config.entries.office import Category

blueprint = Blueprint("public_reports", __name__)


def _picture(session: Session, *, report: str, nth: int) -> Attachment:
    return released_picture(session, code=report, nth=nth)


#: A picture beside a report that is shown to everybody; for any other it is not there.
RELEASED_PICTURE = Right(
    code="anyone", who="anyone, while its report is shown to everybody", signed_in=False, load=_picture
)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A released report in words: `headline` its category and place, never its citizen's own title."""

    code: str
    headline: str
    state: str
    at: datetime
    text: str
    answer: str
    pictures: Sequence[tuple[str, str]]


@blueprint.get("/terbuka/laporan")
@needs(ANYONE)
def listing() -> str:
    """The released reports, searched and narrowed."""
    wanted = _wanted()
    with reading() as session:
        found = released_reports(session, wanted, most=MOST + 1)
    more = found[MOST - 1].released_at if len(found) > MOST else None
    rulebook, tongue = service().rulebook, language()
    return page(
        "citizen/openness/laporan_publik.html",
        reports=[_shown(one) for one in found[:MOST]],
        wanted=wanted,
        places=[(each.code, each.name) for each in rulebook.kelurahan],
        categories=[(each.code, each.names.read(tongue)) for each in _categories()],
        more=None
        if more is None
        else url_for(
            "public_reports.listing",
            q=wanted.q or None,
            kelurahan=wanted.kelurahan,
            kategori=wanted.category,
            sebelum=more.isoformat(),
        ),
        feed=_feed_of(wanted),
    )


@blueprint.get("/terbuka/umpan.atom")
@blueprint.get("/terbuka/umpan/kelurahan/<place>.atom")
@blueprint.get("/terbuka/umpan/kategori/<category>.atom")
@needs(ANYONE)
def feed(place: str | None = None, category: str | None = None) -> Response:
    """The newest released reports, of a place or a category, for feed readers."""
    _known(place, category)
    with reading() as session:
        found = released_reports(session, ReleasedFilter(kelurahan=place, category=category))
    site = service().settings.base_url
    body = render_template(
        "citizen/openness/umpan.xml",
        reports=[_shown(one) for one in found],
        site=site,
        host=site.split("//", 1)[-1],
        own=f"{site}{request.path}",
        updated=max((one.released_at for one in found), default=clock.now()),
        title=_title(place, category),
        answered=_("Jawaban kantor:"),
    )
    answer = make_response(body)
    answer.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    # Whoever asks again asks us: what was withdrawn must not live on in a cache.
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/terbuka/laporan/<report>/foto/<id:nth>")
@needs(RELEASED_PICTURE)
def picture(attachment: Attachment, report: str, nth: int) -> Response:
    """A picture of before or after, in small."""
    answer = small_answer(attachment, f"laporan-{report}")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _wanted() -> ReleasedFilter:
    place, category = request.args.get("kelurahan") or None, request.args.get("kategori") or None
    _known(place, category)
    try:
        before = datetime.fromisoformat(request.args["sebelum"]) if "sebelum" in request.args else None
    except ValueError:
        raise NotFound from None
    if before is not None and before.tzinfo is None:
        raise NotFound
    return ReleasedFilter(
        kelurahan=place, category=category, q=request.args.get("q", "").strip()[:100], before=before
    )


def _known(place: str | None, category: str | None) -> None:
    """Raises NotFound for a place or category there is not; one about staff is never shown."""
    if place is not None and place not in {each.code for each in service().rulebook.kelurahan}:
        raise NotFound
    if category is not None and category not in {each.code for each in _categories()}:
        raise NotFound


def _categories() -> Sequence[Category]:
    return [each for each in service().rulebook.categories if not each.about_staff]


def _shown(one: PublicReport) -> Shown:
    roles = {"before": _("Sebelum"), "after": _("Sesudah")}
    return Shown(
        code=one.code,
        headline=_headline(one.category, one.kelurahan),
        state=name_of("state", one.state),
        at=one.released_at,
        text=one.text,
        answer=one.answer,
        pictures=[
            (url_for("public_reports.picture", report=one.code, nth=nth), roles[role])
            for nth, role in enumerate(one.pictures, start=1)
        ],
    )


def _headline(category: str | None, place: str | None) -> str:
    rulebook = service().rulebook
    names = [] if category is None else [rulebook.category(category).names.read(language())]
    names += [each.name for each in rulebook.kelurahan if each.code == place]
    return ", ".join(names)


def _title(place: str | None, category: str | None) -> str:
    narrowed = _headline(category, place)
    return (
        _("Laporan yang ditampilkan: %(what)s", what=narrowed) if narrowed else _("Laporan yang ditampilkan")
    )


def _feed_of(wanted: ReleasedFilter) -> str:
    if wanted.category:
        return url_for("public_reports.feed", category=wanted.category)
    if wanted.kelurahan:
        return url_for("public_reports.feed", place=wanted.kelurahan)
    return url_for("public_reports.feed")

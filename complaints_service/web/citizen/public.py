"""Pages for citizens that need no complaint: the front, the rights, language and theme."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for

from complaints_service import clock
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.language import LANGUAGE_COOKIE, LANGUAGES, language
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import reading
from complaints_service.personal_data.rules import RETENTION
from complaints_service.web.citizen.bots import bot_doors
from complaints_service.web.citizen.example_day import example_day
from complaints_service.web.citizen.opening_hours import opening_hours
from complaints_service.web.citizen.reporting.promises import promises
from complaints_service.web.citizen.tracking.ways_on import agency_way
from complaints_service.web.shell.forms import local_path
from complaints_service.web.shell.pages import THEME, THEMES, page

blueprint = Blueprint("public", __name__)
YEAR = 365 * 24 * 3600
#: Where one report, one person or one form stands; the rest is for everybody.
NOT_FOR_ROBOTS = ("/api/", "/lacak/", "/laporan/", "/lapor/draf/", "/berhenti/", "/bahasa/")


@blueprint.get("/")
@needs(ANYONE)
def front() -> str:
    """The front page: what one can do here, and what the office promises."""
    with reading() as session:
        bots = bot_doors(session)
    return page(
        "citizen/depan.html",
        promise=promises(service().rulebook, now=clock.now()),
        law=legal_sentence(),
        bots=bots,
    )


@blueprint.get("/hak")
@needs(ANYONE)
def rights() -> str:
    """The citizen's rights, each with its article."""
    rulebook, tongue = service().rulebook, language()
    laws = [
        {
            "citation": law.citation,
            "summary": law.summary.read(tongue),
        }
        for law in rulebook.law
        if law.code
        in ("complaint_right", "legal_answer", "legal_completion", "legal_decision", "legal_notice")
    ]
    doors = [
        agency_way(agency.code, agency.names.read(tongue), rulebook)
        for agency in rulebook.agencies
        if agency.role in ("oversight", "appeal")
    ]
    return page(
        "citizen/hak.html",
        laws=laws,
        seals_href=url_for("seals.show"),
        doors=[replace(one, name="") for one in doors],
    )


@blueprint.get("/privasi")
@needs(ANYONE)
def privacy() -> str:
    """What is kept of a citizen, and who sees it."""
    rulebook = service().rulebook
    on = rulebook.local_date(clock.now())
    return page(
        "citizen/privasi.html",
        office=rulebook.office.names.read(language()),
        address=rulebook.office.address or rulebook.office.city,
        days={key: rulebook.limit(limit, on) for key, limit in RETENTION.items()},
    )


@blueprint.get("/bantuan")
@needs(ANYONE)
def help_page() -> str:
    """What is asked most often, one drawn day, and where and when the office is open."""
    rulebook, now = service().rulebook, clock.now()
    calendar = rulebook.calendar(rulebook.office.calendar)
    with reading() as session:
        bots = bot_doors(session)
    return page(
        "citizen/bantuan.html",
        bots=bots,
        day=example_day(calendar, now=now),
        hours=opening_hours(calendar, today=rulebook.local_date(now)),
        office=rulebook.office,
    )


@blueprint.get("/robots.txt")
@needs(ANYONE)
def robots() -> Response:
    """What a search engine may keep: the pages for everybody, nobody's report."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ROBOTS)]
    lines += [f"Sitemap: {service().settings.base_url}{url_for('public.sitemap')}", ""]
    answer = make_response("\n".join(lines))
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@blueprint.get("/sitemap.xml")
@needs(ANYONE)
def sitemap() -> Response:
    """The pages for everybody, for search engines."""
    site = service().settings.base_url
    pages = (
        "public.front",
        "complaint_form.complain",
        "public.rights",
        "public.privacy",
        "public.help_page",
        "openness.figures",
        "openness.dictionary",
        "public_reports.listing",
    )
    places = "".join(f"<url><loc>{site}{url_for(name)}</loc></url>" for name in pages)
    answer = make_response(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>\n'
    )
    answer.headers["Content-Type"] = "application/xml; charset=utf-8"
    return answer


@blueprint.get("/wilayah.json")
@needs(ANYONE)
def areas() -> Response:
    """The outlines of the five kelurahan, for the map one presses on."""
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "properties": {"kode": kelurahan.code, "nama": kelurahan.name},
            "geometry": {"type": "Polygon", "coordinates": kelurahan.rings},
        }
        for kelurahan in service().rulebook.kelurahan
    ]
    answer = jsonify(type="FeatureCollection", features=features)
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@blueprint.get("/bahasa/<code>")
@needs(ANYONE)
def choose_language(code: str) -> Response:
    """Keeps the language in a cookie and goes back."""
    answer = make_response(redirect(local_path(request.args.get("kembali")) or url_for("public.front"), 303))
    if code in LANGUAGES:
        LANGUAGE_COOKIE.give(answer, code, seconds=YEAR)
    return answer


@blueprint.post("/tampilan")
@needs(ANYONE)
def choose_theme() -> Response:
    """Keeps light or dark in a cookie, or forgets it, and goes back."""
    wanted = request.form.get("tema", "")
    answer = make_response(redirect(local_path(request.form.get("kembali")) or url_for("public.front"), 303))
    if wanted in THEMES:
        THEME.give(answer, wanted, seconds=YEAR)
    else:
        THEME.take_back(answer)
    return answer


def legal_sentence() -> str:
    """The first legal limit, as a sentence."""
    law = service().rulebook.legal("legal_answer")
    return f"{law.summary.read(language()).rstrip('.')} ({law.citation})."

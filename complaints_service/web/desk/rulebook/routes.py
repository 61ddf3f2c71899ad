"""The addresses of reading the rules that hold, part by part, with their sources."""

from __future__ import annotations

from flask import Blueprint, url_for

from complaints_service import clock
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import NotFound
from complaints_service.rulebooks.queries import latest_releases
from complaints_service.web.desk.opening.drafting import rules_in_force
from complaints_service.web.desk.rulebook.names import who_of
from complaints_service.web.desk.rulebook.prose import section, section_titles
from complaints_service.web.desk.rulebook.words import TABLE_TITLES
from complaints_service.web.shell.pages import page

blueprint = Blueprint("rules", __name__, url_prefix="/pengelola/aturan")
OPEN_OFFICE = office_right("open_office")
#: Where the parts that have a step of their own are changed.
_STEPS = {
    "jam": "open_steps.show_hours",
    "libur": "open_steps.show_hours",
    "jenis": "open_steps.show_categories",
}
_RELEASES = 20


@blueprint.get("")
@needs(OPEN_OFFICE)
def show(_reader: SignedIn) -> str:
    """The parts of the rules, and who released them last."""
    with reading() as session:
        releases = latest_releases(session, most=_RELEASES)
        names = who_of(session, [ref for one in releases for ref in (one.proposed_by, one.released_by)])
    parts = [(url_for("rules.one", part=code), title) for code, title in section_titles().items()]
    return page(
        "desk/aturan.html",
        parts=parts,
        releases=releases,
        names=names,
        draft_href=url_for("open_office.show"),
        closing_href=url_for("closing.show"),
    )


@blueprint.get("/<part>")
@needs(OPEN_OFFICE)
def one(_reader: SignedIn, part: str) -> str:
    """One part of the rules that hold, what is to hold, and what held."""
    if part not in section_titles():
        raise NotFound
    with reading() as session:
        files = rules_in_force(session)
    change_href = (
        url_for("open_details.show_table", table=part) if part in TABLE_TITLES else url_for(_STEPS[part])
    )
    return page(
        "desk/aturan_satu.html",
        section=section(files, part, today=service().rulebook.local_date(clock.now())),
        home=url_for("rules.show"),
        change_href=change_href,
    )

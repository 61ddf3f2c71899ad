"""What the office sees of its surveys: the list, one period with its figures, posters and slips to print."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people.queries import officer_cards, subtree, unit_names
from complaints_service.survey.skm.access import may_do, units_with
from complaints_service.survey.skm.passes import new_pass
from complaints_service.survey.skm.queries import PeriodView, breakdown, comments_of, follow_ups, periods
from complaints_service.survey.skm.sample import sample_size
from complaints_service.web.citizen.survey.page import questions, service_name
from complaints_service.web.citizen.survey.published import rows_of
from complaints_service.web.shell.assets import qr
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from complaints_service.web.words.vocabulary import name_of
from config.versions import in_force

#: How many slips stand on a sheet.
SLIPS = 12


@dataclass(frozen=True)
class PrintedCode:
    """An address to be read by a telephone: as words and as a drawing."""

    link: str
    drawn: Markup


def listing_page(reader: SignedIn, typed: Typed) -> str:
    """The surveys of the units one may read, and the form to open one."""
    rights, rulebook, now = reader.rights, service().rulebook, clock.now()
    today = rulebook.local_date(now)
    with reading() as session:
        names = unit_names(session)
        shown = periods(session, units=units_with(rights, "view_survey", names))
        rows = list(zip(shown, rows_of(session, shown), strict=True))
    return page(
        "desk/survei.html",
        rows=[(row, url_for("surveys.one", period_id=row.id), _standing(found)) for found, row in rows],
        units=[(code, names[code]) for code in units_with(rights, "run_survey", names)],
        services=[
            (one.code, one.names.read(language())) for one in in_force(rulebook.survey_services, today)
        ],
        form={"opened_on": today.isoformat(), **typed.values},
        errors=typed.errors,
        action=url_for("surveys.post_new"),
        results_href=url_for("survey.results"),
    )


def period_page(reader: SignedIn, found: PeriodView, typed: Typed) -> str:
    """One period: how many answered, how many are missing; once it is closed what came of it."""
    with reading() as session:
        [row] = rows_of(session, [found])
        spread = breakdown(session, of=found)
        said = comments_of(session, of=found)
        planned = {element for _id, element in follow_ups(session, ids=[found.id])}
        owners = _owners(session, found.unit)
    here = {
        name: url_for(f"surveys.{name}", period_id=found.id)
        for name in (
            "poster",
            "sheet",
            "slips",
            "post_sheets",
            "post_closing",
            "post_publishing",
            "post_follow_up",
        )
    }
    files = {form: url_for("surveys.report", period_id=found.id, form=form) for form in ("pdf", "xlsx")}
    return page(
        "desk/survei_satu.html",
        row=row,
        period=found,
        standing=_standing(found),
        recommended=sample_size(found.population),
        channels=[(name_of("survey_channel", code), count) for code, count in spread.channels.items()],
        profile=[
            (column, [(name_of(f"survey_{column}", code), count) for code, count in told.items()])
            for column, told in spread.profile.items()
            if told
        ],
        comments=said,
        planned=planned,
        owners=owners,
        can=may_do(reader.rights, found),
        form=typed.values,
        errors=typed.errors,
        sent=typed.form,
        actions=here,
        files=files,
        back_href=url_for("surveys.listing"),
        kiosk_href=url_for("survey.ask", code=found.code, kios=1),
        results_href=url_for("survey.results"),
    )


def poster_page(found: PeriodView) -> str:
    """An A4 sheet for the wall, with the survey's address as a code."""
    link = _address(found, "")
    return page("desk/survei_poster.html", **_printed(found), code=PrintedCode(link, qr(link)))


def sheet_page(found: PeriodView) -> str:
    """An A4 sheet with the nine questions in the order in which `read_sheets` takes them."""
    return page("desk/survei_lembar.html", **_printed(found), questions=questions())


def slips_page(found: PeriodView) -> str:
    """A sheet of slips to cut, each with a pass of its own; every look at it makes new ones."""
    key = service().settings.tracking_key
    links = [_address(found, new_pass(key, period=found.code, channel="slip")) for _ in range(SLIPS)]
    return page(
        "desk/survei_slip.html", **_printed(found), codes=[PrintedCode(link, qr(link)) for link in links]
    )


def _printed(found: PeriodView) -> dict[str, object]:
    with reading() as session:
        unit = unit_names(session).get(found.unit, found.unit)
    back = url_for("surveys.one", period_id=found.id)
    return {
        "unit": unit,
        "service": service_name(found.service),
        "until_on": found.until_on,
        "back_href": back,
    }


def _address(found: PeriodView, given: str) -> str:
    if given:
        path = url_for("survey.ask_with_pass", code=found.code, given=given)
    else:
        path = url_for("survey.ask", code=found.code)
    return service().settings.base_url + path


def _standing(found: PeriodView) -> tuple[str, str]:
    """Shape and words of how a period stands."""
    today = service().rulebook.local_date(clock.now())
    if found.published_at is not None:
        return "done", _("Diumumkan")
    if found.closed_at is not None:
        return "stop", _("Ditutup")
    if found.takes_answers(today):
        return "on", _("Menerima jawaban")
    return ("wait", _("Belum mulai")) if today < found.opened_on else ("risk", _("Lewat hari terakhir"))


def _owners(session: Session, unit: str) -> list[tuple[str, str]]:
    """Who may be asked to mend something: whoever works in the unit or below it."""
    codes = subtree(session, code=unit)
    return [
        (str(card.id), f"{card.name}, {card.unit_name}")
        for card in officer_cards(session).values()
        if card.active and card.unit in codes
    ]

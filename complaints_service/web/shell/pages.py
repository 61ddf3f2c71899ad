"""Fills the frame of a page for whoever reads it, and renders templates inside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, get_flashed_messages, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from complaints_service import clock
from complaints_service.accounts.shortcuts import has_shortcuts
from complaints_service.accounts.tour import STEPS, open_tour
from complaints_service.audit.marks import demo_filled
from complaints_service.duties.duty import DutyBearer
from complaints_service.duties.queries import count_duties, total
from complaints_service.edge.cookies.cookie import Cookie
from complaints_service.edge.language import language
from complaints_service.edge.practice import address_here, address_outside, practising
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn, person
from complaints_service.edge.transaction import reading
from complaints_service.errors import Words
from complaints_service.meetings.queries import late_actions
from complaints_service.web.shell.frame import Frame, FrameTour, NavEntry, PersonLink
from complaints_service.web.shell.sections import section_of
from complaints_service.web.shell.steps import shown_step
from complaints_service.web.shell.today import today_of
from complaints_service.web.words.formats import day_definition

THEME = Cookie("tema")
THEMES = ("light", "dark")
#: The room whose pages lie under the word "Kinerja".
PERFORMANCE = "complaints_service.web.performance."


def page(template: str, **values: Any) -> str:
    """A page of the house: the template with the reader's frame around it."""
    return render_template(template, **values)


def tell(sentence: Words | str) -> None:
    """Puts a notice at the top of the next page."""
    flash(say(sentence))


def frame() -> Frame:
    """The frame of this request's page."""
    now, office, tongue = clock.now(), service().rulebook, language()
    calendar = office.calendar(office.office.calendar)
    signed_in = person()
    notices, counts = get_flashed_messages(), _counts(signed_in)
    return Frame(
        language=tongue,
        theme=theme if (theme := THEME.read(request)) in THEMES else "",
        sample=counts.sample,
        office_name=f"{office.office.names.read(tongue)}, {office.office.city}",
        office_short=office.office.names.read(tongue).replace("Kecamatan", "Kec."),
        today=today_of(calendar, now=now, language=tongue),
        nav=_nav(signed_in, counts),
        person=PersonLink(signed_in.name, address_outside("figures.mine")) if signed_in else None,
        shortcuts=counts.shortcuts,
        home=address_outside("public.front"),
        here=address_here(),
        day_words=day_definition(calendar.nominal_day_seconds, tongue),
        notice=" ".join(str(notice) for notice in notices),
        language_href=address_outside(
            "public.choose_language", code="id" if tongue == "en" else "en", kembali=address_here()
        ),
        theme_href=address_outside("public.choose_theme"),
        sign_in_href=address_outside("accounts.sign_in"),
        sign_out_href=address_outside("accounts.sign_out"),
        account_href=address_outside("own_account.show"),
        rights_href=address_outside("public.rights"),
        privacy_href=address_outside("public.privacy"),
        help_href=_help(signed_in),
        lost_href=address_outside("tracking.lost_link"),
        site=service().settings.base_url,
        waiting=counts.waiting,
        waiting_href=url_for("duties.listing"),
        tour=_tour(signed_in, counts.tour),
        remark_href=address_outside("remarks.show", dari=address_here()),
        tour_href=address_outside("tour.show"),
        practice_href=address_outside("practice.show") if practising() else "",
    )


def _help(signed_in: SignedIn | None) -> str:
    """The section of a guide that speaks of this page, for whoever works here; else everybody's help."""
    section = section_of(request.endpoint) if signed_in else None
    if section is None:
        return address_outside("public.help_page")
    return address_outside("guides.guide", name=section[0], _anchor=section[1])


@dataclass(frozen=True, kw_only=True)
class _Counts:
    """What the frame says: whether all is a sample, how much waits for the reader, what is late, and whether
    the reader has keys; `tour`: the step of the first tour that is open.
    """

    sample: bool
    waiting: int = 0
    actions_late: int = 0
    shortcuts: bool = False
    tour: int | None = None


def _counts(signed_in: SignedIn | None) -> _Counts:
    """All of it in one statement; what only a ledger can tell is asked where something may be found."""
    with reading() as session:
        if signed_in is None:
            return _Counts(sample=session.scalar(select(demo_filled().exists())) or False)
        rights, today = signed_in.rights, service().rulebook.local_date(clock.now())
        counted, (filled, actions, keys, step) = count_duties(
            session, rights=rights, today=today, also=_beside
        )
    return _Counts(
        sample=filled, waiting=total(counted), actions_late=actions, shortcuts=bool(keys), tour=step
    )


def _beside(bearer: DutyBearer) -> tuple[ColumnElement[Any], ...]:
    """Whether data are invented, how many actions are late, whether shortcuts are on, the open step."""
    account_id = bearer.rights.account_id
    late, step = late_actions(bearer.me, bearer.today).scalar_subquery(), open_tour(account_id)
    return demo_filled().exists(), late, has_shortcuts(account_id).scalar_subquery(), step.scalar_subquery()


def _tour(signed_in: SignedIn | None, step: int | None) -> FrameTour | None:
    """The step of the tour that this page shows; in practice one is on tour already."""
    if signed_in is None or practising() or request.method != "GET":
        return None
    shown = shown_step(signed_in.rights, step, request.endpoint)
    if shown is None or step is None:
        return None
    return FrameTour(
        step=step,
        of=STEPS,
        title=_(shown.title),
        text=_(shown.text),
        href=url_for(shown.endpoint, **shown.address),
        on_href=url_for("tour.post_on"),
        later_href=url_for("tour.post_later"),
    )


def _nav(signed_in: SignedIn | None, counts: _Counts) -> tuple[NavEntry, ...]:
    if signed_in is None:
        return _public_nav()
    # What lies beside the desk is not practised on, and would open with the real figures.
    return _office_nav(signed_in, counts)[:1] if practising() else _office_nav(signed_in, counts)


def _public_nav() -> tuple[NavEntry, ...]:
    here = request.endpoint
    return (
        NavEntry(url_for("complaint_form.complain"), _("Lapor"), request.blueprint == "complaint_form"),
        NavEntry(url_for("tracking.lost_link"), _("Lacak"), request.blueprint == "tracking"),
        NavEntry(url_for("public.rights"), _("Hak"), here == "public.rights"),
        NavEntry(url_for("openness.figures"), _("Data"), request.blueprint == "openness"),
    )


def _room() -> str:
    """The module of the page that is open; empty for what has no page."""
    blueprint = current_app.blueprints.get(request.blueprint or "")
    return "" if blueprint is None else blueprint.import_name


def _office_nav(signed_in: SignedIn, counts: _Counts) -> tuple[NavEntry, ...]:
    blueprint = request.blueprint
    on_board = blueprint == "boards" or request.endpoint == "figures.board_evidence"
    on_meetings, me = blueprint in ("meetings", "actions"), signed_in.rights.officer_id
    entries = [
        NavEntry(url_for("desk.listing"), _("Meja"), blueprint == "desk", counts.waiting or None),
        NavEntry(url_for("figures.mine"), _("Kinerja"), _room().startswith(PERFORMANCE) and not on_board),
    ]
    if me is not None or signed_in.rights.granted("auditor"):
        entries.append(
            NavEntry(url_for("meetings.listing"), _("Rapat"), on_meetings, counts.actions_late or None)
        )
    if signed_in.sees_board:
        entries.append(NavEntry(url_for("boards.board"), _("Papan"), on_board))
    return tuple(entries)

"""The pages on which templates are kept."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.accounts.access import Rights
from complaints_service.answering.queries import TemplateView, may_change, may_keep, usable
from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.people.queries import unit_names
from complaints_service.people.structure import unit_title
from complaints_service.web.shell.forms import Typed
from complaints_service.web.shell.pages import page
from config.entries.answers import FIELDS
from config.versions import in_force


def listing_page(reader: SignedIn, typed: Typed) -> str:
    """The templates this reader may use, and a form for a new one where they may keep any."""
    rulebook, tongue = service().rulebook, language()
    with reading() as session:
        found, names = usable(session, rights=reader.rights), unit_names(session)
    titles = {
        code: unit_title(code, name, rulebook=rulebook, language=tongue) for code, name in names.items()
    }
    today = rulebook.local_date(clock.now())
    offered = in_force(rulebook.answers, today)
    rows = [(one, _whose(one, titles), _change_href(one, reader.rights)) for one in found]
    return page(
        "desk/templat.html",
        rows=rows,
        offered=[(one.names.read(tongue), one.body.read(tongue), one.act) for one in offered],
        whose=_choices(reader.rights, titles),
        acts=_acts(),
        categories=_categories(),
        known=", ".join(f"{{{name}}}" for name in FIELDS),
        form=typed.values,
        errors=typed.errors,
        action=url_for("templates.post_new"),
    )


def one_page(found: TemplateView, typed: Typed) -> str:
    """One template, to be changed or offered no more."""
    kept = {
        "name": found.name,
        "act": found.act,
        "category": found.category or "",
        "body": found.body,
        "version": str(found.version),
    }
    return page(
        "desk/templat_satu.html",
        name=found.name,
        acts=_acts(),
        categories=_categories(),
        known=", ".join(f"{{{name}}}" for name in FIELDS),
        form={**kept, **typed.values},
        errors=typed.errors,
        action=url_for("templates.post_change", template_id=found.id),
        retire=url_for("templates.post_retire", template_id=found.id),
        back=url_for("templates.listing"),
    )


def _whose(one: TemplateView, titles: dict[str, str]) -> str:
    if one.scope == "person":
        return _("Milik saya")
    return _("Milik kantor") if one.unit is None else titles.get(one.unit, one.unit)


def _change_href(one: TemplateView, rights: Rights) -> str | None:
    return url_for("templates.one", template_id=one.id) if may_change(rights, one) else None


def _choices(rights: Rights, titles: dict[str, str]) -> list[tuple[str, str]]:
    """Whose templates this person may keep."""
    own = [("person", _("Saya sendiri"))] if may_keep(rights, "person") else []
    led = [
        (f"unit:{code}", title)
        for code, title in sorted(titles.items(), key=lambda each: each[1])
        if may_keep(rights, "unit", code)
    ]
    return [*own, *led, *([("office", _("Seluruh kantor"))] if may_keep(rights, "office") else [])]


def _acts() -> list[tuple[str, str]]:
    return [
        ("message", _("Jawaban")),
        ("question", _("Pertanyaan")),
        ("resolve", _("Penyelesaian")),
        ("reject", _("Penolakan")),
    ]


def _categories() -> list[tuple[str, str]]:
    rulebook = service().rulebook
    held = rulebook.categories_on(rulebook.local_date(clock.now()))
    return [(each.code, each.names.read(language())) for each in held]

"""What one can choose in the forms of a plan: where it begins, what a result serves, what is measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.drafting import templates_for
from complaints_service.appraisal.planning.queries import served_names, signed_versions
from complaints_service.appraisal.planning.setting import Placement, periods_in, servable_goals
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.people.queries import OfficerCard, names_of_officers
from complaints_service.web.performance.plans.indicator_fields import REPORTED
from complaints_service.web.performance.plans.words import (
    aspect_names,
    duty_names,
    period_names,
    unit_names_of_registry,
)
from config.rulebook import Rulebook

Options = list[tuple[str, str]]
_LONGEST = 90


@dataclass(frozen=True, kw_only=True)
class FormChoices:
    """Every choice of the form: (value, words)."""

    duties: Options
    aspects: Options
    sources: Options
    better: Options
    serves: Options
    goals: Options
    rater: str
    spreads: Options
    periods: list[str]


def basis_choices(
    session: Session,
    *,
    card: OfficerCard,
    year: int,
    signed: Sequence[PlanView],
    rulebook: Rulebook,
    language: str,
) -> list[tuple[str, str, str]]:
    """Where a draft may begin, the likeliest first: value, title, consequence."""
    choices = []
    if signed:
        last = signed[-1]
        title = _("Dari versi %(number)s yang berlaku", number=last.number)
        kept = _("Semua isinya disalin, lalu Anda ubah yang perlu.")
        choices.append((f"version:{last.version_id}", title, kept))
    else:
        before = signed_versions(session, year=year - 1, officer_ids=[card.id]).get(card.id)
        if before is not None:
            title = _("Dari rencana %(year)s", year=year - 1)
            kept = _("Hasil, indikator dan ekspektasi disalin; kaitan ke hasil atasan dipilih lagi.")
            choices.append((f"version:{before.version_id}", title, kept))
    for template in templates_for(rulebook, position=card.position, on=date(year, 12, 31)):
        title = _("Dari templat %(name)s", name=template.names.read(language))
        rows = _("%(count)s hasil kerja dengan bobot dan target, bebas diubah.", count=len(template.results))
        choices.append((f"template:{template.code}", title, rows))
    choices.append(("blank", _("Dari lembar kosong"), _("Semua ditulis sendiri.")))
    return choices


def form_choices(
    session: Session,
    *,
    placement: Placement | None,
    plan: PlanView,
    rulebook: Rulebook,
    language: str,
) -> FormChoices:
    """The choices of the form; what is chosen already stays among them."""
    units = unit_names_of_registry()
    sources: Options = [(REPORTED, _("Dilaporkan dengan bukti"))]
    sources += [
        (
            code,
            _(
                "Dihitung: %(name)s (%(target)s)",
                name=each.names.read(language),
                target=_("paling banyak, %(unit)s", unit=units[each.unit])
                if each.better == "lower"
                else _("paling sedikit, %(unit)s", unit=units[each.unit]),
            ),
        )
        for code, each in INDICATORS.items()
    ]
    serves, rater = _superior_results(session, placement, plan)
    goals = servable_goals(session, year=plan.year, headed=placement.headed) if placement else []
    return FormChoices(
        duties=list(duty_names().items()),
        aspects=list(aspect_names().items()),
        sources=sources,
        better=[("higher", _("makin tinggi makin baik")), ("lower", _("makin rendah makin baik"))],
        serves=serves,
        goals=[(str(goal.id), _short(goal.words)) for goal in goals],
        rater=rater,
        spreads=[
            ("", _("Sama di setiap periode")),
            ("sum", _("Dibagi: jumlah periode sama dengan setahun")),
            ("each", _("Setiap periode targetnya sendiri")),
        ],
        periods=period_names(periods_in(rulebook, plan.year), language),
    )


def _superior_results(session: Session, placement: Placement | None, plan: PlanView) -> tuple[Options, str]:
    """The results of the nearest superior with a signed plan, with that name; those served already too."""
    options: Options = []
    name = ""
    superiors = placement.superiors if placement else ()
    signed = signed_versions(session, year=plan.year, officer_ids=superiors)
    for superior in superiors:
        if superior in signed:
            name = names_of_officers(session, ids=[superior])[superior]
            options = [(str(each.id), _short(each.words)) for each in signed[superior].results]
            break
    chosen = [each.superior_result_id for each in plan.results if each.superior_result_id is not None]
    kept, _goals = served_names(session, results=chosen, goals=[])
    offered = {value for value, _words in options}
    options += [
        (str(at), f"{_short(said)} ({who})") for at, (said, who) in kept.items() if str(at) not in offered
    ]
    return options, name


def _short(said: str) -> str:
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1].rstrip() + "…"

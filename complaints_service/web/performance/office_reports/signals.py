"""The page of signs: of oneself, of those one leads, and for auditors; never a verdict."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.guard import needs
from complaints_service.edge.input.fields import Line, Text
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.subjects.office_reports import READ_SIGNS
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked, words
from complaints_service.office_reports.signals.chance import SHUFFLES
from complaints_service.office_reports.signals.rules import SIGNALS
from complaints_service.office_reports.signals.seeing import MOST_LETTERS, dismiss, signs_in_view
from complaints_service.web.performance.scope import Look
from complaints_service.web.performance.tabs import offer_link
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.words.formats import month_words, out_of, percent

blueprint = Blueprint("signs", __name__, url_prefix="/laporan-kantor/sinyal")
offer_link(blueprint, "listing", marked("Patut dilihat"), place=26, shown=lambda _session, _rights: True)


class DismissalForm(FormSchema):
    """A sign, the month it is of, and why it is nothing."""

    sign = Line()
    period = Line()
    reason = Text(load_default="")


@blueprint.get("")
@needs(READ_SIGNS)
def listing(reader: SignedIn) -> str:
    """The signs of a month: one's own, and of whom one leads or audits."""
    return _page(reader, Typed())


@blueprint.post("")
@needs(READ_SIGNS)
def post_dismissal(reader: SignedIn) -> Response | tuple[str, int]:
    """Dismisses a sign of somebody one leads or audits, with the reason."""

    def change(session: Session, loaded: dict[str, Any]) -> None:
        dismiss(
            session,
            key=loaded["sign"],
            month=Look().month_typed(loaded["period"], session),
            reason=loaded["reason"],
            rights=reader.rights,
            now=clock.now(),
            actor=reader.actor,
            rulebook=service().rulebook,
        )

    return submit(
        DismissalForm(),
        Sent(
            change=change,
            refused=lambda typed: _page(reader, typed),
            done=lambda _none: url_for("signs.listing", period=request.form.get("period")),
            said=words("Dikesampingkan, dengan alasannya."),
        ),
    )


def _page(reader: SignedIn, typed: Typed) -> str:
    look = Look()
    tongue = look.reader.language
    with reading() as session:
        month = look.month_typed(typed.values.get("period") or request.args.get("period"), session)
        found = signs_in_view(session, month=month, rights=reader.rights, rulebook=look.rulebook)
        choices = look.choices(session, month)
    own = reader.rights.officer_id
    rows = [
        {
            "key": one.sign.key,
            "kind": _(SIGNALS[one.sign.code].name),
            "who": found.names[one.sign.officer_id],
            "own": one.sign.officer_id == own,
            "at": one.sign.at,
            "number": one.number,
            "href": url_for("desk.ticket", number=one.number) if one.number else "",
            "dismissed": one.dismissal,
        }
        for one in found.signs
    ]
    rates = [
        (
            found.names[rate.officer_id],
            _(SIGNALS[rate.code].name),
            out_of(rate.times, rate.n, tongue),
            out_of(rate.others_times, rate.others_n, tongue),
            _(SIGNALS[rate.code].of),
            percent(rate.chance, tongue, digits=1),
            rate.stands_out,
            percent(found.false_alarms[rate.code], tongue, digits=1),
        )
        for rate in sorted(
            found.rates, key=lambda rate: (rate.officer_id != own, found.names[rate.officer_id])
        )
    ]
    return page(
        "performance/office_reports/sinyal.html",
        month=month,
        month_words=month_words(month, tongue),
        months=choices,
        rows=[row for row in rows if not row["dismissed"]],
        dismissed=[row for row in rows if row["dismissed"]],
        rates=rates,
        shuffles=SHUFFLES,
        most=MOST_LETTERS,
        action=url_for("signs.post_dismissal"),
        form=typed.values,
        errors=typed.errors,
    )

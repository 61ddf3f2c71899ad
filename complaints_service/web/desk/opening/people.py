"""Bringing people in from a list, and trying where reports would go once they are there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.files.uploads import sent_to_read
from complaints_service.edge.guard import needs
from complaints_service.edge.input.fields import Text
from complaints_service.edge.language import language
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import invalid, words
from complaints_service.people.lists.sheets import RowProblem
from complaints_service.people.reach import reach_of, unreachable, unseen_units
from complaints_service.people.roster import directory_on
from complaints_service.people.staff_file import read_staff
from complaints_service.people.staff_import import StaffImport, import_staff
from complaints_service.routing.rules import RoutingFacts, decide
from complaints_service.web.desk.opening.drafting import Answer
from complaints_service.web.desk.opening.routes import OPEN_OFFICE
from complaints_service.web.shell.forms import FormSchema, Sent, Typed, sent_values, submit
from complaints_service.web.shell.pages import page
from complaints_service.web.words.vocabulary import name_of
from config.entries.office import PRIORITIES
from config.rulebook import Rulebook

blueprint = Blueprint("open_people", __name__, url_prefix="/pengelola/buka")
MOST_LETTERS = 400_000


class StaffListForm(FormSchema):
    """A list of people, as a worksheet saves one or as it is pasted out of one."""

    rows = Text(load_default="")


@blueprint.get("/orang")
@needs(OPEN_OFFICE)
def show_people(_reader: SignedIn) -> str:
    """Where a list of people is pasted or sent."""
    return _people(Typed())


@blueprint.post("/orang")
@needs(OPEN_OFFICE, proof=True)
def post_people(reader: SignedIn) -> Answer:
    """Takes the good rows in, or says what each row would do."""
    sent = sent_to_read("file")
    typed_rows = sent.decode("utf-8", "replace") if sent is not None else sent_values().get("rows", "")
    tries = bool(sent_values().get("trial"))

    def change(session: Session, _typed: dict[str, Any]) -> tuple[StaffImport, tuple[RowProblem, ...]]:
        if not typed_rows.strip() or len(typed_rows) > MOST_LETTERS:
            raise invalid("rows", words("Tempel daftarnya, atau pilih berkasnya."))
        read, now = read_staff(typed_rows.encode()), clock.now()
        today = service().rulebook.local_date(now)
        done = import_staff(
            session, rows=read.rows, works_from=today, now=now, actor=reader.actor, dry_run=tries
        )
        return done, (*read.problems, *done.problems)

    return submit(
        StaffListForm(),
        Sent(
            change=change,
            refused=_people,
            answer=lambda found: _people(Typed(values={"rows": typed_rows}), found=found, tries=tries),
            keyed=False,
        ),
    )


@blueprint.get("/penyaluran")
@needs(OPEN_OFFICE)
def show_routing(_reader: SignedIn) -> str:
    """Where a report would go by the rules and people of today, and why; nothing is entered."""
    rulebook, now = service().rulebook, clock.now()
    categories = rulebook.categories_on(rulebook.local_date(now))
    asked = {name: request.args.get(name, "") for name in ("category", "kelurahan", "priority")}
    known = {category.code for category in categories}
    return page(
        "desk/buka_penyaluran.html",
        categories=[(one.code, one.names.read(language())) for one in categories],
        kelurahan=[(one.code, one.name) for one in rulebook.kelurahan],
        priorities=[(one, name_of("priority", one)) for one in PRIORITIES],
        asked=asked,
        found=_decided(rulebook, asked) if asked["category"] in known else None,
        home=url_for("open_office.show"),
        here=url_for("open_people.show_routing"),
    )


def _decided(rulebook: Rulebook, asked: Mapping[str, str]) -> Mapping[str, str]:
    """Where a report goes that is about no officer: rule, unit, reason and whether anybody is there."""
    now = clock.now()
    with reading() as session:
        directory, reach = directory_on(session, on=rulebook.local_date(now)), reach_of(session)
        names = directory.unit_names
        decision = decide(
            facts=RoutingFacts(
                category=asked["category"],
                kind=rulebook.category(asked["category"]).kind,
                priority=asked["priority"] if asked["priority"] in PRIORITIES else PRIORITIES[0],
                kelurahan=asked["kelurahan"] or None,
                unreachable=unreachable(reach, directory),
                unseen=frozenset(unseen_units(reach, directory)),
            ),
            rules=rulebook.routing_at(now),
            loads={},
            directory=directory,
            rulebook=rulebook,
            unit_names=names,
        )
    reached = decision.officer_id is not None
    return {
        "unit": names.get(decision.unit, decision.unit),
        "reason": decision.reason.read(language()),
        "reached": "1" if reached else "",
    }


def _people(
    typed: Typed, *, found: tuple[StaffImport, tuple[RowProblem, ...]] | None = None, tries: bool = True
) -> str:
    done, problems = found if found is not None else (None, ())
    told = [(problem.line, problem.field, say(problem.reason)) for problem in problems]
    asked = [(one.line, one.field, say(one.reason)) for one in (done.questions if done else ())]
    return page(
        "desk/buka_orang.html",
        form=typed.values,
        errors=typed.errors,
        done=done,
        tries=tries,
        problems=[*told, *asked],
        home=url_for("open_office.show"),
        action=url_for("open_people.post_people"),
        staff_href=url_for("staff.listing"),
    )

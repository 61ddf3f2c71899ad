"""The plans of the unit's year: from the office's vision down to each of the six, agreed and signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from complaints_service import db
from complaints_service.appraisal.planning.content import draft_of
from complaints_service.appraisal.planning.queries import plan_version
from complaints_service.appraisal.planning.service import NewVersion, edit_plan, sign_plan, start_plan
from complaints_service.moment import Moment
from tests.journeys.year_office import FIVE, YEAR, YearOffice, at

#: Whose plan, agreed with whom, begun from which template; each below the one before.
DIALOGUES = (
    ("camat", None, "camat"),
    ("kasi", "camat", "kasi"),
    *((login, "kasi", "pelaksana") for login in FIVE),
)


def agree_on_plans(office: YearOffice) -> dict[str, int]:
    """All plans of the year, cascaded and signed in January; the versions' ids by login."""
    versions: dict[str, int] = {}
    now = at(date(YEAR, 1, 8), 10)
    for login, rater, template in DIALOGUES:
        with db.writing(office.engine) as session:
            new = NewVersion(
                officer_id=office.officers[login],
                year=YEAR,
                basis=f"template:{template}",
                effective_from=date(YEAR, 1, 1),
            )
            actor = office.actor(login)
            version_id = start_plan(
                Moment(session=session, now=now, actor=actor, rulebook=office.rulebook),
                new=new,
            )
            plan = plan_version(session, version_id=version_id)
            assert plan is not None
            if rater is not None:
                above = plan_version(session, version_id=versions[rater])
                assert above is not None
                draft = draft_of(plan)
                served = tuple(
                    replace(result, superior_result_id=above.results[0].id) for result in draft.results
                )
                plan = edit_plan(
                    Moment(session=session, now=now, actor=office.actor(rater), rulebook=office.rulebook),
                    version_id=version_id,
                    draft=replace(draft, results=served),
                    revision=plan.revision,
                )
            for signer in (login, rater):
                if signer is not None:
                    plan = sign_plan(
                        Moment(
                            session=session, now=now, actor=office.actor(signer), rulebook=office.rulebook
                        ),
                        version_id=version_id,
                        revision=plan.revision,
                    )
            assert plan.state == "signed"
            versions[login] = version_id
    return versions

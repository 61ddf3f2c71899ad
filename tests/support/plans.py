"""Plans for tests: short ways to begin, write and sign one in the test office."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.appraisal.planning import goals, queries, service
from complaints_service.appraisal.planning.content import draft_of
from complaints_service.appraisal.planning.rules import IndicatorDraft, PlanDraft, ResultDraft
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.errors import Actor
from complaints_service.moment import Moment
from complaints_service.people.models import Officer
from complaints_service.people.service import transfer_officer
from tests.support.world import SETUP, Office

MEASURED = IndicatorDraft(
    aspect="time", words="", source="measured", indicator_code="first_response_on_time", target_value=80.0
)
REPORTED = IndicatorDraft(
    aspect="quantity", words="Kegiatan terlaksana", target_value=12.0, target_unit="kegiatan"
)


def result(words: str = "Warga dijawab tepat waktu", weight: int = 100, **more: object) -> ResultDraft:
    """A main result with one measured and one reported indicator."""
    return ResultDraft(
        **{"duty": "main", "words": words, "weight": weight, "indicators": (MEASURED, REPORTED), **more}
    )


def draft(*results: ResultDraft, starts: date = date(2026, 1, 1), **more: object) -> PlanDraft:
    """A draft of these results, or of one that weighs all."""
    return PlanDraft(effective_from=starts, results=results or (result(),), **more)  # type: ignore[arg-type]


@dataclass
class Plans:
    """The plans of an office at one moment; `now` may be set to another."""

    office: Office
    now: datetime

    def actor(self, login: str) -> Actor:
        return Actor.officer(self.office.officers[login], "web", self.office.accounts[login])

    def start(
        self, login: str, *, by: str | None = None, basis: str = "blank", starts: date = date(2026, 1, 1),
        year: int | None = None, reason: str = "",
    ) -> PlanView:  # fmt: skip
        """Begins a plan of the year that `starts` lies in."""
        new = service.NewVersion(
            officer_id=self.office.officers[login],
            year=year or starts.year,
            basis=basis,
            effective_from=starts,
            reason=reason,
        )
        with db.writing(self.office.engine) as session:
            version_id = service.start_plan(
                Moment(
                    session=session,
                    now=self.now,
                    actor=self.actor(by or login),
                    rulebook=self.office.rulebook,
                ),
                new=new,
            )
        return self.view(version_id)

    def edit(self, view: PlanView, by: str, new: PlanDraft, *, revision: int | None = None) -> PlanView:
        """Puts a draft in place of another."""
        with db.writing(self.office.engine) as session:
            return service.edit_plan(Moment(session=session, now=self.now, actor=self.actor(by), rulebook=self.office.rulebook),
                version_id=view.version_id, draft=new, revision=revision or view.revision,

            )  # fmt: skip

    def sign(self, view: PlanView, by: str, *, revision: int | None = None) -> PlanView:
        """Signs what one saw."""
        with db.writing(self.office.engine) as session:
            return service.sign_plan(Moment(session=session, now=self.now, actor=self.actor(by), rulebook=self.office.rulebook),
                version_id=view.version_id, revision=revision or self.view(view.version_id).revision,

            )  # fmt: skip

    def moment(self, session: Session, by: str) -> Moment:
        """Somebody's moment of writing."""
        return Moment(session=session, now=self.now, actor=self.actor(by), rulebook=self.office.rulebook)

    def remark(self, view: PlanView, by: str, said: str, ordinal: int | None = None) -> None:
        """Says something about a draft."""
        with db.writing(self.office.engine) as session:
            service.remark(self.moment(session, by), version_id=view.version_id, said=said, ordinal=ordinal)

    def drop(self, view: PlanView, by: str, reason: str = "Salah tahun.") -> None:
        """Gives a draft up."""
        with db.writing(self.office.engine) as session:
            service.drop_plan(
                self.moment(session, by), version_id=view.version_id, revision=view.revision, reason=reason
            )

    def goal(self, words: str = "Marelan bersih dan melayani", level: str = "vision", **more: object) -> int:
        """Writes a goal of the office down."""
        facts = goals.GoalFacts(
            **{"level": level, "words": words, "first_year": 2025, "last_year": 2029, **more}
        )
        with db.writing(self.office.engine) as session:
            return goals.add_goal(session, facts=facts, rights=None, now=self.now, actor=self.actor("camat"))

    def signed(self, login: str, *signers: str, content: PlanDraft | None = None) -> PlanView:
        """A plan of 2026 signed by the officer and these."""
        view = self.edit(self.start(login), login, content or draft())
        for signer in (login, *signers):
            view = self.sign(view, signer)
        return view

    def change(
        self, login: str, starts: date, *signers: str, weight_words: str = "Hasil baru", by: str | None = None
    ) -> PlanView:
        """A signed change of the signed plan: one result with other words."""
        before = self.versions(login)[-1]
        view = self.start(
            login, by=by, basis=f"version:{before.version_id}", starts=starts, reason="Tugas berubah."
        )
        changed = draft_of(view)
        first = replace(changed.results[0], words=weight_words)
        view = self.edit(view, by or login, replace(changed, results=(first, *changed.results[1:])))
        for signer in (login, *signers):
            view = self.sign(view, signer)
        return view

    def move(self, login: str, position: str) -> None:
        """Moves a member to another post."""
        with db.writing(self.office.engine) as session:
            officer = session.get_one(Officer, self.office.officers[login])
            transfer_officer(
                session, officer=officer, position=position, unit=None, now=self.now, actor=SETUP
            )

    def view(self, version_id: int) -> PlanView:
        """A version as it is now."""
        with db.reading(self.office.engine) as session:
            found = queries.plan_version(session, version_id=version_id)
        assert found is not None
        return found

    def versions(self, login: str, year: int = 2026) -> list[PlanView]:
        """Every version of a year."""
        with db.reading(self.office.engine) as session:
            return queries.versions_of(session, officer_id=self.office.officers[login], year=year)

    def of_month(self, login: str, month: str) -> PlanView | None:
        """The version that judges a month."""
        with db.reading(self.office.engine) as session:
            return queries.version_for_month(session, officer_id=self.office.officers[login], month=month)

    def told(self, view: PlanView) -> list[tuple[str, str]]:
        """The dialogue as (who, kind)."""
        by = {officer: login for login, officer in self.office.officers.items()}
        with db.reading(self.office.engine) as session:
            return [
                (by[line.officer_id], line.kind)
                for line in queries.dialogue_of(session, version_id=view.version_id)
            ]

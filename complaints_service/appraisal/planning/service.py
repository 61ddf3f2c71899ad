"""The dialogue about a plan: begun, changed as a whole, remarked upon, signed by both, begun anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.appraisal.planning.content import content_of, digest_of, draft_of
from complaints_service.appraisal.planning.drafting import (
    from_template,
    from_version,
    settled,
    templates_for,
)
from complaints_service.appraisal.planning.models import PlanVersion
from complaints_service.appraisal.planning.queries import plan_version, versions_of
from complaints_service.appraisal.planning.rules import (
    MOST_LETTERS,
    PlanDraft,
    Problems,
    Setting,
    gaps,
    problems,
    start_problems,
    waits_for,
)
from complaints_service.appraisal.planning.setting import Placement, load_setting
from complaints_service.appraisal.planning.taking_part import (
    civil_servant,
    officer_in,
    open_draft,
    require_part,
    require_seen,
    reread,
    with_parties,
)
from complaints_service.appraisal.planning.views import PlanView
from complaints_service.appraisal.planning.writing import plan_of_year, say_about, write_content
from complaints_service.audit.service import record
from complaints_service.errors import Actor, DomainError, Invalid, invalid, words
from complaints_service.moment import Moment
from complaints_service.people.queries import OfficerCard
from complaints_service.texts import clean, text_problem
from config.rulebook import Rulebook


@dataclass(frozen=True, kw_only=True)
class NewVersion:
    """A version to begin. `basis`: `blank`, `template:<code>` or `version:<id>`; `reason` of a change."""

    officer_id: int
    year: int
    basis: str
    effective_from: date
    reason: str = ""


def start_plan(moment: Moment, *, new: NewVersion) -> int:
    """Begins a year's plan, or a change of the signed one; the id of the draft.

    Raises DomainError `no_plan_for_non_asn`, `draft_exists`, `not_found`, or Invalid naming every field.
    """
    card, placement = civil_servant(moment.session, new.officer_id, moment.rulebook.local_date(moment.now))
    require_part(moment.actor, new.officer_id, placement.rater_id)
    this_year = moment.rulebook.local_date(moment.now).year
    if not this_year <= new.year <= this_year + 1:
        raise invalid("year", words("Rencana dibuat untuk tahun ini atau tahun depan."))
    before = versions_of(moment.session, officer_id=new.officer_id, year=new.year)
    if any(version.state == "draft" for version in before):
        raise DomainError("draft_exists", words("Masih ada draf. Lanjutkan atau batalkan dulu yang itu."))
    plan_id = plan_of_year(moment.session, new.officer_id, new.year)
    setting = load_setting(
        moment.session,
        plan_id=plan_id,
        year=new.year,
        placement=placement,
        rulebook=moment.rulebook,
        now=moment.now,
    )
    found = start_problems(new.effective_from, setting)
    reason = clean(new.reason)
    if setting.after is not None or reason:
        problem = text_problem(reason, maximum=MOST_LETTERS, empty=words("Tulis alasan perubahannya."))
        if problem is not None:
            found["reason"] = [problem]
    draft = _beginning(moment.session, new, card, setting, moment.rulebook)
    if draft is None:
        found.setdefault("basis", []).append(words("Pilih dari mana rencana ini dimulai."))
    if found or draft is None:
        raise Invalid(found)
    version = PlanVersion(
        plan_id=plan_id,
        number=max((version.number for version in before), default=0) + 1,
        state="draft",
        effective_from=new.effective_from,
        unit_id=placement.unit_id,
        position_id=placement.position_id,
        rater_id=placement.rater_id,
        basis=new.basis,
        revision=1,
        reason=reason or None,
        created_at=moment.now,
        created_by=moment.actor.ref,
    )
    moment.session.add(version)
    moment.session.flush()
    write_content(moment.session, version, settled(draft))
    _record(moment.session, moment.now, moment.actor, "plan.started", new.officer_id, version)
    return version.id


def edit_plan(
    moment: Moment,
    *,
    version_id: int,
    draft: PlanDraft,
    revision: int,
    note: str = "",
    unread: Problems | None = None,
) -> PlanView:
    """Puts a draft in place of what a version said; any change empties both signatures.

    Of a result that stays as it was nothing is asked again, so that one may be mended after the other; what
    is wrong with it is said before anybody signs. `unread`: what of it could not even be read. Raises Invalid
    naming every field, or DomainError `plan_changed` when somebody was faster.
    """
    version, view, placement = open_draft(
        moment.session, version_id, moment.actor, moment.rulebook.local_date(moment.now)
    )
    require_seen(moment.session, version, revision)
    setting = load_setting(
        moment.session,
        plan_id=view.plan_id,
        year=view.year,
        placement=placement,
        rulebook=moment.rulebook,
        now=moment.now,
    )
    wanted, before = settled(draft), draft_of(view)
    stay = [f"results.{at}." for at, result in enumerate(wanted.results) if result in before.results]
    found = {
        path: said for path, said in problems(wanted, setting).items() if not path.startswith(tuple(stay))
    }
    found |= unread or {}
    note = clean(note)
    if note and (problem := text_problem(note, maximum=MOST_LETTERS)) is not None:
        found["note"] = [problem]
    if found:
        raise Invalid(found)
    if wanted == before and _placed(version) == _placed(placement):
        return view
    write_content(moment.session, version, wanted)
    version.unit_id, version.position_id, version.rater_id = _placed(placement)
    version.revision += 1
    _unsign(moment.session, version, moment.actor, moment.now)
    by = officer_in(moment.actor)
    say_about(moment.session, version.id, officer_id=by, kind="change", said=note, now=moment.now)
    _record(moment.session, moment.now, moment.actor, "plan.changed", view.officer_id, version)
    return reread(moment.session, version_id)


def remark(moment: Moment, *, version_id: int, said: str, ordinal: int | None = None) -> None:
    """Says something about a draft or about one of its results. Raises Invalid."""
    session, now, actor = moment.session, moment.now, moment.actor
    version, view, _placement = open_draft(session, version_id, actor, moment.rulebook.local_date(now))
    said = clean(said)
    problem = text_problem(said, maximum=MOST_LETTERS, empty=words("Tulis dulu tanggapannya."))
    if problem is not None:
        raise invalid("words", problem)
    if ordinal is not None and ordinal not in {result.ordinal for result in view.results}:
        raise invalid("ordinal", words("Hasil kerja ini sudah tidak ada."))
    say_about(
        session, version.id, officer_id=officer_in(actor), kind="remark", said=said, now=now, ordinal=ordinal
    )


def sign_plan(moment: Moment, *, version_id: int, revision: int) -> PlanView:
    """Signs a draft; once both have, it is frozen and holds. Signing twice is the same as once.

    Raises Invalid naming all that is missing, or DomainError `plan_changed`, `placement_changed`, `no_rater`.
    """
    on = moment.rulebook.local_date(moment.now)
    version, view, placement = open_draft(moment.session, version_id, moment.actor, on)
    require_seen(moment.session, version, revision)
    if _placed(version) != _placed(placement):
        raise DomainError(
            "placement_changed",
            words("Jabatan atau atasan sudah berubah. Simpan draf sekali lagi, lalu tanda tangani."),
        )
    if placement.rater_id is None and not placement.is_top:
        raise DomainError("no_rater", words("Jabatan atasan sedang kosong, jadi belum ada yang menyetujui."))
    setting = load_setting(
        moment.session,
        plan_id=view.plan_id,
        year=view.year,
        placement=placement,
        rulebook=moment.rulebook,
        now=moment.now,
    )
    draft = draft_of(view)
    found = {**gaps(draft, setting), **problems(draft, setting)}
    if found:
        raise Invalid(found)
    view = with_parties(moment.session, version, view, on)
    digest = digest_of(content := content_of(view))
    mine = "officer_signed_at" if moment.actor.officer_id == view.officer_id else "rater_signed_at"
    if getattr(version, mine) is not None:
        return view
    setattr(version, mine, moment.now)
    version.digest, version.content = digest, content
    say_about(
        moment.session,
        version.id,
        officer_id=officer_in(moment.actor),
        kind="signature",
        said=digest,
        now=moment.now,
    )
    if not _waiting(version, view.officer_id):
        version.state, version.signed_at = "signed", moment.now
    moment.session.flush()
    _record(moment.session, moment.now, moment.actor, "plan.signed", view.officer_id, version)
    return reread(moment.session, version_id)


def drop_plan(moment: Moment, *, version_id: int, revision: int, reason: str) -> None:
    """Gives a draft up; it stays readable and counts for nothing. Raises Invalid without a reason."""
    session, now, actor = moment.session, moment.now, moment.actor
    version, view, _placement = open_draft(session, version_id, actor, moment.rulebook.local_date(now))
    require_seen(session, version, revision)
    reason = clean(reason)
    problem = text_problem(reason, maximum=MOST_LETTERS, empty=words("Tulis alasannya."))
    if problem is not None:
        raise invalid("reason", problem)
    _unsign(session, version, actor, now)
    version.state = "dropped"
    say_about(session, version.id, officer_id=officer_in(actor), kind="change", said=reason, now=now)
    _record(session, now, actor, "plan.dropped", view.officer_id, version)


def _beginning(
    session: Session, new: NewVersion, card: OfficerCard, setting: Setting, rulebook: Rulebook
) -> PlanDraft | None:
    """What a draft begins with; None for a basis that is not there for this officer."""
    kind, _sep, which = new.basis.partition(":")
    if kind == "blank" and not which:
        return PlanDraft(effective_from=new.effective_from)
    if kind == "template":
        for template in templates_for(rulebook, position=card.position, on=new.effective_from):
            if template.code == which:
                return from_template(template, effective_from=new.effective_from)
    if kind == "version" and which.isascii() and which.isdigit() and len(which) < 10:
        plan = plan_version(session, version_id=int(which))
        ours = plan is not None and plan.officer_id == new.officer_id and plan.state == "signed"
        if plan is not None and ours and plan.year in (new.year, new.year - 1):
            return from_version(plan, effective_from=new.effective_from, setting=setting)
    return None


def _placed(where: PlanVersion | Placement) -> tuple[int, int, int | None]:
    return where.unit_id, where.position_id, where.rater_id


def _waiting(version: PlanVersion, officer_id: int) -> tuple[int, ...]:
    return waits_for(
        officer_signed=version.officer_signed_at is not None,
        rater_signed=version.rater_signed_at is not None,
        officer_id=officer_id,
        rater_id=version.rater_id,
    )


def _unsign(session: Session, version: PlanVersion, actor: Actor, now: datetime) -> None:
    for side in ("officer", "rater"):
        if getattr(version, f"{side}_signed_at") is not None:
            setattr(version, f"{side}_signed_at", None)
            say_about(session, version.id, officer_id=officer_in(actor), kind="unsigned", said=side, now=now)
    version.digest = version.content = None
    session.flush()


def _record(
    session: Session, now: datetime, actor: Actor, kind: str, officer_id: int, version: PlanVersion
) -> None:
    data: dict[str, Any] = {
        "version": version.id,
        "number": version.number,
        "revision": version.revision,
        "digest": version.digest,
    }
    record(session, now=now, actor=actor, kind=kind, subject=f"person:{officer_id}", data=data)

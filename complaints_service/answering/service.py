"""Keeps templates: a new one, a new version of its words, and one that is not offered any more."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from complaints_service.accounts.access import Rights
from complaints_service.answering.filling import body_problem
from complaints_service.answering.models import SCOPES, AnswerTemplate, AnswerTemplateVersion
from complaints_service.answering.queries import TemplateView, may_keep
from complaints_service.errors import DomainError, Invalid, Words, invalid, words
from complaints_service.moment import Moment
from complaints_service.people.models import Unit
from complaints_service.texts import clean, text_problem
from config.entries.answers import TEMPLATE_ACTS

MOST_NAME, MOST_BODY = 80, 4_000
_NOT_YOURS = words(
    "Templat unit disimpan kepala unitnya, templat kantor disimpan pengelola. Simpan sebagai milik sendiri."
)


@dataclass(frozen=True, kw_only=True)
class TemplateWords:
    """What a template says: its name, for which act, for tickets of which category (None: any), its body."""

    name: str
    act: str
    category: str | None
    body: str


def keep_template(
    moment: Moment, *, scope: str, unit: str | None, said: TemplateWords, rights: Rights
) -> int:
    """Keeps a new template and returns its id. Raises Invalid naming the fields."""
    if scope not in SCOPES or not may_keep(rights, scope, unit):
        raise invalid("scope", _NOT_YOURS)
    cleaned = _checked(moment, said)
    unit_id = moment.session.scalar(select(Unit.id).where(Unit.code == unit)) if scope == "unit" else None
    template = AnswerTemplate(
        scope=scope,
        officer_id=rights.officer_id if scope == "person" else None,
        unit_id=unit_id,
        version=1,
    )
    moment.session.add(template)
    moment.session.flush()
    _write(moment, template.id, 1, cleaned)
    return template.id


def change_template(moment: Moment, *, template: TemplateView, seen: int, said: TemplateWords) -> None:
    """Gives a template new words; the old ones are kept as a version of it.

    `seen`: the version whoever changes it saw. Raises Invalid naming the fields, and DomainError
    `stale_version` where somebody was faster.
    """
    cleaned = _checked(moment, said)
    changed = moment.session.execute(
        update(AnswerTemplate)
        .where(AnswerTemplate.id == template.id, AnswerTemplate.version == seen)
        .values(version=seen + 1)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult for an UPDATE
        raise DomainError(
            "stale_version", words("Templat ini baru saja diubah orang lain. Muat ulang, lalu ulangi.")
        )
    _write(moment, template.id, seen + 1, cleaned)


def retire_template(moment: Moment, *, template: TemplateView) -> None:
    """Offers a template no more; what was sent with it stays as it was sent."""
    moment.session.execute(
        update(AnswerTemplate).where(AnswerTemplate.id == template.id).values(retired_at=moment.now)
    )


def _write(moment: Moment, template_id: int, version: int, said: TemplateWords) -> None:
    moment.session.add(
        AnswerTemplateVersion(
            template_id=template_id,
            version=version,
            name=said.name,
            act=said.act,
            category=said.category,
            body=said.body,
            written_at=moment.now,
            written_by=moment.actor.ref,
        )
    )
    moment.session.flush()


def _checked(moment: Moment, said: TemplateWords) -> TemplateWords:
    problems: dict[str, list[Words]] = {}
    name, body, category = clean(said.name), clean(said.body), said.category or None
    if problem := text_problem(name, maximum=MOST_NAME, empty=words("Beri nama, supaya mudah dicari.")):
        problems["name"] = [problem]
    if problem := text_problem(body, maximum=MOST_BODY, empty=words("Tulis isinya.")) or body_problem(body):
        problems["body"] = [problem]
    if said.act not in TEMPLATE_ACTS:
        problems["act"] = [words("Pilih untuk apa templat ini.")]
    known = {each.code for each in moment.rulebook.categories_on(moment.rulebook.local_date(moment.now))}
    if category is not None and category not in known:
        problems["category"] = [words("Kategori itu tidak ada.")]
    if problems:
        raise Invalid(problems)
    return TemplateWords(name=name, act=said.act, category=category, body=body)

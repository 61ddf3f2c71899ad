"""What each file of a rulebook may hold: one schema per table, unknown keys refused."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, post_load

from config.entries.office import KINDS, PRIORITIES, PROOFS, Bilingual, CategoryQuestion
from config.entries.second_step import SECOND_STEP_ROLES, SecondStepRule
from config.schemas.fields import (
    MISSING_SOURCE,
    DayField,
    NumberField,
    WholeField,
    WordsField,
    YesNo,
)

DESTINATIONS = ("first_handler", "kelurahan", "accused_superior", "given_unit", "triage")


class Strict(Schema):
    """Base of every table: a key nobody knows is a mistake, not an extension."""

    class Meta:
        unknown = RAISE


class Source(WordsField):
    """Where a number or a rule comes from."""

    def __init__(self) -> None:
        super().__init__(required=True, error_messages={"required": MISSING_SOURCE})


class DatedSchema(Strict):
    """An entry with the days it holds (both included) and its source."""

    effective_from = DayField(required=True)
    effective_until = DayField(load_default=None)
    source = Source()


class BilingualSchema(Strict):
    """The same words in both languages."""

    id = WordsField(required=True, error_messages={"required": "has no Indonesian words"})
    en = WordsField(required=True, error_messages={"required": "has no English words"})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Bilingual:
        """The words as one value."""
        return Bilingual(**data)


def bilingual(**rest: Any) -> fields.Nested:
    """A required pair of words."""
    return fields.Nested(BilingualSchema, required=True, **rest)


def codes(**rest: Any) -> fields.List[str]:
    """A list of codes, empty when left out."""
    return fields.List(WordsField(code=True), load_default=list, **rest)


class SecondEyesSchema(Strict):
    """[office.second_eyes]: whether an act that ends a report waits for a superior; left out: no."""

    reject = YesNo(load_default=False)
    cancel = YesNo(load_default=False)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> tuple[str, ...]:
        """The acts that wait."""
        return tuple(act for act, waits in data.items() if waits)


class SecondStepSchema(Strict):
    """[office.second_step]: who signs in with more than a password, from which day on; left out: nobody."""

    roles = fields.List(WordsField(one_of=SECOND_STEP_ROLES), required=True)
    since = DayField(required=True, data_key="from")

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> SecondStepRule:
        """The rule as one value."""
        return SecondStepRule(frozenset(data["roles"]), data["since"])


class OfficeSchema(DatedSchema):
    """[office]"""

    code = WordsField(code=True, required=True)
    prefix = WordsField(code=True, required=True)
    names = bilingual()
    city = WordsField(required=True)
    province = WordsField(required=True)
    zone = WordsField(required=True)
    calendar = WordsField(code=True, required=True)
    triage_unit = WordsField(code=True, required=True)
    head_position = WordsField(code=True, required=True)
    oversight_agency = WordsField(code=True, required=True)
    address = WordsField(load_default=None)
    phone = WordsField(load_default=None)
    second_eyes = fields.Nested(SecondEyesSchema, load_default=lambda: SecondEyesSchema().load({}))
    second_step = fields.Nested(SecondStepSchema, load_default=None)


class QuestionSchema(Strict):
    """questions = [{ code, ask, hint }] of a [[category]]"""

    code = WordsField(code=True, required=True)
    ask = bilingual()
    hint = fields.Nested(BilingualSchema, load_default=None)

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> CategoryQuestion:
        """The question as one value."""
        return CategoryQuestion(**data)


class CategorySchema(DatedSchema):
    """[[category]]"""

    code = WordsField(code=True, required=True)
    kind = WordsField(required=True, one_of=KINDS)
    names = bilingual()
    hint = bilingual()
    first_handler = WordsField(code=True, required=True)
    owner = WordsField(code=True, required=True)
    keywords = fields.List(WordsField(), load_default=list)
    keywords_en = fields.List(WordsField(), load_default=list)
    examples = fields.List(WordsField(), load_default=list)
    effort = NumberField(required=True)
    about_staff = YesNo(load_default=False)
    on_map = YesNo(load_default=False)
    questions = fields.List(fields.Nested(QuestionSchema), load_default=list)
    proof = WordsField(load_default="none", one_of=PROOFS)


class RuleSchema(DatedSchema):
    """[[rule]]"""

    key = WordsField(code=True, required=True)
    order = WholeField(required=True)
    to = WordsField(required=True)
    assign = WordsField(load_default="least_loaded", one_of=("least_loaded", "queue"))
    reason = bilingual()
    categories = codes()
    kinds = fields.List(WordsField(one_of=KINDS), load_default=list)
    kelurahan = codes()
    priorities = fields.List(WordsField(one_of=PRIORITIES), load_default=list)
    origin = WordsField(load_default=None)
    accused = WordsField(load_default=None, one_of=("anyone", "head_of_office", "unknown"))
    mark = WordsField(code=True, load_default=None)
    otherwise = fields.Nested(BilingualSchema, load_default=None)


class TextSchema(DatedSchema):
    """[[text]]"""

    key = WordsField(code=True, required=True)
    to = WordsField(required=True, one_of=("citizen", "officer", "both"))
    words = bilingual()


class TargetSchema(DatedSchema):
    """[[target]]"""

    indicator = WordsField(code=True, required=True)
    value = NumberField(required=True)
    unit = WordsField(required=True, one_of=("percent", "working_seconds", "count", "hours"))
    better = WordsField(required=True, one_of=("higher", "lower"))
    minimum_n = WholeField(required=True, least=1)


class AgencySchema(DatedSchema):
    """[[agency]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    handles = bilingual()
    role = WordsField(required=True, one_of=("owner", "oversight", "appeal", "neighbour", "self"))
    contact = WordsField(load_default=None)
    address = WordsField(load_default=None)
    phone = WordsField(load_default=None)


class NeighbourSchema(DatedSchema):
    """[[neighbour]]"""

    code = WordsField(code=True, required=True)
    names = bilingual()
    advice = bilingual()
    from_bearing = WholeField(required=True, most=360)
    to_bearing = WholeField(required=True, most=360)


class KelurahanSchema(DatedSchema):
    """[[kelurahan]]"""

    code = WordsField(code=True, required=True)
    name = WordsField(required=True)
    unit = WordsField(code=True, required=True)
    postcode = WordsField(load_default=None)


class UnitSchema(DatedSchema):
    """[[unit]]"""

    code = WordsField(code=True, required=True)
    initials = WordsField(code=True, required=True)
    names = bilingual()
    parent = WordsField(code=True, load_default=None)
    kelurahan = WordsField(code=True, load_default=None)
    calendar = WordsField(code=True, required=True)
    aliases = fields.List(WordsField(), load_default=list)


class PositionSchema(DatedSchema):
    """[[position]]"""

    code = WordsField(code=True, required=True)
    unit = WordsField(code=True, required=True)
    names = bilingual()
    superior = WordsField(code=True, load_default=None)
    head = YesNo(load_default=False)
    handles_tickets = YesNo(load_default=True)
    civil_servant = YesNo(load_default=True)
    seats = WholeField(load_default=1, least=1, most=500)
    aliases = fields.List(WordsField(), load_default=list)
    local_aliases = fields.List(WordsField(), load_default=list)


class LawSchema(DatedSchema):
    """[[law]]"""

    code = WordsField(code=True, required=True)
    citation = WordsField(required=True)
    summary = bilingual()
    status = WordsField(required=True, one_of=("in_force", "superseded", "unverified"))


class LimitSchema(DatedSchema):
    """[[limit]]"""

    key = WordsField(code=True, required=True)
    value = WholeField(required=True)
    unit = WordsField(required=True, one_of=("count", "metres", "seconds", "days", "hour", "percent"))


OFFICE_FILES: dict[str, dict[str, type[Schema]]] = {
    "office.toml": {"office": OfficeSchema},
    "categories.toml": {"category": CategorySchema},
    "routing.toml": {"rule": RuleSchema},
    "texts.toml": {"text": TextSchema},
    "targets.toml": {"target": TargetSchema},
    "agencies.toml": {"agency": AgencySchema, "neighbour": NeighbourSchema},
    "kelurahan.toml": {"kelurahan": KelurahanSchema},
    "units.toml": {"unit": UnitSchema, "position": PositionSchema},
    "law.toml": {"law": LawSchema},
    "limits.toml": {"limit": LimitSchema},
}
"""Each file's tables, besides those of the modules `*_schemas`."""

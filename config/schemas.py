"""What each file of a rulebook may hold: one schema per table, unknown keys refused."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, Schema, fields, post_load

from config.entries import KINDS, PRIORITIES, Bilingual
from config.fields import (
    MISSING_SOURCE,
    Day,
    Number,
    Whole,
    Words,
    YesNo,
)

DESTINATIONS = ("first_handler", "kelurahan", "accused_superior", "given_unit", "triage")


class Strict(Schema):
    """Base of every table: a key nobody knows is a mistake, not an extension."""

    class Meta:
        unknown = RAISE


class Source(Words):
    """Where a number or a rule comes from."""

    def __init__(self) -> None:
        super().__init__(required=True, error_messages={"required": MISSING_SOURCE})


class Dated(Strict):
    """An entry with the days it holds (both included) and its source."""

    effective_from = Day(required=True)
    effective_until = Day(load_default=None)
    source = Source()


class BilingualSchema(Strict):
    """The same words in both languages."""

    id = Words(required=True, error_messages={"required": "has no Indonesian words"})
    en = Words(required=True, error_messages={"required": "has no English words"})

    @post_load
    def build(self, data: dict[str, Any], **_: Any) -> Bilingual:
        """The words as one value."""
        return Bilingual(**data)


def bilingual(**rest: Any) -> fields.Nested:
    """A required pair of words."""
    return fields.Nested(BilingualSchema, required=True, **rest)


def codes(**rest: Any) -> fields.List[str]:
    """A list of codes, empty when left out."""
    return fields.List(Words(code=True), load_default=list, **rest)


class OfficeSchema(Dated):
    """[office]"""

    code = Words(code=True, required=True)
    prefix = Words(code=True, required=True)
    names = bilingual()
    city = Words(required=True)
    province = Words(required=True)
    zone = Words(required=True)
    calendar = Words(code=True, required=True)
    triage_unit = Words(code=True, required=True)
    head_position = Words(code=True, required=True)
    oversight_agency = Words(code=True, required=True)


class CategorySchema(Dated):
    """[[category]]"""

    code = Words(code=True, required=True)
    kind = Words(required=True, one_of=KINDS)
    names = bilingual()
    hint = bilingual()
    first_handler = Words(code=True, required=True)
    owner = Words(code=True, required=True)
    keywords = fields.List(Words(), load_default=list)
    keywords_en = fields.List(Words(), load_default=list)
    effort = Number(required=True)
    about_staff = YesNo(load_default=False)


class RuleSchema(Dated):
    """[[rule]]"""

    key = Words(code=True, required=True)
    order = Whole(required=True)
    to = Words(required=True)
    assign = Words(load_default="least_loaded", one_of=("least_loaded", "queue"))
    reason = bilingual()
    categories = codes()
    kinds = fields.List(Words(one_of=KINDS), load_default=list)
    kelurahan = codes()
    priorities = fields.List(Words(one_of=PRIORITIES), load_default=list)
    origin = Words(load_default=None)
    accused = Words(load_default=None, one_of=("anyone", "head_of_office", "unknown"))
    mark = Words(code=True, load_default=None)
    otherwise = fields.Nested(BilingualSchema, load_default=None)


class TextSchema(Dated):
    """[[text]]"""

    key = Words(code=True, required=True)
    to = Words(required=True, one_of=("citizen", "officer", "both"))
    words = bilingual()


class TargetSchema(Dated):
    """[[target]]"""

    indicator = Words(code=True, required=True)
    value = Number(required=True)
    unit = Words(required=True, one_of=("percent", "working_seconds", "count", "hours"))
    better = Words(required=True, one_of=("higher", "lower"))
    minimum_n = Whole(required=True, least=1)


class AgencySchema(Dated):
    """[[agency]]"""

    code = Words(code=True, required=True)
    names = bilingual()
    handles = bilingual()
    role = Words(required=True, one_of=("owner", "oversight", "appeal", "neighbour", "self"))
    contact = Words(load_default=None)


class NeighbourSchema(Dated):
    """[[neighbour]]"""

    code = Words(code=True, required=True)
    names = bilingual()
    advice = bilingual()
    from_bearing = Whole(required=True, most=360)
    to_bearing = Whole(required=True, most=360)


class KelurahanSchema(Dated):
    """[[kelurahan]]"""

    code = Words(code=True, required=True)
    name = Words(required=True)
    unit = Words(code=True, required=True)
    postcode = Words(required=True)


class UnitSchema(Dated):
    """[[unit]]"""

    code = Words(code=True, required=True)
    initials = Words(code=True, required=True)
    names = bilingual()
    parent = Words(code=True, load_default=None)
    kelurahan = Words(code=True, load_default=None)
    calendar = Words(code=True, required=True)
    aliases = fields.List(Words(), load_default=list)


class PositionSchema(Dated):
    """[[position]]"""

    code = Words(code=True, required=True)
    unit = Words(code=True, required=True)
    names = bilingual()
    superior = Words(code=True, load_default=None)
    head = YesNo(load_default=False)
    handles_tickets = YesNo(load_default=True)
    civil_servant = YesNo(load_default=True)
    seats = Whole(load_default=1, least=1, most=500)
    aliases = fields.List(Words(), load_default=list)
    local_aliases = fields.List(Words(), load_default=list)


class LawSchema(Dated):
    """[[law]]"""

    code = Words(code=True, required=True)
    citation = Words(required=True)
    summary = bilingual()
    status = Words(required=True, one_of=("in_force", "superseded", "unverified"))


class LimitSchema(Dated):
    """[[limit]]"""

    key = Words(code=True, required=True)
    value = Whole(required=True)
    unit = Words(required=True, one_of=("count", "metres", "seconds", "days", "hour", "percent"))


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

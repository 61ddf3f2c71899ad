"""A text that names somebody gives them no part in the report: any office, category, post, spelling."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from complaints_service.accounts.access import GRANTED_ROLES, Grant, Rights, TicketAccess, roles_on_ticket
from complaints_service.places.place import Place
from complaints_service.routing.rules import RoutingFacts, decide
from complaints_service.tickets.opening.about import about
from complaints_service.tickets.opening.draft import Draft
from config.rulebook import Rulebook
from tests.rules.office import Office, made_office
from tests.support.lengths import WHOLE

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
FIRST = (
    "Budi",
    "Siti",
    "Ucok",
    "Ramlan",
    "Dewi",
    "Ma'ruf",
    "Zulkifli",
    "Ani",
    "Nur Aisyah",
    "Muhammad",
    "Zoë",
)
LAST = ("Harahap", "Siregar", "Lubis", "Nasution", "br. Ginting", "Sihombing", "Tanjung", "Sari", "")
TITLES = ("", "H. ", "Drs. ", "dr. ", "Hj. ")
DEGREES = ("", ", S.Sos.", ", SH, M.Si.", ", S.STP., M.AP")
SENTENCES = (
    "{} meminta uang 300 ribu baru mau bersihkan parit",
    "Terima kasih kepada {}, paritnya sudah bersih.",
    "parit di depan rumah saya tumpat, {} sudah tahu tapi belum datang",
    "Mohon {} turun ke lapangan, lampu jalan mati",
    "{}",
    "Saya dibentak {} waktu urus surat",
    "We asked {} twice, nothing happened",
)


def some_office(rulebook: Rulebook, rng: random.Random) -> Office:
    """The office of the rulebook with other names, vacant posts, and some who lead another post as well."""
    office = made_office(rulebook)
    names = {
        officer: f"{rng.choice(TITLES)}{rng.choice(FIRST)} {rng.choice(LAST)}".strip() + rng.choice(DEGREES)
        for officer in office.names
    }
    gone = set(rng.sample(sorted(office.names), rng.randint(0, 8)))
    holders = {post: [each for each in those if each not in gone] for post, those in office.holders.items()}
    led = dict(office.leaders)
    for post in rng.sample(sorted(holders), 4):
        acting = rng.choice([each for each in office.names if each not in gone])
        holders[post] = list(dict.fromkeys([*holders[post], acting]))

    def there(those: list[int]) -> list[int]:
        return [each for each in those if each not in gone]

    return replace(
        office,
        names={each: name for each, name in names.items() if each not in gone},
        holders=holders,
        candidates={
            unit: [each for each in those if each.officer_id not in gone]
            for unit, those in office.candidates.items()
        },
        superiors={each: there(list(chain)) for each, chain in office.superiors.items() if each not in gone},
        leaders={unit: there(list(chain)) for unit, chain in led.items()},
        unit_of={each: unit for each, unit in office.unit_of.items() if each not in gone},
        position_of={each: post for each, post in office.position_of.items() if each not in gone},
    )


def ways_to_say(officer: int, office: Office, rulebook: Rulebook, rng: random.Random) -> list[str]:
    """The officer's name and posts as citizens write them."""
    name = office.names[officer]
    bare = name.split(",")[0]
    said = [name, bare, f"pak {bare}", f"Bu {bare.upper()}", bare.lower(), one_slip_in(bare, rng)]
    for post in (post for post, those in office.holders.items() if officer in those):
        entry = next(each for each in rulebook.positions if each.code == post)
        called = [entry.names.id, entry.names.en, *entry.aliases, *entry.local_aliases]
        said += [*called, f"pak {entry.names.id.lower()}", *(f"{each}nya" for each in entry.local_aliases)]
    return said


def one_slip_in(name: str, rng: random.Random) -> str:
    """The name with one letter of one of its longer words changed."""
    words = name.split()
    long = [place for place, word in enumerate(words) if len(word) >= 5 and word.isascii() and word.isalpha()]
    if not long or len(words) < 2:
        return name
    at = rng.choice(long)
    word = words[at]
    where = rng.randrange(1, len(word))
    words[at] = word[:where] + rng.choice(["", "x", word[where] * 2]) + word[where + 1 :]
    return " ".join(words)


def reader(officer: int, office: Office, grants: tuple[Grant, ...]) -> Rights:
    """What the officer brings along, with these roles granted."""
    return Rights(
        account_id=1,
        officer_id=officer,
        unit_code=office.unit_of[officer],
        grants=grants,
        subordinate_officers=frozenset(each for each, chain in office.superiors.items() if officer in chain),
        subordinate_units=frozenset(unit for unit, chain in office.leaders.items() if officer in chain),
    )


@settings(max_examples=40 if WHOLE else 10, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_text_that_names_somebody_gives_them_no_role(seed: int, rulebook: Rulebook) -> None:
    """Ten offices, twelve of the people in each named in a report of every category; forty in `make faults`."""
    rng = random.Random(seed)
    office = some_office(rulebook, rng)
    rules = rulebook.routing_at(NOW)
    kelurahan = [None, *(each.code for each in rulebook.kelurahan)]
    officers = rng.sample(sorted(office.names), 12)
    for officer in officers:
        for category in rulebook.categories:
            said = rng.choice(ways_to_say(officer, office, rulebook, rng))
            draft = Draft(
                text=rng.choice(SENTENCES).format(said),
                category=category.code,
                place=Place(
                    kelurahan=home_of(officer, office, rulebook)
                    if said_locally(said, rulebook)
                    else rng.choice(kelurahan)
                ),
                about_office=rng.choice([None, "yes", "no", "unsure"]),
            )
            told = about(draft, directory=office, rulebook=rulebook, about_staff=category.about_staff)  # type: ignore[arg-type]
            facts = RoutingFacts(
                category=category.code,
                kind=category.kind,
                priority=rng.choice(["normal", "high"]),
                kelurahan=draft.place.kelurahan if draft.place else None,
                accused=told.accused,
                mentioned=told.mentioned,
                about_staff=told.staff,
            )
            decision = decide(facts=facts, rules=rules, loads={}, directory=office, rulebook=rulebook)
            kept_from = [each.split(":") for each in (*told.accused, *told.mentioned)]
            ticket = TicketAccess(
                unit=decision.unit,
                holder=decision.officer_id,
                accused_officers=frozenset(int(name) for kind, name in kept_from if kind == "person"),
                accused_units=frozenset(name for kind, name in kept_from if kind == "unit"),
                former=frozenset({officer}),
            )
            roles = roles_on_ticket(reader(officer, office, tuple(map(Grant, GRANTED_ROLES))), ticket)
            assert not roles, (draft.text, office.names[officer], told, roles)
            assert decision.officer_id != officer
            if decision.officer_id is not None:
                assert officer not in (
                    set(office.superiors[decision.officer_id]) - set(office.leaders[rules.triage_unit])
                ), (draft.text, office.names[officer], decision)


def said_locally(said: str, rulebook: Rulebook) -> bool:
    """Whether it is what only people of the same kelurahan call somebody."""
    local = {each for post in rulebook.positions for each in post.local_aliases}
    return said.removesuffix("nya") in local


def home_of(officer: int, office: Office, rulebook: Rulebook) -> str | None:
    """No kelurahan, where the officer leads more than one post: any of them may be meant."""
    posts = [post for post, those in office.holders.items() if officer in those]
    units = {each.unit for each in rulebook.positions if each.code in posts}
    return next((each.code for each in rulebook.kelurahan if {each.unit} == units), None)

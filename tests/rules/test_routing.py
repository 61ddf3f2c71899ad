"""Who gets a new ticket in Medan Marelan, with the reason the citizen reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import permutations

import pytest

from complaints_service.routing.loads import Load, choose, weigh_loads
from complaints_service.routing.rules import RoutingDecision, RoutingFacts, decide
from config.entries.office import Bilingual
from config.rulebook import Rulebook
from tests.rules.office import Office, Person

TERJUN = "12.71.12.1003"
RENGAS_PULAU = "12.71.12.1002"
NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)


def routed(
    rulebook: Rulebook,
    office: Office,
    category: str,
    *,
    loads: Mapping[int, Load] | None = None,
    unit_names: Mapping[str, str] | None = None,
    **facts: object,
) -> RoutingDecision:
    """The decision on a ticket of a category, all else ordinary unless named."""
    entry = rulebook.category(category)
    ticket = RoutingFacts(category=category, kind=entry.kind, about_staff=entry.about_staff)
    return decide(
        facts=replace(ticket, **facts),  # type: ignore[arg-type]  # the test names facts
        rules=rulebook.routing_at(NOW),
        loads=loads or {},
        directory=office,
        rulebook=rulebook,
        unit_names=unit_names,
    )


# category, other facts, rule, unit, queued, the reason in Indonesian
ORDINARY = [
    ("sampah", {}, "category", "SARPRAS", False, "Sampah ditangani Seksi Sarana dan Prasarana."),
    (
        "lampu_jalan",
        {"kelurahan": TERJUN},
        "category",
        "TRANTIB",
        False,
        "Lampu jalan ditangani Seksi Ketenteraman dan Ketertiban Umum.",
    ),
    (
        "sampah",
        {"priority": "high"},
        "field_crew",
        "P3SU",
        False,
        "Sampah yang mendesak ditangani Regu P3SU.",
    ),
    (
        "pohon_tumbang",
        {"priority": "high"},
        "field_crew",
        "P3SU",
        False,
        "Pohon yang mendesak ditangani Regu P3SU.",
    ),
    (
        "bencana",
        {},
        "disaster",
        "TRANTIB",
        False,
        "Bencana ditangani Seksi Ketenteraman dan Ketertiban Umum, yang menghubungi BPBD.",
    ),
    (
        "ketertiban",
        {"kelurahan": RENGAS_PULAU},
        "local_order",
        "RPL",
        False,
        "Ketertiban umum di Rengas Pulau ditangani dulu oleh Kelurahan Rengas Pulau.",
    ),
    (
        "ketertiban",
        {},
        "category",
        "TRANTIB",
        False,
        "Ketertiban umum ditangani Seksi Ketenteraman dan Ketertiban Umum.",
    ),
    (
        "kesehatan_lingkungan",
        {"kelurahan": TERJUN},
        "landfill",
        "SARPRAS",
        False,
        "Kesehatan lingkungan di Terjun, dekat TPA, ditangani Seksi Sarana dan Prasarana bersama Dinas "
        "Lingkungan Hidup.",
    ),
    (
        "kesehatan_lingkungan",
        {"kelurahan": RENGAS_PULAU},
        "category",
        "KESOS",
        False,
        "Kesehatan lingkungan ditangani Seksi Kesejahteraan Sosial.",
    ),
    (
        "pungli",
        {},
        "accused_unknown",
        "MEJA",
        True,
        "Laporan ini menyangkut petugas, tetapi kami belum tahu siapa. Seorang petugas memilahnya dulu di "
        "Meja Pengaduan.",
    ),
    (
        "lainnya",
        {},
        "no_rule",
        "MEJA",
        True,
        "Belum ada aturan yang cocok. Seorang petugas memilahnya di Meja Pengaduan.",
    ),
]


@pytest.mark.parametrize(("category", "facts", "rule", "unit", "queued", "reason"), ORDINARY)
def test_each_rule_sends_and_says_why(
    rulebook: Rulebook,
    office: Office,
    category: str,
    facts: dict[str, object],
    rule: str,
    unit: str,
    queued: bool,
    reason: str,
) -> None:
    decision = routed(rulebook, office, category, **facts)
    assert (decision.rule, decision.unit, decision.queued) == (rule, unit, queued)
    assert decision.reason.id == reason
    assert decision.version == "2025-01-01"


def test_every_rule_of_the_rulebook_is_named_in_these_tests(rulebook: Rulebook) -> None:
    named = {row[2] for row in ORDINARY} | {"import", "accused", "accused_head_of_office"}
    assert {rule.key for rule in rulebook.routing_at(NOW).rules} == named


def test_every_category_is_taken_by_a_rule_with_words_in_both_languages(
    rulebook: Rulebook, office: Office
) -> None:
    for category in rulebook.categories:
        decision = routed(rulebook, office, category.code)
        for words in (decision.reason.id, decision.reason.en):
            assert words
            assert "{" not in words
        assert decision.reason.id != decision.reason.en


def test_an_import_keeps_its_unit_even_if_accused(rulebook: Rulebook, office: Office) -> None:
    with_department = replace(
        office,
        candidates={**office.candidates, "PWDx": [Person(900)]},
        unit_of={**office.unit_of, 900: "PWDx"},
        parent_of={**office.parent_of, "PWDx": None},
    )
    decision = routed(
        rulebook,
        with_department,
        "perilaku_petugas",
        origin="import",
        given_unit="PWDx",
        accused=("person:900", "unit:PWDx"),
        unit_names={"PWDx": "Public Works"},
    )
    assert (decision.rule, decision.unit, decision.holder) == ("import", "PWDx", "person:900")
    assert decision.reason == Bilingual(
        "Data impor: ditangani Public Works, seperti di sumbernya.",
        "Imported: handled by Public Works, as in its source.",
    )


def test_a_unit_that_does_not_exist_is_passed_over_and_noted(rulebook: Rulebook, office: Office) -> None:
    small = replace(office, parent_of={"KEC": None, "MEJA": "KEC"}, candidates={})
    decision = routed(rulebook, small, "sampah")
    assert (decision.rule, decision.queued, decision.holder) == ("no_rule", True, "unit:MEJA")
    assert decision.inputs["skipped"] == ["category"]


class TestTheAccused:
    def test_an_officers_superior_handles_it(self, rulebook: Rulebook, office: Office) -> None:
        clerk = office.holder("pelaksana_sarpras")
        decision = routed(rulebook, office, "perilaku_petugas", accused=(f"person:{clerk}",))
        assert decision.rule == "accused"
        assert decision.officer_id == office.holder("kasi_sarpras")
        assert decision.reason.id == (
            "Laporan ini menyangkut petugas atau unit. Ditangani atasannya, Kepala Seksi Sarana dan "
            "Prasarana, bukan yang dilaporkan."
        )

    def test_the_ticket_does_not_lie_in_a_unit_whose_queue_the_accused_reads(
        self, rulebook: Rulebook, office: Office
    ) -> None:
        clerk = office.holder("pelaksana_sarpras")
        assert routed(rulebook, office, "perilaku_petugas", accused=(f"person:{clerk}",)).unit == "KEC"

    def test_a_units_superior_is_the_one_above_its_head(self, rulebook: Rulebook, office: Office) -> None:
        decision = routed(rulebook, office, "perilaku_petugas", accused=("unit:TJN",))
        assert decision.officer_id == office.holder("camat")

    def test_it_holds_for_any_category(self, rulebook: Rulebook, office: Office) -> None:
        assert routed(rulebook, office, "sampah", accused=("unit:SARPRAS",)).rule == "accused"

    @pytest.mark.parametrize("by", ["person", "unit"])
    def test_about_the_camat_it_waits_in_triage_marked_for_the_inspectorate(
        self, rulebook: Rulebook, office: Office, by: str
    ) -> None:
        accused = f"person:{office.holder('camat')}" if by == "person" else "unit:KEC"
        decision = routed(rulebook, office, "pungli", accused=(accused,))
        assert (decision.rule, decision.holder, decision.queued, decision.mark) == (
            "accused_head_of_office",
            "unit:MEJA",
            True,
            "inspektorat",
        )
        assert decision.reason.id == (
            "Laporan ini menyangkut Camat. Kami tandai untuk Inspektorat Kota Medan, "
            "tidak untuk yang dilaporkan."
        )

    def test_two_accused_of_two_units_go_to_whoever_is_above_both(
        self, rulebook: Rulebook, office: Office
    ) -> None:
        accused = (f"person:{office.holder('seklur_tjn')}", f"person:{office.holder('pelaksana_kesos')}")
        decision = routed(rulebook, office, "pungli", accused=accused)
        assert decision.officer_id == office.holder("camat")

    def test_a_vacant_post_above_is_passed_over(self, rulebook: Rulebook, office: Office) -> None:
        clerk, head = office.holder("pelaksana_kesos"), office.holder("kasi_kesos")
        superiors = {
            officer: [each for each in above if each != head] for officer, above in office.superiors.items()
        }
        decision = routed(
            rulebook, replace(office, superiors=superiors), "pungli", accused=(f"person:{clerk}",)
        )
        assert decision.officer_id == office.holder("camat")

    def test_with_nobody_above_it_is_marked_for_the_inspectorate(
        self, rulebook: Rulebook, office: Office
    ) -> None:
        clerk = office.holder("pelaksana_kesos")
        alone = replace(office, superiors={**office.superiors, clerk: ()})
        decision = routed(rulebook, alone, "pungli", accused=(f"person:{clerk}",))
        assert (decision.rule, decision.holder, decision.mark) == ("accused", "unit:MEJA", "inspektorat")
        assert decision.reason.id.endswith("Kami tandai untuk Inspektorat Kota Medan.")

    def test_the_complaint_desk_does_not_sort_complaints_about_itself(
        self, rulebook: Rulebook, office: Office
    ) -> None:
        clerk = office.holder("petugas_pengaduan")
        alone = replace(office, superiors={**office.superiors, clerk: ()})
        decision = routed(rulebook, alone, "pungli", accused=(f"person:{clerk}",))
        assert decision.holder == "unit:SEKR"

    def test_no_pair_of_accused_ever_gets_its_own_ticket(self, rulebook: Rulebook, office: Office) -> None:
        references = [f"person:{each}" for each in office.unit_of] + [
            f"unit:{each}" for each in office.parent_of
        ]
        for accused in permutations(references[::2], 2):
            for category in ("sampah", "pungli"):
                decision = routed(rulebook, office, category, accused=accused)
                assert decision.holder not in accused
                if decision.officer_id is not None:
                    assert f"unit:{office.unit_of[decision.officer_id]}" not in accused


class TestLoads:
    def test_the_lightest_load_gets_it_and_the_note_says_so(self, rulebook: Rulebook, office: Office) -> None:
        one, two = office.holders["pelaksana_sarpras"]
        head = office.holder("kasi_sarpras")
        loads = {one: Load(7, 7.0), two: Load(3, 4.5), head: Load(9, 9.0)}
        decision = routed(rulebook, office, "sampah", loads=loads)
        assert decision.officer_id == two
        assert decision.load_note == Bilingual(
            "Beban paling ringan: 3 tiket terbuka, berikutnya 7.",
            "Lightest load: 3 open tickets, the next has 7.",
        )
        assert [(each.officer_id, each.why) for each in decision.alternatives] == [
            (two, "chosen"),
            (one, "more_load"),
            (head, "more_load"),
        ]

    @pytest.mark.parametrize(
        ("mine", "other", "told", "in_english"),
        [
            (
                Load(11, 11.0),
                Load(11, 11.0),
                "Bebannya sama dengan yang berikutnya, 11 tiket terbuka; urutan daftar menentukan.",
                "The same load as the next, 11 open tickets; the order of the list decides.",
            ),
            (
                Load(11, 9.5),
                Load(11, 12.0),
                "Beban paling ringan: 11 tiket terbuka berbobot 9,5, berikutnya 11 berbobot 12.",
                "Lightest load: 11 open tickets of weight 9.5, the next 11 of 12.",
            ),
            (
                Load(12, 6.0),
                Load(4, 8.0),
                "Beban paling ringan: 12 tiket terbuka berbobot 6, berikutnya 4 berbobot 8.",
                "Lightest load: 12 open tickets of weight 6, the next 4 of 8.",
            ),
            (
                Load(3, 4.0),
                Load(4, 4.0),
                "Beban paling ringan: 3 tiket terbuka, berikutnya 4.",
                "Lightest load: 3 open tickets, the next has 4.",
            ),
        ],
        ids=["a tie", "as many but lighter", "more but lighter", "as heavy but fewer"],
    )
    def test_the_note_says_what_decided(
        self, rulebook: Rulebook, office: Office, mine: Load, other: Load, told: str, in_english: str
    ) -> None:
        one, two = office.holders["pelaksana_sarpras"]
        loads = {one: mine, two: other, office.holder("kasi_sarpras"): Load(20, 20.0)}
        decision = routed(rulebook, office, "sampah", loads=loads)
        assert decision.officer_id == one
        assert decision.load_note == Bilingual(told, in_english)

    def test_who_is_on_leave_is_passed_over(self, rulebook: Rulebook, office: Office) -> None:
        one, two = office.holders["pelaksana_sarpras"]
        assert routed(rulebook, office.away(one), "sampah").officer_id == two

    def test_with_everyone_away_it_lies_in_the_units_queue(self, rulebook: Rulebook, office: Office) -> None:
        everyone = [person.officer_id for person in office.candidates["SARPRAS"]]
        decision = routed(rulebook, office.away(*everyone), "sampah")
        assert (decision.holder, decision.queued) == ("unit:SARPRAS", False)
        assert decision.load_note is not None

    def test_the_full_get_no_more_by_rule(self, rulebook: Rulebook, office: Office) -> None:
        loads = {person.officer_id: Load(40, 1.0) for person in office.candidates["SARPRAS"]}
        decision = routed(rulebook, office, "sampah", loads=loads)
        assert decision.officer_id is None
        assert {each.why for each in decision.alternatives} == {"full"}

    def test_equal_loads_go_to_the_lower_id_but_heads_last(self) -> None:
        people = [Person(1, is_head=True), Person(3), Person(2)]
        assert choose(people, {}, barred=(), open_limit=40)[0] == 2

    def test_effort_weighs_more_than_the_count(self) -> None:
        loads = weigh_loads({(1, "lampu"): 3, (2, "bencana"): 1}, {"lampu": 0.5, "bencana": 2.0})
        assert loads == {1: Load(3, 1.5), 2: Load(1, 2.0)}
        assert choose([Person(1), Person(2)], loads, barred=(), open_limit=40)[0] == 1


def test_what_is_stored_leaves_nothing_out(rulebook: Rulebook, office: Office) -> None:
    decision = routed(rulebook, office, "sampah")
    assert set(decision.as_json()) == {field.name for field in fields(RoutingDecision)} | {"holder"}
    assert set(decision.inputs) == {field.name for field in fields(RoutingFacts)} | {"skipped", "open_limit"}


def test_a_decision_can_be_stored_and_is_the_same_again(rulebook: Rulebook, office: Office) -> None:
    decision = routed(rulebook, office, "sampah", kelurahan=TERJUN)
    stored = json.loads(json.dumps(decision.as_json()))
    assert stored["inputs"]["kelurahan"] == TERJUN
    assert stored["holder"] == decision.holder
    assert routed(rulebook, office, "sampah", kelurahan=TERJUN) == decision

"""What docs/architecture.md says of adding something in one place, done in a copy of the house and looked at.

Each addition touches the place its row names and nothing else; the probes then look for it everywhere it
belongs. The house itself never sees any of it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.tickets.acts.registry import ACTS
from complaints_service.tickets.ledger.kinds import KINDS
from config.settings import SETTING_NAMES
from tests.repository.house_copy import HouseCopy, copy_house
from tests.repository.tree import ROOT

ADDITIONS = Path(__file__).parent / "additions"
PROBES = {
    "an indicator": "probe_indicator.py",
    "a report page": "probe_page.py",
    "a category": "probe_category.py",
    "a setting": "probe_setting.py",
    "an act of a ticket": "probe_act.py",
    "a kind of ledger entry": "probe_event_kind.py",
}


def build(house: HouseCopy) -> None:
    """One of each, each where its row says."""
    house.add(
        "complaints_service/measurement/indicators/entries/stayed_done.py", ADDITIONS / "stayed_done.py"
    )

    house.add("complaints_service/web/performance/figures/late_list.py", ADDITIONS / "late_list.py")
    house.add(
        "complaints_service/web/templates/performance/figures/terlambat.html", ADDITIONS / "terlambat.html"
    )
    house.append(
        "complaints_service/web/translations/figures.po",
        '\nmsgid "Yang terlambat"\nmsgstr "What is late"\n'
        '\nmsgid "Yang terlambat di kantor"\nmsgstr "What is late in the office"\n',
    )

    house.append("config/marelan/categories.toml", (ADDITIONS / "category.toml").read_text(encoding="utf-8"))
    house.insert("config/marelan/routing.toml", '"aspirasi"]\nto = "first_handler"', '"sumur_umum", ')

    house.insert(
        "config/settings.py",
        "    @property\n    def secure(",
        '    stars: int = setting("TANGGAP_STARS", values.whole(1, 5), "3", about="How many stars.")\n\n',
    )

    # An act of the office with its page, one of the citizen's by a button in a chat, and what both write.
    house.add("complaints_service/tickets/acts/ruling/put_off.py", ADDITIONS / "put_off.py")
    house.add("complaints_service/web/desk/acts/ruling/put_off.py", ADDITIONS / "put_off_page.py")
    house.add("complaints_service/tickets/acts/saying/cheer.py", ADDITIONS / "cheer.py")
    house.insert(
        "complaints_service/tickets/ledger/kinds.py",
        '    Kind("escalation.sent"',
        (ADDITIONS / "event_kinds.txt").read_text(encoding="utf-8"),
    )
    house.append(
        "complaints_service/web/translations/services.po",
        '\nmsgid "%(who)s menunda tiket ini"\nmsgstr "%(who)s put this ticket off"\n'
        '\nmsgid "ditunda"\nmsgstr "put off"\n\nmsgid "disemangati"\nmsgstr "cheered on"\n',
    )
    house.append(
        "complaints_service/web/translations/desk.po",
        '\nmsgid "Tunda tiket"\nmsgstr "Put it off"\n'
        '\nmsgid "Mengapa tiket ini ditunda?"\nmsgstr "Why is it put off?"\n'
        '\nmsgid "Jam tidak berhenti."\nmsgstr "Its clocks run on."\n'
        '\nmsgid "Tiket ditunda."\nmsgstr "It is put off."\n',
    )


@pytest.mark.timeout(600)  # another pytest starts in it: little work, but long on a busy machine
def test_one_of_each_is_added_in_its_place_and_seen_everywhere(tmp_path: Path) -> None:
    """All in one copy and one process, because starting takes longer than looking."""
    house = copy_house(tmp_path / "house")
    build(house)
    output = house.run(*(f"tests/repository/probes/{probe}" for probe in PROBES.values())).stdout
    told = {
        what: set(re.findall(rf"^(PASSED|FAILED|ERROR) \S*/{probe}", output, re.MULTILINE))
        for what, probe in PROBES.items()
    }
    assert told == {what: {"PASSED"} for what in PROBES}, output


def test_the_house_itself_has_none_of_it() -> None:
    """Else a probe would see what was there before it looked."""
    assert "stayed_done" not in INDICATORS and "TANGGAP_STARS" not in SETTING_NAMES
    assert not {"put_off", "cheer"} & ACTS.keys()
    assert not {"ticket.put_off", "ticket.cheered"} & KINDS.keys()
    categories = (ROOT / "config" / "marelan" / "categories.toml").read_text(encoding="utf-8")
    assert "sumur_umum" not in categories
    assert not list((ROOT / "complaints_service" / "web").rglob("terlambat.html"))


@pytest.mark.parametrize("what", PROBES)
def test_the_document_names_the_place(what: str) -> None:
    rows = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row.startswith(f"| {what} | ")], f"no row says where to add {what}"

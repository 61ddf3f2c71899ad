"""What belongs to one route stands in its adapter, its entry and the settings, and is counted elsewhere."""

from __future__ import annotations

from tests.repository.tree import ROOT, tracked

WORD = "telegram"
#: The adapter, on the bot's side and on the service's; its entry; its settings; what happened long ago.
ADAPTER = (
    "bots/telegram/",
    "complaints_service/notify/senders/telegram",
    "complaints_service/notify/known_routes.py",
    "complaints_service/cli/bot_token.py",
    "complaints_service/web/account/telegram_link.py",
    "complaints_service/web/templates/account/telegram.html",
    "config/setting_values.py",
    "config/settings.py",
    "config/process_settings.py",
    "migrations/versions/",
)
#: Elsewhere: (lines, why).
ELSEWHERE = {
    "complaints_service/audit/kinds.py": (2, "settings of which the record tells that they were written out"),
    "complaints_service/cli/keys.py": (7, "the command `telegram-token`"),
    "complaints_service/web/templates/performance/figures/kinerja.html": (1, "the link to that page"),
    "config/marelan/words.toml": (2, "their words"),
    "config/marelan/texts.toml": (1, "a sentence of the office, which names that page"),
}
#: Words of citizens, and the English of pages.
SAID = ("complaints_service/samples/texts/", "complaints_service/web/translations/")
HOUSE = ("bots/", "complaints_service/", "config/", "sla/", "migrations/")


def lines_with_the_word() -> dict[str, int]:
    """Where the word stands outside the adapter, and in how many lines."""
    found: dict[str, int] = {}
    for path in tracked():
        name = path.as_posix()
        if not name.startswith(HOUSE) or name.startswith((*ADAPTER, *SAID)):
            continue
        text = (ROOT / path).read_bytes().decode("utf-8", errors="ignore")
        if count := sum(WORD in line.casefold() for line in text.splitlines()):
            found[name] = count
    return found


def test_a_route_s_name_stands_in_its_own_modules_alone() -> None:
    known = {name: lines for name, (lines, _) in ELSEWHERE.items()}
    assert lines_with_the_word() == known, (
        "say it in the route's entry: complaints_service/notify/known_routes.py"
    )


def test_the_list_names_nothing_that_is_gone() -> None:
    names = [path.as_posix() for path in tracked()]
    assert [place for place in ADAPTER if not any(name.startswith(place) for name in names)] == []

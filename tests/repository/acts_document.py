"""docs/acts.md, written from the acts and the kinds of ledger entries: `python -m tests.repository.acts_document`."""

from __future__ import annotations

from complaints_service.accounts.access import TICKET_RIGHTS
from complaints_service.tickets.acts.registry import ACTS
from complaints_service.tickets.ledger.kinds import KINDS
from complaints_service.tickets.ledger.states import STATES
from complaints_service.web.desk.acts.registry import PAGES
from tests.repository.tree import ROOT

PATH = ROOT / "docs" / "acts.md"
HEAD = """# Acts and event kinds

Written by `python -m tests.repository.acts_document` from the acts (`complaints_service/tickets/acts/`) and the kinds of ledger entries
(`complaints_service/tickets/ledger/kinds.py`); a test fails when it is not what they say.
"""


def document() -> str:
    """The whole document."""
    return f"{HEAD}\n{_acts()}\n{_kinds()}"


def _acts() -> str:
    lines = [
        "## Acts",
        "",
        "`(agency)`: while another agency has the ticket; `(ours)`: while none has. To `-`: the state stays.",
        "",
        "| act | button | address | who | from | to | meaning |",
        "|---|---|---|---|---|---|---|",
    ]
    for act in ACTS.values():
        page = PAGES.get(act.code)
        who = ", ".join(role for role in sorted(TICKET_RIGHTS[act.right])) or "a rule"
        states = "any" if act.states == set(STATES) else ", ".join(one for one in STATES if one in act.states)
        states += {"with": " (agency)", "without": " (ours)", "either": ""}[act.agency]
        button = page.verb.template if page else "-"
        address = f"`/{act.address}`" if act.address else "-"
        meaning = act.meaning + (f" ({act.note})" if act.note else "")
        lines.append(
            f"| `{act.code}` | {button} | {address} | {who} | {states} | {act.to or '-'} | {meaning} |"
        )
    return "\n".join(lines) + "\n"


def _kinds() -> str:
    lines = [
        "## Kinds of ledger entries",
        "",
        "| kind | by | custody | on the clock | in the conversation, for officers |",
        "|---|---|---|---|---|",
    ]
    writers = {kind: [act.code for act in ACTS.values() if kind in act.writes] for kind in KINDS}
    for kind in KINDS.values():
        by = ", ".join(f"`{code}`" for code in writers[kind.code]) or "itself"
        mark = "-" if kind.mark is None else "by its data" if callable(kind.mark) else str(kind.mark.words)
        told = kind.untold and f"nothing: {kind.untold}"
        if kind.sentence is not None:
            told = "by its data" if callable(kind.sentence) else kind.sentence.template
        elif kind.spoken:
            told = "its own words"
        lines.append(f"| `{kind.code}` | {by} | {kind.custody or '-'} | {mark} | {told or '-'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PATH.write_text(document(), encoding="utf-8")

"""What is typed into the answer box after a slash: another act, with its words, without leaving the box.

`/serah hasan: alasannya` hands over, `/tanya ...` asks. What begins with a slash and a letter never goes to
the citizen as it stands: a command nobody knows is refused, with what there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from complaints_service import clock
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import Invalid, Words, invalid, words
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.queries import Seen
from complaints_service.web.desk.acts.forms import act_form, receivers
from complaints_service.web.desk.acts.page import Given
from complaints_service.web.shell.names import names_for

_COMMAND = re.compile(r"/([^\W\d_]+)\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Command:
    """An act done from the box: `said` is the field of its words, `named` one that comes before them."""

    act: str
    said: str
    named: str = ""


COMMANDS: Mapping[str, Command] = {
    "tanya": Command("question", "text"),
    "selesai": Command("resolve", "text"),
    "catat": Command("note", "text"),
    "serah": Command("handover", "reason", "to"),
    "limpah": Command("refer", "reason", "agency"),
    "satukan": Command("merge", "reason", "into"),
    "pecah": Command("split", "text", "reason"),
}
_KNOWN = ", ".join(f"/{name}" for name in COMMANDS)


def commanded(
    reader: SignedIn, seen: Seen, act: str, typed: Mapping[str, str]
) -> tuple[str, Mapping[str, str]]:
    """The act that was typed into the box of an answer, with its fields; else the act and what was typed.

    Raises Invalid naming `text` for a command nobody knows, and for a name that is nobody's or several's.
    """
    found = _COMMAND.fullmatch(typed.get("text", "").strip())
    if act != "message" or "inline" not in typed or found is None:
        return act, typed
    command = COMMANDS.get(found[1].lower())
    if command is None:
        raise invalid(
            "text",
            words(
                "/%(name)s bukan perintah, jadi tidak dikirim. Yang ada: %(known)s.",
                name=found[1],
                known=_KNOWN,
            ),
        )
    rest, fields = found[2], {name: each for name, each in typed.items() if name != "text"}
    if command.named:  # it ends at a colon or with its line
        named, rest = (part.strip() for part in re.split(r"[:\n]", f"{rest}\n", maxsplit=1))
        fields[command.named] = _value(reader, seen, command, named)
    return command.act, {**fields, command.said: rest.strip()}


def _value(reader: SignedIn, seen: Seen, command: Command, named: str) -> str:
    """What a name means for its field: the option that says it, a number, or the words themselves."""
    options = _options(reader, seen, command)
    if not options:
        return (read_number(named) or named) if command.named == "into" else named
    wanted = named.casefold()
    fitting = [(value, told) for value, told in options if wanted in told.casefold()]
    same = [each for each in fitting if each[1].casefold().split(",")[0] == wanted]
    if len(chosen := same or fitting) != 1 or not wanted:
        raise Invalid({"text": [_unclear(named, [told for _value, told in fitting if wanted])]})
    return chosen[0][0]


def _unclear(named: str, fitting: list[str]) -> Words:
    if not fitting:
        return words("Tidak ada “%(named)s” yang bisa dipilih. Tulis namanya, lalu titik dua.", named=named)
    return words(
        "“%(named)s” bisa berarti %(fitting)s. Tulis lebih lengkap.",
        named=named,
        fitting=" / ".join(fitting[:5]),
    )


def _options(reader: SignedIn, seen: Seen, command: Command) -> list[tuple[str, str]]:
    """What the page of the act lets its reader choose from, as it says it."""
    rulebook, rights = service().rulebook, reader.rights
    with reading() as session:
        view = queries.desk_view(session, seen, rights=rights, now=clock.now(), rulebook=rulebook)
        given = Given(
            view=view,
            typed={},
            rulebook=rulebook,
            names=names_for(session, events=view.events, audience="officer", rulebook=rulebook),
            cards=receivers(session, code=command.act),
            reader=rights.officer_id,
        )
    [control] = [one for one in act_form(command.act, given).fields if one.name == command.named]
    return [(option[0], option[1]) for option in control.options]

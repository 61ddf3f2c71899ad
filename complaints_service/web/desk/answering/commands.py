"""What is typed into the answer box after a slash: another act, with its words, without leaving the box.

`/serah hasan: alasannya` hands over, `/tanya ...` asks; whoever reads English types `/handover` and `/ask` as
well. What begins with a slash and a letter never goes to the citizen as it stands: a command nobody knows is
refused, with what there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from complaints_service import clock
from complaints_service.edge.language import language
from complaints_service.edge.problems import say
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import Invalid, Words, invalid, marked, words
from complaints_service.tickets import queries
from complaints_service.tickets.ledger.numbers import read_number
from complaints_service.tickets.queries import Seen
from complaints_service.web.desk.acts.forms import act_form, receivers
from complaints_service.web.desk.acts.page import Given
from complaints_service.web.shell.names import names_for

#: A template's name as it is typed into the box; a script puts the words in its place.
_TEMPLATE = re.compile(r";[^\W\d_]+")
_COMMAND = re.compile(r"/([^\W\d_]+)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Command:
    """An act done from the box: `said` is the field of its words, `named` one that comes before them.

    `name` is what the house calls it, `english` what whoever reads English may type as well; `form`: what
    follows it, in words.
    """

    name: str
    english: str
    act: str
    said: str
    named: str = ""
    form: str = "…"


COMMANDS: Sequence[Command] = (
    Command(name="tanya", english="ask", act="question", said="text"),
    Command(name="selesai", english="resolve", act="resolve", said="text"),
    Command(name="catat", english="note", act="note", said="text"),
    Command(
        name="serah",
        english="handover",
        act="handover",
        said="reason",
        named="to",
        form=marked("nama: alasan"),
    ),
    Command(
        name="limpah",
        english="refer",
        act="refer",
        said="reason",
        named="agency",
        form=marked("instansi: alasan"),
    ),
    Command(
        name="satukan",
        english="merge",
        act="merge",
        said="reason",
        named="into",
        form=marked("nomor: alasan"),
    ),
    Command(
        name="pecah", english="split", act="split", said="text", named="reason", form=marked("alasan: isi")
    ),
)


def command_lines() -> list[str]:
    """Each command as it is typed, in the reader's language; in English with the house's own name for it."""
    if language() != "en":
        return [f"/{one.name} {say(one.form)}" for one in COMMANDS]
    return [f"/{one.english} {say(one.form)} (/{one.name})" for one in COMMANDS]


def _understood() -> Mapping[str, Command]:
    """The commands by what this reader may type: the house's names, in English those of that language too."""
    own = {one.english: one for one in COMMANDS} if language() == "en" else {}
    return {**own, **{one.name: one for one in COMMANDS}}


def commanded(
    reader: SignedIn, seen: Seen, act: str, typed: Mapping[str, str]
) -> tuple[str, Mapping[str, str]]:
    """The act that was typed into the box of an answer, with its fields; else the act and what was typed.

    Raises Invalid naming `text` for a command nobody knows, for a name that is nobody's or several's, and for
    a template that was meant and not found.
    """
    text = typed.get("text", "").strip()
    found = _COMMAND.fullmatch(text)
    if "inline" in typed and (left := _TEMPLATE.match(text)):
        raise invalid(
            "text",
            words(
                "“%(typed)s” bukan templat, jadi tidak dikirim. Pilih dari daftarnya, atau hapus ; itu.",
                typed=left[0],
            ),
        )
    if act != "message" or "inline" not in typed or found is None:
        return act, typed
    understood = _understood()
    command = understood.get(found[1].lower())
    if command is None:
        raise invalid(
            "text",
            words(
                "/%(name)s bukan perintah, jadi tidak dikirim. Yang ada: %(known)s.",
                name=found[1],
                known=", ".join(f"/{name}" for name in understood),
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

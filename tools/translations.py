"""Puts the English sentences in order: `python -m tools.translations`.

Every sentence of the code has its English in one file under `web/translations/`: in its package's, or in
`shared.po` where several use it. This writes all files anew, sorted, without what nobody says any more, and
mends what a merge left in them. Sentences without English are listed and make it fail.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SERVICE = ROOT / "complaints_service"
FOLDER = SERVICE / "web" / "translations"
SHARED, SERVICES = "shared", "services"
#: What marks a sentence -> which of its arguments are the sentence (and its plural), and which its context.
CALLS: dict[str, tuple[tuple[int, ...], int | None]] = {
    **dict.fromkeys(("_", "gettext", "words", "marked", "Words"), ((0,), None)),
    **dict.fromkeys(("ngettext", "counted"), ((0, 1), None)),
    "marked_in": ((1,), 0),
}
WIDTH = 110
HEADER = """# English of the sentences of {of}; the Indonesian sentence in the code is its own key.
# Kept in order by `python -m tools.translations`.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
_MARKS = re.compile(r"^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?\n", re.MULTILINE)
Key = tuple[str, str | None]
"""What a sentence is known by: the sentence (of a pair the first) and its context."""


@dataclass(frozen=True)
class SaidSentence:
    """One sentence of the code, where it stands."""

    key: Key
    place: str
    package: str


def sentences() -> Iterator[SaidSentence]:
    """Every sentence of the service that is marked for translation."""
    for path in sorted(SERVICE.rglob("*")):
        found = {".py": _in_code, ".html": _in_template}.get(path.suffix)
        for line, key in found(path) if found else ():
            yield SaidSentence(key, f"{path.relative_to(ROOT)}:{line}", package_of(path))


def _in_code(path: Path) -> Iterator[tuple[int, Key]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        marked = CALLS.get(str(getattr(node.func, "id", None) or getattr(node.func, "attr", "")))
        told = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
        if marked and len(told) > marked[0][0] and isinstance(told[marked[0][0]], str):
            context = None if marked[1] is None else told[marked[1]]
            yield node.lineno, (str(told[marked[0][0]]), str(context) if context else None)


def _in_template(path: Path) -> Iterator[tuple[int, Key]]:
    keywords = {name: tuple(each + 1 for each in told) for name, (told, _context) in CALLS.items()}
    with path.open("rb") as file:
        for line, told, _comments, _context in extract("jinja2.ext:babel_extract", file, keywords=keywords):
            yield line, (told[0] if isinstance(told, tuple) else told, None)


def package_of(path: Path) -> str:
    """The package of pages a file belongs to; what is not of the pages is of the services."""
    parts = [part for part in path.relative_to(SERVICE).parts if part != "templates"]
    if parts[0] != "web" or len(parts) < 3:
        return SERVICES
    return parts[2] if parts[1] == "performance" and len(parts) > 3 else parts[1]


def english() -> dict[Key, Message]:
    """Every English sentence in the files, also in those that a merge left in disorder."""
    found: dict[Key, Message] = {}
    for path in sorted(FOLDER.glob("*.po")):
        text = _MARKS.sub("", path.read_text(encoding="utf-8"))
        for message in read_po(io.StringIO(text), locale="en"):
            key = key_of(message)
            if message.id and (key not in found or not found[key].string):
                found[key] = message
    return found


def key_of(message: Message) -> Key:
    """What a message of a file is known by."""
    one = message.id if isinstance(message.id, str) else message.id[0]
    return one, message.context or None


def arranged(told: Collection[SaidSentence], known: Mapping[Key, Message]) -> dict[str, str]:
    """The text of every file by its name, out of the sentences of the code and their English."""
    users: dict[Key, set[str]] = defaultdict(set)
    for each in told:
        users[each.key].add(each.package)
    files: dict[str, Catalog] = defaultdict(lambda: Catalog(locale="en"))
    for key, packages in users.items():
        if key in known:
            message = known[key]
            name = next(iter(packages)) if len(packages) == 1 else SHARED
            files[name].add(message.id, message.string, context=message.context)
    return {f"{name}.po": _written(name, catalog) for name, catalog in sorted(files.items())}


def without_english(told: Collection[SaidSentence], known: Mapping[Key, Message]) -> list[str]:
    """The sentences that nobody has said in English yet, each with its place."""
    return [f"{each.place} {each.key[0]!r}" for each in told if not _translated(known.get(each.key))]


def _translated(message: Message | None) -> bool:
    if message is None:
        return False
    told = message.string
    return all(told) if isinstance(told, (tuple, list)) else bool(told)


def _written(name: str, catalog: Catalog) -> str:
    body = io.BytesIO()
    write_po(body, catalog, width=WIDTH, no_location=True, omit_header=True, sort_output=True)
    of = {SHARED: "several packages", SERVICES: "everything but the pages"}.get(name, f"web/{name}")
    return HEADER.format(of=of) + body.getvalue().decode().strip() + "\n"


def main() -> int:
    """Write the files; what has no English is listed."""
    told, known = list(sentences()), english()
    files = arranged(told, known)
    for path in FOLDER.glob("*.po"):
        if path.name not in files:
            path.unlink()
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    missing = without_english(told, known)
    print(f"{len(known)} sentences read, {len(files)} files written, {len(missing)} without English")
    print("\n".join(missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

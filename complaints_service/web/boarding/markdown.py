"""The guides' Markdown as HTML: the few marks they use, everything else as text. Pure.

Headings, paragraphs, tables, lists (also one within another), pictures alone in a paragraph; within a line
bold, code and links. `address` turns a link's target into one of this site, or None where it leads into the
project's own files: then its words stand there without a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from markupsafe import Markup, escape

Address = Callable[[str], str | None]
_INLINE = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*|\[(?P<words>[^\]]+)\]\((?P<target>[^)\s]+)\)")
_PICTURE = re.compile(r"^!\[(?P<words>[^\]]*)\]\((?P<target>[^)\s]+)\)$")
_HEADING = re.compile(r"^(#{1,4}) +(.+)$")
_ITEM = re.compile(r"^( *)([-*]|\d+\.) +(.*)$")
_RULE = re.compile(r"^\|[\s:|-]+\|$")


def slug(heading: str) -> str:
    """The name by which a heading is linked to, as the place where the guides are written makes it."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.lower()).strip())


def headings(text: str) -> list[tuple[int, str]]:
    """Level and words of each heading."""
    return [(len(found[1]), found[2]) for line in text.splitlines() if (found := _HEADING.match(line))]


def html_of(text: str, address: Address) -> Markup:
    """A whole guide."""
    return Markup("\n").join(_blocks(text.splitlines(), address))


def _blocks(lines: list[str], address: Address) -> Iterator[Markup]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif found := _HEADING.match(line):
            yield Markup('<h{0} id="{1}">{2}</h{0}>').format(
                len(found[1]), slug(found[2]), _inline(found[2], address)
            )
            at += 1
        elif line.startswith("|"):
            until = _while(lines, at, lambda one: one.startswith("|"))
            yield _table(lines[at:until], address)
            at = until
        elif _ITEM.match(line):
            until = _while(lines, at, lambda one: bool(_ITEM.match(one)) or one.startswith(" "))
            yield _list(lines[at:until], address)
            at = until
        else:
            until = _while(lines, at, lambda one: bool(one.strip()) and not _begins(one))
            until = max(until, at + 1)
            yield _paragraph(" ".join(one.strip() for one in lines[at:until]), address)
            at = until


def _begins(line: str) -> bool:
    return line.startswith("|") or bool(_HEADING.match(line) or _ITEM.match(line))


def _while(lines: list[str], start: int, holds: Callable[[str], bool]) -> int:
    end = start
    while end < len(lines) and holds(lines[end]):
        end += 1
    return end


def _paragraph(text: str, address: Address) -> Markup:
    picture = _PICTURE.match(text)
    source = address(picture["target"]) if picture else None
    if picture and source:
        return Markup('<p><img src="{}" alt="{}" loading="lazy"></p>').format(source, picture["words"])
    return Markup("<p>{}</p>").format(_inline(text, address))


def _table(lines: list[str], address: Address) -> Markup:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    head, body = (rows[0], rows[2:]) if len(lines) > 1 and _RULE.match(lines[1].strip()) else ([], rows)
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(_inline(one, address)) for one in head)
    told = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(_inline(one, address)) for one in row)
        )
        for row in body
    )
    top = Markup("<thead><tr>{}</tr></thead>").format(heads) if head else Markup("")
    # What may be wider than its room scrolls, also by keyboard.
    whole = Markup('<div class="scroll" tabindex="0"><table class="table">{}<tbody>{}</tbody></table></div>')
    return whole.format(top, told)


def _list(lines: list[str], address: Address) -> Markup:
    """A list; what is indented below an item belongs to it, as words or as a list of its own."""
    items: list[list[str]] = []
    first = _ITEM.match(lines[0])
    indent, ordered = (len(first[1]), first[2] not in "-*") if first else (0, False)
    for line in lines:
        found = _ITEM.match(line)
        if found and len(found[1]) == indent:
            items.append([found[3]])
        else:
            items[-1].append(line)
    told = Markup("").join(_item(one, address) for one in items)
    return Markup("<ol>{}</ol>").format(told) if ordered else Markup("<ul>{}</ul>").format(told)


def _item(lines: list[str], address: Address) -> Markup:
    below = next((at for at, line in enumerate(lines) if at and _ITEM.match(line)), len(lines))
    words = _inline(" ".join(line.strip() for line in lines[:below]), address)
    inner = _list(lines[below:], address) if below < len(lines) else Markup("")
    return Markup("<li>{}{}</li>").format(words, inner)


def _inline(text: str, address: Address) -> Markup:
    told, at = Markup(""), 0
    for found in _INLINE.finditer(text):
        told += escape(text[at : found.start()]) + _mark(found, address)
        at = found.end()
    return told + escape(text[at:])


def _mark(found: re.Match[str], address: Address) -> Markup:
    if found["code"] is not None:
        return Markup("<code>{}</code>").format(found["code"])
    if found["bold"] is not None:
        return Markup("<b>{}</b>").format(_inline(found["bold"], address))
    target = address(found["target"])
    words = _inline(found["words"], address)
    return words if target is None else Markup('<a href="{}">{}</a>').format(target, words)

"""Text with formatting, as the Bot API reads it: parse modes, entities, lengths in UTF-16 units."""

from __future__ import annotations

import html
import re
from typing import Any

from tools.telegram_stand_in.errors import ApiError, bad_request
from tools.telegram_stand_in.parameters import Json, Parameters

Entity = dict[str, Any]

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
# What Telegram does not count as something said: white space and signs without width.
_NOTHING = "".join(map(chr, (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0x2800, 0xFEFF, 0xAD, 0)))

_HTML_TAGS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
_HTML = re.compile(
    r"<(?P<end>/?)(?P<tag>[A-Za-z][\w-]*)(?P<rest>(?:\s[^<>]*)?)>|&(?:lt|gt|amp|quot|#\w+);|[^<&]+|[<&]"
)
_MARKDOWN_2 = {"||": "spoiler", "__": "underline", "*": "bold", "_": "italic", "~": "strikethrough"}
_MARKDOWN_2_RESERVED = set("_*[]()~`>#+-=|{}.!")
_MARKDOWN = {"*": "bold", "_": "italic", "`": "code", "```": "pre"}
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}'])"
)


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts. Raises ApiError for half a surrogate pair."""
    try:
        return len(text.encode("utf-16-le")) // 2
    except UnicodeEncodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error


def read(
    text: str, *, mode: str | None, entities: list[Entity] | None, limit: int, what: str
) -> tuple[str, list[Entity]]:
    """The text as shown and its entities. Raises ApiError 400: broken markup, nothing said, too long."""
    units(text)
    found = entities or []
    if mode:
        reader = {"html": _read_html, "markdownv2": _read_markdown_2, "markdown": _read_markdown}.get(
            mode.lower()
        )
        if reader is None:
            raise bad_request("unsupported parse_mode")
        text, found = reader(text)
    for entity in found:
        if not {"type", "offset", "length"} <= set(entity):
            raise bad_request("can't parse entities: an entity needs type, offset and length")
    if what == "text" and not text.strip().strip(_NOTHING).strip():
        raise bad_request("message text is empty")
    if units(text) > limit:
        raise bad_request("message is too long" if what == "text" else "message caption is too long")
    return text, found or detect(text)


def detect(text: str) -> list[Entity]:
    """Commands and addresses, which Telegram marks by itself."""
    return [
        {"type": str(match.lastgroup), "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in _FOUND.finditer(text)
    ]


class _Shown:
    """Text being built, with what is open in it. Each open entry: its sign, its entity, where it stood."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = ""
        self.entities: list[Entity] = []
        self.open: list[tuple[str, Entity, int]] = []

    def begin(self, sign: str, kind: str, at: int, **more: Any) -> None:
        self.open.append((sign, {"type": kind, "offset": units(self.text), **more}, at))

    def end(self, **more: Any) -> None:
        _, entity, _ = self.open.pop()
        length = units(self.text) - entity["offset"]
        if length:
            self.entities.append(entity | {"length": length} | more)

    def broken(self, why: str, at: int | None = None) -> ApiError:
        place = "" if at is None else f" at byte offset {len(self.source[:at].encode())}"
        return bad_request(f"can't parse entities: {why}{place}")

    def done(self) -> tuple[str, list[Entity]]:
        return self.text, sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _read_html(source: str) -> tuple[str, list[Entity]]:
    shown = _Shown(source)
    for match in _HTML.finditer(source):
        tag, piece, at = match["tag"], match.group(), match.start()
        if tag is None:
            if piece == "<":
                raise shown.broken('Unsupported start tag ""', at)
            shown.text += html.unescape(piece) if piece.startswith("&") else piece
            continue
        name = tag.lower()
        if match["end"]:
            if not shown.open or shown.open[-1][0] != name:
                expected = f', expected "</{shown.open[-1][0]}>", found "</{name}>"' if shown.open else ""
                raise shown.broken(f"Unmatched end tag{expected}", at)
            shown.end()
        elif name not in _HTML_TAGS or (name == "span" and "tg-spoiler" not in match["rest"]):
            raise shown.broken(f'Unsupported start tag "{name}"', at)
        else:
            address = re.search(r"""href\s*=\s*["']?([^"'\s>]+)""", match["rest"])
            more = {"url": html.unescape(address[1])} if name == "a" and address else {}
            shown.begin(name, _HTML_TAGS[name], at, **more)
    if shown.open:
        raise shown.broken(f'Can\'t find end tag corresponding to start tag "{shown.open[-1][0]}"')
    return shown.done()


def _read_markdown_2(source: str) -> tuple[str, list[Entity]]:
    shown, at = _Shown(source), 0
    while at < len(source):
        sign = next((s for s in ("```", "`", *_MARKDOWN_2) if source.startswith(s, at)), source[at])
        if sign == "\\" and at + 1 < len(source) and ord(source[at + 1]) < 127:
            shown.text += source[at + 1]
            at += 2
        elif sign in ("```", "`"):
            at = _read_code(shown, sign, at)
        elif sign in _MARKDOWN_2:
            if shown.open and shown.open[-1][0] == sign:
                shown.end()
            else:
                shown.begin(sign, _MARKDOWN_2[sign], at)
            at += len(sign)
        elif sign == "[":
            shown.begin("[", "text_link", at)
            at += 1
        elif sign == "]" and shown.open and shown.open[-1][0] == "[":
            address = re.compile(r"\]\(((?:\\.|[^)\\])*)\)").match(source, at)
            if address is None:
                raise shown.broken("Can't find end of a URL", at)
            shown.end(url=re.sub(r"\\(.)", r"\1", address[1]))
            at = address.end()
        elif sign == ">" and (at == 0 or source[at - 1] == "\n"):
            at += 1
        elif sign in _MARKDOWN_2_RESERVED:
            raise shown.broken(f"Character '{sign}' is reserved and must be escaped with the preceding '\\'")
        else:
            shown.text += sign
            at += 1
    if shown.open:
        _, entity, start = shown.open[-1]
        raise shown.broken(f"Can't find end of {entity['type'].replace('_', ' ').title()} entity", start)
    return shown.done()


def _read_code(shown: _Shown, sign: str, at: int) -> int:
    """Read `code` or ```pre``` that begins at `at`; tells where it ends."""
    kind = _MARKDOWN[sign]
    end = re.compile(rf"((?:\\.|[^\\])*?){sign}", re.DOTALL).match(shown.source, at + len(sign))
    if end is None:
        raise shown.broken(f"Can't find end of {kind.title()} entity", at)
    shown.begin(sign, kind, at)
    shown.text += re.sub(r"\\([\\`])", r"\1", end[1])
    shown.end()
    return end.end()


def _read_markdown(source: str) -> tuple[str, list[Entity]]:
    """The old Markdown: nothing nests, `\\` saves only its own signs."""
    shown, at = _Shown(source), 0
    while at < len(source):
        sign = next((s for s in ("```", *_MARKDOWN) if source.startswith(s, at)), source[at])
        if sign == "\\" and source[at + 1 : at + 2] and source[at + 1] in "_*`[":
            shown.text += source[at + 1]
            at += 2
        elif sign in _MARKDOWN:
            end = source.find(sign, at + len(sign))
            if end < 0:
                raise bad_request(_no_end(source, at))
            shown.begin(sign, _MARKDOWN[sign], at)
            shown.text += source[at + len(sign) : end]
            shown.end()
            at = end + len(sign)
        elif sign == "[":
            link = re.compile(r"\[([^\]]*)\](?:\(([^)]*)\))?").match(source, at)
            if link is None:
                raise bad_request(_no_end(source, at))
            shown.begin("[", "text_link", at)
            shown.text += link[1]
            if link[2]:
                shown.end(url=link[2])
            else:
                shown.open.pop()
            at = link.end()
        else:
            shown.text += sign
            at += 1
    return shown.done()


def _no_end(source: str, at: int) -> str:
    offset = len(source[:at].encode())
    return f"can't parse entities: Can't find end of the entity starting at byte offset {offset}"


def formatted(given: Parameters, name: str, limit: int) -> Json:
    """A text of a call as a message holds it, with what is marked in it. Raises ApiError 400."""
    prefix = "caption_" if name == "caption" else ""
    text, entities = read(
        given.text(name) or "",
        mode=given.text("parse_mode"),
        entities=given.items(f"{prefix}entities"),
        limit=limit,
        what=name,
    )
    return {name: text} | ({f"{prefix}entities": entities} if entities else {})


def caption(given: Parameters) -> Json:
    """A caption in the same way; nothing for none."""
    return formatted(given, "caption", CAPTION_UNITS) if given.text("caption") else {}

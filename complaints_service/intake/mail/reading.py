"""A letter as it arrived: whose answer it is, what it says anew, what it brings, or what sent it. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import getaddresses
from html.parser import HTMLParser

from complaints_service.intake.mail.quoting import new_words
from complaints_service.notify.senders.reply_addresses import ReplyToken, token_in

#: A letter larger than this is not read at all: two of the largest files, as mail writes them.
MOST_BYTES = 60_000_000
MOST_FILES = 5
#: Smaller pictures within a text belong to signatures.
_OWN_PICTURE = 10_000
_ADDRESSED = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Forwarded-To")
_MASS = frozenset({"bulk", "junk", "list", "auto_reply"})
_OURS = re.compile(r"^<?[0-9a-f]{40}@")
#: What the email package raises where a letter is none by its own rules.
_UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
    MessageError,
)
_DAEMON = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class IncomingMail:
    """What a letter is. `kind`: `person`, `unreadable`, or written by none: `bounce`, `automatic`, `ours`.

    `digest`: by which the same letter is known again. `sender`: where an answer would go, empty for nowhere.
    `files`: what came with it, as (name, content); `dropped`: names of those past the limit.
    """

    digest: str
    kind: str
    sender: str
    token: ReplyToken | None
    text: str
    files: tuple[tuple[str, bytes], ...]
    dropped: tuple[str, ...]


def read_mail(raw: bytes, *, replies: str, domain: str) -> IncomingMail:
    """Reads a letter, and never raises. `replies`: our address; `domain`: of our letters."""
    try:
        return _read(raw, replies, domain)
    except _UNREADABLE:
        digest = hashlib.sha256(raw).hexdigest()
        return IncomingMail(
            digest=digest, kind="unreadable", sender="", token=None, text="", files=(), dropped=()
        )


def _read(raw: bytes, replies: str, domain: str) -> IncomingMail:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    sender = next(
        (address for _name, address in _addresses(mail, ("Reply-To", "From")) if "@" in address), ""
    )
    kind = _kind(mail, sender=sender, replies=replies, domain=domain)
    files = [] if kind != "person" else list(_files(mail))
    return IncomingMail(
        digest=_digest(mail, raw),
        kind=kind,
        sender=sender[:254],
        token=next(
            (token for _n, each in _addresses(mail, _ADDRESSED) if (token := token_in(each, replies))), None
        ),
        text=new_words(_text(mail)) if kind == "person" else "",
        files=tuple(files[:MOST_FILES]),
        dropped=tuple(name for name, _content in files[MOST_FILES:]),
    )


def _header(mail: EmailMessage, name: str) -> str:
    """A header as text; what no parser understands is empty."""
    try:
        return " ".join(str(each) for each in mail.get_all(name, ()))
    except _UNREADABLE:
        return ""


def _addresses(mail: EmailMessage, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in names:
        yield from getaddresses([_header(mail, name)])


def _digest(mail: EmailMessage, raw: bytes) -> str:
    said = _header(mail, "Message-ID").strip()
    return hashlib.sha256(said.encode() if said else raw).hexdigest()


def _kind(mail: EmailMessage, *, sender: str, replies: str, domain: str) -> str:
    own = _header(mail, "Message-ID").strip()
    if _OURS.match(own) and own.rstrip(">").endswith(f"@{domain}"):
        return "ours"
    if sender.partition("@")[0].partition("+")[0] == replies.partition("@")[0] and sender.endswith(
        "@" + replies.partition("@")[2]
    ):
        return "ours"
    empty_path = _header(mail, "Return-Path").strip() == "<>"
    if empty_path or mail.get_content_type() == "multipart/report" or _DAEMON.match(sender):
        return "bounce"
    submitted = _header(mail, "Auto-Submitted").strip().partition(";")[0].casefold()
    if submitted not in ("", "no") or _header(mail, "Precedence").strip().casefold() in _MASS:
        return "automatic"
    if any(_header(mail, name) for name in ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond")):
        return "automatic"
    return "person"


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    written = _decoded(body)
    return _plain(written) if body.get_content_type() == "text/html" else written


def _decoded(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError, KeyError):  # a charset nobody knows, or bytes that are none of it
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _files(mail: EmailMessage) -> Iterator[tuple[str, bytes]]:
    body = mail.get_body(("plain", "html"))
    for part in mail.walk():
        if part is body or part.is_multipart():
            continue
        name = part.get_filename() or ""
        picture = part.get_content_maintype() == "image"
        if not (part.get_content_disposition() == "attachment" or picture):
            continue
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes) or not content:
            continue
        if part.get_content_disposition() == "attachment" or len(content) >= _OWN_PICTURE:
            yield name or part.get_content_type(), content


class _Reader(HTMLParser):
    """The words of a page, a line for each block, without what it quotes."""

    _BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "ul", "ol", "table"})
    _SILENT = frozenset({"style", "script", "head", "title", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._SILENT:
            self._silent += 1
        if tag in self._BLOCKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._SILENT and self._silent:
            self._silent -= 1
        if tag in ("p", "div", "li", "tr"):
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(" ".join(data.split("\n")))


def _plain(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return re.sub(r"[ \t\u00a0]+", " ", "".join(reader.said))

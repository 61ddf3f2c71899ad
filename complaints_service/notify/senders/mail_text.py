"""One letter as an e-mail: plain words, the same as simple HTML, and headers for mail clients. Pure."""

from __future__ import annotations

import html
import re
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from complaints_service.notify.senders import Letter

_POLICY = SMTP.clone(cte_type="7bit", max_line_length=78)
#: Begins the line above which an answer is written: whatever quotes the letter quotes this.
REPLY_MARK = "##--"
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_STYLE = "font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em"


class NoAddress(ValueError):
    """What was given as an address cannot be one."""


def compose(letter: Letter, *, sender: str, domain: str) -> EmailMessage:
    """The e-mail of a letter. The same letter has the same Message-ID however often it is tried.

    Raises NoAddress.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(_one_line(letter.office), addr_spec=sender)
    mail["To"] = _address(letter.address)
    if letter.reply_to:
        mail["Reply-To"] = Address(_one_line(letter.office), addr_spec=letter.reply_to)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = letter.written_at
    mail["Message-ID"] = f"<{letter.key[:40]}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no automatic answers, please
    mail["Content-Language"] = letter.language
    if letter.stop_link:
        mail["List-Unsubscribe"] = f"<{letter.stop_link}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    mail.set_content(f"{letter.text}\n\n-- \n{letter.footer}\n", cte="quoted-printable")
    mail.add_alternative(_html(letter), subtype="html", cte="quoted-printable")
    for each in letter.enclosures:
        kind, _sep, subtype = each.mime.partition("/")
        mail.add_attachment(each.body, maintype=kind, subtype=subtype, filename=each.name)
    return mail


def _one_line(words: str) -> str:
    """Words that are safe in a header.

    The email package refuses line breaks there, but decodes encoded words (RFC 2047) in what it is given, and
    a line break may hide in one.
    """
    shown = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(shown.replace("=?", "= ?").split())


def _address(words: str) -> Address:
    local, at, domain = words.rpartition("@")
    try:
        # IDNA for the domain; a local part beyond ASCII needs a server that speaks SMTPUTF8.
        name = domain.encode("idna").decode()
        if not (local and at and name) or "=?" in words:  # an encoded word can hide a line break
            raise NoAddress(words)
        return Address(addr_spec=f"{local}@{name}")
    except (ValueError, IndexError, MessageError) as error:
        raise NoAddress(words) from error


def _html(letter: Letter) -> str:
    paragraphs = "".join(f"<p>{_linked(part)}</p>" for part in letter.text.split("\n\n"))
    footer = "<br>".join(_linked(line) for line in letter.footer.splitlines())
    return (
        f'<!doctype html><html lang="{html.escape(letter.language)}"><head><meta charset="utf-8">'
        f"<title>{html.escape(letter.subject)}</title></head>"
        f'<body style="{_STYLE}">{paragraphs}<hr><p style="font-size:14px">{footer}</p></body></html>'
    )


def _linked(words: str) -> str:
    """Escaped words; addresses of pages become links, line breaks stay."""
    pieces, last = [], 0
    for found in _URL.finditer(words):
        address = html.escape(found[0])
        pieces += [html.escape(words[last : found.start()]), f'<a href="{address}">{address}</a>']
        last = found.end()
    return "".join([*pieces, html.escape(words[last:])]).replace("\n", "<br>")

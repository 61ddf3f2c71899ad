"""What somebody wrote themselves in a reply: without the letter it quotes and the signature. Pure.

Line by line, so that no letter of a stranger costs more than its length.
"""

from __future__ import annotations

import re

from complaints_service.notify.senders.mail_text import REPLY_MARK

#: Lines longer than this introduce no quotation.
_LONGEST = 300
#: "Pada Sen, 23 Nov 2026 pukul 10.00 Kantor <a@b.id> menulis:", in the languages mail programs here speak.
_INTRODUCES = re.compile(r"(?:wrote|writes|menulis|tulis|schrieb|a écrit)\s*:?\s*$", re.IGNORECASE)
_BEGINS = re.compile(r"^(?:on|pada|am|le|el)\b", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"^(?:-{2,}\s*(?:original message|pesan asli|forwarded message)\s*-{2,}|_{10,})$", re.IGNORECASE
)
_HEADER = re.compile(
    r"^\*?(from|dari|sent|dikirim|to|kepada|ke|subject|perihal|subjek|date|tanggal)\*?\s*:", re.IGNORECASE
)
_FIRST_HEADERS = frozenset({"from", "dari"})
_SENT_FROM = re.compile(r"^(?:sent from|dikirim dari|get outlook for|dapatkan outlook)\b", re.IGNORECASE)


def new_words(text: str) -> str:
    """The new words of a reply; empty where it only quotes."""
    lines = [line.rstrip() for line in re.split(r"\r\n|\r|\n", text)]
    kept: list[str] = []
    for at, line in enumerate(lines):
        bare = line.strip()
        if bare.startswith(">"):
            _take_back_introduction(kept)
            continue
        if REPLY_MARK in bare or bare == "--" or _ends_here(lines, at):
            _take_back_introduction(kept)
            break
        kept.append(line)
    _take_back_introduction(kept)
    while kept and (not kept[-1].strip() or _SENT_FROM.match(kept[-1].strip())):
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _ends_here(lines: list[str], at: int) -> bool:
    """Whether what follows is the quoted letter as programs write it that do not mark its lines."""
    bare = lines[at].strip()
    if len(bare) > _LONGEST:
        return False
    if _SEPARATOR.match(bare):
        return True
    found = _HEADER.match(bare)
    if found is None or found[1].casefold() not in _FIRST_HEADERS:
        return False
    return sum(_HEADER.match(line.strip()[:_LONGEST]) is not None for line in lines[at + 1 : at + 5]) >= 2


def _take_back_introduction(kept: list[str]) -> None:
    """Drops the line or two that say who wrote what is quoted next."""
    while kept and not kept[-1].strip():
        kept.pop()
    if not kept or len(kept[-1]) > _LONGEST or not _INTRODUCES.search(kept[-1]):
        return
    for back in range(1, min(3, len(kept)) + 1):
        if _BEGINS.match(kept[-back].strip()):
            del kept[-back:]
            return

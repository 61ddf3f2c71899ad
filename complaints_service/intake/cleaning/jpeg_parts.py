"""A JPEG inside of a document, without drawing it anew: the parts a decoder needs and no other."""

from __future__ import annotations

from complaints_service.intake.cleaning.refusal import NotCleaned

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
#: What a camera or a program writes: APP0 to APP15 and comments. Adobe's says how colours are coded.
_TOLD, _ADOBE = frozenset({*range(0xE0, 0xF0), 0xFE}), 0xEE
_ADOBE_BYTES = 12


def bare_jpeg(content: bytes) -> bytes:
    """The same pixels without words. Raises NotCleaned."""
    if content[:2] != b"\xff\xd8":
        raise NotCleaned("broken")
    kept, at = [content[:2]], 2
    while at + 2 <= len(content):
        if content[at] != 0xFF:
            raise NotCleaned("broken")
        kind = content[at + 1]
        if kind == 0xFF:
            at += 1
        elif kind == _END:
            break
        elif kind in _ALONE:
            kept.append(content[at : at + 2])
            at += 2
        else:
            size = int.from_bytes(content[at + 2 : at + 4], "big")
            end = at + 2 + size
            if size < 2 or end > len(content):
                raise NotCleaned("broken")
            if kind == _ADOBE and content[at + 4 : at + 9] == b"Adobe":
                kept.append(b"\xff\xee\x00\x0e" + content[at + 4 : at + 4 + _ADOBE_BYTES])
            elif kind not in _TOLD:
                kept.append(content[at:end])
            at = end
            if kind == _SCAN:
                end = _scan_end(content, at)
                kept.append(content[at:end])
                at = end
    kept.append(b"\xff\xd9")
    return b"".join(kept)


def _scan_end(content: bytes, at: int) -> int:
    """Where the coded pixels end: at a mark that is neither a restart nor a byte of theirs."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at

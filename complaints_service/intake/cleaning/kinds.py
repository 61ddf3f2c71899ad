"""What a file is, by its content alone, and what makes it anew."""

from __future__ import annotations

import struct

from complaints_service.intake.cleaning.refusal import NotCleaned

MOST_BYTES = 20_000_000
#: What is kept -> how such a file ends.
ENDINGS = {
    "image/jpeg": "jpg",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/wav": "wav",
    "application/pdf": "pdf",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/3gpp": "3gp",
    "text/plain": "txt",
}
#: Brands of still pictures in the boxes that films have too.
_STILL = frozenset(b"heic heix heim heis hevc hevx mif1 mif2 msf1 avif avis".split())
#: Texts that are not what a person wrote: they name their author, or a program runs them.
_NO_PLAIN_TEXT = ("<", "{\\rtf", "%!", "BEGIN:V", "MIME-Version:", "Received:", "Return-Path:", "#!")


def cleaned(content: bytes) -> tuple[bytes, str]:
    """The bytes that may be kept and their type. Raises NotCleaned, whatever the bytes are."""
    try:
        return _cleaned(content)
    except (IndexError, struct.error, OverflowError) as error:  # a number inside that leads outside
        raise NotCleaned("broken") from error


def _cleaned(content: bytes) -> tuple[bytes, str]:
    if not content:
        raise NotCleaned("empty")
    if len(content) > MOST_BYTES:
        raise NotCleaned("too_large")
    # Each kind brings libraries of its own along: only the one that is wanted is loaded.
    if content.startswith(b"%PDF-"):
        from complaints_service.intake.cleaning.documents import bare_pdf

        return bare_pdf(content), "application/pdf"
    if content.startswith(b"OggS"):
        from complaints_service.intake.cleaning.ogg import bare_ogg

        return bare_ogg(content), "audio/ogg"
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        from complaints_service.intake.cleaning.sound import bare_wav

        return bare_wav(content), "audio/wav"
    if content[4:8] in (b"ftyp", b"moov", b"mdat", b"wide") and not _is_still(content):
        from complaints_service.intake.cleaning.movies import bare_movie

        return bare_movie(content)
    return _sound_text_or_picture(content)


def _sound_text_or_picture(content: bytes) -> tuple[bytes, str]:
    from complaints_service.intake.cleaning.sound import bare_mp3, begins_as_mp3

    if begins_as_mp3(content):
        return bare_mp3(content), "audio/mpeg"
    if _is_plain_text(content):
        return content, "text/plain"
    from complaints_service.intake.cleaning.pictures import redrawn

    return redrawn(content), "image/jpeg"


def _is_still(content: bytes) -> bool:
    """Whether it is a photo (HEIC, AVIF), not a film."""
    return content[4:8] == b"ftyp" and content[8:12] in _STILL


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    if "\x00" in text:
        return False
    # A browser takes what begins with "<" for a page or a drawing, whatever it is called.
    return not text.lstrip("\ufeff \t\r\n").startswith(_NO_PLAIN_TEXT)

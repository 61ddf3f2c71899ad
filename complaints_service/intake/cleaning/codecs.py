"""What a track says of how it is coded: the parts that decoders need, without names."""

from __future__ import annotations

import struct
from collections.abc import Callable

from complaints_service.intake.cleaning.boxes import Box, boxes, made
from complaints_service.intake.cleaning.refusal import NotCleaned

#: Codecs whose samples hold nothing but picture or sound. (Motion JPEG is not among them: each of its
#: pictures may say where it was taken.)
_CODECS = {
    b"vide": frozenset(b"avc1 avc3 hvc1 hev1 mp4v s263 H263 h263 av01 vp08 vp09".split()),
    b"soun": frozenset(b"mp4a samr sawb alac ac-3 ec-3 Opus sowt twos lpcm ulaw alaw".split()),
}
#: What they need besides: settings, shape, colours.
_NEEDED = frozenset(
    b"esds av1C vpcC pasp colr clap fiel alac dac3 dec3 dOps chan frma wave mp4a enda".split()
)
#: The same, where the maker's name stands first; with how long they are.
_VENDORED = {b"damr": 9, b"d263": 7}
#: Of a colour description these are numbers; a profile may be about a device.
_COLOURS = (b"nclx", b"nclc")
_VIDEO_HEAD, _NAME_AT, _NAME_BYTES, _VENDOR_AT = 78, 42, 32, 12
_SOUND_HEADS = {0: 28, 1: 44, 2: 64}


def _avc_settings(body: bytes) -> bytes:
    """The sets of parameters of H.264, and nothing behind them but what some profiles add."""
    at = _after_sets(body, 6, body[5] & 0x1F)
    at = _after_sets(body, at + 1, body[at])
    return body[: min(at + 3, len(body))] + (bytes(1) if len(body) > at + 3 else b"")


def _hevc_settings(body: bytes) -> bytes:
    """The sets of parameters of HEVC without the words that some encoders put among them."""
    kept, at = [], _HEVC_LISTS
    for _ in range(body[_HEVC_LISTS - 1]):
        end = _after_sets(body, at + 3, int.from_bytes(body[at + 1 : at + 3], "big"))
        if body[at] & 0x3F in _HEVC_SETS:
            kept.append(body[at:end])
        at = end
    return body[: _HEVC_LISTS - 1] + bytes([len(kept)]) + b"".join(kept)


def _after_sets(body: bytes, at: int, count: int) -> int:
    """Where so many sets end, each behind its size."""
    for _ in range(count):
        at += 2 + int.from_bytes(body[at : at + 2], "big")
    if at > len(body):
        raise NotCleaned("broken")
    return at


#: Where the lists of sets begin, and the kinds of sets that are needed: of the film, of runs, of pictures.
_HEVC_LISTS, _HEVC_SETS = 23, frozenset({32, 33, 34})
_SETTINGS: dict[bytes, Callable[[bytes], bytes]] = {b"avcC": _avc_settings, b"hvcC": _hevc_settings}


def bare_sample_entry(entry: Box, kind: bytes) -> bytes:
    """The entry of a track's description. Raises NotCleaned for a codec that is not known to be bare."""
    if entry.kind not in _CODECS[kind]:
        raise NotCleaned("not_cleanable")
    body = entry.body
    if kind == b"vide":
        head = bytearray(body[:_VIDEO_HEAD])
        if len(head) < _VIDEO_HEAD:
            raise NotCleaned("broken")
        head[_VENDOR_AT : _VENDOR_AT + 4] = bytes(4)
        head[_NAME_AT : _NAME_AT + _NAME_BYTES] = bytes(_NAME_BYTES)
    else:
        size = _SOUND_HEADS.get(struct.unpack_from(">H", body, 8)[0] if len(body) >= 10 else 0)
        if size is None or len(body) < size:
            raise NotCleaned("broken")
        head = bytearray(body[:size])
        head[_VENDOR_AT : _VENDOR_AT + 4] = bytes(4)
    head[:6] = bytes(6)
    return made(entry.kind, bytes(head), _needed(body[len(head) :]))


def _needed(content: memoryview) -> bytes:
    """The boxes that decoders need; QuickTime packs some of them into `wave`."""
    kept = []
    for box in boxes(content):
        if box.kind == b"wave":
            kept.append(made(b"wave", _needed(box.body), struct.pack(">II", 8, 0)))
        elif box.kind == b"colr" and bytes(box.body[:4]) not in _COLOURS:
            continue
        elif box.kind in _VENDORED:
            kept.append(made(box.kind, bytes(4), box.body[4 : _VENDORED[box.kind]]))
        elif box.kind in _SETTINGS:
            kept.append(made(box.kind, _SETTINGS[box.kind](bytes(box.body))))
        elif box.kind in _NEEDED:
            kept.append(made(box.kind, box.body))
    return b"".join(kept)

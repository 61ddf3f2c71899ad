"""Files made to hurt: whatever the bytes are, what comes of them is a file or a refusal by name."""

from __future__ import annotations

import io
import json
import resource
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from complaints_service.intake.cleaning import child, process
from complaints_service.intake.cleaning.kinds import ENDINGS, cleaned
from complaints_service.intake.cleaning.refusal import NotCleaned
from complaints_service.intake.refusals import REASONS
from tests.rules.test_clean_files import TAKEN
from tests.support.marked_files import jpeg, pdf


@cache
def whole(name: str) -> bytes:
    return TAKEN[name][0]()


def file_or_refusal(content: bytes) -> None:
    """A file of a kind that is kept, or a refusal that has words."""
    code, kept, mime = "", b"", ""
    try:
        kept, mime = cleaned(content)
    except NotCleaned as refused:
        code = refused.code
    assert (code in REASONS) != (mime in ENDINGS and kept != b"")


@pytest.mark.parametrize("name", TAKEN)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_bytes_cut_off_and_turned_give_a_file_or_a_refusal(name: str, data: st.DataObject) -> None:
    content = bytearray(whole(name))
    for _ in range(data.draw(st.integers(0, 8), label="turned")):
        at = data.draw(st.integers(0, len(content) - 1), label="at")
        content[at] = data.draw(st.integers(0, 255), label="to")
    start = data.draw(st.integers(0, len(content) - 1) | st.just(0), label="start")
    end = data.draw(st.integers(0, len(content)) | st.just(len(content)), label="end")
    cut = bytes(content[:end]) if data.draw(st.booleans(), label="head or tail") else bytes(content[start:])
    file_or_refusal(cut)


@pytest.mark.parametrize("beginning", [b"", b"%PDF-1.7\n", b"OggS", b"ID3", b"RIFF\0\0\0\0WAVE", b"\0\0\0\x20ftypisom", b"\xff\xd8\xff\xe1", b"II*\0", b"\0\0\0\x20ftypheic", b"BM", b"GIF89a"])  # fmt: skip
@settings(max_examples=40, deadline=None)
@given(rest=st.binary(max_size=400))
def test_any_bytes_behind_any_beginning_give_a_file_or_a_refusal(beginning: bytes, rest: bytes) -> None:
    file_or_refusal(beginning + rest)


def test_a_file_is_cleaned_in_a_process_of_its_own() -> None:
    kept, mime = process.made_anew(jpeg())
    assert (kept, mime) == cleaned(jpeg())
    with pytest.raises(NotCleaned) as refused:
        process.made_anew(b"PK\x03\x04\xff\xfe")
    assert refused.value.code == "unknown_type"


@pytest.mark.parametrize(
    ("content", "told"),
    [(jpeg, {"mime": "image/jpeg"}), (lambda: b"MZ\x90\x00", {"refused": "unknown_type"})],
)
def test_the_limits_stand_before_a_byte_is_read(
    content: Callable[[], bytes], told: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process' own function, here: its limits are noted, not set, and one answer goes out."""
    happened: list[object] = []
    answered = io.BytesIO()

    def read() -> bytes:
        happened.append("read")
        return content()

    monkeypatch.setattr(child.os, "umask", lambda mask: happened.append(oct(mask)))
    monkeypatch.setattr(child.resource, "setrlimit", lambda which, _limits: happened.append(which))
    monkeypatch.setattr(child.sys, "stdin", SimpleNamespace(buffer=SimpleNamespace(read=read)))
    monkeypatch.setattr(child.sys, "stdout", SimpleNamespace(buffer=answered))
    child.main()
    limits = [resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE]
    assert happened == ["0o77", *limits, "read"]
    head, _, kept = answered.getvalue().partition(b"\n")
    assert json.loads(head) == told and bool(kept) == ("mime" in told)


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_SECONDS"])
def test_what_takes_more_than_its_share_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_MODULE", "tests.support.greedy_child")
    monkeypatch.setenv("LANG", limit)
    with pytest.raises(NotCleaned) as refused:
        process.made_anew(pdf())
    assert refused.value.code in ("too_large", "too_much_work")
    assert child.MOST_SECONDS < process.MOST_SECONDS


def test_the_process_that_cleans_knows_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_MODULE", "tests.support.telling_child")
    monkeypatch.setenv("TANGGAP_SECRET_KEY", "KENARI" * 8)
    kept, _ = process.made_anew(b"x")
    assert b"PATH" in kept and b"KENARI" not in kept and b"TANGGAP" not in kept

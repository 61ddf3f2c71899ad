"""A setting that is one more field of `Settings`: read, refused when bad, and in the example file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import SettingsError, load_settings
from tests.conftest import ROOT, RULEBOOK
from tests.support.databases import IDENTITY_KEY

KEYS = {
    "TANGGAP_SECRET_KEY": "s" * 32,
    "TANGGAP_TRACKING_KEY": "t" * 32,
    "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
    "TANGGAP_RULEBOOK": str(RULEBOOK),
}


def test_read_and_refused(tmp_path: Path) -> None:
    assert getattr(load_settings(KEYS, tmp_path), "stars") == 3  # noqa: B009  # the field is in the copy alone
    assert getattr(load_settings({**KEYS, "TANGGAP_STARS": "5"}, tmp_path), "stars") == 5  # noqa: B009
    with pytest.raises(SettingsError, match="TANGGAP_STARS: '9' is no whole number from 1 to 5"):
        load_settings({**KEYS, "TANGGAP_STARS": "9"}, tmp_path)


def test_the_example_file_is_written() -> None:
    before = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert "TANGGAP_STARS" not in before
    subprocess.run([sys.executable, "-m", "config.settings"], cwd=ROOT, check=True)
    after = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert after.replace("\n# How many stars.\nTANGGAP_STARS=3\n", "") == before

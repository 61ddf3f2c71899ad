"""`tanggap people` and `tanggap staff import` at a shell: what they say, what they do, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from complaints_service.cli.commands import main
from tests.support.databases import IDENTITY_KEY


@pytest.fixture
def tanggap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The command in a folder of its own, with an office that has one head and one clerk."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "TANGGAP_DATABASE_URL": f"sqlite:///{tmp_path}/tanggap.db",
        "TANGGAP_SECRET_KEY": "s" * 64,
        "TANGGAP_TRACKING_KEY": "t" * 64,
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(Path(__file__).resolve().parents[2] / "config" / "marelan"),
        "TANGGAP_MEDIA_URL": f"file:{tmp_path}/media",
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    for name, position, nip in (
        ("Siti Contoh", "kasi_sarpras", "198001012005032001"),
        ("Nur Contoh", "pelaksana_sarpras", "199001012015031001"),
    ):
        found = run(
            "people", "join", name, "--employment", "pns", "--position", position, "--nip", nip,
            "--login", name.split()[0].lower(), "--on", "2026-01-05", "--reason", "SK 1",
        )  # fmt: skip
        assert found.exit_code == 0, found.output
    return run


def test_people_join_move_lead_leave_return_and_are_renamed(tanggap) -> None:
    def stands(name: str, *on: str) -> list[str]:
        lines = [line.split("\t") for line in tanggap("people", "list", *on).output.splitlines()]
        return [line[2] for line in lines if line[1] == name]

    moving = ("people", "move", "nur", "--position", "pelaksana_trantib", "--on", "2026-02-02")
    tried = tanggap(*moving, "--dry-run")
    assert (tried.exit_code, tried.output.splitlines()[-1]) == (0, "Tidak ada yang disimpan.")
    assert stands("Nur Contoh") == ["pelaksana_sarpras"]
    done = tanggap(*moving)
    assert done.output.splitlines()[:-1] == tried.output.splitlines()[:-1]
    assert stands("Nur Contoh", "--on", "2026-02-01") == ["pelaksana_sarpras"]
    assert stands("Nur Contoh", "--on", "2026-02-02") == ["pelaksana_trantib"]

    assert tanggap("people", "leave", "siti", "--on", "2026-03-02").exit_code == 0
    assert stands("Siti Contoh") == []
    leading = ("people", "lead", "199001012015031001", "--position", "kasi_sarpras")
    assert tanggap(*leading, "--kind", "plt", "--on", "2026-03-02").exit_code == 0
    assert stands("Nur Contoh") == ["Plt. kasi_sarpras", "pelaksana_trantib"]
    assert tanggap(*leading, "--end").exit_code == 0
    back = tanggap("people", "return", "siti", "--position", "kasi_pem", "--on", "2026-03-09")
    assert back.exit_code == 0, back.output
    assert stands("Siti Contoh") == ["kasi_pem"]
    renamed = tanggap("people", "rename", "nur", "--nip", "199001012015031002", "--rank", "Penata, III/c")
    assert renamed.exit_code == 0, renamed.output
    assert tanggap("people", "list").output.count("199001012015031002") == 1


def test_what_cannot_be_is_said_and_nothing_changes(tanggap) -> None:
    before = tanggap("people", "list").output
    for arguments in (
        ("move", "nobody", "--position", "camat"),
        ("move", "nur", "--position", "raja"),
        ("leave", "nur", "--on", "2031-01-01"),
        ("leave", "nur", "--along", "MRL-2611-7K4Q2"),
        ("rename", "nur", "--nip", "199001012015031000"),
    ):
        found = tanggap("people", *arguments)
        assert found.exit_code == 1, arguments
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    assert tanggap("people", "list").output == before


def test_a_staff_list_is_tried_first(tanggap, tmp_path: Path) -> None:
    file = tmp_path / "pegawai.csv"
    file.write_text("nip;position;unit\n199001012015031001;pelaksana_trantib;TRANTIB\n", encoding="utf-8")
    before = tanggap("people", "list").output
    tried = tanggap("staff", "import", str(file), "--dry-run")
    assert tried.exit_code == 0
    assert "position: pelaksana_sarpras -> pelaksana_trantib" in tried.output
    assert tanggap("people", "list").output == before
    assert tanggap("staff", "import", str(file)).exit_code == 0
    assert "pelaksana_trantib" in tanggap("people", "list").output

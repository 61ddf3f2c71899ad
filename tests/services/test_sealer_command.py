"""`tanggap seal`, `sealer` and `verify` at a shell: whose key it is, what is told, and who never opens it."""

from __future__ import annotations

import ast
import os
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, text

from complaints_service.audit.signing.keys import BadKey, open_signer, public_keys
from complaints_service.cli import commands, sealing
from complaints_service.cli.commands import main
from complaints_service.jobs.schedule import JOBS
from config.settings import Settings
from tests.repository.tree import ROOT, parsed
from tests.support.databases import IDENTITY_KEY


@pytest.fixture
def tanggap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The command in a folder of its own, with an empty office."""
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "TANGGAP_DATABASE_URL": f"sqlite:///{tmp_path}/tanggap.db",
        "TANGGAP_SECRET_KEY": "s" * 64,
        "TANGGAP_TRACKING_KEY": "t" * 64,
        "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
        "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
        "TANGGAP_MEDIA_URL": f"file:{tmp_path}/media",
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    return run


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_seal_makes_the_key_for_us_alone_and_all_is_well(tanggap, tmp_path: Path) -> None:
    done = tanggap("seal")
    assert done.exit_code == 0, done.output
    key = tmp_path / "var" / "sealer" / "seal.key"
    assert (mode(key), mode(key.parent)) == (0o600, 0o700)
    name = open_signer(key).key_id
    assert f"Kunci {name}." in done.output
    public = tmp_path / "var" / "seal" / f"{name}.pub.pem"
    assert b"PRIVATE" not in public.read_bytes()
    assert list(public_keys(public).keys) == [name]
    checked = tanggap("verify", "--public-key", str(public))
    assert (checked.exit_code, checked.output.splitlines()[-1]) == (0, "0 temuan.")
    assert tanggap("seal").exit_code == 0
    assert open_signer(key).key_id == name


def test_what_was_tampered_with_is_named_in_words(tanggap, tmp_path: Path) -> None:
    assert tanggap("seal").exit_code == 0
    engine = create_engine(f"sqlite:///{tmp_path}/tanggap.db")
    with engine.begin() as connection:
        connection.execute(text("UPDATE unit SET name = 'Lain' WHERE code = 'TRANTIB'"))
        connection.execute(text("DROP TRIGGER audit_event_no_update"))
        connection.execute(text("UPDATE audit_event SET actor = 'person:1' WHERE id = 1"))
    engine.dispose()
    found = tanggap("verify")
    assert found.exit_code == 1
    assert "a unit is not what was written" in found.output
    assert "seal: audit row 1: changed since it was sealed" in found.output
    assert found.output.splitlines()[-1] == "2 temuan."


def test_a_key_that_others_can_read_is_refused(tanggap, tmp_path: Path) -> None:
    assert tanggap("seal").exit_code == 0
    (tmp_path / "var" / "sealer" / "seal.key").chmod(0o644)
    refused = tanggap("seal")
    assert refused.exit_code == 1
    assert "can be read by others" in refused.output


@pytest.mark.parametrize(
    "content", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "seal.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(BadKey, match="holds no key"):
        open_signer(path)


def test_another_users_sealer_is_left_to_that_user(
    tanggap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`tanggap up` starts the sealer in a small office, and not where the key is somebody else's."""
    started: list[list[str]] = []
    monkeypatch.setattr(
        commands, "supervise", lambda *each, **_more: started.append([one.arguments[0] for one in each])
    )
    monkeypatch.setenv("DEMO", "0")
    assert tanggap("up").exit_code == 0
    assert tanggap("seal").exit_code == 0
    barred = SimpleNamespace(
        access=lambda _path, _mode: False, environ=os.environ, R_OK=os.R_OK, W_OK=os.W_OK
    )
    monkeypatch.setattr(sealing, "os", barred)
    assert tanggap("up").exit_code == 0
    assert started == [["serve", "worker", "sealer"], ["serve", "worker"]]


def test_only_the_sealer_opens_the_key() -> None:
    """No other module makes a signer; the settings that web, worker and bots read do not say where the key is."""
    openers = set()
    for path in (ROOT / "complaints_service").rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.ImportFrom) and "open_signer" in {each.name for each in node.names}:
                openers.add(path.relative_to(ROOT).as_posix())
    assert openers == {"complaints_service/cli/sealing.py"}
    assert not [name for name in Settings.__dataclass_fields__ if "seal_key" in name]
    assert "seal" not in {job.name for job in JOBS}


def test_neither_web_nor_worker_opens_the_key(tanggap, tmp_path: Path) -> None:
    """Seen by the interpreter itself: what these processes open while they start and work."""
    assert tanggap("seal").exit_code == 0
    watched = (
        "import sys\nopened = []\n"
        "sys.addaudithook(lambda event, of: opened.append(str(of[0])) if event == 'open' else None)\n"
        "import os\nfrom pathlib import Path\n"
        "from complaints_service import clock\n"
        "from complaints_service.app import create_app\n"
        "from complaints_service.edge.resources import KEY\n"
        "from complaints_service.jobs.schedule import JOBS\n"
        "from complaints_service.jobs.work import Shift\n"
        "from config.settings import load_settings\n"
        "app = create_app(load_settings(os.environ, Path.cwd()))\n"
        "app.test_client().get('/')\n"
        "service = app.extensions[KEY]\n"
        "for job in JOBS:\n"
        "    job.run(Shift(service.engine, service.rulebook, service.settings, clock.now()))\n"
        "assert any('tanggap.db' in each or 'marelan' in each for each in opened), 'nothing was watched'\n"
        "assert not [each for each in opened if 'seal.key' in each], 'the key was opened'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", watched], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_sample_office_is_sealed_when_it_is_filled(tanggap) -> None:
    assert tanggap("demo", "--days", "3", "--complaints", "6").exit_code == 0
    checked = tanggap("verify")
    assert (checked.exit_code, checked.output.splitlines()[-1]) == (0, "0 temuan."), checked.output

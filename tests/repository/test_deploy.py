"""What deploy/ ships for many processes: it parses, its commands exist, and what it sets are settings."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from complaints_service.cli import commands
from complaints_service.edge.headers import HSTS
from config.settings import SETTING_NAMES
from tests.repository.tree import ROOT
from tests.support.patience import PATIENCE_SECONDS

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
COMPOSED = sorted(DEPLOY.glob("compose*.yaml"))


def known(arguments: list[str]) -> bool:
    """Whether the command line knows a command with these options."""
    command = commands.main.commands.get(arguments[0])
    if not isinstance(command, click.Command):
        return False
    options = {name for each in command.params for name in each.opts}
    return {each for each in arguments[1:] if each.startswith("--")} <= options


def services(file: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]
    return found


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_starts_a_command_there_is_as_nobody_special(unit: Path) -> None:
    told = dict(re.findall(r"^(\w+)=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE))
    program, *arguments = told["ExecStart"].split()
    assert program == "/srv/tanggap/.venv/bin/tanggap" and known(arguments)
    assert told["User"].startswith("tanggap") and told["Restart"] == "always"
    # A file of settings wins over Environment=, so what differs by process stands in the command.
    assert "Environment" not in told and told["EnvironmentFile"] == "/srv/tanggap/.env"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/srv/tanggap/.venv/bin/tanggap", "/bin/true")
        text = re.sub(r"^(User|WorkingDirectory|EnvironmentFile)=.*\n", "", text, flags=re.MULTILINE)
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    names = [str(tmp_path / unit.name.replace("@.", "@1.")) for unit in UNITS]
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *names],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    assert not re.findall(r"tanggap-\S+?:\d+:.*", said.stderr), said.stderr


@pytest.mark.parametrize("file", COMPOSED, ids=lambda file: file.name)
def test_what_is_composed_hangs_together(file: Path) -> None:
    whole = yaml.safe_load(file.read_text(encoding="utf-8"))
    for name, service in whole["services"].items():
        assert service["restart"] in ("unless-stopped", "no"), name
        assert set(service["networks"]) <= set(whole["networks"])
        assert set(service.get("depends_on", ())) <= set(whole["services"])
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in whole["volumes"], volume
        for secret in service.get("secrets", ()):
            assert secret in whole["secrets"]


def test_an_office_is_composed_of_commands_and_settings_there_are() -> None:
    office = services(DEPLOY / "compose.yaml")
    for name, service in office.items():
        assert known(service["command"]), name
        assert set(service.get("environment", {})) <= set(SETTING_NAMES), name
        assert service["image"] == "tanggap" and service["cap_drop"] == ["ALL"]
    assert (office["web"]["deploy"]["replicas"], office["worker"]["deploy"]["replicas"]) == (2, 2)
    assert [name for name, each in office.items() if "ports" in each] == ["web"]
    assert all("127.0.0.1:" in port for port in office["web"]["ports"]), (
        "the proxy alone is reached from outside"
    )


def test_the_cluster_has_room_for_the_connections_of_all_offices() -> None:
    from complaints_service.db import engine_options

    said = " ".join(map(str, services(DEPLOY / "compose-cluster.yaml")["postgres"]["command"]))
    room = int(re.search(r"max_connections=(\d+)", said).group(1))  # type: ignore[union-attr]
    office = services(DEPLOY / "compose.yaml")
    processes = sum(
        each.get("deploy", {}).get("replicas", 1) for name, each in office.items() if name != "init"
    )
    pool = engine_options("postgresql://x")
    assert 21 * processes * (pool["pool_size"] + pool["max_overflow"]) < room


def test_the_image_holds_no_history_no_keys_no_data_and_no_tests() -> None:
    assert "COPY . ." in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".git", ".env", "var", ".venv", "tests"} <= set(left_out)


def test_programs_that_send_in_the_open_are_refused_and_not_led_on() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    plain = re.search(r"server \{\s*listen 80;.*?\n\}\n", nginx, re.DOTALL)
    caddy = re.search(
        r"^http://.*?^\}", (DEPLOY / "Caddyfile").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert plain is not None and caddy is not None
    for prefix in ("/api/", "/open311/"):
        assert re.search(rf"location {prefix}\s+\{{ return 403; \}}", plain[0])
        assert re.search(rf"handle {prefix}\* \{{\s+respond 403", caddy[0])
    assert "$host" not in plain[0], "whatever name a visitor says, it is this office they are led to"


def test_the_proxy_speaks_no_cipher_without_forward_secrecy() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    told = re.search(r"ssl_ciphers\s+(\S+);", nginx)
    assert told is not None and "ssl_protocols       TLSv1.2 TLSv1.3;" in nginx
    for cipher in told[1].split(":"):
        assert cipher.startswith("ECDHE-") and re.search("GCM|POLY1305", cipher), cipher
    assert f'"{HSTS}" always' in nginx


def test_the_image_installs_nothing_without_a_hash() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    installs = re.findall(r"pip install ([^&\n]*)", text)
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs) and len(installs) == 2
    assert "USER tanggap" in text

"""What the import contracts cannot say by themselves: that nothing is missing from them."""

from __future__ import annotations

import sys
import tomllib

from tests.repository.tree import PACKAGES, ROOT, imports, python_files, tracked

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
# Everything in complaints_service that is not a capability: the base below them and the edges above.
NOT_CAPABILITIES = {
    *("__init__", "__main__", "wsgi", "cli", "app", "api", "web", "jobs", "replay", "edge", "practice"),
    *("db", "extensions", "clock", "dates", "errors", "moment", "texts", "idempotency", "translation"),
    *("samples", "standby"),
}
REFUSED_NAMES = {"utils", "util", "helpers", "common", "manager", "misc"}


def test_every_capability_is_under_contract() -> None:
    parts = {path.parts[1].removesuffix(".py") for path in python_files("complaints_service")}
    contract = next(c for c in SETTINGS["contracts"] if c["name"].startswith("Capabilities"))
    listed = {module.removeprefix("complaints_service.") for module in contract["source_modules"]}
    assert listed == parts - NOT_CAPABILITIES, "pyproject.toml's contract of capabilities lacks a slice"


def test_every_package_is_under_contract() -> None:
    assert sorted(SETTINGS["root_packages"]) == sorted({*PACKAGES, "tools"})


def test_the_engine_needs_nothing_but_python() -> None:
    strangers = {
        (str(path), name)
        for path in python_files("sla")
        for name in imports(path)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "sla"}
        and not (path.name == "bulk.py" and name.split(".")[0] == "numpy")
    }
    assert not strangers


def test_bots_know_only_settings_and_the_offices_words() -> None:
    strangers = {
        (str(path), name)
        for path in python_files("bots")
        for name in imports(path)
        if name.split(".")[0] in PACKAGES
        and not name.startswith(("bots.", "config.errors", "config.settings", "config.vocabulary"))
    }
    assert not strangers


def test_no_room_for_everything() -> None:
    paths = python_files(*PACKAGES)
    drawers = [str(path) for path in paths if set(path.with_suffix("").parts) & REFUSED_NAMES]
    assert not drawers, "name a module by what it decides"


def test_every_folder_of_modules_is_a_package() -> None:
    """A folder without __init__.py escapes the linters without a word."""
    folders = {path.parent for path in python_files(*PACKAGES) if path.parent.name != "versions"}
    assert not [str(folder) for folder in folders if folder / "__init__.py" not in tracked()]

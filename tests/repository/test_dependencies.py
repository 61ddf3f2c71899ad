"""Nothing is used that was not asked for, nothing asked for without a reason, nothing installed unhashed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest

from tests.repository.tree import PACKAGES, ROOT, imports, python_files

# Parts that a package we asked for is made of, and promises to bring.
COMES_WITH = {
    "babel": "flask-babel",
    "botocore": "boto3",
    "greenlet": "sqlalchemy",
    "httpx": "python-telegram-bot",
    "itsdangerous": "flask",
    "jinja2": "flask",
    "limits": "flask-limiter",
    "markupsafe": "flask",
    "playwright": "pytest-playwright",
    "werkzeug": "flask",
    "yaml": "moto",
}
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted(name: str) -> set[str]:
    """The packages a .in file asks for, with those of the file it includes."""
    found: set[str] = set()
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found |= wanted(line.removeprefix("-r ").strip())
        elif line and not line.startswith(("#", "-")):
            found.add(canonical(re.split(r"[\[<>=~!; ]", line)[0]))
    return found


def locked(name: str) -> dict[str, str]:
    """The packages of a lock, each with what follows its name."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    return {canonical(re.split(r"[=\[]", block)[0]): block for block in blocks if block.strip()}


def strangers(files: Iterator[Path], allowed: set[str]) -> set[tuple[str, str]]:
    """What these files import from packages that were not asked for."""
    brought_by = packages_distributions()
    found = set()
    for path in files:
        for name in imports(path):
            top = name.split(".")[0]
            if top in sys.stdlib_module_names or top in {*PACKAGES, "tests", "tools", "benchmarks"}:
                continue
            names = {canonical(one) for one in brought_by.get(top, [top])}
            if not {COMES_WITH.get(one, one) for one in names} & allowed:
                found.add((str(path), name))
    return found


def test_the_service_uses_what_it_asks_for() -> None:
    files = (path for path in python_files(*PACKAGES) if path != Path("sla/bulk.py"))
    assert not strangers(files, wanted("requirements.in"))


def test_tests_use_what_they_ask_for() -> None:
    assert not strangers(python_files("tests"), wanted("requirements-dev.in"))


def test_benchmarks_use_what_they_ask_for() -> None:
    assert not strangers(python_files("benchmarks"), wanted("requirements-bench.in"))


@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_what_is_asked_for(name: str) -> None:
    assert wanted(name.replace(".txt", ".in")) <= set(locked(name)), "run `make lock`"


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_a_cause(name: str) -> None:
    for package, block in locked(name).items():
        assert "--hash=sha256:" in block, package
        assert "# via" in block, package


@pytest.mark.parametrize("name", LOCKS)
def test_locks_name_no_place_to_fetch_from(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text)


@pytest.mark.parametrize(("smaller", "larger"), list(pairwise(LOCKS)))
def test_locks_agree(smaller: str, larger: str) -> None:
    inside = locked(larger)
    version = re.compile(r"==\S+")
    for package, block in locked(smaller).items():
        assert version.findall(block)[0] == version.findall(inside[package])[0], package


def test_every_package_asked_for_has_its_reason() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    explained = {
        canonical(name)
        for row in re.findall(r"^\| ([^|]+)\|", text, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", row)
    }
    asked = wanted("requirements-bench.in")
    assert asked - explained == set(), "write the reason into docs/dependencies.md"
    assert explained - asked == set(), "docs/dependencies.md explains what nobody asks for"

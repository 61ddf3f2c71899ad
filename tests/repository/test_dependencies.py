"""Nothing is used that was not asked for, nothing asked for without a reason, nothing installed unhashed."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions
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
#: Under which the service may be built on, whatever it is given away under: permissive, or kept to their own files.
FREE = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|ISC|PSF|ZPL|Zope Public|Zlib|Unlicense|MPL|Mozilla Public|LGPL|Lesser General)\b"
)
#: What bears its licence as a whole text, looked up there.
SAYS_IT_AT_LENGTH = {"scipy": "BSD-3-Clause"}
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


def licence(name: str) -> str:
    """What an installed package says it may be used under; empty: nothing is installed here, as on this system."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return ""
    classified = " ".join(one for one in said.get_all("Classifier") or () if one.startswith("License ::"))
    return said.get("License-Expression") or classified or said.get("License") or "unknown"


def test_what_the_service_is_made_of_may_be_given_away_with_it() -> None:
    said = {name: SAYS_IT_AT_LENGTH.get(name) or licence(name) for name in locked("requirements.txt")}
    bound = {name: words[:80] for name, words in said.items() if words and not FREE.search(words)}
    assert not bound, "look at its licence, and at docs/dependencies.md"
    assert sum(map(bool, said.values())) > len(said) * 0.9, "most of them are installed where tests run"


def test_the_licence_is_the_one_the_project_names() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / named["license-files"][0]).read_text(encoding="utf-8")
    assert text.startswith(f"{named['license']} License\n")

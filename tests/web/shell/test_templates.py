"""What holds for every template: the strict CSP, forms with a token, no text that escapes translation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FOLDER = Path("complaints_service/web/templates")
TEMPLATES = sorted(FOLDER.rglob("*.html"))
PAGES = [path for path in TEMPLATES if not path.name.startswith("_")]
STATIC = Path("complaints_service/web/static")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_nothing_inline_that_the_csp_forbids(path: Path) -> None:
    source = path.read_text()
    assert not re.search(r"\sstyle=|\son\w+=", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style", source)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_posting_form_carries_the_token(path: Path) -> None:
    for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL):
        assert "ui.csrf()" in form


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_file_is_asked_of_another_site(path: Path) -> None:
    for address in re.findall(r'(?:src|<link[^>]*href)="([^"]+)"', path.read_text()):
        assert address.startswith(
            ("{{ asset(", "{{ url_for(", "{{ one.href", "{{ one.small", "{{ feed", "{{ href")
        ), address


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_words_on_the_page_are_marked_for_translation(path: Path) -> None:
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", path.read_text(), flags=re.DOTALL)
    left = [word for word in re.findall(r"[A-Za-z]{3,}", source) if word != "Tanggap"]
    assert not left


def test_scripts_write_no_markup_from_what_was_typed() -> None:
    for script in STATIC.rglob("*.js"):
        assert "innerHTML" not in script.read_text(), script.name
        assert "eval(" not in script.read_text(), script.name


def test_the_theme_asks_for_nothing_from_elsewhere() -> None:
    theme = (STATIC / "theme.css").read_text()
    assert re.findall(r"url\(([^)]*)\)", theme) == ["#p-wait", "#p-open", "#p-dots"]
    assert "@import" not in theme

"""What the rules are called on pages: every limit, target and place in a text has words, whatever the rulebook holds."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from complaints_service.web.desk.rulebook.words import entry_title, read_out
from config.rulebook import Rulebook
from tests.support.readers import SNAKE, told_of_page


@pytest.mark.parametrize("backend", ["sqlite"])
def test_every_limit_target_and_place_has_words(app: Flask, rulebook: Rulebook) -> None:
    with app.test_request_context("/"):
        titles = [entry_title("batas", {"key": each.key}) for each in rulebook.limits]
        titles += [entry_title("sasaran", {"indicator": each.indicator}) for each in rulebook.targets]
        told = [read_out(each.words.id) for versions in rulebook.texts.values() for each in versions]
    assert len(titles) > 20
    assert [each for each in titles if SNAKE.search(each)] == []
    assert [each for each in told if re.search(r"\{\w+\}", each)] == []


def test_what_says_that_it_is_english_is_told_apart(backend: str) -> None:
    page = '<html lang="id"><p>Sumber: <span lang="en">local <b>choice</b><br>open</span> lalu <img alt="gambar"></p>'
    assert told_of_page(page) == (["Sumber:", "lalu", "gambar"], ["local", "choice", "open"])

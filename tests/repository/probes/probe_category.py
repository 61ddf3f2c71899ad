"""The category of `additions/category.toml`, from the form to whoever gets its complaints."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from complaints_service.cli.commands import main
from config.rulebook import Rulebook
from tests.conftest import RULEBOOK
from tests.support.visitors import Visitor, engine_of
from tests.support.world import open_office

CODE = "sumur_umum"
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_form_api_and_routing(client: FlaskClient, rulebook: Rulebook) -> None:
    open_office(engine_of(client), rulebook)
    form = Visitor(client).read("/lapor")
    assert f'value="{CODE}"' in form and "Sumur umum" in form
    sent = {"text": "Di gang kami.", "kelurahan": "12.71.12.1002", "privacy": "open"}
    told = client.post("/api/v1/complaints", json={**sent, "category": CODE})
    body = told.get_json()
    assert (told.status_code, body["category"]) == (201, CODE)
    assert body["holder"] == rulebook.unit("TRANTIB").names.id
    assert {"first_response", "resolution"} <= set(body["due"])
    guessed = client.post("/api/v1/complaints", json={**sent, "text": "Sumur bersama kami keruh."})
    assert guessed.get_json()["category"] == CODE, "its keywords suggest it"


def test_check_config(backend: str) -> None:
    del backend
    done = CliRunner().invoke(main, ["check-config", str(RULEBOOK)])
    assert done.exit_code == 0, done.output

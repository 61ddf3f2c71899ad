"""The indicator of `additions/stayed_done.py`, wherever an indicator is met."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from complaints_service.edge.rulebook import office_rulebook
from config.errors import RulebookErrors
from config.rulebook import Rulebook
from tests.conftest import ROOT, RULEBOOK
from tests.support.measured import NOW, Measured
from tests.support.visitors import Visitor

CODE, NAME = "stayed_done", "Tetap selesai sampai kini"
pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


def test_pages(visitor: Visitor, measured: Measured) -> None:
    rina = measured.office.officers["rina"]
    own = visitor.sign_in(measured.office, "rina", NOW).read("/kinerja")
    assert NAME in own and f"/kinerja/{rina}/{CODE}?period=2026-11" in own
    assert "2 dari 2" in own and "Yang selesai: Bertahan" in own
    order = [own.index(name) for name in ("Median waktu jawaban pertama", NAME, "Sembilan dari sepuluh")]
    assert order == sorted(order), "it stands in its place"
    evidence = visitor.read(f"/kinerja/{rina}/{CODE}?period=2026-11")
    assert "Berapa penyelesaian yang belum dibatalkan." in evidence and "Bertahan" in evidence
    assert measured.numbers["pagi"] in evidence and measured.numbers["baru"] not in evidence
    months = visitor.read(f"/kinerja/{rina}/periode?dari=2026-10&sampai=2026-11")
    assert re.search(rf"{NAME}.*?100 %.*?n 3", months, re.DOTALL), "pooled over both months"
    seen = visitor.sign_in(measured.office, "kasi", NOW).read(
        f"/papan/bukti/{CODE}?period=2026-11&unit=SARPRAS"
    )
    assert measured.numbers["pagi"] in seen, "and of a unit"
    visitor.client.set_cookie("bahasa", "en")
    assert "Stayed done so far" in visitor.read(f"/kinerja/{rina}")


def test_api_export_and_recomputation(visitor: Visitor, measured: Measured, tmp_path: Path) -> None:
    rina = measured.office.officers["rina"]
    visitor.sign_in(measured.office, "rina", NOW)
    told = json.loads(visitor.client.get(f"/api/v1/officers/{rina}/indicators?period=2026-11").data)
    one = next(each for each in told["indicators"] if each["code"] == CODE)
    assert (one["value"], one["n"], one["name"]["en"]) == (100.0, 2, "Stayed done so far")
    export = visitor.client.get(f"/kinerja/{rina}/ekspor.json?period=2026-11").data
    (tmp_path / "export.json").write_bytes(export)
    done = subprocess.run(
        [sys.executable, "-I", str(ROOT / "docs" / "recompute.py"), "export.json"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"^{CODE} .* agrees  share resolutions", done.stdout, re.MULTILINE)


def test_plans(visitor: Visitor, measured: Measured) -> None:
    rina = measured.office.officers["rina"]
    visitor.sign_in(measured.office, "rina", NOW).read(f"/rencana/{rina}/mulai?tahun=2026")
    visitor.send(f"/rencana/{rina}/mulai", basis="template:pelaksana", effective_from="2026-01-01")
    assert f'<option value="{CODE}"' in visitor.read(f"/rencana/{rina}/ubah/hasil/1?tahun=2026")


def test_templates_of_plans(rulebook: Rulebook, tmp_path: Path, backend: str) -> None:
    del backend
    named = b'measured = "first_response_on_time"'
    for code in (CODE, "nobody_measures"):
        book = Path(shutil.copytree(RULEBOOK, tmp_path / code))
        templates = book / "plan_templates.toml"
        changed = templates.read_bytes().replace(named, f'measured = "{code}"'.encode(), 1)
        assert changed != templates.read_bytes()
        templates.write_bytes(changed)
    assert len(office_rulebook(tmp_path / CODE).plan_templates) == len(rulebook.plan_templates)
    with pytest.raises(RulebookErrors, match=r"template\[\w+\]\.result\[\d\]\.indicator\[0\]\.measured"):
        office_rulebook(tmp_path / "nobody_measures")

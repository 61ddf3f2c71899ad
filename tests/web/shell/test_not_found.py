"""What is not there is said by name, in the page's own words: a meeting is no report."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.support.visitors import Visitor, when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/rapat/999999", "Rapat itu tidak ada"),
        ("/tindakan-bersama/999999", "Tindakan itu tidak ada"),
        ("/evaluasi/999999", "Evaluasi itu tidak ada"),
        ("/kinerja/999999", "Orang itu tidak ada"),
        ("/pelatihan/999999", "Orang itu tidak ada"),
        ("/meja/MRL-2611-7K4Q2", "Tiket itu tidak ada"),
        ("/halaman-yang-tidak-ada", "Tidak ada apa-apa di alamat ini"),
    ],
)
def test_it_is_named(client: FlaskClient, office: Office, path: str, said: str) -> None:
    page = Visitor(client).sign_in(office, "kasi", NOW).read(path)
    assert said in page
    assert "Laporan tidak ditemukan" not in page

"""Where a page goes on to is an address of this site, whatever was asked for."""

from __future__ import annotations

import pytest

from complaints_service.web.shell.forms import local_path


@pytest.mark.parametrize(
    "wanted",
    [
        "//lain.example/", "///lain.example", "/\\lain.example", "\\\\lain.example", "/\t/lain.example",
        "/\n/lain.example", "\t//lain.example", " //lain.example", "https://lain.example", "https:lain.example",
        "https:/lain.example", "HTTPS:lain.example", "javascript:alert(1)", "data:text/html,x", "lain.example",
        "@lain.example", "", None, "/\r\nSet-Cookie: a=b", "/\x00/lain.example", "?next=//lain.example",
    ],
)  # fmt: skip
def test_no_other_site_is_led_to(wanted: str | None) -> None:
    assert local_path(wanted) is None


@pytest.mark.parametrize(
    "wanted", ["/meja", "/laporan/MRL-2611-7K4QB?halaman=2#a", "/%09/x", "/cari?q=https://x"]
)
def test_addresses_of_this_site_are(wanted: str) -> None:
    assert local_path(wanted) == wanted

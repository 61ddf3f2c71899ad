"""`python -m tools.pictures papan kinerja`: takes the guides' pictures anew, out of a sample office.

Needs Chromium and some minutes. What is on a picture is the demo, so that names and figures are invented;
each is drawn in 64 colours, or as WebP, as guides are to be light. Without a name it takes them all.
"""

from __future__ import annotations

import io
import re
import secrets
import sys
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import ViewportSize, sync_playwright
from werkzeug.serving import make_server

from complaints_service import clock, db
from complaints_service.accounts.queries import account_by_login
from complaints_service.accounts.sign_in import start_session
from complaints_service.app import create_app
from complaints_service.cli import setup
from complaints_service.edge.resources import KEY, Service
from complaints_service.health.service import beat
from complaints_service.measurement.facts.service import refresh
from complaints_service.replay.demo.office import Demo, fill
from config.settings import load_settings
from tools.chromium import find_chromium

ROOT = Path(__file__).parents[1]
INTO = ROOT / "docs" / "pictures"
WIDTH = 1280
COLOURS = 64


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A page as somebody of the sample office sees it, so many pixels high and wide, and the file's ending.

    `figures`: it shows some, so that the office has to have many reports.
    """

    login: str
    address: str
    height: int
    width: int = WIDTH
    ending: str = "png"
    figures: bool = True

    def file(self, name: str) -> Path:
        """Where it is kept."""
        return INTO / f"{name}-{self.width}.{self.ending}"


def _administered(address: str, height: int = 900) -> Picture:
    """A page of administration, for the administrator's guide."""
    return Picture(login="admin", address=address, height=height, width=1000, ending="webp", figures=False)


PICTURES = {
    "papan": Picture(login="camat", address="/papan", height=1320),
    "kinerja": Picture(login="sarpras1", address="/kinerja", height=1615),
    "meja": Picture(login="sarpras1", address="/meja", height=1150),
    # Opening an office, step by step.
    "buka": _administered("/pengelola"),
    "buka-aturan": _administered("/pengelola/buka"),
    "buka-kantor": _administered("/pengelola/buka/kantor"),
    "buka-wilayah": _administered("/pengelola/buka/wilayah"),
    "buka-unit": _administered("/pengelola/buka/unit"),
    "buka-jam": _administered("/pengelola/buka/jam"),
    "buka-jenis": _administered("/pengelola/buka/jenis"),
    "buka-orang": _administered("/pengelola/buka/orang"),
    "buka-penyaluran": _administered("/pengelola/buka/penyaluran"),
    # Running it.
    "aturan": _administered("/pengelola/aturan"),
    "libur": _administered("/pengelola/libur"),
    "jalur": _administered("/pengelola/jalur"),
    "pegawai": _administered("/pengelola/pegawai"),
    "audit": _administered("/pengelola/audit"),
    "kantor-lain": _administered("/pengelola/kantor-lain"),
    "kantor-lain-satu": _administered("/pengelola/kantor-lain/dlh"),
}


def take(names: list[str], root: Path) -> None:
    """Fills a sample office below `root`, opens each page and keeps its picture."""
    keys = {name: secrets.token_urlsafe(40) for name in ("SECRET_KEY", "TRACKING_KEY", "IDENTITY_KEY")}
    environ = {f"TANGGAP_{name}": key for name, key in keys.items()}
    environ |= {"TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"), "TANGGAP_RATE_LIMITS": "0"}
    (root / "var").mkdir()
    app = create_app(load_settings(environ, root))
    app.extensions[KEY] = service = setup.prepare(app.extensions[KEY], now=clock.now()).service
    for told in _filled(service, names):
        print(re.sub(r"\S{4}(-\S{4}){3}", "…", told))
    with db.writing(service.engine) as session:
        refresh(session, now=clock.now(), rulebook=service.rulebook)
        for part in ("facts", "seal", "sweep"):  # what a worker would have done by now
            beat(session, part=f"job:{part}", now=clock.now())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.server_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium())
        for name in names:
            asked = PICTURES[name]
            with db.writing(service.engine) as session:
                account = account_by_login(session, login=asked.login)
                assert account is not None
                token = start_session(session, account_id=account.id, user_agent="", now=clock.now())
            size: ViewportSize = {"width": asked.width, "height": asked.height}
            context = browser.new_context(viewport=size, locale="id-ID", color_scheme="light")
            context.add_cookies([{"name": "tanggap", "value": token, "url": site}])
            page = context.new_page()
            page.goto(site + asked.address)
            if page.url != site + asked.address:
                raise SystemExit(f"{name}: {asked.address} led to {page.url}")
            drawn = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            path = asked.file(name)
            if asked.ending == "webp":
                drawn.save(path, quality=55, method=6)
            else:
                drawn.quantize(COLOURS).save(path, optimize=True)
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")
            context.close()
        browser.close()
    server.shutdown()


def _filled(service: Service, names: list[str]) -> Iterable[str]:
    """Fills the sample office; with few reports where none of the pictures shows figures."""
    if any(PICTURES[name].figures for name in names):
        return setup.first_start(service, now=clock.now())
    few = Demo(days=30, complaints=40)
    return fill(service.engine, service.rulebook, service.settings, asked=few, now=clock.now())


def main() -> int:
    """Takes the pictures that are named, or all."""
    names = sys.argv[1:] or list(PICTURES)
    if unknown := set(names) - set(PICTURES):
        print(f"no such picture: {', '.join(sorted(unknown))}; there are {', '.join(PICTURES)}")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        take(names, Path(folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

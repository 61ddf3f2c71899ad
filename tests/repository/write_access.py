"""`python -m tests.repository.write_access` (`make access`): writes docs/access.md from what the service does."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest import mock

from complaints_service import clock
from complaints_service.app import create_app
from complaints_service.edge.resources import KEY
from config.loading import load_rulebook
from config.settings import load_settings
from tests.repository.access import READERS, column, written
from tests.repository.tree import ROOT
from tests.support.databases import IDENTITY_KEY, Databases, make_engine
from tests.support.everything import FILE, NOW, office_with_everything


def main() -> None:
    """Asks every route as every reader, on SQLite, and writes what became of it."""
    with tempfile.TemporaryDirectory() as name, mock.patch.object(clock, "now", return_value=NOW):
        folder = Path(name)
        databases = Databases(folder)
        url = databases.fresh("sqlite")
        rulebook = load_rulebook(ROOT / "config" / "marelan")
        engine = make_engine(url)
        world = office_with_everything(engine, rulebook)
        engine.dispose()
        environ = {
            "TANGGAP_DATABASE_URL": url,
            "TANGGAP_SECRET_KEY": "a-secret-of-the-tests-" * 2,
            "TANGGAP_TRACKING_KEY": "a-tracking-key-of-the-tests-" * 2,
            "TANGGAP_IDENTITY_KEY": IDENTITY_KEY,
            "TANGGAP_RULEBOOK": str(ROOT / "config" / "marelan"),
            "TANGGAP_RATE_LIMITS": "0",
        }
        app = create_app(load_settings(environ, folder), rulebook)
        media = app.extensions[KEY].settings.media_folder
        media.mkdir(parents=True, exist_ok=True)
        (media / FILE).write_bytes(b"jpg")

        columns = {head: column(app, world, how) for head, how in READERS.items()}
        (ROOT / "docs" / "access.md").write_text(written(columns), encoding="utf-8")


if __name__ == "__main__":
    main()

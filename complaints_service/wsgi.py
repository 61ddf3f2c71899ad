"""For a WSGI server: `gunicorn complaints_service.wsgi:app`."""

from __future__ import annotations

import os
from pathlib import Path

from complaints_service import clock
from complaints_service.app import create_app
from complaints_service.cli import setup
from complaints_service.cli.serving import settle
from complaints_service.edge import logs
from complaints_service.edge.resources import KEY
from config.private_files import keep_private
from config.settings import close_files, load_settings

keep_private()
settings = load_settings(os.environ, Path.cwd())
close_files(settings)
logs.configure()
app = create_app(settings)
app.extensions[KEY] = setup.prepare(app.extensions[KEY], now=clock.now()).service
settle()

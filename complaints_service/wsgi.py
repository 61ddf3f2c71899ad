"""For a WSGI server: `gunicorn complaints_service.wsgi:app`."""

from __future__ import annotations

import os
from pathlib import Path

from complaints_service import clock
from complaints_service.app import create_app
from complaints_service.cli import setup
from complaints_service.edge.resources import KEY
from config.settings import load_settings

app = create_app(load_settings(os.environ, Path.cwd()))
app.extensions[KEY] = setup.prepare(app.extensions[KEY], now=clock.now()).service

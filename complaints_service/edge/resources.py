"""What an edge needs to call a capability: settings, rulebook and the database engine of this app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy import Engine

from config.rulebook import Rulebook
from config.settings import Settings

KEY = "tanggap"


@dataclass(frozen=True)
class Service:
    """One running service."""

    settings: Settings
    rulebook: Rulebook
    engine: Engine


def service() -> Service:
    """The service of the current app."""
    return cast(Service, current_app.extensions[KEY])

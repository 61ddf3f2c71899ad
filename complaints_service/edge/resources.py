"""What an edge needs to call a capability: settings, rulebook and the database engine of this app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app, g
from sqlalchemy import Engine

from config.rulebook import Rulebook
from config.settings import Settings

KEY = "tanggap"


@dataclass(frozen=True, kw_only=True)
class Service:
    """One running service; `release`: the number of the release that `rulebook` is, 0 for the folder's.

    `settings` are those of the environment, and what was entered on pages where it says nothing; `entered`:
    the edition of that, and `own`: those of the environment alone, where they differ.
    """

    settings: Settings
    rulebook: Rulebook
    engine: Engine
    release: int = 0
    entered: int = 0
    own: Settings | None = None

    @property
    def environment(self) -> Settings:
        """The settings of the environment alone."""
        return self.own or self.settings


def service() -> Service:
    """The service of the current app; within a request as it was when that began."""
    return cast(Service, g.get("service") or current_app.extensions[KEY])

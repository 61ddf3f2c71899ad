"""The office one practises on: the demo's invented people and complaints under this office's own rules."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import NullPool, create_engine

from complaints_service.db import empty_log, engine_options, prepare_engine
from complaints_service.edge.resources import Service
from complaints_service.replay.demo.office import Demo, fill
from complaints_service.vault.keyring import read_keyring, use_keys
from migrations import head, upgrade

#: Enough for a ticket in every state on the desks, and little enough to be made in seconds.
INVENTED = Demo(days=14, complaints=40)
_IDENTITIES, _LINKS = b"practice identities", b"practice links"


def office_digest(real: Service) -> str:
    """Tells offices apart that cannot be practised on by the same file: shape, rules and keys."""
    told = hashlib.sha256(head().encode())
    for version in real.rulebook.versions():
        told.update(f"{version.kind} {version.code} {version.version} {version.sha256}\n".encode())
    told.update(f"{real.release}".encode())
    told.update(_key(real, _IDENTITIES).encode())
    return told.hexdigest()[:16]


def on_file(real: Service, path: Path) -> Service:
    """The service on an invented office in a file: other keys, other files, another database."""
    url = f"sqlite:///{path}"
    settings = replace(
        real.settings,
        database_url=url,
        media_url=f"file:{path.with_suffix('')}-berkas",
        tracking_key=_key(real, _LINKS).encode(),
    )
    engine = prepare_engine(create_engine(url, poolclass=NullPool, **engine_options(url)))
    return replace(real, settings=settings, engine=use_keys(engine, read_keyring(_key(real, _IDENTITIES))))


def make_office(real: Service, path: Path, *, now: datetime) -> None:
    """Fills a new file with the invented office; takes seconds, once for everybody."""
    made = on_file(real, path)
    upgrade(made.engine)
    for _told in fill(made.engine, made.rulebook, made.settings, asked=INVENTED, now=now):
        pass  # sign-ins are not needed: nobody signs in there
    empty_log(made.engine)
    made.engine.dispose()


def _key(real: Service, use: bytes) -> str:
    return hmac.new(real.settings.secret_key.encode(), use, "sha256").hexdigest()

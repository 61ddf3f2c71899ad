"""The marks under which the tests' databases know addresses."""

from __future__ import annotations

from functools import cache

from sqlalchemy import create_engine

from complaints_service.vault.keyring import read_keyring, use_keys
from complaints_service.vault.marks import address_mark
from tests.support.databases import IDENTITY_KEY


@cache
def mark_of(address: int | str, route: str = "telegram") -> str:
    """What stands for an address on a route."""
    engine = use_keys(create_engine("sqlite://"), read_keyring(IDENTITY_KEY))
    with engine.connect() as connection:
        return address_mark(connection, route=route, address=str(address))

"""Limits counted in the office's database, so that they hold over all web processes of all machines."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from flask import current_app
from limits.storage import Storage
from sqlalchemy.exc import SQLAlchemyError

from complaints_service import clock
from complaints_service.edge.resources import service
from complaints_service.shared_counts.service import count_up, counted_of, forget_count


class DatabaseStorage(Storage):
    """What flask-limiter counts in: PostgreSQL; a failure is the database's, and told as one (503)."""

    STORAGE_SCHEME = ["office"]

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a failing database raises."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Counts a key within a window of so many seconds."""
        window = timedelta(seconds=expiry)
        return count_up(service().engine, key=_digest(key), amount=amount, window=window).count

    def get(self, key: str) -> int:
        """How often a key came in the window that lasts."""
        return counted_of(service().engine, key=_digest(key)).count

    def get_expiry(self, key: str) -> float:
        """When the window of a key ends, as seconds since 1970."""
        return clock.now().timestamp() + counted_of(service().engine, key=_digest(key)).seconds

    def check(self) -> bool:
        """Whether it can be counted in; a request that cannot be counted is answered 503 anyway."""
        return True

    def reset(self) -> int | None:
        """Counts end by themselves; all of them at once is nobody's business."""
        raise NotImplementedError

    def clear(self, key: str) -> None:
        """Begins a key anew."""
        forget_count(service().engine, key=_digest(key))


def storage_of(database_url: str) -> str:
    """Where limits are counted: with SQLite there is one web process, whose memory is enough."""
    return "office://" if database_url.startswith("postgresql") else "memory://"


def _digest(key: str) -> str:
    """A key holds somebody's address, so only a keyed digest of it is written down."""
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()

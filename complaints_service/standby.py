"""What the service asks of a database with several hosts: that its standby has what anybody was told is kept.

A primary that dies takes with it whatever the standby had not yet. Where the primary does not wait for
it, those are things which citizens were told; so each connection to such a database is refused, unless
the office has named what it wants: `ALTER DATABASE ... SET tanggap.standby = 'asynchronous'`, or the same
in the URL's `options`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Engine, event
from sqlalchemy.exc import OperationalError

#: In the order in which they are asked for.
_ASKED = (
    "SELECT current_setting('synchronous_commit'), current_setting('synchronous_standby_names'), "
    "current_setting('tanggap.standby', true)"
)
#: The standby has it on its disk before anybody is told.
_WAITS = ("on", "remote_apply")
ASYNCHRONOUS = "asynchronous"


class StandbyNotAwaited(OperationalError):
    """A database with several hosts would lose what was acknowledged when the one that is written to dies.

    For whoever asks it is a database that is not available.
    """

    def __init__(self, why: str) -> None:
        super().__init__(None, None, ConnectionError(why))


def hosts_of(url: URL) -> int:
    """How many machines a URL names."""
    named = url.query.get("host", ())
    listed = ",".join(named if isinstance(named, tuple) else (named,))
    return listed.count(",") + 1 if listed else 1


def await_standby(engine: Engine) -> None:
    """Looks at each new connection of a database with several hosts; a single one has no standby of ours."""
    if engine.dialect.name != "postgresql" or hosts_of(engine.url) == 1:
        return

    @event.listens_for(engine, "connect")
    def _look(connection: Any, _record: Any) -> None:
        cursor = connection.execute(_ASKED)
        commit, standbys, named = cursor.fetchone()
        connection.rollback()
        if named == ASYNCHRONOUS or (standbys.strip() and commit in _WAITS):
            return
        connection.close()
        raise StandbyNotAwaited(
            "the database names several hosts, but what is committed does not wait for the standby "
            f"(synchronous_commit = {commit}, synchronous_standby_names = '{standbys}'): set both, or name "
            f"it with ALTER DATABASE ... SET tanggap.standby = '{ASYNCHRONOUS}'"
        )

"""The database's shape, step by step: numbered files in `versions/`, the newest named in `HEAD`.

`HEAD` makes two people who add a migration at the same time meet in a merge conflict, not in production.
"""

from migrations.run import DatabaseNewer, current, head, known, refuse_newer, upgrade

__all__ = ["DatabaseNewer", "current", "head", "known", "refuse_newer", "upgrade"]

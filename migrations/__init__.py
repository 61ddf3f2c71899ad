"""The database's shape, step by step: numbered files in `versions/`, the newest named in `HEAD`.

`HEAD` makes two people who add a migration at the same time meet in a merge conflict, not in production.
"""

from migrations.run import current, head, upgrade

__all__ = ["current", "head", "upgrade"]

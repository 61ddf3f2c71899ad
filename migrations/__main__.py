"""`python -m migrations "what changes"` writes the next numbered migration from the models and moves HEAD.

It compares the models with a fresh SQLite database at the present head. Read what it wrote: renames, data and
PostgreSQL's own types need a human eye.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from complaints_service.db import prepare_engine
from migrations.run import FOLDER, alembic_config, upgrade


def write_next(what: str) -> Path:
    """Writes the migration after the newest one and returns its path."""
    number = f"{len(list((FOLDER / 'versions').glob('[0-9]*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        engine = prepare_engine(create_engine(f"sqlite:///{folder}/blank.db"))
        if number != "0001":
            upgrade(engine)
        with engine.connect() as connection:
            command.revision(alembic_config(connection), message=what, autogenerate=True, rev_id=number)
        engine.dispose()
    path = next((FOLDER / "versions").glob(f"{number}_*.py"))
    tidy(path)
    (FOLDER / "HEAD").write_text(f"{path.stem}\n", encoding="utf-8")
    return path


def tidy(path: Path) -> None:
    """Takes Alembic's own remarks out and sets the file in the house's style."""
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if "# ### " not in line) + "\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(path)], check=True)  # noqa: S603 our own file


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.stdout.write(f"{write_next(sys.argv[1])}\n")

"""Which port the service was started on here, for whatever else makes links: commands, and the worker."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

PORT = "8000"
_FILE = Path("var/port")


def remember(environ: Mapping[str, str], root: Path) -> None:
    """Writes down the port that is served now."""
    (root / _FILE).write_text(f"{environ['PORT']}\n", encoding="ascii")


def remembered(environ: Mapping[str, str], root: Path) -> Mapping[str, str]:
    """The environment with the port that was served last, where it names none itself."""
    if environ.get("PORT", "").strip():
        return environ
    with suppress(OSError, UnicodeDecodeError):
        port = (root / _FILE).read_text(encoding="ascii").strip()
        return {**environ, "PORT": port} if port.isdigit() else environ
    return environ

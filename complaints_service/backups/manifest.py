"""What a backup holds: each part by name, with its length and digest, and the state the database was in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from complaints_service.backups.errors import Damaged
from complaints_service.backups.sealed_file import open_sealed, seal_into

MANIFEST, DATABASE, FILES = "manifest.sealed", "database.sealed", "files"
_STAMP = "%Y-%m-%dT%H%M%SZ"


@dataclass(frozen=True, kw_only=True)
class SealedPart:
    """One kept file: where it belongs, its length and digest, when it was changed, where it is sealed."""

    name: str
    size: int
    sha256: str
    changed_ns: int
    sealed_as: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One backup. `database`: `sqlite` or `postgresql`; `revision`: how far its migrations were."""

    made_at: datetime
    office: str
    database: str
    revision: str
    size: int
    sha256: str
    parts: Sequence[SealedPart]


def stamp(made_at: datetime) -> str:
    """The name of the folder of a backup made then; names sort by age."""
    return made_at.astimezone(UTC).strftime(_STAMP)


def backups_in(folder: Path) -> list[Path]:
    """The whole backups of a folder, the oldest first."""
    return sorted(each.parent for each in folder.glob(f"[0-9]*Z/{MANIFEST}"))


def made_at(backup: Path) -> datetime:
    """When a backup was made, by its name."""
    return datetime.strptime(backup.name, _STAMP).replace(tzinfo=UTC)


def write_manifest(folder: Path, manifest: Manifest, *, key: bytes) -> None:
    """Seals a manifest into its backup's folder. Raises OSError."""
    told = {**asdict(manifest), "made_at": manifest.made_at.astimezone(UTC).isoformat()}
    seal_into(folder / MANIFEST, [json.dumps(told).encode()], key=key, name=MANIFEST)


def read_manifest(folder: Path, *, key: bytes) -> Manifest:
    """What a backup holds. Raises Damaged and WrongKey."""
    told = json.loads(b"".join(open_sealed(folder / MANIFEST, key=key, name=MANIFEST)))
    try:
        parts = [SealedPart(**each) for each in told["parts"]]
        return Manifest(**{**told, "made_at": datetime.fromisoformat(told["made_at"]), "parts": parts})
    except (TypeError, ValueError, KeyError):
        raise Damaged(MANIFEST) from None

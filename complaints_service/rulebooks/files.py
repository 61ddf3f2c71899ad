"""A rulebook as the text of its files: out of a folder and into one, in a zip and out of it."""

from __future__ import annotations

import hashlib
import io
import json
import tomllib
import zipfile
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from complaints_service.errors import invalid, words
from config.entries.street_map import GEOMETRY
from config.street_map import FILE as STREET_MAP

Files = Mapping[str, str]
#: The files that are no tables: outlines, and a street map where there is one.
DRAWN = (GEOMETRY, STREET_MAP)
#: What a broken, locked or strange archive raises.
_NO_ZIP = (
    zipfile.BadZipFile, zlib.error, UnicodeDecodeError, NotImplementedError, RuntimeError, EOFError, OSError
)  # fmt: skip
MOST_BYTES = 4_000_000
#: A zip has an instant for each file; one and the same for all keeps two exports alike byte by byte.
_INSTANT = (2025, 1, 1, 0, 0, 0)


def files_in(folder: Path) -> dict[str, str]:
    """The files of a rulebook's folder."""
    found = (*folder.glob("*.toml"), *(folder / name for name in DRAWN))
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(found) if path.is_file()}


def write_to(folder: Path, files: Files) -> None:
    """Writes the files into a folder, for the loaders."""
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())


def digest(files: Files) -> str:
    """By what two rulebooks are known to be the same."""
    return hashlib.sha256(json.dumps(dict(files), sort_keys=True).encode()).hexdigest()


def packed(files: Files) -> bytes:
    """The files as a zip; the same files make the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _INSTANT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(entry, files[name].encode(), zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def unpacked(body: bytes, *, names: Collection[str]) -> dict[str, str]:
    """The files out of a zip. Raises Invalid for anything else, and for names besides `names`."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if unknown := sorted({entry.filename for entry in entries} - set(names)):
                told = ", ".join(unknown[:5])
                raise invalid("file", words("Berkas ini bukan bagian buku aturan: %(names)s.", names=told))
            if sum(entry.file_size for entry in entries) > MOST_BYTES:
                raise invalid("file", words("Buku aturan ini terlalu besar."))
            return {entry.filename: archive.read(entry).decode() for entry in entries}
    except _NO_ZIP:
        raise invalid("file", words("Berkas ini bukan zip buku aturan yang utuh.")) from None


def table(files: Files, name: str) -> dict[str, Any]:
    """A file as tables; empty where it is missing or cannot be read, which the check tells."""
    try:
        return tomllib.loads(files.get(name, ""))
    except tomllib.TOMLDecodeError:
        return {}


def office_code(files: Files) -> str:
    """Whose rulebook it is."""
    office = table(files, "office.toml").get("office")
    return str(office.get("code", "")) if isinstance(office, Mapping) else ""

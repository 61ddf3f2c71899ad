"""Files pages need, under addresses that change with their content, compressed once per process."""

from __future__ import annotations

import gzip
import hashlib
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import brotli
import segno
from markupsafe import Markup
from whitenoise import WhiteNoise

HERE = Path(__file__).parent.parent / "static"
PREFIX = "/static/"
#: Folder under `PREFIX` -> the package that brings it and the folder inside it. No file of theirs is ours.
FROM_PACKAGES = {"leaflet": ("js_lib_leaflet", "static/js_lib_leaflet")}
KINDS = {".css", ".js", ".svg", ".png"}
#: Brotli's best level takes ten times as long at the start for three per cent less.
BROTLI_LEVEL = 9


def serve(whitenoise: WhiteNoise) -> Callable[[str], str]:
    """Serves every file for good; returns what turns a name into its address."""
    folder, names = _collect()
    whitenoise.add_files(folder.name, prefix=PREFIX)

    def asset(name: str) -> str:
        return PREFIX + names[name]

    return asset


@cache
def _collect() -> tuple[tempfile.TemporaryDirectory[str], dict[str, str]]:
    """A folder of this process with every file and its compressed twins, and each file's name in it."""
    into = tempfile.TemporaryDirectory(prefix="tanggap-static-")
    names: dict[str, str] = {}
    packages = [(name, _in_package(*where)) for name, where in FROM_PACKAGES.items()]
    for folder, source in [("", HERE), *packages]:
        for path in sorted(source.rglob("*")):
            if path.suffix in KINDS:
                name = "/".join(part for part in (folder, path.relative_to(source).as_posix()) if part)
                names[name] = _keep(path.read_bytes(), name, Path(into.name))
    return into, names


def _in_package(package: str, folder: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {package} is not installed")
    return Path(spec.submodule_search_locations[0]) / folder


def _keep(content: bytes, name: str, into: Path) -> str:
    stem, dot, suffix = name.rpartition(".")
    # Pictures that a style sheet names keep their names: nobody rewrites the package's file.
    hashed = name if suffix == "png" else f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{suffix}"
    target = into / hashed
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    if suffix != "png":
        target.with_name(f"{target.name}.br").write_bytes(brotli.compress(content, quality=BROTLI_LEVEL))
        target.with_name(f"{target.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    return hashed


def qr(link: str) -> Markup:
    """A link as a QR code, drawn in the page's own ink on white."""
    return Markup(  # noqa: S704  # segno writes the drawing, nothing in it was typed
        segno.make(link, error="m").svg_inline(
            scale=1, border=0, omitsize=True, svgclass="qr", lineclass=None
        )
    )

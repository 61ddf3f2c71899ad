"""Files pages need, under addresses that change with their content, compressed once at the start."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

HERE = Path(__file__).parent / "static"
PREFIX = "/static/"
#: Folder under `PREFIX` -> the package that brings it and the folder inside it. No file of theirs is ours.
FROM_PACKAGES = {"leaflet": ("js_lib_leaflet", "static/js_lib_leaflet")}
KINDS = {".css", ".js", ".svg", ".png"}


def collect(into: Path) -> dict[str, str]:
    """Copies every file to `into` under a name with its digest, with compressed twins; the name of each."""
    names: dict[str, str] = {}
    for folder, source in [
        ("", HERE),
        *((name, _in_package(*where)) for name, where in FROM_PACKAGES.items()),
    ]:
        for path in sorted(source.rglob("*")):
            if path.suffix in KINDS:
                name = "/".join(part for part in (folder, path.relative_to(source).as_posix()) if part)
                names[name] = _copy(path, name, into)
    return names


def serve(names: dict[str, str], folder: Path, whitenoise: WhiteNoise) -> Callable[[str], str]:
    """Serves a collected folder for good; returns what turns a name into its address."""
    whitenoise.add_files(str(folder), prefix=PREFIX)

    def asset(name: str) -> str:
        return PREFIX + names[name]

    return asset


def _in_package(package: str, folder: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {package} is not installed")
    return Path(spec.submodule_search_locations[0]) / folder


def _copy(path: Path, name: str, into: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
    stem, dot, suffix = name.rpartition(".")
    # Pictures that a style sheet names keep their names: nobody rewrites the package's file.
    hashed = name if path.suffix == ".png" else f"{stem}.{digest}{dot}{suffix}"
    target = into / hashed
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        compressor = Compressor(quiet=True)
        if compressor.should_compress(str(target)):
            list(compressor.compress(str(target)))
    return hashed

"""Settings declared field by field: what each is called, how it is read, its default, what it is about.

A dataclass whose fields are made by the functions here is all there is to say of its settings: they are read
by it, refused by it, and listed in `.env.example` by it. The type of a field is what its reader returns.
"""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar, cast

from config.errors import Problem, SettingsError


class Declaring(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=Declaring)
#: A default in words, or out of the settings above it.
Default = str | Callable[[Mapping[str, Any]], str]

_DECLARED = "setting"
_LEAST_SECRET = 32
#: Variables the tests read themselves; the service never does.
_TEST_PREFIX = "TANGGAP_TEST_"


@dataclass(frozen=True, kw_only=True)
class _Declared:
    """One variable; `file`: a key's, made by `make_keys`; `at`: the setting that names another file.

    `about`: what `.env.example` says above it.
    """

    name: str
    read: Callable[[str, Path], object]
    default: Default | None = None
    needed: bool = False
    file: Path | None = None
    at: str = ""
    about: str = ""

    def key_file(self, environ: Mapping[str, str]) -> Path | None:
        """The file of a key, from the project's root on, or where the setting `at` says."""
        return self.file and Path(environ.get(self.at, "").strip() or self.file)


def setting(
    name: str, read: Callable[[str], Value], default: Default, *, about: str = "", secret: bool = False
) -> Value:
    """A field read from a variable, or from the default where it is unset or empty.

    `read` raises ValueError saying what is wrong. `secret` ones never show in a repr. Without `about` the
    setting belongs to what is said of the one above it.
    """
    told = _Declared(name=name, read=lambda given, _root: read(given), default=default, about=about)
    return cast("Value", _field(told, secret))


def local(
    name: str, read: Callable[[str, Path], Value], default: str, *, about: str = "", secret: bool = False
) -> Value:
    """The same, where a path may be meant from the project's root on."""
    return cast("Value", _field(_Declared(name=name, read=read, default=default, about=about), secret))


def optional(
    name: str, read: Callable[[str], Value], *, about: str = "", secret: bool = False
) -> Value | None:
    """The same; None where it is unset or empty."""
    told = _Declared(name=name, read=lambda given, _root: read(given), about=about)
    return cast("Value", _field(told, secret))


def required(name: str, read: Callable[[str], Value], *, secret: bool = False) -> Value:
    """The same; it must be set."""
    told = _Declared(name=name, read=lambda given, _root: read(given), needed=True)
    return cast("Value", _field(told, secret))


def key(name: str, read: Callable[[str], Value], *, file: Path, at: str = "", about: str = "") -> Value:
    """A secret from the environment, or from its file made by `make_keys`; `at`: the setting of its file."""
    told = _Declared(name=name, read=lambda given, _root: read(given), file=file, at=at, about=about)
    return cast("Value", _field(told, secret=True))


def read_settings(
    kind: type[Kind],
    environ: Mapping[str, str],
    root: Path,
    known: Collection[str],
    given: Mapping[str, object],
    together: Callable[[Kind], Iterable[Problem]] = lambda _made: (),
) -> Kind:
    """The settings of a kind; writes nothing. Raises SettingsError naming every bad variable, all at once.

    `known`: whatever else begins with TANGGAP_ is misspelled. `given`: fields that no variable says.
    `together`: what is wrong with settings that are right each by itself.
    """
    problems: list[Problem] = []
    found: dict[str, Any] = dict(given)
    for name, told in _declared(kind):
        try:
            found[name] = _value(told, environ, root, found)
        except _Refused as wrong:
            problems.append(Problem("environment", told.name, wrong.code, str(wrong)))
            found[name] = None
    for name in sorted(environ):
        if name.startswith("TANGGAP_") and name not in known and not name.startswith(_TEST_PREFIX):
            message = "nobody knows this setting; see .env.example"
            problems.append(Problem("environment", name, "unknown_setting", message))
    if problems:
        raise SettingsError(problems)
    made = kind(**found)
    if clashing := list(together(made)):
        raise SettingsError(clashing)
    return made


def names_in(kind: type[Declaring]) -> tuple[str, ...]:
    """The variables a kind of settings is read from, in its order."""
    return tuple(told.name for _, told in _declared(kind))


def make_keys(kind: type[Declaring], environ: Mapping[str, str], root: Path) -> None:
    """Makes once the key files that the environment does not give, readable by us alone."""
    for _, told in _declared(kind):
        file = told.key_file(environ)
        if file is not None and not environ.get(told.name, "").strip():
            _make_key(root / file)


def example(*kinds: type[Declaring]) -> str:
    """The text of `.env.example`: every setting with its default, under what is said of it."""
    lines = [
        "# Every setting of Tanggap, with its default. Leave out what suits you; "
        "a bad or unknown one stops the start,",
        "# and all are named at once.",
    ]
    for _, told in (each for kind in kinds for each in _declared(kind)):
        if told.about:
            lines += ["", *(f"# {line}" for line in told.about.splitlines())]
        lines.append(f"{told.name}={told.default if isinstance(told.default, str) else ''}")
    return "\n".join(lines) + "\n"


class _Refused(Exception):
    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def _field(told: _Declared, secret: bool) -> Any:
    return field(repr=not secret, metadata={_DECLARED: told})


def _declared(kind: type[Declaring]) -> Iterator[tuple[str, _Declared]]:
    for each in fields(kind):
        if _DECLARED in each.metadata:
            yield each.name, each.metadata[_DECLARED]


def _value(told: _Declared, environ: Mapping[str, str], root: Path, above: Mapping[str, Any]) -> object:
    given = environ.get(told.name, "").strip()
    if (file := told.key_file(environ)) is not None:
        given = _checked_key(given, file, root)
    elif not given:
        if told.needed:
            raise _Refused("missing_setting", "is not set")
        if told.default is None:
            return None
        given = told.default if isinstance(told.default, str) else told.default(above)
    try:
        return told.read(given, root)
    except ValueError as wrong:
        raise _Refused("bad_setting", str(wrong)) from None


def _checked_key(given: str, file: Path, root: Path) -> str:
    where, path = "", root / file
    if not given:
        where = f" in {file}"
        try:
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise _Refused("open_key_file", f"{file} can be read by others: chmod 600 {file}")
            given = path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            missing = f"is not set, and there is no {file}: run `tanggap init`"
            raise _Refused("missing_setting", missing) from None
        except (OSError, UnicodeDecodeError) as wrong:
            raise _Refused("bad_setting", f"{file} cannot be read: {wrong}") from None
    if len(given) < _LEAST_SECRET:
        raise _Refused("bad_setting", f"is shorter than {_LEAST_SECRET} characters{where}")
    return given


def _make_key(path: Path) -> None:
    # Written aside, then linked: of two processes starting at once one wins, and neither reads half a key.
    if path.exists():
        return
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        Path(aside).unlink()

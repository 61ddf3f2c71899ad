"""A call's parameters, however they came: query, form, multipart or JSON, with JSON inside strings."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tools.telegram_stand_in.errors import bad_request

Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Parameters:
    """Reads one parameter at a time; what cannot be read raises ApiError 400."""

    values: Json
    uploads: dict[str, Upload]

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value is None else str(value)

    def number(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise bad_request(f"can't parse {name}: an integer is expected") from error

    def degrees(self, name: str, most: int) -> float:
        try:
            value = float(self.values[name])
        except (KeyError, TypeError, ValueError) as error:
            raise bad_request(f"{name} must be a number") from error
        if not -most <= value <= most:
            raise bad_request(f"invalid {name} specified")
        return value

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in ("true", "1", "yes")

    def record(self, name: str) -> Json | None:
        value = self._structure(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def items(self, name: str) -> list[Any] | None:
        value = self._structure(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"array expected as {name.replace('_', ' ')}")
        return value

    def upload(self, name: str) -> Upload | None:
        """The file of this parameter, also where the parameter only names its part (`attach://part`)."""
        value = self.values.get(name)
        part = str(value).removeprefix("attach://") if value is not None else name
        return self.uploads.get(part)

    def _structure(self, name: str) -> Any:
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error

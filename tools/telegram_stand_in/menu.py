"""The commands a bot offers in its menu, for each audience and language."""

from __future__ import annotations

import re

from tools.telegram_stand_in.errors import bad_request
from tools.telegram_stand_in.parameters import Parameters
from tools.telegram_stand_in.world import Json, World


def set_my_commands(world: World, given: Parameters) -> bool:
    commands = given.items("commands") or []
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", ""))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_audience(given)] = commands
    world.touch()
    return True


def get_my_commands(world: World, given: Parameters) -> list[Json]:
    return world.commands.get(_audience(given), [])


def delete_my_commands(world: World, given: Parameters) -> bool:
    world.commands.pop(_audience(given), None)
    return True


def _audience(given: Parameters) -> tuple[str, str]:
    """Whom commands are for: a scope and a language."""
    scope = given.record("scope") or {"type": "default"}
    return ":".join(str(value) for value in scope.values()), given.text("language_code") or ""

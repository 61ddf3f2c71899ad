"""What is typed about people and accounts: joining, moving, leaving, a role."""

from __future__ import annotations

from complaints_service.edge.input.fields import DayTyped, Line
from complaints_service.web.shell.forms import FormSchema


class _ActForm(FormSchema):
    """From which day, and what it rests on."""

    on = DayTyped(required=True)
    reason = Line(load_default="")


class JoinForm(_ActForm):
    """Somebody who joins; with a login, an account."""

    name = Line(required=True)
    employment = Line(required=True)
    nip = Line(load_default="")
    position = Line(required=True)
    email = Line(load_default="")
    login = Line(load_default="")


class MoveForm(_ActForm):
    """Another post; `trial`: only to see what it does."""

    position = Line(required=True)
    trial = Line(load_default="")


class LeaveOfficeForm(_ActForm):
    """The end of somebody's service; `trial`: only to see what it does."""

    trial = Line(load_default="")


class RoleForm(FormSchema):
    """A role, over a unit or (empty) the whole office."""

    role = Line(required=True)
    unit = Line(load_default="")

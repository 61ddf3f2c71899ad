"""Programs that follow something are ended and started by what it is now, and left alone while it stays."""

from __future__ import annotations

import pytest

from complaints_service.cli.processes import Program, _Followers


def test_programs_that_follow_start_anew_only_when_it_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints_service.cli.processes.FOLLOW_EVERY", 0.0)
    started: list[str] = []
    monkeypatch.setattr(
        "complaints_service.cli.processes._Child.look", lambda child: started.append(child.program.module)
    )
    stopped: list[str] = []
    monkeypatch.setattr(
        "complaints_service.cli.processes._Child.stop", lambda child: stopped.append(child.program.module)
    )

    class Told:
        now = "satu"

        def look(self) -> str:
            return self.now

        def programs(self) -> list[Program]:
            return [Program(self.now)]

    told = Told()
    followers = _Followers(told)
    followers.look()
    followers.look()
    told.now = "dua"
    followers.look()
    followers.look()
    assert (started, stopped) == (["satu", "satu", "dua", "dua"], ["satu"])

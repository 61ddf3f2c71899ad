"""Calls to hooks: one POST each, to the open net alone; what the answer, or its lack, means for the news."""

from __future__ import annotations

from complaints_service.notify.senders import Accepted, Later, Letter, LetterRefused, Outcome
from complaints_service.outside import NotOutside, NotReached, OutsideCall, called


class HookSender:
    """Posts each letter to its address with the headers that sign it. `here`: this machine may be called.

    The receiver knows a call by its id, so one whose answer was lost is simply made again.
    """

    route = "hook"

    def __init__(self, *, here: bool) -> None:
        self._here = here

    def send(self, letter: Letter) -> Outcome:
        """Makes the call."""
        call = OutsideCall(
            url=letter.address,
            method="POST",
            headers={"Content-Type": "application/json", "User-Agent": "Tanggap", **letter.params},
            body=letter.text.encode(),
            here=self._here,
        )
        try:
            status = called(call).status
        except NotOutside:
            return Later("the address leads into this house")
        except NotReached as error:
            return Later(f"not reached: {error}")
        if 200 <= status < 300:
            return Accepted()
        return LetterRefused("answered 410") if status == 410 else Later(f"answered {status}")

    def close(self) -> None:
        """Nothing is kept open."""

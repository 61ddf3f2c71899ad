"""What of an event kind depends on the entry's data: the act it came by, its mark, its sentence. Pure."""

from __future__ import annotations

from complaints_service.errors import marked
from complaints_service.tickets.ledger.kind import Mark, Sentence
from sla import Event

_CLOSINGS = {
    "accepted": "accept",
    "no_objection": "close_no_objection",
    "no_answer": "close_no_answer",
}
_CLOSED = {
    "accepted": Mark(
        "done",
        marked("warga menerima penyelesaian"),
        marked("Anda menerima penyelesaian"),
    ),
    "no_objection": Mark("done", marked("ditutup, tanpa keberatan")),
    "no_answer": Mark("done", marked("ditutup, tanpa jawaban")),
}


def saying(event: Event) -> str:
    """The act by which something was said."""
    asking = {"message": "write", "question": "question", "completeness": "question"}
    return asking.get(event.data.get("act", ""), "message")


def reopening(event: Event) -> str:
    """The act by which it began again."""
    if event.data.get("reason") == "late_answer":
        return "write"
    return "ask_reopening" if event.by == "citizen" else "reopen"


def closing(event: Event) -> str:
    """The act by which it was closed."""
    return _CLOSINGS.get(event.data.get("reason", ""), "")


def classified(event: Event) -> Sentence:
    """Another class, with the reason where there is one."""
    if event.data.get("reason"):
        reasoned = marked("%(who)s mengubah kategori menjadi %(category)s, “%(reason)s”")
        return Sentence(reasoned, quotes=False)
    return Sentence(marked("%(who)s mengubah kategori menjadi %(category)s"), quotes=False)


def decided(event: Event) -> Sentence:
    """A contest upheld, or not."""
    if event.data["upheld"]:
        return Sentence(marked("%(who)s membenarkan sanggahan, waktunya milik %(holder)s"))
    return Sentence(marked("%(who)s tidak membenarkan sanggahan"))


def requested(event: Event) -> Sentence:
    """For whom it is asked."""
    to = event.data.get("to")
    if to is None:
        return Sentence(marked("%(who)s meminta tiket ini diserahkan"))
    if to == event.by:
        return Sentence(marked("%(who)s meminta tiket ini untuk dirinya"))
    return Sentence(marked("%(who)s meminta tiket ini diserahkan kepada %(to)s"))


def escalated(event: Event) -> Sentence | None:
    """Who was told of a clock; a rung that reached nobody is not told."""
    if event.data.get("officer") is None:
        return None
    told = marked("%(who)s diberi tahu: %(clock)s")
    return Sentence(told, quotes=False, of={"who": "officer"})


def closed(event: Event) -> Mark:
    """Who closed it, and why."""
    return _CLOSED[str(event.data.get("reason", "no_objection"))]


def cancelling(event: Event) -> str:
    """The act by which it was cancelled."""
    return "withdraw" if event.by == "citizen" else "cancel"


def handing(event: Event) -> str:
    """The act by which it was handed over: it leaves whom it accuses by being kept from them."""
    return "accuse" if event.data.get("kept_from") else "handover"


def named(event: Event) -> Sentence:
    """Whom it is kept from, said by somebody or read from the citizen's words."""
    if event.by == "rule":
        told = marked("Kata-kata warga menyebut %(whom)s; laporan ini tertutup bagi yang disebut")
        return Sentence(told, quotes=False)
    return Sentence(marked("%(who)s: laporan ini tentang %(whom)s"))

"""Which signs there are, and what in a ledger is one. Pure: what is read here moves no figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from complaints_service.errors import marked
from sla import Event

#: A promise that is kept with less than this to spare.
LAST_MINUTES = timedelta(minutes=15)
#: A step with less than this part of the promised time left.
LAST_SHARE = 0.10
#: An answer under so many letters, or the same one so often in a month.
SHORT, OFTEN = 15, 5
#: So many hand-overs of one report.
MANY_HANDS = 3


@dataclass(frozen=True)
class SignalKind:
    """One sort of sign: what it is called, and of what it is a part (its occasions)."""

    code: str
    name: str
    of: str


SIGNALS: Mapping[str, SignalKind] = {
    kind.code: kind
    for kind in (
        SignalKind(
            "last_minutes",
            marked("Selesai kurang dari 15 menit sebelum tenggat"),
            marked("penyelesaian tepat waktu"),
        ),
        SignalKind(
            "late_question",
            marked("Bertanya ketika sisa waktu kurang dari sepersepuluh"),
            marked("pertanyaan kepada warga"),
        ),
        SignalKind("undone", marked("Dibuka lagi setelah dinyatakan selesai"), marked("pernyataan selesai")),
        SignalKind("short_answer", marked("Jawaban kurang dari 15 huruf"), marked("jawaban")),
        SignalKind("same_answer", marked("Jawaban yang sama, lima kali atau lebih"), marked("jawaban")),
        SignalKind("same_photo", marked("Foto yang sama pada dua laporan"), marked("foto pekerjaan")),
        SignalKind(
            "ping_pong", marked("Diserahkan bolak-balik, atau tiga kali atau lebih"), marked("penyerahan")
        ),
        SignalKind(
            "late_ending",
            marked("Ditolak atau dilimpahkan ketika sisa waktu kurang dari sepersepuluh"),
            marked("penolakan dan pelimpahan"),
        ),
        SignalKind("late_leave", marked("Cuti yang dicatat terlambat"), marked("cuti")),
        SignalKind("contest", marked("Sanggahan yang menggeser angka"), marked("sanggahan yang diputus")),
        SignalKind("late_split", marked("Dipecah setelah dijawab"), marked("pemecahan laporan")),
    )
}


class SeenSign(NamedTuple):
    """One sign: of whom, where and when. `entry` tells two of one ticket apart."""

    code: str
    officer_id: int
    ticket_id: int | None
    entry: int
    at: datetime

    @property
    def key(self) -> str:
        """By which it is dismissed."""
        return f"{self.code}|{self.ticket_id or 0}|{self.entry}"


@dataclass
class Signs:
    """The signs of a month, and how often each person had the occasion for each."""

    found: list[SeenSign] = field(default_factory=list)
    occasions: Counter[tuple[str, int]] = field(default_factory=Counter)

    def see(self, sign: SeenSign, *, seen: bool) -> None:
        """Counts an occasion, and keeps the sign where it is one."""
        self.occasions[sign.code, sign.officer_id] += 1
        if seen:
            self.found.append(sign)


class SentAnswer(NamedTuple):
    """What an officer wrote to a citizen."""

    ticket_id: int
    seq: int
    at: datetime
    officer_id: int
    text: str


def person(actor: str | None) -> int | None:
    """The member of the office an entry names; None for anybody else."""
    kind, _, name = (actor or "").partition(":")
    return int(name) if kind == "person" and name.isdigit() else None


@dataclass(kw_only=True)
class LedgerReading:
    """Reads one ledger, entry by entry, into `signs`.

    `within`: whether an instant is of the month; `left`: what part of the promised time was left before the
    entry at a place of the ledger (None: nothing ran).
    """

    signs: Signs
    ticket_id: int
    within: Callable[[datetime], bool]
    left: Callable[[int], float | None]
    resolver: int | None = None
    answered: bool = False
    holders: list[str] = field(default_factory=list)
    contesters: dict[int, int | None] = field(default_factory=dict)

    def read(self, events: Sequence[Event]) -> None:
        """Every entry in its order."""
        for place, event in enumerate(events):
            reader = _READERS.get(event.kind)
            if reader is not None:
                reader(self, place, event)

    def said(self, place: int, event: Event) -> None:
        """A question when next to no time was left."""
        asks = event.data.get("act") in ("question", "completeness")
        if person(event.by) is not None:
            self.answered = self.answered or not asks
            if asks:
                self._see("late_question", event, person(event.by), lambda: self._nearly_over(place))

    def ended(self, place: int, event: Event) -> None:
        """Rejected or passed on when next to no time was left."""
        self._see("late_ending", event, person(event.by), lambda: self._nearly_over(place))

    def resolved(self, _place: int, event: Event) -> None:
        """Done, as the office says; whether it stands is told later."""
        self.resolver = person(event.by)
        if self.resolver is not None and self.within(event.at):
            self.signs.occasions["undone", self.resolver] += 1

    def undone(self, _place: int, event: Event) -> None:
        """Not done after all; of whoever said it was."""
        if self.resolver is not None and self.within(event.at):
            self.signs.found.append(SeenSign("undone", self.resolver, self.ticket_id, event.seq, event.at))
        self.resolver = None

    def handed(self, _place: int, event: Event) -> None:
        """Back to whom it came from, or the third hand and more."""
        self.holders.append(str(event.data.get("holder")))
        back = len(self.holders) > 2 and self.holders[-1] == self.holders[-3]
        self._see("ping_pong", event, person(event.by), lambda: back or len(self.holders) >= MANY_HANDS)

    def divided(self, _place: int, event: Event) -> None:
        """A part gets a promise of its own after the whole was answered."""
        self._see("late_split", event, person(event.by), lambda: self.answered)

    def contested(self, _place: int, event: Event) -> None:
        """Somebody says that time is not theirs."""
        self.contesters[event.data["contest"]] = person(event.by)

    def decided(self, _place: int, event: Event) -> None:
        """Time that was moved by a contest, of whoever contested it."""
        who = self.contesters.get(event.data["contest"])
        self._see("contest", event, who, lambda: bool(event.data["upheld"]))

    def _see(self, code: str, event: Event, who: int | None, seen: Callable[[], bool]) -> None:
        if who is not None and self.within(event.at):
            self.signs.see(SeenSign(code, who, self.ticket_id, event.seq, event.at), seen=seen())

    def _nearly_over(self, place: int) -> bool:
        left = self.left(place)
        return left is not None and left < LAST_SHARE


_READERS: Mapping[str, Callable[[LedgerReading, int, Event], None]] = {
    "message.sent": LedgerReading.said,
    "ticket.rejected": LedgerReading.ended,
    "ticket.referred": LedgerReading.ended,
    "ticket.resolved": LedgerReading.resolved,
    "ticket.disputed": LedgerReading.undone,
    "ticket.reopened": LedgerReading.undone,
    "ticket.handed_over": LedgerReading.handed,
    "ticket.divided": LedgerReading.divided,
    "custody.contested": LedgerReading.contested,
    "contest.decided": LedgerReading.decided,
}


def read_answers(signs: Signs, answers: Iterable[SentAnswer]) -> None:
    """Reads what officers wrote in a month: too short to say anything, or word for word the same."""
    kept = list(answers)
    same = Counter((one.officer_id, _plain(one.text)) for one in kept)
    for one in kept:
        for code, seen in (
            ("short_answer", len(_plain(one.text)) < SHORT),
            ("same_answer", same[one.officer_id, _plain(one.text)] >= OFTEN),
        ):
            signs.see(SeenSign(code, one.officer_id, one.ticket_id, one.seq, one.at), seen=seen)


def in_last_minutes(stopped_at: datetime, due_at: datetime) -> bool:
    """Whether a promise was kept with next to nothing to spare."""
    return timedelta(0) <= due_at - stopped_at < LAST_MINUTES


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())

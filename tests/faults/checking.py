"""What a run must leave behind: nothing lost, nothing doubled, nothing hidden. Each finding is one line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.chats.models import ChatDraft
from complaints_service.chats.talkers import chat_of
from complaints_service.measurement.checks.verification import verify
from complaints_service.notify.models import Outbox, Subscription
from complaints_service.notify.trouble import troubles
from complaints_service.tickets.ledger.models import Complaint, Message, Ticket, TicketEvent
from complaints_service.vault.marks import address_mark
from config.rulebook import Rulebook
from tests.faults.citizens import TOLD, Citizen
from tests.faults.plan import Evidence, Notice
from tests.faults.storm import Storm
from tools.telegram_stand_in.world import Call, World

MARK = re.compile(r"w\d+k\d+z")
MOST_FAULTS = 5


@dataclass(frozen=True)
class Kept:
    """What the service has after a run. `silences`: the calls of Telegram whose answers were dropped."""

    complaints: dict[str, Complaint]
    messages: list[tuple[str, str]]
    drafts: dict[str, dict[str, Any]]
    subscriptions: list[tuple[str, str]]
    marks: dict[int, str]
    outbox: list[Outbox]
    fates: Counter[tuple[str, int]]
    visible: set[int]
    silences: list[Call]


def findings_of(storm: Storm) -> list[str]:
    """Everything that is not as promised; empty when all is well."""
    kept = read(storm.engine, storm.world)
    found = [] if storm.evidence.settled else ["unsettled: updates or letters were still on their way"]
    found += [f"fell: {death}" for death in storm.evidence.deaths if death.endswith("by itself")]
    found += check_updates(storm.evidence, kept)
    found += check_letters(storm.evidence, kept, storm.world)
    found += check_ledger(storm.engine, storm.rulebook, storm.now())
    return found


def read(engine: Engine, world: World) -> Kept:
    """The tables, as they stand, and what the line to Telegram swallowed."""
    with db.reading(engine) as session:
        numbers = {ticket.id: ticket.number for ticket in session.scalars(select(Ticket))}
        return Kept(
            complaints={one.number: one for one in session.scalars(select(Complaint))},
            messages=[
                (numbers[one.ticket_id], one.text)
                for one in session.scalars(select(Message).where(Message.author == "citizen"))
            ],
            drafts={
                chat_of(session, mark=one.chat, sealed=one.sealed): {**one.state, "report": one.report}
                for one in session.scalars(select(ChatDraft))
            },
            subscriptions=[(one.number, one.address) for one in session.scalars(select(Subscription))],
            marks={chat: address_mark(session, route="telegram", address=str(chat)) for chat in world.chats},
            outbox=list(session.scalars(select(Outbox).order_by(Outbox.id))),
            fates=_fates(session, numbers),
            visible={one.id for one in troubles(session, limit=1_000_000)},
            silences=[call for call in world.calls if call.fault == "drop"],
        )


# -------------------------------------------------------------------- what came in


def check_updates(evidence: Evidence, kept: Kept) -> list[str]:
    """Every confirmed update had its effect, and had it once."""
    found: list[str] = []
    texts: dict[str, list[Complaint]] = {}
    for complaint in kept.complaints.values():
        texts.setdefault(complaint.text, []).append(complaint)
    added = Counter(text for _, text in kept.messages)
    for citizen in evidence.citizens:
        found += _check_handed(citizen, texts, kept, evidence)
        found += _check_added(citizen, added, kept)
        found += _check_draft(citizen, kept)
        if not citizen.finished:
            found.append(f"stalled: {_who(citizen)} waits for an answer that does not come")
    wanted = {handed.text for citizen in evidence.citizens for handed in citizen.handed}
    found += [f"doubled: a complaint nobody sent like this: {text!r}" for text in texts if text not in wanted]
    found += [
        f"doubled: a message is there {times} times: {text!r}" for text, times in added.items() if times > 1
    ]
    return found


def _check_handed(
    citizen: Citizen, texts: dict[str, list[Complaint]], kept: Kept, evidence: Evidence
) -> Iterator[str]:
    tries = evidence.witness.by_number
    told = Counter(match[1] for said in citizen.said_by_bot() for match in TOLD.finditer(said))
    for number in told.keys() - kept.complaints.keys():
        yield f"lost: {_who(citizen)} was told {number}, which does not exist"
    for handed in citizen.handed:
        made = texts.get(handed.text, [])
        if not made:
            yield f"lost: {_who(citizen)} sent a report that is not there: {handed.text!r}"
            continue
        if len(made) > 1:
            yield f"doubled: {_who(citizen)} sent one report, there are {len(made)}: {handed.text!r}"
        complaint = made[0]
        if complaint.privacy != handed.privacy or complaint.lat is None:
            yield f"changed: {complaint.number} is not as {_who(citizen)} sent it"
        if complaint.number not in told:
            yield f"dropped: {_who(citizen)} was never told the number {complaint.number}"
        faults = tries[complaint.number] + _lost_answers(kept, citizen.chat, complaint.number)
        if told[complaint.number] > 1 + faults:
            times = told[complaint.number]
            yield f"copies: {complaint.number} was told {times} times, with {faults} faults"
        heard = (complaint.number, kept.marks[citizen.chat]) in kept.subscriptions
        if heard == (handed.privacy == "anonymous"):
            yield f"changed: {_who(citizen)} {'still' if heard else 'no longer'} hears of {complaint.number}"
    if len(told) > len(citizen.handed):
        yield f"doubled: {_who(citizen)} sent {len(citizen.handed)} reports and was told {sorted(told)}"


def _check_added(citizen: Citizen, added: Counter[str], kept: Kept) -> Iterator[str]:
    for words in citizen.added:
        # A reply to a message whose receipt died with the sender begins a new report, and the bot says so.
        drafted = sum(piece == words for piece in _pieces(kept, citizen))
        if added[words] + drafted != 1:
            yield f"lost: {_who(citizen)} added words that are there {added[words]} times: {words!r}"


def _check_draft(citizen: Citizen, kept: Kept) -> Iterator[str]:
    state = kept.drafts.get(str(citizen.chat))
    if citizen.forgotten:
        if state is not None or any(row.address == kept.marks[citizen.chat] for row in kept.outbox):
            yield f"kept: the anonymous chat of {_who(citizen)} is still known"
        return
    report = (state or {}).get("report")
    if not citizen.draft.begun:
        if report is not None and not set(_pieces(kept, citizen)) & set(citizen.added):
            yield f"draft: {_who(citizen)} has a draft and began none: {_pieces(kept, citizen)}"
        return
    if report is None:
        yield f"lost: the draft of {_who(citizen)} is not there"
        return
    wanted = citizen.draft
    if (pieces := _pieces(kept, citizen)) != wanted.pieces:
        yield f"draft: {_who(citizen)} told {wanted.pieces}, kept is {pieces}"
    files = [file["file"] for file in report["files"]]
    if len(files) != wanted.photos or len(set(files)) != len(files):
        yield f"draft: {_who(citizen)} showed {wanted.photos} photos, kept are {len(files)}"
    if (report["place"] is not None) != wanted.placed or report["privacy"] != wanted.privacy:
        yield f"draft: place or privacy of {_who(citizen)} is not as they chose"


def _pieces(kept: Kept, citizen: Citizen) -> list[str]:
    report = kept.drafts.get(str(citizen.chat), {}).get("report") or {}
    return [piece["text"] for piece in report.get("pieces", ())]


def _who(citizen: Citizen) -> str:
    return f"citizen {citizen.number} ({citizen.script_name})"


# -------------------------------------------------------------------- what went out


def check_letters(evidence: Evidence, kept: Kept, world: World) -> list[str]:
    """No letter too often for its faults, none lost without a trace, each doubt to be seen."""
    found: list[str] = []
    rows = _rows_of(evidence, kept)
    for notice in evidence.notices:
        row = rows.get((notice.number, notice.kind, notice.seq))
        if row is None:
            found.append(f"dropped: no row for {notice.kind} of {notice.number}")
            continue
        found += _check_letter(notice, row, evidence, kept, world)
    found += [
        f"unsettled: letter {row.id} ({row.kind}) is {row.state}"
        for row in kept.outbox
        if row.state in ("queued", "sending")
    ]
    found += [
        f"hidden: letter {row.id} ({row.kind}) is {row.state}, and no list of troubles has it"
        for row in kept.outbox
        if row.state in ("uncertain", "dead") and row.id not in kept.visible
    ]
    found += _check_order(evidence, world)
    return found


def _rows_of(evidence: Evidence, kept: Kept) -> dict[tuple[str, str, int], Outbox]:
    rows: dict[tuple[str, str, int], Outbox] = {}
    links: Counter[str] = Counter()
    for row in kept.outbox:
        if row.number is None:
            continue
        if row.kind == "lost_link":
            links[row.number] += 1
            rows[row.number, row.kind, -links[row.number]] = row
        elif row.message is not None:
            rows[row.number, row.kind, row.message] = row
    return rows


def _check_letter(notice: Notice, row: Outbox, evidence: Evidence, kept: Kept, world: World) -> Iterator[str]:
    copies = copies_of(notice, world)
    silent = _lost_answers(kept, notice.chat, notice.mark)
    touched = silent + evidence.witness.by_key[row.key]
    name = f"{notice.kind} {row.id} of {notice.number}"
    if copies > 1 + touched:
        yield f"copies: {name} stands {copies} times, with {touched} faults"
    if silent and not row.faults:
        yield f"hidden: {name} lost {silent} answers, and its row knows of none"
    if row.faults > touched:
        yield f"hidden: {name} counts {row.faults} faults, {touched} touched it"
    if row.state == "sent" and not copies:
        yield f"dropped: {name} is marked as sent and stands nowhere"
    if row.state == "dead" and row.faults < MOST_FAULTS:
        yield f"dropped: {name} was given up after {row.faults} faults: {row.reason}"
    if row.state not in ("sent", "dead", "uncertain"):
        yield f"dropped: {name} ended as {row.state}"
    held = notice.kind == "lost_link"
    told = evidence.witness.accepted | evidence.witness.perhaps
    in_doubt = silent or (touched and row.key not in told)
    if held and in_doubt and row.state != "uncertain":
        yield f"hidden: {name} was in doubt, and is {row.state} without anybody's decision"
    if held and copies > 1:
        yield f"copies: {name}, which must be held, stands {copies} times"
    if not held and row.state == "uncertain":
        yield f"dropped: {name} is news in doubt and is not sent again"
    if not held and row.message is not None and row.state == "sent":
        fates = kept.fates[notice.number, row.message]
        if fates != 1:
            yield f"ledger: {name} has {fates} entries of its delivery"


def copies_of(notice: Notice, world: World) -> int:
    """How often it stands in its chat."""
    return sum(notice.mark in words for words in _said(world, notice.chat))


def _check_order(evidence: Evidence, world: World) -> Iterator[str]:
    """At each address the officers' words arrive in the order they were said (first copies)."""
    chats = dict.fromkeys(one.chat for one in evidence.notices)
    for chat in chats:
        marks = [one.mark for one in evidence.notices if one.chat == chat and one.kind == "answered"]
        said = _said(world, chat)
        first = [next((place for place, words in enumerate(said) if mark in words), None) for mark in marks]
        places = [place for place in first if place is not None]
        if places != sorted(places):
            yield f"order: in chat {chat} news overtook each other"


def _said(world: World, chat: int) -> list[str]:
    return [str(one.data.get("text", "")) for one in world.chats[chat].messages.values() if one.by_bot]


def _lost_answers(kept: Kept, chat: int, mark: str) -> int:
    """Messages to this chat with this mark that arrived, and nobody was told."""
    return sum(call.chat == chat and mark in (call.text or "") for call in kept.silences)


def _fates(session: Session, numbers: dict[int, str]) -> Counter[tuple[str, int]]:
    told = session.scalars(
        select(TicketEvent).where(TicketEvent.kind.in_(("message.delivered", "message.bounced")))
    )
    return Counter((numbers[one.ticket_id], int(one.data["message"])) for one in told)


# -------------------------------------------------------------------- the whole


def check_ledger(engine: Engine, rulebook: Rulebook, now: datetime) -> list[str]:
    """What `tanggap verify` would say."""
    with db.reading(engine) as session:
        return [f"verify: {finding}" for finding in verify(session, rulebook=rulebook, now=now)]

"""Each citizen's words stay theirs when reports are merged; what the merged one says reaches the office. Both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.errors import Actor, DomainError, Invalid
from complaints_service.jobs.linking import PostRoom
from complaints_service.measurement.checks.verification import verify
from complaints_service.notify.messages import NOTICES
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import Letter
from complaints_service.notify.service import Cause, Recipient, queue_notice
from complaints_service.tickets import queries
from complaints_service.tickets.acts.registry import ACTS
from complaints_service.tickets.ledger.audience import FOR_ITS_CITIZEN, FOR_THE_OFFICE
from complaints_service.tickets.links import opened_by
from complaints_service.tickets.opening.survivor import survivor_news
from complaints_service.tickets.queries import TicketView
from config.rulebook import Rulebook, placeholders
from tests.services.post import Postman, minutes, room_of, rows, run
from tests.support.world import Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI, BUDI = "sari@contoh.example", "budi@contoh.example"
HOUSE = "Hubungi 0812 3456 7890, rumah nomor 7."


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


@pytest.fixture
def room(office: Office) -> PostRoom:
    with db.writing(office.engine) as session:
        open_route(session, route="email", now=NOW - timedelta(days=30))
        open_route(session, route="telegram", now=NOW - timedelta(days=30))
    return room_of(office.engine, office.rulebook)


class Pair:
    """Budi's report came first, Sari's went into it; what each of them sees."""

    def __init__(self, office: Office, room: PostRoom, privacy: str) -> None:
        self.office, self.room = office, room
        first = office.complain(now=NOW - minutes(60), email=BUDI, privacy=privacy)
        second = office.complain(now=NOW, email=SARI, privacy=privacy)
        self.budi, self.sari = first.number, second.number
        self.secrets = {self.budi: first.secret, self.sari: second.secret}
        office.act(
            "kasi", self.sari, "merge", into=self.budi, reason="Parit yang sama.", now=NOW + minutes(1)
        )
        run(room, Postman(), NOW + minutes(1))

    def citizens_view(self, number: str, at: datetime) -> TicketView:
        with db.reading(self.office.engine) as session:
            seen = queries.own_ticket(session, number=number, secret=self.secrets[number])
            return queries.own_view(session, seen, now=at, rulebook=self.office.rulebook)

    def sari_reads(self, at: datetime) -> list[str]:
        """All that Sari's page holds of the other report."""
        view = self.citizens_view(self.sari, at)
        with db.reading(self.office.engine) as session:
            news = survivor_news(session, ticket=view.ticket, events=view.events)
        assert news is not None
        return [text for _at, text in news.said]

    def letters(self, at: datetime) -> dict[str, list[Letter]]:
        sent = run(self.room, Postman(), at)
        return {who: [letter for letter in sent if letter.address == who] for who in (SARI, BUDI)}

    def desk(self, at: datetime) -> TicketView:
        with db.reading(self.office.engine) as session:
            rights, rulebook = self.office.rights("rina"), self.office.rulebook
            return queries.for_officer(session, number=self.budi, rights=rights, now=at, rulebook=rulebook)


@pytest.fixture(params=["open", "confidential"])
def pair(request: pytest.FixtureRequest, office: Office, room: PostRoom) -> Pair:
    return Pair(office, room, request.param)


@pytest.fixture
def shown(office: Office, room: PostRoom) -> Pair:
    return Pair(office, room, "open")


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("message", {"text": HOUSE}),
        ("message", {"text": HOUSE, "message_act": "decision"}),
        ("message", {"text": HOUSE, "message_act": "progress"}),
        ("question", {"text": HOUSE}),
        ("question", {"text": HOUSE, "completeness": True}),
        ("resolve", {"text": HOUSE}),
        ("reject", {"text": HOUSE, "reason": "not_ours"}),
        ("cancel", {"text": HOUSE, "reason": "test"}),
        ("refer", {"text": HOUSE, "agency": "dlh", "reason": HOUSE}),
    ],
)
def test_what_is_said_to_one_citizen_reaches_no_other(
    pair: Pair, act: str, fields: dict[str, object]
) -> None:
    by = "kasi" if act in ("cancel", "refer", "reject") else "rina"
    rules = ACTS[act].rules
    for name in ("reason",):  # one of this office's, whatever they are called
        rule = rules.get(name)
        if name in fields and rule is not None and rule.choices:
            choices = rule.choices(pair.office.rulebook) if callable(rule.choices) else rule.choices
            fields = {**fields, name: min(choices)}
    pair.office.act(by, pair.budi, act, now=NOW + minutes(2), **fields)
    assert pair.sari_reads(NOW + minutes(3)) == []
    letters = pair.letters(NOW + minutes(3))
    assert letters[BUDI], "its own citizen hears of it"
    assert all("0812" not in letter.text + letter.subject for letter in letters[SARI])
    assert not any(letter.kind == "survivor" for letter in letters[SARI])


def test_words_for_the_others_are_written_for_them_and_only_where_the_report_is_open(shown: Pair) -> None:
    both = {"text": HOUSE, "others": True, "others_text": "Parit dikeruk Kamis."}
    shown.office.act("rina", shown.budi, "message", now=NOW + minutes(2), **both)
    letters = shown.letters(NOW + minutes(3))
    assert [letter.kind for letter in letters[SARI]] == ["survivor"]
    assert "Parit dikeruk Kamis." in letters[SARI][0].text and "0812" not in letters[SARI][0].text
    assert shown.sari_reads(NOW + minutes(3)) == ["Parit dikeruk Kamis."]
    theirs = [message.text for message in shown.citizens_view(shown.budi, NOW + minutes(3)).messages]
    assert HOUSE in theirs and "Parit dikeruk Kamis." not in theirs
    assert "Parit dikeruk Kamis." in [message.text for message in shown.desk(NOW + minutes(3)).messages]
    shown.office.act("rina", shown.budi, "resolve", now=NOW + minutes(4), **both)
    assert shown.sari_reads(NOW + minutes(5)) == ["Parit dikeruk Kamis."] * 2


@pytest.mark.parametrize("privacy", ["confidential", "anonymous"])
def test_of_a_report_that_is_not_open_others_are_told_nothing(
    office: Office, room: PostRoom, privacy: str
) -> None:
    first = office.complain(now=NOW - minutes(60), privacy=privacy).number
    second = office.complain(now=NOW).number
    office.act("kasi", second, "merge", into=first, reason="Sama.", now=NOW)
    with pytest.raises(Invalid) as refused:
        office.act("rina", first, "message", text="Ya.", others=True, others_text="Ya.", now=NOW + minutes(1))
    assert refused.value.fields is not None and refused.value.fields.keys() == {"others"}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"others": True}, {"others_text"}),
        ({"others": True, "others_text": "  "}, {"others_text"}),
        ({"others_text": "Tanpa centang."}, {"others"}),
    ],
)
def test_the_tick_and_the_text_go_together(shown: Pair, fields: dict[str, object], wrong: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        shown.office.act("rina", shown.budi, "message", text="Ya.", now=NOW + minutes(2), **fields)
    assert refused.value.fields is not None and refused.value.fields.keys() == wrong


def test_a_question_has_no_words_for_others() -> None:
    assert {"others", "others_text"} <= ACTS["message"].rules.keys() & ACTS["resolve"].rules.keys()
    assert not {"others", "others_text"} & ACTS["question"].rules.keys()


# -- every kind of notice says who hears of it ---------------------------------------------------------


def test_every_notice_names_its_readers_and_reaches_no_other_citizen_unless_it_does(
    office: Office, room: PostRoom
) -> None:
    def queue(kind: str) -> None:
        cause = Cause(number="MRL-2603-7K4Q2", seq=1, kind=kind, told_by="MRL-2603-AAAAA")
        with db.writing(office.engine) as session:
            queue_notice(
                session, cause=cause, recipients=[Recipient("email", SARI, "id")], params={},
                actor=Actor.citizen("web"), now=NOW,
            )  # fmt: skip

    told = []
    for kind, notice in sorted(NOTICES.items()):
        assert notice.readers, kind
        if "merged" in notice.readers:
            queue(kind)
            told.append(kind)
        else:
            with pytest.raises(ValueError, match="merged reports"):
                queue(kind)
        assert [row.kind for row in rows(office.engine)] == told


def test_what_citizens_of_merged_reports_hear_of_itself_holds_nobodys_words(rulebook: Rulebook) -> None:
    """Only the words written for them do."""
    for kind, notice in NOTICES.items():
        if "merged" in notice.readers and kind != "survivor":
            words = rulebook.texts[notice.text_key][-1].words
            assert placeholders(words.id) | placeholders(words.en) <= {"number", "link", "holder"}, kind


def test_no_entry_of_a_conversation_is_shown_to_citizens_by_accident(office: Office) -> None:
    """What acts say is named on one side or the other; what is named on neither, citizens do not see."""
    assert not FOR_ITS_CITIZEN & FOR_THE_OFFICE
    number = office.complain(now=NOW).number
    said: set[str] = set()
    steps = [
        ("rina", "note", {"text": "Dalam."}),
        ("rina", "message", {"text": "Ya."}),
        ("rina", "question", {"text": "Di mana?"}),
        (None, "write", {"text": "Di sini."}),
        ("rina", "resolve", {"text": "Beres."}),
        (None, "dispute", {"text": "Belum."}),
        ("rina", "resolve", {"text": "Beres."}),
        (None, "accept", {"text": "Terima kasih."}),
        (None, "ask_reopening", {"reason": "Lagi."}),
        (None, "withdraw", {"reason": "Sudah."}),
    ]
    for minute, (who, act, fields) in enumerate(steps, 1):
        at = NOW + minutes(minute)
        if who:
            office.act(who, number, act, now=at, **fields)
        else:
            office.citizen(number, act, now=at, **fields)
    with db.reading(office.engine) as session:
        ticket = queries.for_officer(
            session,
            number=number,
            rights=office.rights("meja"),
            now=NOW + minutes(30),
            rulebook=office.rulebook,
        )
        said |= {message.act for message in ticket.messages}
    assert said <= FOR_ITS_CITIZEN | FOR_THE_OFFICE


# -- what the merged citizen says ----------------------------------------------------------------------


def test_a_merged_citizens_words_reach_the_office_and_no_other_citizen(pair: Pair) -> None:
    done = pair.office.citizen(
        pair.sari, "write", text="Di tempat saya juga, Gang Melati 4.", now=NOW + minutes(2)
    )
    assert done.ticket.state == "merged"
    at = NOW + minutes(3)
    [entry] = [event for event in pair.desk(at).events if event.kind == "merged.wrote"]
    assert entry.data["from"] == pair.sari
    assert "Gang Melati 4" in " ".join(message.text for message in pair.desk(at).messages)
    budis = pair.citizens_view(pair.budi, at)
    assert "Melati" not in " ".join(message.text for message in budis.messages)
    assert "Melati" in " ".join(message.text for message in pair.citizens_view(pair.sari, at).messages)
    assert all("Melati" not in letter.text for letters in pair.letters(at).values() for letter in letters)
    with db.reading(pair.office.engine) as session:
        found = verify(session, rulebook=pair.office.rulebook, now=at)
    assert [str(each) for each in found if each.kind != "facts"] == []


def test_her_words_await_an_answer_but_answer_no_question_put_to_somebody_else(shown: Pair) -> None:
    shown.office.act("rina", shown.budi, "question", text="Rumah nomor berapa?", now=NOW + minutes(2))
    run(shown.room, Postman(), NOW + minutes(2))
    run(shown.room, Postman(), NOW + minutes(3))
    before = shown.desk(NOW + minutes(4))
    shown.office.citizen(shown.sari, "write", text="Kapan?", now=NOW + minutes(5))
    after = shown.desk(NOW + minutes(6))
    assert (before.ticket.state, after.ticket.state) == ("waiting", "waiting")
    for clock in ("verification", "first_response", "resolution", "legal_answer", "legal_decision"):
        if not before.assessment.clocks[clock].paused:  # while it waits, its due moves with the time asked
            assert after.assessment.clocks[clock].due_at == before.assessment.clocks[clock].due_at
    assert after.assessment.clocks["resolution"].paused == before.assessment.clocks["resolution"].paused
    assert [one.stopped_at for one in after.assessment.rounds] == [None], "and somebody has to answer her"


def test_a_merged_citizen_disputes_and_the_survivor_stays_with_its_own_citizen(pair: Pair) -> None:
    pair.office.act("rina", pair.budi, "resolve", text="Beres.", now=NOW + minutes(2))
    pair.office.citizen(pair.sari, "object", text="Di gang saya belum.", now=NOW + minutes(3))
    desk = pair.desk(NOW + minutes(4))
    assert desk.ticket.state == "resolved"
    [entry] = [event for event in desk.events if event.kind == "merged.wrote"]
    assert entry.data["dispute"] is True
    assert [one.stopped_at for one in desk.assessment.rounds] == [None]
    assert pair.office.citizen(pair.budi, "accept", now=NOW + minutes(5)).ticket.state == "closed"
    with pytest.raises(DomainError) as over:
        pair.office.citizen(pair.sari, "write", text="Masih.", now=NOW + minutes(6))
    assert over.value.code == "survivor_ended"


def test_along_a_chain_of_mergers_the_words_reach_who_works_on_it(shown: Pair) -> None:
    first = shown.office.complain(now=NOW - minutes(90)).number
    shown.office.act("kasi", shown.budi, "merge", into=first, reason="Sama.", now=NOW + minutes(2))
    shown.office.citizen(shown.sari, "write", text="Masih tumpat.", now=NOW + minutes(3))
    with db.reading(shown.office.engine) as session:
        view = queries.for_officer(
            session, number=first, rights=shown.office.rights("rina"), now=NOW + minutes(4),
            rulebook=shown.office.rulebook,
        )  # fmt: skip
    assert "Masih tumpat." in [message.text for message in view.messages]
    shown.office.act(
        "kasi", first, "message", text="Ya.", others=True, others_text="Untuk semua.", now=NOW + minutes(5)
    )
    assert shown.sari_reads(NOW + minutes(6)) == ["Untuk semua."]
    assert [letter.kind for letter in shown.letters(NOW + minutes(6))[SARI]] == ["survivor"]


def test_after_parting_her_words_are_in_her_own_ledger(shown: Pair) -> None:
    shown.office.citizen(shown.sari, "write", text="Masih tumpat.", now=NOW + minutes(2))
    shown.office.act("kasi", shown.sari, "unmerge", reason="Bukan yang sama.", now=NOW + minutes(3))
    view = shown.citizens_view(shown.sari, NOW + minutes(4))
    assert "Masih tumpat." in [message.text for message in view.messages]
    with db.reading(shown.office.engine) as session:
        opened = opened_by(session, secret=shown.secrets[shown.sari])
    assert opened is not None and opened.ticket.state in ("open", "new")

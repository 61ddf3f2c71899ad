"""The rarer acts: what each writes, what it needs, and that the engine agrees with the ticket's state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.errors import Actor, DomainError, Invalid
from complaints_service.measurement.checks.verification import verify
from complaints_service.moment import Moment
from complaints_service.notify.models import Outbox
from complaints_service.tickets import queries
from complaints_service.tickets.acts.registry import request_for
from complaints_service.tickets.ledger.models import Complaint, Ticket
from complaints_service.tickets.queries import TicketView
from complaints_service.tickets.service import Performed, perform
from config.rulebook import Rulebook
from tests.services.post import open_mail
from tests.support.both import ON_BOTH
from tests.support.world import TRACKING_KEY, Office, open_office

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
HOUR = timedelta(hours=1)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def look(office: Office, number: str, now: datetime, login: str = "kasi") -> TicketView:
    with db.reading(office.engine) as session:
        return queries.for_officer(
            session, number=number, rights=office.rights(login), now=now, rulebook=office.rulebook
        )


def written(view: TicketView) -> list[str]:
    return [event.kind for event in view.events]


def verified(office: Office, now: datetime) -> list[str]:
    with db.reading(office.engine) as session:
        found = verify(session, rulebook=office.rulebook, now=now)
    return [str(each) for each in found if each.kind != "facts"]


def test_a_withdrawn_question_lets_the_clock_run_again(office: Office) -> None:
    """Sentence 23. Asked at 10, withdrawn at 12: two hours are the citizen's."""
    number = office.complain(now=NOW).number
    office.act("rina", number, "question", text="Di mana?", now=NOW + HOUR)
    office.act("rina", number, "question", text="Sejak kapan?", now=NOW + HOUR)
    office.opens_page(number, now=NOW + HOUR)
    done = office.act("rina", number, "withdraw_question", now=NOW + 3 * HOUR)
    assert done.ticket.state == "open"
    view = look(office, number, NOW + 3 * HOUR)
    assert not view.assessment.clocks["resolution"].paused
    assert view.assessment.custody.totals["citizen"] == 2 * 3600
    with pytest.raises(DomainError) as again:
        office.act("rina", number, "withdraw_question", now=NOW + 3 * HOUR)
    assert again.value.code == "act_not_allowed"


def test_thanks_need_no_answer(office: Office) -> None:
    """Sentence 28: the open round ends with a reason; without one there is nothing to end."""
    number = office.complain(now=NOW).number
    office.act("rina", number, "message", text="Kami datang.", now=NOW + HOUR)
    with pytest.raises(DomainError) as none:
        office.act("rina", number, "end_round", reason="Ucapan terima kasih.", now=NOW + HOUR)
    assert none.value.code == "no_open_round"
    assert "end_round" not in look(office, number, NOW + HOUR, "rina").acts
    office.citizen(number, "write", text="Terima kasih.", now=NOW + 2 * HOUR)
    assert "end_round" in look(office, number, NOW + 2 * HOUR, "rina").acts
    office.act("rina", number, "end_round", reason="Ucapan terima kasih.", now=NOW + 3 * HOUR)
    [round_] = look(office, number, NOW + 4 * HOUR).assessment.rounds
    assert (round_.status, round_.reason) == ("stopped", "no_answer_needed")


def test_a_superior_takes_the_mark_of_an_answer_away(office: Office) -> None:
    """Sentence 25: then the first response still waits. Nobody unmarks their own message."""
    number = office.complain(now=NOW).number
    sent = office.act("rina", number, "message", text="Baik.", now=NOW + HOUR).events[0].seq
    kasi = office.act("kasi", number, "message", text="Saya juga.", now=NOW + HOUR).events[0].seq
    for message, code in ((kasi, "own_message"), (1, "invalid"), (None, "invalid")):
        with pytest.raises(DomainError) as refused:
            office.act("kasi", number, "unmark", message=message, reason="Kosong.", now=NOW + 2 * HOUR)
        assert refused.value.code == code
    assert look(office, number, NOW + 2 * HOUR).assessment.clocks["first_response"].status == "met"
    office.act("kasi", number, "unmark", message=sent, reason="Tidak menjawab.", now=NOW + 2 * HOUR)
    office.act("camat", number, "unmark", message=kasi, reason="Sama.", now=NOW + 2 * HOUR)
    assert look(office, number, NOW + 2 * HOUR).assessment.clocks["first_response"].status == "running"
    with pytest.raises(DomainError) as twice:
        office.act("camat", number, "unmark", message=sent, reason="Lagi.", now=NOW + 3 * HOUR)
    assert twice.value.code == "already_unmarked"


def test_a_file_is_completed_only_after_something_was_missing(office: Office) -> None:
    """Sentence 46."""
    number = office.complain(now=NOW).number
    with pytest.raises(DomainError) as complete:
        office.act("rina", number, "complete_file", reason="Foto.", now=NOW + HOUR)
    assert complete.value.code == "file_was_complete"
    office.act("rina", number, "question", text="Fotonya?", completeness=True, now=NOW + HOUR)
    with pytest.raises(DomainError) as unnamed:  # it says what the citizen brought
        office.act("rina", number, "complete_file", now=NOW + 2 * HOUR)
    assert unnamed.value.fields.keys() == {"reason"}
    office.opens_page(number, now=NOW + 2 * HOUR)
    office.act("rina", number, "complete_file", reason="Fotonya dibawa.", now=NOW + timedelta(days=1))
    office.act("rina", number, "complete_file", reason="Sekali lagi.", now=NOW + timedelta(days=2))
    office.citizen(number, "write", text="Ini.", now=NOW + timedelta(days=2))
    decision = look(office, number, NOW + timedelta(days=3)).assessment.clocks["legal_decision"]
    assert decision.started_at == NOW + timedelta(days=1)


def test_a_citizen_without_a_route_is_reached_by_whoever_says_how(office: Office) -> None:
    """Sentence 20. Asked at 10, called at 11, written down at noon: the citizen has it from 11."""
    number = office.complain(now=NOW).number
    office.act("rina", number, "question", text="Di mana?", now=NOW + HOUR)
    assert not look(office, number, NOW + 2 * HOUR).assessment.clocks["resolution"].paused
    with pytest.raises(DomainError) as unsaid:
        office.act("rina", number, "reach", now=NOW + 3 * HOUR)
    assert unsaid.value.fields.keys() == {"reason"}
    for wrong in (NOW, NOW + 4 * HOUR):
        with pytest.raises(DomainError) as refused:
            office.act("rina", number, "reach", reason="Telepon.", start=wrong, now=NOW + 3 * HOUR)
        assert refused.value.fields.keys() == {"from"}
    office.act("rina", number, "reach", reason="Telepon.", start=NOW + 2 * HOUR, now=NOW + 3 * HOUR)
    view = look(office, number, NOW + 3 * HOUR)
    assert view.assessment.clocks["resolution"].paused
    assert view.assessment.custody.totals["citizen"] == HOUR.seconds
    with pytest.raises(DomainError) as again:
        office.act("rina", number, "reach", reason="Telepon.", now=NOW + 3 * HOUR)
    assert again.value.code == "already_delivered"
    late = office.complain(now=NOW).number
    office.act("hasan", late, "question", text="Di mana?", now=NOW + HOUR)
    with pytest.raises(DomainError) as stale:
        office.act("hasan", late, "reach", reason="Telepon.", start=NOW + HOUR, now=NOW + timedelta(days=3))
    assert stale.value.fields.keys() == {"from"}


def test_a_superior_releases_an_older_target(office: Office) -> None:
    """Sentence 41: classified to something slower the earlier due stays, until it is released."""
    number = office.complain(now=NOW, category="sampah").number
    before = look(office, number, NOW).assessment.clocks["resolution"].due_at
    office.act("kasi", number, "classify", kind="oversight", reason="Menyangkut pegawai.", now=NOW + HOUR)
    assert look(office, number, NOW + HOUR).assessment.clocks["resolution"].due_at == before
    with pytest.raises(Invalid):
        office.act("kasi", number, "release_target", clock="nonsense", reason="x", now=NOW + HOUR)
    with pytest.raises(DomainError) as stopped:
        office.act("kasi", number, "release_target", clock="verification", reason="x", now=NOW + HOUR)
    assert stopped.value.code == "clock_stopped"
    office.act("kasi", number, "release_target", clock="resolution", reason="Perlu telaah.", now=NOW + HOUR)
    assert look(office, number, NOW + HOUR).assessment.clocks["resolution"].due_at > before


def test_a_higher_priority_only_brings_the_promise_nearer(office: Office) -> None:
    number = office.complain(now=NOW).number
    with pytest.raises(Invalid) as same:
        office.act("kasi", number, "prioritise", priority="normal", reason="x", now=NOW)
    assert set(same.value.fields or {}) == {"priority"}
    before = look(office, number, NOW).assessment.clocks["resolution"].due_at
    done = office.act("kasi", number, "prioritise", priority="high", reason="Bahaya.", now=NOW)
    assert done.ticket.priority == "high"
    assert look(office, number, NOW).assessment.clocks["resolution"].due_at <= before


def test_referred_it_stands_still_and_returned_the_time_counts_as_if_never_stopped(office: Office) -> None:
    """Sentences 34 to 36: custody is the agency's, a hand-over before its return is refused."""
    number = office.complain(now=NOW).number
    with pytest.raises(Invalid) as unknown:
        office.act("rina", number, "refer", agency="entah", reason="Jalan provinsi.", now=NOW + HOUR)
    assert set(unknown.value.fields or {}) == {"agency"}
    done = office.act("rina", number, "refer", agency="pupr_sumut", reason="Jalan provinsi.", now=NOW + HOUR)
    assert (done.ticket.state, done.ticket.agency) == ("referred", "pupr_sumut")
    view = look(office, number, NOW + 2 * HOUR)
    assert view.assessment.clocks["resolution"].status == "stopped"
    assert view.messages[-1].text == "Jalan provinsi.", "the citizen reads where it went and why"
    assert "handover" not in view.acts
    back = office.act("kasi", number, "return", now=NOW + 3 * HOUR)
    assert (back.ticket.state, back.ticket.agency, back.ticket.holder_officer_id) == ("open", None, None)
    after = look(office, number, NOW + 3 * HOUR).assessment
    assert after.clocks["resolution"].used_seconds == 3 * 3600
    assert after.custody.totals["agency:pupr_sumut"] == 2 * 3600


def test_an_agency_that_is_only_asked_stops_nothing_and_has_the_time(office: Office) -> None:
    number = office.complain(now=NOW).number
    office.act("rina", number, "consult", agency="dlh", reason="Perlu armada.", now=NOW + HOUR)
    to = f"person:{office.officers['hasan']}"
    with pytest.raises(DomainError) as held:
        office.act("rina", number, "handover", to=to, reason="Alih.", now=NOW + 2 * HOUR)
    assert held.value.code == "act_not_allowed"
    rina = f"person:{office.officers['rina']}"
    office.act("rina", number, "return", to=rina, now=NOW + 2 * HOUR)
    found = look(office, number, NOW + 3 * HOUR).assessment
    assert found.clocks["resolution"].used_seconds == 3 * 3600
    assert (found.custody.totals[rina], found.custody.totals["agency:dlh"]) == (2 * 3600, 3600)


def test_cancelled_it_is_told_and_can_be_opened_again_within_the_limit(office: Office) -> None:
    number = office.complain(now=NOW).number
    with pytest.raises(Invalid):
        office.act("kasi", number, "cancel", reason="bosan", text="x", now=NOW)
    done = office.act(
        "kasi", number, "cancel", reason="asked_by_citizen", text="Sesuai telepon Anda.", now=NOW
    )
    assert (done.ticket.state, done.ticket.close_reason) == ("cancelled", "asked_by_citizen")
    again = office.act("kasi", number, "reopen", reason="Ternyata belum.", now=NOW + HOUR)
    assert (again.ticket.state, again.ticket.close_reason, again.ticket.closed_at) == ("open", None, None)


def test_a_citizen_reopens_what_was_accepted_and_withdraws_it(office: Office) -> None:
    number = office.complain(now=NOW).number
    office.act("rina", number, "resolve", text="Beres.", now=NOW + HOUR)
    office.citizen(number, "accept", now=NOW + 2 * HOUR)
    again = office.citizen(number, "ask_reopening", reason="Tumpat lagi.", now=NOW + timedelta(days=3))
    assert again.ticket.state == "open"
    view = look(office, number, NOW + timedelta(days=3))
    assert view.messages[-1].text == "Tumpat lagi."
    assert not view.assessment.rounds, "words that come with a reopening await no answer"
    gone = office.citizen(number, "withdraw", reason="Sudah saya urus.", now=NOW + timedelta(days=4))
    assert (gone.ticket.state, gone.ticket.close_reason) == ("cancelled", "withdrawn")
    assert verified(office, NOW + timedelta(days=4)) == []


@ON_BOTH
def test_past_the_limit_a_new_ticket_goes_on_and_each_names_the_other(office: Office) -> None:
    """Sentence 33; the policy's limit is 30 working days after the final closing."""
    open_mail(office, NOW)
    number = office.complain(now=NOW, email="sari@contoh.example").number
    office.act("rina", number, "resolve", text="Beres.", now=NOW + HOUR)
    office.citizen(number, "accept", now=NOW + 2 * HOUR)
    later = NOW + timedelta(days=90)
    asked = request_for("ask_reopening", reason="Kembali lagi.")
    citizen = Actor.citizen("web")

    def asked_again(session: Session) -> Performed:
        moment = Moment(session=session, now=later, actor=citizen, rulebook=office.rulebook)
        return perform(moment, number=number, request=asked, rights=None, tracking_key=TRACKING_KEY)

    with db.writing(office.engine) as session:
        done = asked_again(session)
    assert done.comes_from == number != done.ticket.number
    assert done.ticket.state == "open"
    with db.reading(office.engine) as session:
        old = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        new = session.scalars(select(Complaint).where(Complaint.number == done.ticket.number)).one()
        mail = session.scalars(select(Outbox).where(Outbox.number == done.ticket.number)).all()
    assert old.state == "closed"
    assert new.text.startswith("Kembali lagi.")
    assert [each.kind for each in mail] == ["received"]
    with db.writing(office.engine) as session, pytest.raises(DomainError) as twice:
        asked_again(session)
    assert twice.value.code == "continued_already"


def test_a_duplicate_goes_into_the_first_and_its_citizen_hears_from_there(office: Office) -> None:
    """Sentence 37."""
    open_mail(office, NOW)
    first = office.complain(now=NOW, privacy="open").number
    second = office.complain(now=NOW + HOUR, email="budi@contoh.example").number
    for into, code in ((second, "invalid"), ("MRL-2603-00000", "invalid"), (None, "invalid")):
        with pytest.raises(DomainError) as refused:
            office.act("kasi", second, "merge", into=into, reason="Sama.", now=NOW + 2 * HOUR)
        assert refused.value.code == code
    with pytest.raises(DomainError) as later:
        office.act("kasi", first, "merge", into=second, reason="Sama.", now=NOW + 2 * HOUR)
    assert later.value.code == "merged_into_later"
    done = office.act(
        "kasi", second, "merge", into=first.lower(), reason="Parit yang sama.", now=NOW + 2 * HOUR
    )
    assert done.ticket.state == "merged"
    both = {"text": "Rumah nomor 7.", "others": True, "others_text": "Regu datang besok."}
    office.act("rina", first, "message", now=NOW + 3 * HOUR, **both)
    with db.reading(office.engine) as session:
        told = session.scalars(select(Outbox).where(Outbox.number == second).order_by(Outbox.id)).all()
    assert [(each.kind, each.message is None) for each in told] == [
        ("received", True),
        ("merged", False),
        ("survivor", True),
    ]
    assert told[-1].params == {"text": "Regu datang besok."}
    apart = office.act("kasi", second, "unmerge", reason="Parit lain.", now=NOW + 4 * HOUR)
    assert apart.ticket.state == "open"
    office.act("rina", first, "message", text="Selesai besok.", now=NOW + 5 * HOUR)
    with db.reading(office.engine) as session:
        after = session.scalars(select(Outbox).where(Outbox.number == second)).all()
    assert [each.params.get("text") for each in after].count("Selesai besok.") == 0
    assert verified(office, NOW + 5 * HOUR) == []


def test_a_second_matter_gets_a_ticket_that_keeps_the_clocks_and_begins_its_own_custody(
    office: Office,
) -> None:
    """Sentence 38: clocks from the parent's `received`, met stays met; custody begins at the split."""
    open_mail(office, NOW)
    number = office.complain("Parit tumpat, dan lampu padam.", now=NOW, email="sari@contoh.example").number
    office.act("rina", number, "message", text="Kami datang.", now=NOW + HOUR)
    asked = request_for("split", text="Lampu jalan padam.", reason="Dua hal.")
    with db.writing(office.engine) as session:
        done = perform(
            Moment(
                session=session,
                now=NOW + 2 * HOUR,
                actor=Actor.officer(office.officers["kasi"], "web"),
                rulebook=office.rulebook,
            ),
            number=number,
            request=asked,
            tracking_key=TRACKING_KEY,
            rights=office.rights("kasi"),
        )
    assert done.comes_from == number
    child = look(office, done.ticket.number, NOW + 3 * HOUR)
    first = child.assessment.clocks["first_response"]
    assert (first.status, first.used_seconds) == ("met", 3600)
    assert child.assessment.custody.total_seconds == 3600
    assert [entry.text for entry in child.messages] == ["Kami datang."]
    assert (child.complaint.title, child.complaint.text) == ("Lampu jalan padam", "Lampu jalan padam.")
    assert written(look(office, number, NOW + 3 * HOUR))[-1] == "ticket.divided"
    with db.reading(office.engine) as session:
        mail = session.scalars(select(Outbox).where(Outbox.number == done.ticket.number)).all()
    assert [each.kind for each in mail] == ["received"]
    office.act("rina", done.ticket.number, "resolve", text="Diganti.", now=NOW + 4 * HOUR)
    assert look(office, number, NOW + 4 * HOUR).ticket.state == "open"
    assert verified(office, NOW + 4 * HOUR) == []


def test_a_ticket_with_an_open_contest_is_not_split(office: Office) -> None:
    number = office.complain(now=NOW).number
    office.act("rina", number, "contest", start=NOW, end=NOW + HOUR, reason="x", now=NOW + HOUR)
    with db.writing(office.engine) as session, pytest.raises(DomainError) as refused:
        perform(
            Moment(
                session=session,
                now=NOW + 2 * HOUR,
                actor=Actor.officer(office.officers["kasi"], "web"),
                rulebook=office.rulebook,
            ),
            number=number,
            request=request_for("split", text="Lain.", reason="x"),
            tracking_key=TRACKING_KEY,
            rights=office.rights("kasi"),
        )
    assert refused.value.code == "contest_undecided"

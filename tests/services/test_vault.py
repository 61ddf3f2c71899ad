"""Who complains is sealed: opened by one function, which writes down who looks; erased for good; keys that change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.audit.models import AuditEvent
from complaints_service.audit.written.baseline import take_baseline
from complaints_service.chats import talkers
from complaints_service.errors import Actor, NotFound
from complaints_service.intake.lost_link import ask_again
from complaints_service.jobs.linking import PostRoom
from complaints_service.measurement.checks.sealed import verify_sealed
from complaints_service.measurement.checks.verification import verify
from complaints_service.moment import Moment
from complaints_service.notify import remarking
from complaints_service.notify.chat import number_spoken_of
from complaints_service.notify.models import Outbox, SentMessage, Subscription
from complaints_service.notify.routes import open_route
from complaints_service.notify.service import Recipient
from complaints_service.tickets.identity import erase_reporter
from complaints_service.vault import cipher
from complaints_service.vault.finding import find_reports
from complaints_service.vault.keyring import read_keyring, use_keys
from complaints_service.vault.looks import busy_readers, looks_since
from complaints_service.vault.marks import address_mark, is_mark
from complaints_service.vault.models import Identity
from complaints_service.vault.opening import OWN, RULE, IdentityReader, open_identity
from complaints_service.vault.rotating import WrongIdentityKey, require_current_key, wrap_anew
from complaints_service.vault.sealing import Details, IdentityErased
from config.rulebook import Rulebook
from tests.services.post import Postman, minutes, room_of, run
from tests.support.both import ON_BOTH
from tests.support.databases import IDENTITY_KEY
from tests.support.world import SETUP, Office, open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
NAME, PHONE, SARI, CHAT = "Sari Contoh", "0812-3456-7890", "sari@contoh.example", "7000000071"
NEW_KEY = "another identity key of the tests, long enough"
WHO = Details(NAME, PHONE, SARI)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    made = open_office(engine, rulebook)
    with db.writing(engine) as session:
        take_baseline(session, now=NOW, actor=SETUP)
        for route in ("email", "telegram"):
            open_route(session, route=route, now=NOW)
    return made


@pytest.fixture
def room(office: Office) -> PostRoom:
    return room_of(office.engine, office.rulebook)


def complain(office: Office) -> str:
    """A confidential report with a name, a phone, and news by e-mail and chat."""
    ways = (Recipient("email", SARI, "id"), Recipient("telegram", CHAT, "id"))
    return office.complain(
        now=NOW, privacy="confidential", name=NAME, phone=PHONE, email=SARI, routes=ways
    ).number


def looks(session: Session) -> list[tuple[str, str, dict[str, object]]]:
    found = session.scalars(
        select(AuditEvent).where(AuditEvent.kind == "identity.viewed").order_by(AuditEvent.id)
    )
    return [(each.actor, each.subject, each.data) for each in found]


def reader(office: Office, now: datetime = NOW) -> IdentityReader:
    return IdentityReader(
        actor=Actor(f"person:{office.officers['rina']}", "web"), purpose="Menanyakan tempatnya.", now=now
    )


def erase(office: Office, number: str) -> None:
    with db.writing(office.engine) as session:
        moment = Moment(session=session, now=NOW, actor=SETUP, rulebook=office.rulebook)
        erase_reporter(moment, number=number, reason="Diminta pelapornya.")


def faults(office: Office) -> list[str]:
    with db.reading(office.engine) as session:
        found = [*verify(session, rulebook=office.rulebook, now=NOW + minutes(60)), *verify_sealed(session)]
        return [str(each) for each in found]


def test_a_look_is_in_the_record_before_anything_is_opened(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = complain(office)
    seen: list[int] = []
    original = cipher.unseal_bytes
    with db.writing(office.engine) as session:

        def watched(key: bytes, sealed: bytes, *, belongs: str) -> bytes:
            seen.append(len(looks(session)))
            return original(key, sealed, belongs=belongs)

        monkeypatch.setattr(cipher, "unseal_bytes", watched)
        assert open_identity(session, number=number, reader=reader(office)).details == WHO
    assert seen and set(seen) == {1}
    with db.reading(office.engine) as session:
        assert looks(session) == [
            (f"person:{office.officers['rina']}", f"ticket:{number}", {"purpose": "Menanyakan tempatnya."})
        ]


def test_what_is_not_recorded_is_not_opened(office: Office) -> None:
    number = complain(office)
    with pytest.raises(ValueError, match="instant"), db.writing(office.engine) as session:
        open_identity(session, number=number, reader=IdentityReader(actor=SETUP, purpose="lupa"))


def test_rules_and_the_citizen_leave_no_entry(office: Office, room: PostRoom) -> None:
    number = complain(office)
    assert [letter.address for letter in run(room, Postman(), NOW)] == [SARI]
    with db.reading(office.engine) as session:
        for by in (RULE, OWN):
            assert open_identity(session, number=number, reader=by).details == WHO
        assert looks(session) == []


def test_each_report_has_a_key_of_its_own(office: Office) -> None:
    first, second = complain(office), complain(office)
    with db.reading(office.engine) as session:
        one, other = session.get_one(Identity, first), session.get_one(Identity, second)
        assert one.wrapped != other.wrapped and one.sealed != other.sealed
        assert (one.email_mark, one.phone_mark) == (other.email_mark, other.phone_mark)
        ways = session.scalars(select(Subscription).where(Subscription.route == "email")).all()
        assert len({way.address for way in ways}) == 1 and len({way.sealed for way in ways}) == 2


@pytest.mark.parametrize("part", ["sealed", "wrapped"])
def test_what_is_sealed_for_one_report_opens_for_no_other(office: Office, part: str) -> None:
    first, second = complain(office), complain(office)
    with office.engine.begin() as connection:  # beside the session: as somebody with the database in hand
        moved = connection.scalar(select(getattr(Identity, part)).where(Identity.number == first))
        connection.execute(update(Identity).where(Identity.number == second).values({part: moved}))
    assert any(f"identity: {second}" in each for each in faults(office))


def test_reports_are_found_by_contact_without_opening_and_the_search_is_recorded(office: Office) -> None:
    numbers = sorted([complain(office), complain(office)])
    office.complain(now=NOW, name="Budi Contoh", phone="0813 0000 0000")
    for typed in ("SARI@contoh.example", "+62 812 3456 7890", "081234567890"):
        with db.writing(office.engine) as session:
            assert find_reports(session, typed=typed, reader=reader(office)) == numbers
    with db.writing(office.engine) as session:
        assert find_reports(session, typed="", reader=reader(office)) == []
        kinds = session.scalars(select(AuditEvent.kind).where(AuditEvent.kind == "identity.searched")).all()
        assert len(kinds) == 4 and looks(session) == []


@pytest.mark.parametrize("typed", [SARI, "Sari@Contoh.example", PHONE, "+62 812 3456 7890"])
def test_a_lost_link_is_asked_for_without_opening_anything(
    office: Office, room: PostRoom, typed: str
) -> None:
    number = complain(office)
    run(room, Postman(), NOW)
    with db.writing(office.engine) as session:
        ask_again(session, typed=number, contact="orang.lain@contoh.example", now=NOW)
        ask_again(session, typed=number, contact=typed, now=NOW)
    assert [letter.kind for letter in run(room, Postman(), NOW)] == ["lost_link"]


def test_an_erasure_is_for_good_and_verify_stays_green(office: Office, room: PostRoom) -> None:
    number, other = complain(office), complain(office)
    chat = Postman(route="telegram")
    run(room, chat, NOW)
    with db.reading(office.engine) as session:
        before = session.get_one(Identity, number).sealed
        mark_kept = {each.address for each in session.scalars(select(Subscription)).all()}
    assert faults(office) == []
    erase(office, number)
    with db.writing(office.engine) as session:
        opened = open_identity(session, number=number, reader=reader(office))
        assert opened.erased and opened.details == Details()
        kept = session.get_one(Identity, number)
        assert (kept.wrapped, kept.email_mark, kept.phone_mark, kept.sealed) == (None, None, None, before)
        assert session.scalars(select(Subscription).where(Subscription.number == number)).all() == []
        assert session.scalars(select(SentMessage).where(SentMessage.number == number)).all() == []
        left = session.scalars(select(Outbox.address).where(Outbox.number == number)).all()
        assert mark_kept.isdisjoint(left)
        told = session.scalars(select(AuditEvent).where(AuditEvent.kind == "identity.erased")).one()
        assert (told.subject, told.data) == (f"ticket:{number}", {"reason": "Diminta pelapornya."})
        assert find_reports(session, typed=SARI, reader=reader(office)) == [other]
        assert open_identity(session, number=other, reader=RULE).details == WHO
    assert faults(office) == []
    assert run(room, Postman(), NOW + minutes(1)) != [], "the other report's citizen hears on"
    for wrong in (number, "MRL-000000-0000"):
        with pytest.raises((IdentityErased, NotFound)):
            erase(office, wrong)


def test_a_part_and_a_continuation_carry_who_complained_under_keys_of_their_own(office: Office) -> None:
    number = complain(office)
    office.act(
        "kasi", number, "split", text="Lampu di Gang Contoh mati.", reason="Dua hal.", now=NOW + minutes(5)
    )
    with db.reading(office.engine) as session:
        numbers = session.scalars(select(Identity.number)).all()
        (part,) = set(numbers) - {number}
        assert open_identity(session, number=part, reader=RULE).details == WHO
        kept = {each.number: each.wrapped for each in session.scalars(select(Identity))}
        assert kept[part] != kept[number]
    assert faults(office) == []


def test_another_key_seals_everything_anew(office: Office, room: PostRoom) -> None:
    number = complain(office)
    chat = Postman(route="telegram")
    run(room, chat, NOW)
    office.act("kasi", number, "message", text="Kami periksa.", now=NOW + minutes(1))
    with db.reading(office.engine) as session:
        receipt = session.scalar(select(SentMessage.receipt))
    use_keys(office.engine, read_keyring(f"{NEW_KEY}\n{IDENTITY_KEY}"))
    with (
        pytest.raises(WrongIdentityKey, match="identity_key_unfinished"),
        db.reading(office.engine) as session,
    ):
        require_current_key(session)
    with db.writing(office.engine) as session:
        assert wrap_anew(session) == 1
        remarking.mark_anew(session)
        talkers.mark_anew(session)
    use_keys(office.engine, read_keyring(NEW_KEY))
    with db.reading(office.engine) as session:
        require_current_key(session)
        assert open_identity(session, number=number, reader=RULE).details == WHO
        if receipt is not None:
            assert number_spoken_of(session, route="telegram", chat=CHAT, receipt=receipt) == number
    assert faults(office) == []
    assert {letter.address for letter in run(room, Postman(), NOW + minutes(5))} == {SARI}
    assert {letter.address for letter in run(room, chat, NOW + minutes(5))} == {CHAT}
    with db.writing(office.engine) as session:
        ask_again(session, typed=number, contact=PHONE, now=NOW)
    assert "lost_link" in [letter.kind for letter in run(room, Postman(), NOW + minutes(6))]
    use_keys(office.engine, read_keyring(IDENTITY_KEY))
    with pytest.raises(WrongIdentityKey, match="identity_key_missing"), db.reading(office.engine) as session:
        require_current_key(session)


def test_whoever_looks_more_often_than_usual_within_a_day_is_named(office: Office) -> None:
    number = complain(office)
    rina, kasi = (f"person:{office.officers[who]}" for who in ("rina", "kasi"))
    with db.writing(office.engine) as session:
        for place in range(21):
            for who, apart in ((rina, timedelta(minutes=60)), (kasi, timedelta(hours=2))):
                by = IdentityReader(actor=Actor(who, "web"), purpose="x", now=NOW + place * apart)
                open_identity(session, number=number, reader=by)
        assert busy_readers(looks_since(session, since=NOW)) == {rina: 21}


def test_marks_stand_for_addresses_and_tell_nothing(session: Session) -> None:
    one, same, other = (
        address_mark(session, route="email", address=each)
        for each in (SARI, SARI.upper(), "budi@contoh.example")
    )
    assert one == same != other and is_mark(one) and not is_mark(SARI)
    assert address_mark(session, route="telegram", address=SARI) != one
    assert address_mark(session, route="email", address=one) == one

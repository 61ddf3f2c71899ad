"""Acts on people: each holds from its day, can be tried first, and says what it does."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service import db
from complaints_service.accounts.keys import NewKey, issue_key, resolve_key
from complaints_service.accounts.models import Account, ApiToken, OfficerChat, RoleGrant, SignInSession
from complaints_service.accounts.queries import granted_roles, resolve_session
from complaints_service.accounts.service import grant_role, set_password
from complaints_service.accounts.sign_in import start_session
from complaints_service.audit.queries import events_about
from complaints_service.errors import DomainError
from complaints_service.people import queries as people
from complaints_service.people.changes import called_on
from complaints_service.people.directory import directory
from complaints_service.people.facts import OfficerFacts
from complaints_service.people.models import Officer, Posting
from complaints_service.people.postings import OWN
from complaints_service.people.rights import rights_of
from complaints_service.staffing import service as staffing
from complaints_service.staffing.order import ActDone, StaffOrder, preview
from complaints_service.tickets.ledger.models import Ticket, TicketAccused
from complaints_service.tickets.moving import Desk
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.world import SETUP, Office, open_office

NOW = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
TODAY = date(2026, 6, 15)
DAY = timedelta(days=1)


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook) -> Office:
    return open_office(engine, rulebook)


def order(office: Office, *, on: date = TODAY, now: datetime = NOW, login: str | None = None) -> StaffOrder:
    rights = office.rights(login) if login else None
    return StaffOrder(
        on=on, reason="SK 800/123", rights=rights, now=now, actor=SETUP, rulebook=office.rulebook
    )


def done(office: Office, act: Callable[[Session], ActDone]) -> ActDone:
    with db.writing(office.engine) as session:
        return act(session)


def refused(office: Office, act: Callable[[Session], ActDone]) -> tuple[str, list[str]]:
    with pytest.raises(DomainError) as problem:
        done(office, act)
    return problem.value.code, sorted(problem.value.fields or {})


def move(office: Office, who: str, position: str, desk: Desk | None = None, **told: object) -> ActDone:
    return done(
        office,
        lambda session: staffing.move(
            session,
            officer_id=office.officers[who],
            position=position,
            unit=None,
            desk=desk or Desk(),
            order=order(office, **told),
        ),
    )


def lead(
    office: Office, who: str, position: str, kind: str, until: date | None = None, **told: object
) -> ActDone:
    return done(
        office,
        lambda session: staffing.lead(
            session,
            officer_id=office.officers[who],
            position=position,
            kind=kind,
            until_on=until,
            order=order(office, **told),
        ),
    )


def leave(office: Office, who: str, desk: Desk | None = None, **told: object) -> ActDone:
    return done(
        office,
        lambda session: staffing.leave(
            session, officer_id=office.officers[who], desk=desk or Desk(), order=order(office, **told)
        ),
    )


def superiors(office: Office, who: str, on: date) -> list[str]:
    names = {officer: login for login, officer in office.officers.items()}
    with db.reading(office.engine) as session:
        return [names[each] for each in people.superiors_of(session, officer_id=office.officers[who], on=on)]


def rights(office: Office, who: str, on: date):
    with db.reading(office.engine) as session:
        return rights_of(session, account_id=office.accounts[who], on=on)


# ---------------------------------------------------------------------------------------- the day counts


def test_a_move_holds_from_its_day_and_leaves_the_days_before(office: Office) -> None:
    told = move(office, "rina", "pelaksana_trantib", on=TODAY - 3 * DAY)
    assert superiors(office, "rina", TODAY - 4 * DAY) == ["kasi", "camat"]
    assert superiors(office, "rina", TODAY - 3 * DAY) == ["kasitrantib", "camat"]
    before, after = rights(office, "kasi", TODAY - 4 * DAY), rights(office, "kasi", TODAY)
    rina = office.officers["rina"]
    assert before is not None and after is not None
    assert rina in before.subordinate_officers and rina not in after.subordinate_officers
    with db.reading(office.engine) as session:
        assert directory(session, on=TODAY - 4 * DAY).unit_of[rina] == "SARPRAS"
        assert directory(session, on=TODAY).unit_of[rina] == "TRANTIB"
        [event, *_] = events_about(session, subject=f"person:{rina}")
    assert (event.kind, event.data["on"], event.data["reason"]) == (
        "officer.moved",
        "2026-06-12",
        "SK 800/123",
    )
    assert {effect.on for effect in told.effects} == {"tickets", "figures"}


def test_a_day_to_come_or_before_the_present_post_is_refused(office: Office) -> None:
    move(office, "rina", "pelaksana_trantib")
    for on in (TODAY + DAY, TODAY - DAY):
        assert refused(
            office,
            lambda session, on=on: staffing.leave(
                session, officer_id=office.officers["rina"], desk=Desk(), order=order(office, on=on)
            ),
        ) == ("invalid", ["on"])


def test_an_acting_head_leads_on_the_days_named_and_no_others(office: Office) -> None:
    leave(office, "kasi")
    lead(office, "rina", "kasi_sarpras", "plt", until=TODAY + 5 * DAY)
    hasan = office.officers["hasan"]
    for on, leads in ((TODAY, True), (TODAY + 4 * DAY, True), (TODAY + 5 * DAY, False), (TODAY - DAY, False)):
        found = rights(office, "rina", on)
        assert found is not None
        assert (hasan in found.subordinate_officers, "SARPRAS" in found.subordinate_units) == (leads, leads)
    assert superiors(office, "hasan", TODAY) == ["rina", "camat"]
    assert superiors(office, "rina", TODAY) == ["camat"], "nobody is above themselves"
    assert superiors(office, "hasan", TODAY + 5 * DAY) == ["camat"]
    assert superiors(office, "hasan", TODAY - DAY) == ["kasi", "camat"]


def test_plt_is_for_a_vacant_post_and_plh_for_one_whose_holder_is_away(office: Office) -> None:
    def tried(kind: str, position: str = "kasi_sarpras") -> tuple[str, list[str]]:
        return refused(
            office,
            lambda session: staffing.lead(
                session,
                officer_id=office.officers["rina"],
                position=position,
                kind=kind,
                until_on=None,
                order=order(office),
            ),
        )

    assert tried("plt")[0] == "post_held"
    assert tried("plh", "kasi_pem")[0] == "post_vacant"
    assert tried("own") == ("invalid", ["kind"])
    assert tried("plt", "raja") == ("invalid", ["position"])
    lead(office, "hasan", "kasi_sarpras", "plh")
    assert tried("plh")[0] == "post_led"
    assert superiors(office, "rina", TODAY) == ["kasi", "hasan", "camat"], "whose own post it is comes first"


# ---------------------------------------------------------------------------------------- the desk


def given(office: Office, who: str, count: int) -> list[str]:
    numbers = []
    for _ in range(count):
        number = office.complain(now=NOW - DAY).number
        with db.reading(office.engine) as session:
            holder = session.scalar(select(Ticket.holder_officer_id).where(Ticket.number == number))
        if holder != office.officers[who]:
            to = f"person:{office.officers[who]}"
            office.act("kasi", number, "assign", to=to, reason="Bagian Anda.", now=NOW - DAY)
        numbers.append(number)
    return numbers


def places(office: Office, numbers: list[str]) -> list[tuple[str | None, str]]:
    names = {officer: login for login, officer in office.officers.items()}
    with db.reading(office.engine) as session:
        rows = {
            row.number: (names.get(row.holder_officer_id), row.unit)
            for row in session.execute(select(Ticket.number, Ticket.holder_officer_id, Ticket.unit))
        }
    return [rows[number] for number in numbers]


def test_tickets_go_along_to_a_colleague_or_into_the_queue(office: Office) -> None:
    along, handed, left = given(office, "rina", 3)
    desk = Desk(frozenset({along}), {handed: office.officers["hasan"]})
    told = move(office, "rina", "pelaksana_trantib", desk)
    assert places(office, [along, handed, left]) == [
        ("rina", "TRANTIB"), ("hasan", "SARPRAS"), (None, "SARPRAS"),
    ]  # fmt: skip
    assert len([effect for effect in told.effects if effect.on == "tickets"]) == 3


def test_whoever_leaves_leaves_nothing_behind_on_the_desk(office: Office) -> None:
    numbers = given(office, "rina", 2)
    assert refused(
        office,
        lambda session: staffing.leave(
            session, officer_id=office.officers["rina"], desk=Desk(frozenset(numbers)), order=order(office)
        ),
    ) == ("invalid", ["tickets"])
    leave(office, "rina", Desk(rest=office.officers["hasan"]))
    assert places(office, numbers) == [("hasan", "SARPRAS")] * 2


def test_what_comes_back_to_somebody_who_left_lies_in_the_queue(office: Office) -> None:
    [number] = given(office, "rina", 1)
    office.act("rina", number, "resolve", text="Parit sudah dikeruk.", now=NOW - DAY / 2)
    office.citizen(number, "accept", now=NOW - DAY / 3)
    leave(office, "rina")
    office.act("kasi", number, "reopen", reason="Tersumbat lagi.", now=NOW + DAY)
    assert places(office, [number]) == [(None, "SARPRAS")]


def test_a_ticket_never_goes_to_whom_it_accuses(office: Office) -> None:
    [number] = given(office, "rina", 1)
    with db.writing(office.engine) as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        session.add(TicketAccused(ticket_id=ticket.id, reference=f"person:{office.officers['hasan']}"))
    assert refused(
        office,
        lambda session: staffing.leave(
            session,
            officer_id=office.officers["rina"],
            desk=Desk(rest=office.officers["hasan"]),
            order=order(office),
        ),
    ) == ("invalid", ["tickets"])


def test_a_ticket_never_goes_to_somebody_who_could_not_open_it(office: Office) -> None:
    numbers = given(office, "rina", 1)
    with db.writing(office.engine) as session:
        session.get_one(Account, office.accounts["hasan"]).password_hash = None
    assert refused(
        office,
        lambda session: staffing.leave(
            session,
            officer_id=office.officers["rina"],
            desk=Desk(rest=office.officers["hasan"]),
            order=order(office),
        ),
    ) == ("invalid", ["tickets"])
    leave(office, "rina")
    assert places(office, numbers) == [(None, "SARPRAS")]


# ---------------------------------------------------------------------------- what opened the account


def open_everything(office: Office, who: str) -> tuple[str, str]:
    """A session, a key and a linked chat; the tokens of the first two."""
    account = office.accounts[who]
    with db.writing(office.engine) as session:
        token = start_session(session, account_id=account, user_agent="Firefox", now=NOW)
        key = issue_key(session, account_id=account, new=NewKey(scopes=("bot",)), now=NOW, actor=SETUP)
        chat = OfficerChat(
            account_id=account,
            officer_id=office.officers[who],
            session_id="s",
            created_at=NOW,
            expires_at=NOW,
            route="telegram",
            chat="4711",
            linked_at=NOW,
        )
        session.add(chat)
    return token, key


@ON_BOTH
@pytest.mark.parametrize("how", ["leaves", "another password"])
def test_all_that_opened_an_account_ends_at_once(office: Office, how: str) -> None:
    token, key = open_everything(office, "rina")
    if how == "leaves":
        leave(office, "rina")
    else:
        with db.writing(office.engine) as session:
            account = office.accounts["rina"]
            set_password(session, account_id=account, password_hash="x", now=NOW, actor=SETUP)
    with db.reading(office.engine) as session:
        assert resolve_session(session, token=token, now=NOW) is None
        assert resolve_key(session, token=key, now=NOW, ip="127.0.0.1") is None
        assert session.scalars(select(SignInSession.ended_at)).all() == [NOW]
        assert session.scalars(select(ApiToken.revoked_at)).all() == [NOW]
        assert session.scalars(select(OfficerChat.ended_at)).all() == [NOW]


def test_the_last_administrator_does_not_leave(office: Office) -> None:
    with db.writing(office.engine) as session:
        for login in ("admin", "rina"):
            session.get_one(Account, office.accounts[login]).active = login == "rina"
        account = office.accounts["rina"]
        grant_role(session, account_id=account, role="administrator", unit_id=None, now=NOW, actor=SETUP)

    def try_to_leave(session: Session) -> ActDone:
        return staffing.leave(session, officer_id=office.officers["rina"], desk=Desk(), order=order(office))

    assert refused(office, try_to_leave)[0] == "last_administrator"
    with db.writing(office.engine) as session:
        account = office.accounts["hasan"]
        grant_role(session, account_id=account, role="administrator", unit_id=None, now=NOW, actor=SETUP)
    done(office, try_to_leave)


@ON_BOTH
def test_who_returns_needs_a_new_link_and_gets_no_role_back(office: Office) -> None:
    leave(office, "sekcam")
    done(
        office,
        lambda session: staffing.come_back(
            session,
            officer_id=office.officers["sekcam"],
            position="pelaksana_pem",
            unit=None,
            order=order(office, now=NOW + 30 * DAY, on=TODAY + 30 * DAY),
        ),
    )
    with db.reading(office.engine) as session:
        account = session.get_one(Account, office.accounts["sekcam"])
        assert (account.active, account.password_hash) == (True, None)
        assert list(granted_roles(session, account_id=account.id)) == []
        [before] = session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id))
        assert (before.role, before.granted_at < NOW, before.ended_at is not None) == ("manager", True, True)
    assert superiors(office, "sekcam", TODAY - DAY) == ["camat"]
    assert rights(office, "sekcam", TODAY + 30 * DAY).unit_code == "PEM"


# ------------------------------------------------------------------------------- joining, names, trying


def test_who_joins_on_a_day_to_come_gets_no_ticket_before(office: Office) -> None:
    facts = OfficerFacts(
        name="Nur Contoh",
        employment="pppk",
        position="pelaksana_sarpras",
        works_from=TODAY,
        nip="199901012026212001",
    )
    joined = done(
        office,
        lambda session: staffing.join(
            session, facts=facts, login="nur", order=order(office, on=TODAY + 3 * DAY)
        ),
    )
    with db.reading(office.engine) as session:
        assert joined.officer_id not in directory(session, on=TODAY + 2 * DAY).unit_of
        assert directory(session, on=TODAY + 3 * DAY).unit_of[joined.officer_id] == "SARPRAS"
    for nip, fields in ((None, ["nip"]), ("199901012026212000", ["nip"])):
        wrong = OfficerFacts(
            name="Lain", employment="pppk", position="pelaksana_sarpras", works_from=TODAY, nip=nip
        )
        assert refused(
            office,
            lambda session, wrong=wrong: staffing.join(session, facts=wrong, login=None, order=order(office)),
        ) == ("invalid", fields)


def test_what_somebody_is_called_has_its_day(office: Office) -> None:
    rina = office.officers["rina"]

    def called(on: date) -> tuple[str | None, str | None]:
        with db.reading(office.engine) as session:
            found = called_on(session, officer_id=rina, on=on)
        assert found is not None
        return found.nip, found.rank

    for on, nip, rank in (
        (TODAY - 2 * DAY, "198001012005032001", "Penata, III/c"),
        (TODAY, "198001012005032002", None),
    ):
        done(
            office,
            lambda session, on=on, nip=nip, rank=rank: staffing.rename(
                session, officer_id=rina, nip=nip, rank=rank, order=order(office, on=on)
            ),
        )
    assert called(TODAY - 3 * DAY) == (None, None)
    assert called(TODAY - DAY) == ("198001012005032001", "Penata, III/c")
    assert called(TODAY) == ("198001012005032002", "Penata, III/c")


def test_a_trial_says_the_same_and_keeps_nothing(office: Office) -> None:
    numbers = given(office, "rina", 2)

    def act(session: Session) -> ActDone:
        return staffing.leave(session, officer_id=office.officers["rina"], desk=Desk(), order=order(office))

    told = done(office, lambda session: preview(session, lambda: act(session)))
    assert places(office, numbers) == [("rina", "SARPRAS")] * 2
    assert rights(office, "rina", TODAY) is not None
    assert done(office, act) == told


def test_only_who_manages_the_staff_of_both_units_moves_somebody(office: Office) -> None:
    with pytest.raises(DomainError, match="not_found"):
        move(office, "rina", "pelaksana_trantib", login="kasi")
    with db.writing(office.engine) as session:
        sarpras = session.get_one(Officer, office.officers["rina"]).unit_id
        account = office.accounts["kasi"]
        grant_role(session, account_id=account, role="administrator", unit_id=sarpras, now=NOW, actor=SETUP)
    with pytest.raises(DomainError, match="not_found"):
        move(office, "rina", "pelaksana_trantib", login="kasi")
    assert superiors(office, "rina", TODAY)[0] == "kasi", "nothing was kept"
    move(office, "rina", "pelaksana_trantib", login="admin")


# ---------------------------------------------------------------------------------- today's row agrees


def test_the_officers_row_is_the_open_posting_after_any_acts(office: Office) -> None:
    """Random acts on random people on random days: the row keeps today's, and no day has two own posts."""
    draws = random.Random(7)
    posts = ("pelaksana_sarpras", "pelaksana_trantib", "pelaksana_pem", "kasi_pem", "pelaksana_kesos")
    logins = sorted(set(office.officers) - {"camat"})
    for step in range(60):
        now = NOW + step * DAY
        on = now.date() - draws.randint(0, 3) * DAY
        told = order(office, on=on, now=now)
        who, post = draws.choice(logins), draws.choice(posts)
        person = {"officer_id": office.officers[who], "order": told}
        act = draws.choice(("move", "leave", "return", "lead", "rename"))
        try:
            with db.writing(office.engine) as session:
                if act == "move":
                    staffing.move(session, position=post, unit=None, desk=Desk(), **person)
                elif act == "leave":
                    staffing.leave(session, desk=Desk(), **person)
                elif act == "return":
                    staffing.come_back(session, position=post, unit=None, **person)
                elif act == "lead":
                    kind = draws.choice(("plt", "plh"))
                    staffing.lead(session, position=post, kind=kind, until_on=on + 9 * DAY, **person)
                else:
                    staffing.rename(session, name=f"Nama {step}", **person)
        except DomainError:
            continue
        with db.reading(office.engine) as session:
            for officer in session.scalars(select(Officer)):
                own = session.scalars(
                    select(Posting).where(Posting.officer_id == officer.id, Posting.kind == OWN)
                ).all()
                standing = [(each.position_id, each.unit_id) for each in own if each.until_on is None]
                assert standing == ([(officer.position_id, officer.unit_id)] if officer.active else [])
                spans = sorted((each.from_on, each.until_on or date.max) for each in own)
                assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))
                newest = called_on(session, officer_id=officer.id, on=None)
                assert newest is not None and (newest.name, newest.nip) == (officer.name, officer.nip)

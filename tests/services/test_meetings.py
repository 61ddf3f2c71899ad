"""Meetings and the actions agreed in them: planned, drawn up, held, fixed; actions come back until settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights
from complaints_service.audit.models import AuditEvent
from complaints_service.errors import Actor, DomainError, Invalid, NotFound
from complaints_service.meetings import actions, queries, rules, service
from complaints_service.meetings.actions import NewAction
from complaints_service.meetings.rules import NewItem
from complaints_service.meetings.service import MeetingNotes, NewMeeting
from complaints_service.people.rights import rights_of
from config.rulebook import Rulebook
from tests.support.both import ON_BOTH
from tests.support.visitors import when
from tests.support.world import seed

pytestmark = ON_BOTH

NOW = when("Tue 2026-11-24 14:05")
STARTS = when("Wed 2026-11-25 09:00")
DURING = when("Wed 2026-11-25 10:00")
ANYONE = Actor("person:0", "web")
LATE = NewItem("late", "MRL-2611-7K4QH", {"clock": "resolution", "due_at": "2026-11-20T03:00:00+00:00"})
THANKS = NewItem("thanks", "MRL-2611-7K4QH", {"score": 4})


@pytest.fixture
def staff(session: Session, rulebook: Rulebook) -> dict[str, int]:
    return seed(session, rulebook)[0]


@pytest.fixture
def head(staff: dict[str, int]) -> Actor:
    return Actor.officer(staff["kasi"], "web")


@pytest.fixture
def planned(session: Session, staff: dict[str, int], head: Actor) -> int:
    members = frozenset(staff[each] for each in ("kasi", "rina", "hasan"))
    new = NewMeeting(
        kind="regular",
        unit="SARPRAS",
        starts_at=STARTS,
        chair_id=staff["kasi"],
        members=members,
        place="Ruang rapat",
    )
    return service.plan_meeting(session, new=new, rights=None, now=NOW, actor=head)


def view(session: Session, meeting_id: int) -> queries.MeetingView:
    found = queries.meeting(session, meeting_id=meeting_id)
    assert found is not None
    return found


def test_a_meeting_is_planned_for_its_members(session: Session, planned: int, staff: dict[str, int]) -> None:
    found = view(session, planned)
    assert (found.state, found.unit, found.place, found.revision) == ("planned", "SARPRAS", "Ruang rapat", 1)
    assert found.present == {staff[each]: None for each in ("kasi", "rina", "hasan")}
    assert found.other_id is None


def test_a_dialogue_is_for_two(session: Session, staff: dict[str, int], head: Actor) -> None:
    def dialogue(*logins: str) -> int:
        members = frozenset(staff[each] for each in logins)
        new = NewMeeting(
            kind="dialogue", unit="SARPRAS", starts_at=STARTS, chair_id=staff["kasi"], members=members
        )
        return service.plan_meeting(session, new=new, rights=None, now=NOW, actor=head)

    assert view(session, dialogue("kasi", "rina")).other_id == staff["rina"]
    for wrong in (("kasi",), ("kasi", "rina", "hasan"), ("rina", "hasan")):
        with pytest.raises(Invalid) as refused:
            dialogue(*wrong)
        assert set(refused.value.fields or {}) == {"whom"}


@pytest.mark.parametrize("starts", [NOW - timedelta(days=8), NOW + timedelta(days=401)])
def test_a_meeting_lies_in_reach(session: Session, staff: dict[str, int], head: Actor, starts) -> None:
    new = NewMeeting(
        kind="regular",
        unit="SARPRAS",
        starts_at=starts,
        chair_id=staff["kasi"],
        members=frozenset({staff["kasi"]}),
    )
    with pytest.raises(Invalid) as refused:
        service.plan_meeting(session, new=new, rights=None, now=NOW, actor=head)
    assert set(refused.value.fields or {}) == {"starts_at"}


def test_an_agenda_drawn_up_again_keeps_own_points_and_notes(
    session: Session, planned: int, staff: dict[str, int]
) -> None:
    rina = Actor.officer(staff["rina"], "web")
    service.set_agenda(session, meeting_id=planned, items=[LATE, THANKS], as_of=NOW, rights=None)
    service.add_own_item(session, meeting_id=planned, text="Jadwal piket", rights=None, actor=rina)
    late, thanks, own = view(session, planned).items
    notes = {
        (late.kind, late.reference): "tunggu suku cadang",
        (thanks.kind, thanks.reference): "sampaikan",
        (own.kind, own.reference): "",
    }
    revision = view(session, planned).revision
    held = MeetingNotes("", frozenset(), notes)
    service.write_notes(session, meeting_id=planned, held=held, revision=revision, rights=None)

    newer = NewItem(
        "at_risk", "MRL-2611-ABCDE", {"clock": "resolution", "due_at": "2026-11-25T03:00:00+00:00"}
    )
    service.set_agenda(session, meeting_id=planned, items=[newer, LATE], as_of=DURING, rights=None)
    items = view(session, planned).items
    assert [(each.kind, each.note) for each in items] == [
        ("at_risk", None),
        ("late", "tunggu suku cadang"),
        ("thanks", "sampaikan"),  # gone from the figures, but somebody wrote on it
        ("own", None),
    ]
    assert items[-1].data == {"words": "Jadwal piket", "by": rina.ref}
    assert view(session, planned).agenda_as_of == DURING


def test_what_was_held_is_fixed(session: Session, planned: int, staff: dict[str, int], head: Actor) -> None:
    service.set_agenda(session, meeting_id=planned, items=[LATE], as_of=NOW, rights=None)
    found = view(session, planned)
    held = MeetingNotes(
        "Disepakati dua hal.",
        frozenset({staff["kasi"], staff["rina"]}),
        {("late", "MRL-2611-7K4QH"): "besok"},
    )
    service.hold_meeting(
        session, meeting_id=planned, held=held, revision=found.revision, rights=None, now=DURING, actor=head
    )
    after = view(session, planned)
    assert (after.state, after.minutes, after.held_at) == ("held", "Disepakati dua hal.", DURING)
    assert after.present == {staff["kasi"]: True, staff["rina"]: True, staff["hasan"]: False}
    assert after.items[0].note == "besok"
    for change in (
        lambda: service.set_agenda(session, meeting_id=planned, items=[], as_of=DURING, rights=None),
        lambda: service.add_own_item(session, meeting_id=planned, text="Satu lagi", rights=None, actor=head),
        lambda: service.write_notes(
            session, meeting_id=planned, held=held, revision=after.revision, rights=None
        ),
        lambda: service.cancel_meeting(
            session,
            meeting_id=planned,
            reason="x",
            revision=after.revision,
            rights=None,
            now=DURING,
            actor=head,
        ),
        lambda: service.hold_meeting(
            session,
            meeting_id=planned,
            held=held,
            revision=after.revision,
            rights=None,
            now=DURING,
            actor=head,
        ),
    ):
        with pytest.raises(DomainError) as refused:
            change()
        assert refused.value.code == "meeting_over"


def test_minutes_need_words_people_and_a_begun_meeting(
    session: Session, planned: int, staff: dict[str, int], head: Actor
) -> None:
    with pytest.raises(Invalid) as refused:
        service.hold_meeting(
            session,
            meeting_id=planned,
            held=MeetingNotes(" ", frozenset()),
            revision=1,
            rights=None,
            now=DURING,
            actor=head,
        )
    assert set(refused.value.fields or {}) == {"minutes", "present"}
    early = MeetingNotes("Selesai.", frozenset({staff["rina"]}))
    with pytest.raises(DomainError) as early_refused:
        service.hold_meeting(
            session,
            meeting_id=planned,
            held=early,
            revision=1,
            rights=None,
            now=STARTS - timedelta(seconds=1),
            actor=head,
        )
    assert early_refused.value.code == "meeting_not_begun"
    assert view(session, planned).state == "planned"


def test_of_two_at_once_the_second_is_told(session: Session, planned: int, head: Actor) -> None:
    service.write_notes(
        session, meeting_id=planned, held=MeetingNotes("Awal.", frozenset()), revision=1, rights=None
    )
    with pytest.raises(DomainError) as refused:
        service.write_notes(
            session, meeting_id=planned, held=MeetingNotes("Lain.", frozenset()), revision=1, rights=None
        )
    assert refused.value.code == "meeting_changed"
    assert view(session, planned).minutes == "Awal."


def test_a_cancelled_meeting_says_why(session: Session, planned: int, head: Actor) -> None:
    with pytest.raises(Invalid):
        service.cancel_meeting(
            session, meeting_id=planned, reason=" ", revision=1, rights=None, now=NOW, actor=head
        )
    service.cancel_meeting(
        session, meeting_id=planned, reason="Banjir.", revision=1, rights=None, now=NOW, actor=head
    )
    assert (view(session, planned).state, view(session, planned).reason) == ("cancelled", "Banjir.")


def act(session: Session, staff: dict[str, int], head: Actor, **more: object) -> int:
    asked: dict[str, object] = {
        "owner_id": staff["rina"], "words": "Bersihkan parit", "due_on": date(2026, 12, 1),
    } | more  # fmt: skip
    new = NewAction(**asked)  # type: ignore[arg-type]
    return actions.open_action(session, new=new, rights=None, today=NOW.date(), now=NOW, actor=head)


def test_an_action_stays_open_until_it_is_settled(
    session: Session, planned: int, staff: dict[str, int], head: Actor
) -> None:
    first = act(session, staff, head, meeting_id=planned)
    sooner = act(session, staff, head, words="Panggil kru", due_on=date(2026, 11, 26))
    assert [each.id for each in queries.open_actions(session, units=["SARPRAS"])] == [sooner, first]
    assert [each.shared for each in queries.open_actions(session, owner_ids=[staff["rina"]])] == [False, True]
    actions.settle_action(
        session, action_id=first, state="done", outcome="Parit bersih.", rights=None, now=DURING,
        actor=Actor.officer(staff["rina"], "web"),
    )  # fmt: skip
    actions.settle_action(
        session,
        action_id=sooner,
        state="dropped",
        outcome="Kru sudah datang.",
        rights=None,
        now=DURING,
        actor=head,
    )
    assert queries.open_actions(session, units=["SARPRAS"]) == []
    done = queries.settled_around(
        session, rights=Rights(account_id=1, officer_id=staff["rina"], unit_code="SARPRAS")
    )
    assert {(each.id, each.state, each.outcome) for each in done} == {
        (first, "done", "Parit bersih."),
        (sooner, "dropped", "Kru sudah datang."),
    }
    with pytest.raises(DomainError) as refused:
        actions.settle_action(
            session, action_id=first, state="done", outcome="lagi", rights=None, now=DURING, actor=head
        )
    assert refused.value.code == "action_settled"


def test_an_action_says_what_came_of_it(session: Session, staff: dict[str, int], head: Actor) -> None:
    one = act(session, staff, head)
    for state in ("done", "dropped"):
        with pytest.raises(Invalid) as refused:
            actions.settle_action(
                session, action_id=one, state=state, outcome=" ", rights=None, now=NOW, actor=head
            )
        assert set(refused.value.fields or {}) == {"outcome"}


def test_an_action_is_for_somebody_who_belongs_here(
    session: Session, planned: int, staff: dict[str, int], head: Actor
) -> None:
    for wrong, field in (
        ({"owner_id": 0}, "owner_id"),
        ({"owner_id": staff["trantib"], "meeting_id": planned}, "owner_id"),
        ({"due_on": date(2026, 11, 23)}, "due_on"),
        ({"words": "  "}, "words"),
    ):
        with pytest.raises(Invalid) as refused:
            act(session, staff, head, **wrong)
        assert set(refused.value.fields or {}) == {field}


def test_a_moved_day_leaves_the_first_one_beside_it(
    session: Session, staff: dict[str, int], head: Actor
) -> None:
    one = act(session, staff, head)
    with pytest.raises(Invalid):
        actions.move_action(
            session,
            action_id=one,
            due_on=date(2026, 12, 1),
            reason="sama",
            rights=None,
            today=NOW.date(),
            now=NOW,
            actor=head,
        )
    for due, reason in ((date(2026, 12, 8), "Alat rusak."), (date(2026, 12, 15), "Masih rusak.")):
        actions.move_action(
            session,
            action_id=one,
            due_on=due,
            reason=reason,
            rights=None,
            today=NOW.date(),
            now=NOW,
            actor=head,
        )
    found = queries.action(session, action_id=one)
    assert found is not None
    assert (found.first_due_on, found.due_on) == (date(2026, 12, 1), date(2026, 12, 15))
    assert found.moved_reason == "Masih rusak."
    moves = session.query(AuditEvent).filter_by(kind="action.moved").order_by(AuditEvent.id).all()
    assert [each.data["reason"] for each in moves] == ["Alat rusak.", "Masih rusak."]


def test_late_is_what_is_past_its_day(session: Session, staff: dict[str, int], head: Actor) -> None:
    act(session, staff, head)

    def late(login: str, today: date) -> int | None:
        return session.scalar(queries.late_actions(staff[login], today))

    assert late("rina", date(2026, 12, 1)) == 0
    assert late("rina", date(2026, 12, 2)) == 1
    assert late("hasan", date(2026, 12, 2)) == 0


class TestRights:
    """Whoever asks, through whatever door, gets no further than their right."""

    @pytest.fixture
    def rights(self, session: Session, rulebook: Rulebook) -> Callable[[str], Rights]:
        self.staff, self.accounts = seed(session, rulebook)
        return lambda login: rights_of(session, account_id=self.accounts[login])

    def plan(self, session: Session, rights: Rights, *members: str, kind: str = "regular") -> int:
        chair = self.staff[members[0]]
        everybody = frozenset(self.staff[each] for each in members)
        new = NewMeeting(kind=kind, unit="SARPRAS", starts_at=STARTS, chair_id=chair, members=everybody)
        return service.plan_meeting(session, new=new, rights=rights, now=NOW, actor=ANYONE)

    @pytest.mark.parametrize("login", ["rina", "kasitrantib", "auditor"])
    def test_only_who_leads_plans(
        self, session: Session, rights: Callable[[str], Rights], login: str
    ) -> None:
        for kind, members in (("regular", ("kasi", "rina")), ("dialogue", ("kasi", "rina"))):
            with pytest.raises(Invalid) as refused:
                self.plan(session, rights(login), *members, kind=kind)
            assert set(refused.value.fields or {}) == {"whom"}

    def test_a_dialogue_is_planned_by_one_of_the_two(
        self, session: Session, rights: Callable[[str], Rights]
    ) -> None:
        assert self.plan(session, rights("kasi"), "kasi", "rina", kind="dialogue")
        with pytest.raises(Invalid):
            self.plan(session, rights("camat"), "kasi", "rina", kind="dialogue")

    @pytest.mark.parametrize("login", ["rina", "trantib", "kasitrantib", "auditor", "admin"])
    def test_only_who_leads_writes(
        self, session: Session, rights: Callable[[str], Rights], login: str
    ) -> None:
        one, mine = self.plan(session, rights("kasi"), "kasi", "rina", "hasan"), rights(login)
        held = MeetingNotes("Isi.", frozenset({self.staff["rina"]}))
        agreed = NewAction(
            owner_id=self.staff["rina"], words="Angkut", due_on=date(2026, 12, 1), meeting_id=one
        )
        about: dict[str, Any] = {"meeting_id": one, "rights": mine}
        for change in (
            lambda: service.write_notes(session, held=held, revision=1, **about),
            lambda: service.set_agenda(session, items=[LATE], as_of=NOW, **about),
            lambda: service.hold_meeting(session, held=held, revision=1, now=DURING, actor=ANYONE, **about),
            lambda: service.cancel_meeting(session, reason="x", revision=1, now=NOW, actor=ANYONE, **about),
            lambda: actions.open_action(
                session, new=agreed, rights=mine, today=NOW.date(), now=NOW, actor=ANYONE
            ),
        ):
            with pytest.raises(NotFound):
                change()
        assert (view(session, one).revision, view(session, one).state) == (1, "planned")

    def test_members_propose_and_nobody_else(self, session: Session, rights: Callable[[str], Rights]) -> None:
        one = self.plan(session, rights("kasi"), "kasi", "rina")
        for login in ("rina", "kasi", "camat"):
            service.add_own_item(session, meeting_id=one, text=login, rights=rights(login), actor=ANYONE)
        for login in ("hasan", "trantib", "auditor"):
            with pytest.raises(NotFound):
                service.add_own_item(session, meeting_id=one, text=login, rights=rights(login), actor=ANYONE)
        assert [each.data["words"] for each in view(session, one).items] == ["rina", "kasi", "camat"]

    def test_what_two_agreed_is_for_the_owner_and_superiors(
        self, session: Session, rights: Callable[[str], Rights]
    ) -> None:
        new = NewAction(owner_id=self.staff["rina"], words="Belajar", due_on=date(2026, 12, 1))
        for login in ("rina", "kasitrantib", "auditor"):
            with pytest.raises(Invalid):
                actions.open_action(
                    session, new=new, rights=rights(login), today=NOW.date(), now=NOW, actor=ANYONE
                )
        one = actions.open_action(
            session, new=new, rights=rights("kasi"), today=NOW.date(), now=NOW, actor=ANYONE
        )
        for login, state in (
            ("hasan", "done"), ("auditor", "done"), ("rina", "dropped"), ("kasitrantib", "dropped"),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                actions.settle_action(
                    session,
                    action_id=one,
                    state=state,
                    outcome="x",
                    rights=rights(login),
                    now=NOW,
                    actor=ANYONE,
                )
        with pytest.raises(NotFound):
            actions.move_action(
                session, action_id=one, due_on=date(2026, 12, 8), reason="x", rights=rights("rina"),
                today=NOW.date(), now=NOW, actor=ANYONE,
            )  # fmt: skip
        actions.settle_action(
            session,
            action_id=one,
            state="done",
            outcome="Lulus.",
            rights=rights("rina"),
            now=NOW,
            actor=ANYONE,
        )

    @pytest.mark.parametrize(
        "login", ["camat", "kasi", "rina", "hasan", "trantib", "kasitrantib", "meja", "auditor", "admin"]
    )
    def test_a_list_holds_just_what_one_may_see(
        self, session: Session, rights: Callable[[str], Rights], login: str
    ) -> None:
        """The database's rule and the one for a single meeting or action are the same."""
        mine = rights(login)
        ids = [
            self.plan(session, rights("kasi"), "kasi", "rina", "hasan"),
            self.plan(session, rights("kasi"), "kasi", "rina", kind="dialogue"),
            self.plan(session, rights("camat"), "camat", "kasi", kind="dialogue"),
            self.plan(session, rights("camat"), "camat", "trantib", kind="dialogue"),
        ]
        seen = {one for one in ids if rules.may_see(mine, view(session, one).access)}
        assert {each.id for each in queries.meetings_of(session, rights=mine)} == seen
        made = []
        for owner, where in (("rina", ids[0]), ("rina", ids[1]), ("trantib", ids[3]), ("hasan", None)):
            one = actions.open_action(
                session, new=NewAction(owner_id=self.staff[owner], words="x", due_on=date(2026, 12, 1), meeting_id=where), rights=None,
                today=NOW.date(), now=NOW, actor=ANYONE,
            )  # fmt: skip
            actions.settle_action(
                session, action_id=one, state="done", outcome="x", rights=None, now=NOW, actor=ANYONE
            )
            made.append(one)
        units = {*mine.subordinate_units, mine.unit_code}
        owners = {*mine.subordinate_officers, mine.officer_id}
        around = {
            each.id
            for each in queries.actions_by_id(session, ids=made).values()
            if rules.may_see_action(mine, each.access) and (each.unit in units or each.owner_id in owners)
        }
        assert {each.id for each in queries.settled_around(session, rights=mine)} == around

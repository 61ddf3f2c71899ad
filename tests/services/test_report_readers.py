"""Monthly reports to chosen people: on the first working day, once, with document, link and digest, or told why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, insert, select

from complaints_service import db
from complaints_service.accounts.models import OfficerChat
from complaints_service.accounts.service import set_roles
from complaints_service.duties.queries import count_duties
from complaints_service.errors import Actor, Invalid, NotFound
from complaints_service.jobs import reporting
from complaints_service.jobs.linking import PostRoom
from complaints_service.jobs.reporting import first_opening, send_reports
from complaints_service.jobs.work import Shift
from complaints_service.notify.models import Outbox
from complaints_service.notify.routes import open_route
from complaints_service.notify.senders import LetterRefused
from complaints_service.notify.senders.mail_text import compose
from complaints_service.office_reports.content import digest
from complaints_service.office_reports.models import OfficeReportReader, ReportIssue
from complaints_service.office_reports.sending.readers import NewReader, choose_reader, end_reader, readers
from complaints_service.office_reports.service import content_of
from complaints_service.people.models import Officer
from config.rulebook import Rulebook
from config.settings import Settings
from tests.services.post import Postman, open_mail, room_of, run
from tests.support.both import ON_BOTH
from tests.support.open_office import measure, office_to_publish
from tests.support.prepared import Prepared
from tests.support.visitors import when
from tests.support.world import Office

CHOSEN = when("Wed 2026-10-14 09:00")
#: The first day of November 2026 is a Sunday.
MONDAY = when("Mon 2026-11-02 08:30")
MAYOR = "walikota@kota.contoh.go.id"
BY = Actor("person:1", "web")
Work = Callable[[datetime], None]


@pytest.fixture
def office(engine: Engine, rulebook: Rulebook, prepared: Prepared) -> Office:
    made = prepared(engine, rulebook, office_to_publish)
    open_mail(made, CHOSEN - timedelta(days=30))
    with db.writing(engine) as session:
        session.get_one(Officer, made.officers["camat"]).email = "camat@kota.contoh.go.id"
    return made


@pytest.fixture
def room(office: Office) -> PostRoom:
    return room_of(office.engine, office.rulebook)


@pytest.fixture
def work(office: Office, settings: Settings) -> Work:
    def run_job(now: datetime) -> None:
        send_reports(Shift(office.engine, office.rulebook, settings, now))

    return run_job


def choose(office: Office, login: str = "camat", *, now: datetime = CHOSEN, **given: object) -> int:
    told = {"code": "R1", "officer_id": None, "called": "", "address": "", "route": "email", **given}
    with db.writing(office.engine) as session:
        return choose_reader(
            session,
            new=NewReader(**told),  # type: ignore[arg-type]
            rights=office.rights(login),
            rulebook=office.rulebook,
            now=now,
            actor=BY,
        )


def to_mayor(office: Office, **given: object) -> int:
    return choose(office, called="Wali Kota", address=MAYOR, **given)


def states(office: Office) -> list[str]:
    with db.reading(office.engine) as session:
        return [each.state for each in readers(session)]


def issues(office: Office) -> list[ReportIssue]:
    with db.reading(office.engine) as session:
        return list(session.scalars(select(ReportIssue).order_by(ReportIssue.id)))


def waiting(office: Office, login: str) -> int:
    today = office.rulebook.local_date(MONDAY)
    with db.reading(office.engine) as session:
        found, _also = count_duties(session, rights=office.rights(login), today=today)
    return {duty.code: count for duty, count in found}.get("report_readers", 0)


def test_on_the_first_working_day_once_with_document_link_and_digest(
    office: Office, room: PostRoom, work: Work
) -> None:
    to_mayor(office)
    choose(office, officer_id=office.officers["camat"])
    postman = Postman()
    for early in ("Fri 2026-10-30 15:00", "Sun 2026-11-01 10:00", "Mon 2026-11-02 07:00"):
        work(when(early))
    assert run(room, postman, MONDAY) == [] and issues(office) == []
    for _again in range(3):
        work(MONDAY)
    letters = run(room, postman, MONDAY)
    assert sorted(each.address for each in letters) == ["camat@kota.contoh.go.id", MAYOR]
    [issue] = issues(office)
    assert (issue.number, issue.first_month, issue.last_month) == ("R1/001/2026", "2026-10", "2026-10")
    assert digest(content_of(issue)) == issue.digest and content_of(issue)["signer"] is None
    inside, outside = sorted(letters, key=lambda each: each.address == MAYOR)
    for letter in letters:
        assert issue.digest in letter.text and "R1/001/2026" in letter.text and "Oktober 2026" in letter.text
        [file] = letter.enclosures
        read = "\n".join(page.extract_text() for page in PdfReader(BytesIO(file.body)).pages)
        assert file.name == "R1-001-2026.pdf" and "R1/001/2026" in read
    assert f"/laporan-kantor/terbit/{issue.id}" in inside.text
    assert "http" not in outside.text, "somebody outside can open nothing here"
    assert states(office) == ["sent", "sent"]
    # The month after they get that one, and no month twice.
    work(when("Mon 2026-11-30 15:00"))
    assert run(room, postman, when("Mon 2026-11-30 15:00")) == []
    measure(office, when("Tue 2026-12-01 08:00"))
    work(when("Tue 2026-12-01 09:00"))
    assert len(run(room, postman, when("Tue 2026-12-01 09:00"))) == 2
    assert [each.first_month for each in issues(office)] == ["2026-10", "2026-11"]


def test_a_mail_carries_the_file(office: Office, room: PostRoom, work: Work) -> None:
    to_mayor(office)
    work(MONDAY)
    [letter] = run(room, Postman(), MONDAY)
    mail = compose(letter, sender="tanggap@kota.contoh.go.id", domain="kota.contoh.go.id")
    [part] = list(mail.iter_attachments())
    assert part.get_content_type() == "application/pdf" and part.get_filename() == "R1-001-2026.pdf"
    assert part.get_content() == letter.enclosures[0].body
    body = mail.get_body(("plain",))
    assert body is not None and "R1/001/2026" in body.get_content()


@ON_BOTH
def test_whoever_is_cut_off_goes_on_and_nobody_hears_twice(
    office: Office, room: PostRoom, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker ends between issuing and queueing, and once more after the queueing: one issue, one letter."""
    to_mayor(office)

    class Cut(Exception):
        pass

    def cut(*_args: object, **_named: object) -> None:
        raise Cut

    with monkeypatch.context() as patched:
        patched.setattr("complaints_service.office_reports.sending.delivering._queue", cut)
        with pytest.raises(Cut):
            work(MONDAY)
    assert issues(office) == [] and states(office) == ["new"]
    late = when("Wed 2026-11-11 10:00")  # and it was down for a week after that
    work(late)
    work(late + timedelta(minutes=10))
    assert len(run(room, Postman(), late)) == 1 and len(issues(office)) == 1


def test_what_somebody_issued_is_what_is_sent(office: Office, room: PostRoom, work: Work) -> None:
    from tests.services.test_office_reports import issue

    to_mayor(office)
    signed = issue(office, sentences=("Kami perlu dua truk lagi.",))
    work(MONDAY)
    [letter] = run(room, Postman(), MONDAY)
    assert letter.params["issue"] == signed and [each.id for each in issues(office)] == [signed]


def test_a_chat_hears_of_it_while_it_is_linked(office: Office, room: PostRoom, work: Work) -> None:
    account, camat = office.accounts["camat"], office.officers["camat"]
    with db.writing(office.engine) as session:
        open_route(session, route="telegram", now=CHOSEN)
        session.execute(
            insert(OfficerChat).values(
                account_id=account, officer_id=camat, route="telegram", chat="4711", session_id="s",
                code="c", created_at=CHOSEN, expires_at=CHOSEN, linked_at=CHOSEN,
            )
        )  # fmt: skip
    choose(office, officer_id=camat, route="chat")
    work(MONDAY)
    [letter] = run(room, Postman(route="telegram"), MONDAY)
    assert letter.address == "4711" and letter.enclosures == ()
    assert f"/laporan-kantor/terbit/{letter.params['issue']}" in letter.text
    choose(office, officer_id=camat, route="chat", code="R2")
    work(MONDAY)
    with db.writing(office.engine) as session:
        session.scalars(select(OfficerChat)).one().ended_at = MONDAY
    assert run(room, Postman(route="telegram"), MONDAY) == [], "the chat is somebody else's by now"
    assert states(office) == ["sent", "failed"]


@ON_BOTH
def test_a_failure_is_told_on_the_page_and_among_what_waits(
    office: Office, room: PostRoom, work: Work
) -> None:
    to_mayor(office)
    work(MONDAY)
    postman = Postman()
    postman.answers.append(LetterRefused("550 no such office"))
    run(room, postman, MONDAY)
    with db.reading(office.engine) as session:
        [one] = readers(session)
    assert (one.state, one.reason) == ("failed", "550 no such office")
    assert (waiting(office, "camat"), waiting(office, "kasi"), waiting(office, "rina")) == (1, 0, 0)


def test_who_cannot_be_reached_is_said_and_tried_again(office: Office, room: PostRoom, work: Work) -> None:
    """Without an address, without the right and without figures nothing leaves; with them it does, once."""
    sekcam = office.officers["sekcam"]
    choose(office, officer_id=sekcam)
    work(MONDAY)
    assert states(office) == ["no_address"] and issues(office) == [] and waiting(office, "camat") == 1
    with db.writing(office.engine) as session:
        session.get_one(Officer, sekcam).email = "sekcam@kota.contoh.go.id"
        set_roles(session, account_id=office.accounts["sekcam"], roles=(), now=MONDAY, actor=BY)
    work(MONDAY)
    assert states(office) == ["no_right"]
    assert run(room, Postman(), MONDAY) == []
    to_mayor(office, code="R2")
    measure(office, when("Wed 2026-10-28 09:00"))  # the worker has not come to the end of October yet
    work(MONDAY)
    assert sorted(states(office)) == ["no_right", "provisional"]
    measure(office, MONDAY)
    work(MONDAY)
    [letter] = run(room, Postman(), MONDAY)
    assert letter.address == MAYOR and waiting(office, "camat") == 1


def test_a_month_that_the_calendar_does_not_know_is_told_to_somebody(office: Office, work: Work) -> None:
    to_mayor(office)
    work(when("Tue 2099-11-03 09:00"))
    assert states(office) == ["no_calendar"]
    assert (issues(office), waiting(office, "camat")) == ([], 1), (
        "nothing leaves, and it is among what waits for them"
    )


def test_what_waited_for_a_calendar_leaves_once_it_is_there(
    office: Office, room: PostRoom, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_mayor(office)
    known = first_opening
    monkeypatch.setattr(reporting, "first_opening", lambda rulebook, month: None)
    work(MONDAY)
    work(when("Tue 2026-12-01 09:00"))
    assert states(office) == ["no_calendar"]
    to_mayor(office, code="R2", now=when("Tue 2026-12-01 09:00"))
    monkeypatch.setattr(reporting, "first_opening", known)
    later = when("Tue 2026-12-01 10:00")
    measure(office, later)
    for _again in range(2):
        work(later)
    sent = run(room, Postman(), later)
    assert [letter.params["month"] for letter in sent] == ["Oktober 2026", "November 2026"], (
        "once each; who was chosen later waits for their own first month"
    )
    with db.reading(office.engine) as session:
        assert [row.waits_from for row in session.scalars(select(OfficeReportReader))] == [None, None]
    assert waiting(office, "camat") == 0


def test_an_ended_reader_hears_nothing_that_still_waits(office: Office, room: PostRoom, work: Work) -> None:
    one = to_mayor(office)
    work(MONDAY)
    with db.writing(office.engine) as session:
        end_reader(session, reader_id=one, rights=office.rights("camat"), now=MONDAY, actor=BY)
    assert run(room, Postman(), MONDAY) == []
    with db.reading(office.engine) as session:
        assert session.scalars(select(OfficeReportReader)).all() == []
        assert [row.state for row in session.scalars(select(Outbox))] == ["suppressed"]


def test_whoever_is_chosen_later_gets_the_next_month(office: Office, room: PostRoom, work: Work) -> None:
    to_mayor(office, now=MONDAY)
    work(MONDAY + timedelta(hours=1))
    assert run(room, Postman(), MONDAY + timedelta(hours=1)) == []


def test_who_cannot_be_chosen(office: Office) -> None:
    cases: list[tuple[dict[str, object], str]] = [
        ({"code": "R12", "called": "Wali Kota", "address": MAYOR}, "code"),
        ({"code": "R11", "called": "Wali Kota", "address": MAYOR}, "code"),
        ({"code": "R8", "called": "Wali Kota", "address": MAYOR}, "code"),
        ({"called": "", "address": MAYOR}, "called"),
        ({"called": "Wali Kota", "address": ""}, "officer_id"),
        ({"called": "Wali Kota", "address": MAYOR, "route": "chat"}, "route"),
        ({"called": "Wali Kota", "address": MAYOR, "route": "fax"}, "route"),
        ({"officer_id": "rina"}, "officer_id"),
        ({"officer_id": "camat", "address": MAYOR}, "officer_id"),
        ({"officer_id": "camat", "code": "R11"}, "officer_id"),
    ]
    for given, field in cases:
        if login := given.get("officer_id"):
            given = {**given, "officer_id": office.officers[str(login)]}
        with pytest.raises(Invalid) as refused:
            choose(office, **given)
        assert field in refused.value.fields, given
    assert states(office) == []


def test_only_who_issues_chooses_and_nobody_twice(office: Office) -> None:
    with pytest.raises(NotFound):
        choose(office, "kasi", called="Wali Kota", address=MAYOR)
    to_mayor(office)
    with pytest.raises(Invalid):
        choose(office, called="Wali Kota", address=MAYOR.upper())


def test_the_first_working_day_is_the_calendars(rulebook: Rulebook) -> None:
    """New Year's Day is a holiday; the month that nobody knows yet has none."""
    assert first_opening(rulebook, "2026-11") == when("Mon 2026-11-02 08:00")
    assert first_opening(rulebook, "2026-01") == when("Fri 2026-01-02 08:00")
    assert first_opening(rulebook, "2099-01") is None

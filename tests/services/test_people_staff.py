"""Staff lists: every broken row is named with its line, field and reason, the good ones come in."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from complaints_service.accounts.queries import account_by_login, account_of_officer, granted_roles
from complaints_service.accounts.service import NewAccount, create_account
from complaints_service.audit.models import AuditEvent
from complaints_service.people.models import Officer, Unit
from complaints_service.people.names import initials_of
from complaints_service.people.service import seed_units
from complaints_service.people.staff_file import StaffFile, read_staff
from complaints_service.people.staff_import import StaffImport, import_staff
from tests.services.small_office import CLI, NOW, POSITIONS, UNITS, open_office

HEADER = "nip,name,employment,position,unit,login,email,phone,roles\n"
GOOD = (
    HEADER
    + '197001011995031001,"Hotma Lubis, S.Sos",PNS,camat,KEC,hotma,hotma@example.go.id,081376541234,\n'
    + "198001012005031001,Budi Harahap,pns,Kepala Seksi,SARPRAS,budi,,,dispatcher;manager@KEC;auditor\n"
    + ",Anto,non-ASN,regu,,,,81376541234,\n"
)


def problems(text: str | bytes) -> list[tuple[int, str]]:
    content = text.encode() if isinstance(text, str) else text
    return [(problem.line, problem.field) for problem in read_staff(content).problems]


def bring(session: Session, text: str) -> tuple[StaffFile, StaffImport]:
    read = read_staff(text.encode())
    return read, import_staff(session, rows=read.rows, works_from=date(2026, 3, 2), now=NOW, actor=CLI)


# ----------------------------------------------------------------------------------------- the file


def test_good_rows_are_read() -> None:
    read = read_staff(GOOD.encode())
    assert read.problems == ()
    camat, kasi, crew = read.rows
    assert (camat.line, camat.name, camat.employment, camat.phone) == (
        2,
        "Hotma Lubis, S.Sos",
        "pns",
        "+6281376541234",
    )
    assert camat.roles is None
    assert kasi.roles == {("dispatcher", None), ("manager", "KEC"), ("auditor", "*")}
    assert (crew.nip, crew.employment, crew.unit, crew.phone) == (None, "non_asn", None, "+6281376541234")


def test_semicolons_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    text = GOOD.replace("dispatcher;manager@KEC;auditor", "dispatcher|manager@KEC|auditor").replace(",", ";")
    text = text.replace("Lubis; S", "Lubis, S").replace("\n", "\r\n")
    assert read_staff(b"\xef\xbb\xbf" + text.encode()).rows == read_staff(GOOD.encode()).rows


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("12345,Siti,pns,camat,KEC,,,,", ["nip"]),
        ("199013012015032001,Siti,pns,camat,KEC,,,,", ["nip"]),
        ("1.97001E+17,Siti,pns,camat,KEC,,,,", ["nip"]),
        (",Siti,pns,camat,KEC,,,,", ["nip"]),
        ("197001011995031001,Siti,non_asn,camat,KEC,,,,", ["nip"]),
        (",,non_asn,camat,KEC,,,,", ["name"]),
        (",Siti,honorer,camat,KEC,,,,", ["employment"]),
        (",Siti,non_asn,,KEC,,,,", ["position"]),
        (",Siti,non_asn,regu,KEC,si ti,,,", ["login"]),
        (",Siti,non_asn,regu,KEC,,siti(at)x,,", ["email"]),
        (",Siti,non_asn,regu,KEC,,,tidak ada,", ["phone"]),
        (",Siti,non_asn,regu,KEC,siti,,,kepala", ["roles"]),
        (",Siti,non_asn,regu,KEC,,,,auditor", ["login"]),
        (",Si\x00ti,non_asn,regu,KEC,,,,", ["name"]),
        (f",{'S' * 121},non_asn,regu,KEC,,,,", ["name"]),
        ("12345,,honorer,,KEC,-,x,y,", ["nip", "name", "employment", "position", "login", "email", "phone"]),
        (",Siti,non_asn,regu,KEC,,,", [""]),
        (",Siti,non_asn,regu,KEC,,,,,,", [""]),
        (',"Siti,non_asn,regu,KEC,,,,', [""]),
    ],
)
def test_a_broken_row_names_every_field_and_costs_no_other_row(row: str, fields: list[str]) -> None:
    read = read_staff((HEADER + row + "\n" + GOOD.removeprefix(HEADER)).encode())
    assert [(problem.line, problem.field) for problem in read.problems] == [(2, field) for field in fields]
    assert [each.line for each in read.rows] == [3, 4, 5]
    assert all(str(problem.reason) for problem in read.problems)


def test_a_row_that_is_not_utf8_is_one_broken_row() -> None:
    content = GOOD.encode().replace(b"Anto", b"Ant\xf3")
    assert problems(content) == [(4, "")]
    assert len(read_staff(content).rows) == 2


def test_the_same_person_or_login_twice_is_a_problem_of_the_second() -> None:
    text = GOOD + "198001012005031001,Budi Lagi,pns,camat,KEC,hotma,,,\n"
    read = read_staff(text.encode())
    assert [(each.line, each.field) for each in read.problems] == [(5, "nip"), (5, "login")]
    assert str(read.problems[0]) == "5: nip: Sudah ada di baris 3."
    assert len(read.rows) == 3


def test_missing_unknown_and_repeated_columns_are_named() -> None:
    assert problems("nip,nama,position\n") == [(1, "name"), (1, "employment"), (1, "nama")]
    assert problems("name,employment,position,gaji,name\nA,non_asn,regu,1,B\n") == [(1, "name"), (1, "gaji")]
    assert problems("") == [(1, "")]
    assert problems("\n\n  \n") == [(1, "")]


def test_empty_lines_are_passed_over_and_lines_keep_their_numbers() -> None:
    read = read_staff((HEADER + "\n,,,,,,,,\n,Anto,non_asn,regu,,,,,\n\n,,non_asn,regu,,,,,\n").encode())
    assert [row.line for row in read.rows] == [4]
    assert [problem.line for problem in read.problems] == [6]


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Budi Harahap", "BH"),
        ("Dr. H. Budi Surya Harahap, M.Si", "BH"),
        ("Drs. Anto", "A"),
        ("siti nur aisyah", "SA"),
        ("Dr.", "D"),
    ],
)
def test_initials_leave_titles_out(name: str, initials: str) -> None:
    assert initials_of(name) == initials


# ---------------------------------------------------------------------------------------- the import


@pytest.fixture
def _units(session: Session) -> None:
    seed_units(session, units=UNITS, positions=POSITIONS, now=NOW, actor=CLI)


@pytest.mark.usefixtures("_units")
def test_good_rows_become_people_with_accounts_and_roles(session: Session) -> None:
    _, done = bring(session, GOOD)
    assert done == StaffImport(created=3, updated=0, unchanged=0, problems=())
    budi = session.scalars(select(Officer).where(Officer.name == "Budi Harahap")).one()
    account = account_of_officer(session, officer_id=budi.id)
    assert account is not None
    assert (account.login, account.password_hash) == ("budi", None)
    units = {row.id: row.code for row in session.execute(select(Unit.id, Unit.code))} | {None: "*"}
    assert {(role, units[unit]) for role, unit in granted_roles(session, account_id=account.id)} == {
        ("dispatcher", "SARPRAS"), ("manager", "KEC"), ("auditor", "*"),
    }  # fmt: skip
    assert budi.works_from == date(2026, 3, 2)
    crew = session.scalars(select(Officer).where(Officer.name == "Anto")).one()
    assert account_of_officer(session, officer_id=crew.id) is None


@pytest.mark.usefixtures("_units")
def test_the_same_list_again_changes_nothing(session: Session) -> None:
    bring(session, GOOD)
    before = session.scalars(select(AuditEvent.id)).all()
    _, done = bring(session, GOOD)
    assert done == StaffImport(created=0, updated=0, unchanged=3, problems=())
    assert session.scalars(select(AuditEvent.id)).all() == before


@pytest.mark.usefixtures("_units")
def test_a_changed_list_updates_the_same_people(session: Session) -> None:
    bring(session, GOOD)
    changed = GOOD.replace("Kepala Seksi,SARPRAS,budi", "lurah,TJN,budi.h").replace(
        "dispatcher;manager@KEC;auditor", "auditor"
    )
    _, done = bring(session, changed)
    assert done == StaffImport(created=0, updated=1, unchanged=2, problems=())
    account = account_by_login(session, login="budi.h")
    assert account is not None
    assert account_by_login(session, login="budi") is None
    assert list(granted_roles(session, account_id=account.id)) == [("auditor", None)]


@pytest.mark.usefixtures("_units")
def test_a_row_the_office_refuses_is_named_and_leaves_nothing_behind(session: Session) -> None:
    create_account(session, new=NewAccount("dipakai"), now=NOW, actor=CLI)
    text = (
        HEADER
        + ",Satu,non_asn,kasi_taman,SARPRAS,,,,\n"
        + ",Dua,non_asn,regu,TAMAN,,,,\n"
        + ",Tiga,non_asn,regu,P3SU,tiga,,,manager@TAMAN\n"
        + ",Empat,non_asn,regu,P3SU,dipakai,,,\n"
        + ",Lima,non_asn,regu,P3SU,lima,,,\n"
    )
    _, done = bring(session, text)
    assert [(each.line, each.field) for each in done.problems] == [
        (2, "position"), (3, "unit"), (4, "roles"), (5, "login"),
    ]  # fmt: skip
    assert done.created == 1
    assert session.scalars(select(Officer.name)).all() == ["Lima"]
    assert account_by_login(session, login="tiga") is None
    session.commit()


def test_people_without_a_nip_are_known_by_code_login_or_name_and_post(session: Session) -> None:
    ids = open_office(session)
    text = (
        "code,name,employment,position,login,phone\n"
        "regu-1,Anto Baru,non_asn,regu,anto,\n"
        ",Ucok Daulay,non_asn,kepling_1,,0811111111\n"
    )
    _, done = bring(session, text)
    assert (done.created, done.updated, done.problems) == (0, 2, ())
    assert session.get_one(Officer, ids["regu"]).name == "Anto Baru"
    kepling = session.get_one(Officer, ids["kepling"])
    assert (kepling.phone, kepling.code) == ("+62811111111", "kepling-1")
    _, done = bring(session, "name,employment,position,login\nAnto Tua,non_asn,regu,anto\n")
    assert (done.created, done.updated, done.problems) == (0, 1, ())
    assert session.get_one(Officer, ids["regu"]).name == "Anto Tua"


@pytest.mark.usefixtures("_units")
def test_a_login_is_not_taken_over_from_someone_else(session: Session) -> None:
    bring(session, GOOD)
    _, done = bring(session, HEADER + "199001012015032001,Dewi,pns,petugas_meja,MEJA,budi,,,\n")
    assert [(each.line, each.field) for each in done.problems] == [(2, "login")]
    assert session.scalars(select(Officer).where(Officer.name == "Dewi")).all() == []

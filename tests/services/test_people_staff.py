"""Staff lists: every broken row is named with its line, field and reason, the good ones come in."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from complaints_service.accounts.queries import account_by_login, account_of_officer, granted_roles
from complaints_service.accounts.service import NewAccount, create_account
from complaints_service.audit.models import AuditEvent
from complaints_service.people.leave_file import read_leave
from complaints_service.people.models import Officer, Unit
from complaints_service.people.names import initials_of
from complaints_service.people.service import seed_units
from complaints_service.people.staff_file import StaffFile, read_staff
from complaints_service.people.staff_import import StaffImport, import_staff
from tests.services.small_office import CLI, NOW, POSITIONS, UNITS, open_office
from tests.support.both import ON_BOTH

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
    assert camat.roles == frozenset()
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
        ("197001019995031001,Siti,pns,camat,KEC,,,,", ["nip"]),
        ("197001011995131001,Siti,pns,camat,KEC,,,,", ["nip"]),
        ("197001011995033001,Siti,pns,camat,KEC,,,,", ["nip"]),
        ("197001011995031000,Siti,pns,camat,KEC,,,,", ["nip"]),
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
    assert problems("nip,nama,position\n") == [(1, "nama")]
    assert problems("nama,position\n") == [(1, ""), (1, "nama")]
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


@ON_BOTH
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


# ------------------------------------------------------------------------------- as worksheets save it


def variants() -> dict[str, bytes]:
    """The same list as LibreOffice and Excel save it, each in its own way."""
    tabs = GOOD.replace('"Hotma Lubis, S.Sos"', "Hotma Lubis, S.Sos")
    tabs = "\n".join(line.replace(",", "\t").replace("Lubis\t S", "Lubis, S") for line in tabs.splitlines())
    semicolons = (
        tabs.replace("dispatcher;manager@KEC;auditor", "dispatcher|manager@KEC|auditor")
        .replace("\t", ";")
        .replace("\n", "\r\n")
    )
    quoted = ",".join(f'"{name}"' for name in HEADER.strip().split(","))
    formulas = GOOD.replace("198001012005031001", '="198001012005031001"')
    return {
        "tabs in UTF-16, little end first": b"\xff\xfe" + tabs.encode("utf-16-le"),
        "tabs in UTF-16, big end first": b"\xfe\xff" + tabs.encode("utf-16-be"),
        "sep= with semicolons": b"sep=;\r\n" + semicolons.encode(),
        "sep= behind a mark": b"\xef\xbb\xbfsep=;\r\n" + semicolons.encode(),
        "sep=| of somebody's own": b"sep=|\n" + tabs.replace(";", " ").replace("\t", "|").encode(),
        "quoted heads": GOOD.replace(HEADER.strip(), quoted).encode(),
        "numbers kept as text": formulas.encode(),
        "numbers kept as text, quoted": formulas.replace('="1980', '"=""1980').replace('1001",Budi', '1001""",Budi').encode(),
        "old line ends": GOOD.replace("\n", "\r").encode(),
        "a cell with line breaks": GOOD.replace("Budi Harahap", '"Budi\nHarahap"').encode(),
        "a cell with Windows line breaks": GOOD.replace("Budi Harahap", '"Budi\r\n Harahap"').encode(),
        "unnamed columns at the end": GOOD.replace("\n", ",,\n").encode(),
    }  # fmt: skip


@pytest.mark.parametrize("name", variants())
def test_a_list_is_read_however_a_worksheet_saves_it(name: str) -> None:
    read = read_staff(variants()[name])
    wanted = read_staff(GOOD.encode())
    assert read.problems == ()
    assert [replace(row, line=0) for row in read.rows] == [replace(row, line=0) for row in wanted.rows]


def test_a_quotation_mark_nobody_closes_does_not_swallow_what_follows() -> None:
    row = ',"Siti,non_asn,regu,KEC,,,,\n'
    for tail in (GOOD.removeprefix(HEADER), "".join(f",Anto {n},non_asn,regu,,,,,\n" for n in range(40))):
        read = read_staff((HEADER + row + tail).encode())
        assert [(each.line, each.field) for each in read.problems] == [(2, "")]
        assert len(read.rows) == tail.count("\n")


@given(st.binary(max_size=200) | st.text(alphabet='",;\t\n\r=nipame1', max_size=80).map(str.encode))
def test_no_file_whatever_makes_reading_raise(content: bytes) -> None:
    read_staff(content)
    read_leave(content)


# -------------------------------------------------------------------------------- a row is a patch


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """All rows that an import may touch, as plain values."""
    session.flush()
    tables = ("officer", "account", "role_grant", "audit_event", "sign_in_session")
    return {
        name: [tuple(row) for row in session.execute(text(f"SELECT * FROM {name} ORDER BY id"))]
        for name in tables
    }


@pytest.mark.usefixtures("_units")
@pytest.mark.parametrize(
    "left_out", ["email", "phone", "unit", "login", "roles", "employment", "position", "name"]
)
def test_what_a_list_does_not_speak_of_stays(session: Session, left_out: str) -> None:
    bring(session, GOOD)
    before = everything(session)
    rows = list(csv.DictReader(io.StringIO(GOOD)))[:2]  # those with a NIP, by which they are known
    columns = [name for name in HEADER.strip().split(",") if name != left_out]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    _, done = bring(session, out.getvalue())
    assert done == StaffImport(created=0, updated=0, unchanged=2, problems=())
    assert everything(session) == before


@pytest.mark.usefixtures("_units")
def test_an_empty_cell_empties_what_its_column_names(session: Session) -> None:
    bring(session, GOOD)
    _, done = bring(session, "nip,email,roles\n197001011995031001,,\n198001012005031001,,\n")
    assert [change.fields for change in done.changes] == [
        (("email", "hotma@example.go.id", ""),),
        (("roles", "auditor@* dispatcher@SARPRAS manager@KEC", ""),),
    ]
    budi = account_by_login(session, login="budi")
    assert budi is not None
    assert list(granted_roles(session, account_id=budi.id)) == []


@ON_BOTH
@pytest.mark.usefixtures("_units")
def test_a_dry_run_tells_each_person_and_keeps_nothing(session: Session) -> None:
    bring(session, GOOD)
    before = everything(session)
    changed = GOOD.replace("Kepala Seksi,SARPRAS,budi", "lurah,TJN,budi") + ",Baru,non_asn,regu,,,,,\n"
    read = read_staff(changed.encode())
    asked = {"rows": read.rows, "works_from": date(2026, 3, 2), "now": NOW, "actor": CLI}
    tried = import_staff(session, **asked, dry_run=True)
    assert everything(session) == before
    assert (tried.created, tried.updated, tried.unchanged) == (1, 1, 2)
    assert [(change.line, change.who, change.new) for change in tried.changes] == [
        (3, "Budi Harahap", False), (5, "Baru", True),
    ]  # fmt: skip
    assert "position: kasi_sarpras -> lurah" in str(tried.changes[0])
    assert import_staff(session, **asked).changes == tried.changes


# ------------------------------------------------------------------------------ questions, no guesses


@pytest.mark.usefixtures("_units")
def test_namesakes_without_a_number_are_asked_about(session: Session) -> None:
    twice = "name,employment,position\nAnto,non_asn,regu\nanto ,non_asn,regu\nUcok,non_asn,regu\n"
    _, done = bring(session, twice)
    assert (done.created, [question.line for question in done.questions]) == (1, [2, 3])
    coded = "code,name,employment,position\nregu-7,Anto,non_asn,regu\n"
    assert bring(session, coded)[1].created == 1
    _, done = bring(session, coded.replace("regu-7", "regu-8"))
    assert (done.created, [question.field for question in done.questions]) == (0, ["code"])
    other = "code,was_nip,name,employment,position\nregu-8,-,Anto,non_asn,regu\n"
    assert bring(session, other)[1].created == 1
    assert bring(session, other)[1].unchanged == 1
    _, done = bring(session, "name,phone\nAnto,0811111111\n")
    assert [(question.line, question.field) for question in done.questions] == [(2, "code")]


@pytest.mark.usefixtures("_units")
def test_a_namesake_at_another_post_is_asked_about_and_not_doubled(session: Session) -> None:
    bring(session, GOOD)
    _, done = bring(session, "name,employment,position,unit\nAnto,non_asn,kepling_1,TJN\n")
    assert (done.created, [question.field for question in done.questions]) == (0, ["code"])


@ON_BOTH
@pytest.mark.usefixtures("_units")
def test_a_number_that_changes_or_begins_is_asked_about_and_then_taken(session: Session) -> None:
    bring(session, GOOD)
    columns = "nip,was_nip,name,employment,position,unit,code\n"
    new = "198001012005031009,{was},Budi Harahap,pns,kasi_sarpras,SARPRAS,\n"
    _, done = bring(session, columns + new.format(was=""))
    assert (done.created, done.updated, [question.field for question in done.questions]) == (
        0,
        0,
        ["was_nip"],
    )
    assert "198001012005031001" in str(done.questions[0])
    answered = columns + new.format(was="198001012005031001")
    _, done = bring(session, answered)
    assert [change.fields for change in done.changes] == [
        (("nip", "198001012005031001", "198001012005031009"),)
    ]
    assert bring(session, answered)[1].unchanged == 1
    _, done = bring(session, "nip,was_nip\n198001012005031008,197001011995031009\n")
    assert [question.field for question in done.questions] == ["was_nip"]
    begins = "199901012026211001,,Anto,pppk,regu,,\n"
    _, done = bring(session, columns + begins)
    assert (done.created, [question.field for question in done.questions]) == (0, ["was_nip"])
    bring(session, "code,was_nip,name,employment,position\nregu-1,-,Tono,non_asn,regu\n")
    _, done = bring(session, columns + "199901012026211001,,Tono,pppk,regu,,regu-1\n")
    assert [name for name, *_ in done.changes[0].fields] == ["nip", "employment"]


@pytest.mark.usefixtures("_units")
def test_somebody_new_needs_what_the_list_does_not_have(session: Session) -> None:
    _, done = bring(session, "nip,phone\n198001012005031001,0811111111\n")
    assert [(problem.line, problem.field) for problem in done.problems] == [
        (2, "name"), (2, "employment"), (2, "position"),
    ]  # fmt: skip

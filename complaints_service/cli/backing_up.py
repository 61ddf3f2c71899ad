"""`tanggap backup`, `backup-keys`, `restore`: the office on another disk, its keys apart, and back again."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from filecmp import dircmp
from pathlib import Path

import click
from sqlalchemy import create_engine

from complaints_service import clock, db
from complaints_service.audit.service import record
from complaints_service.backups.erased import read_erased
from complaints_service.backups.errors import NotRestored
from complaints_service.backups.manifest import Manifest
from complaints_service.backups.office_keys import (
    BACKUP_KEY,
    LEAST_PASSPHRASE,
    backup_key,
    read_backup_key,
    read_keys,
    write_keys,
)
from complaints_service.backups.restoring import EmptyPlace, newest_of, put_back, read_backup, require_empty
from complaints_service.cli import setup as setting_up
from complaints_service.cli.ground import main, standing, typist
from complaints_service.cli.sealing import key_path
from complaints_service.cli.verifying import findings_of
from complaints_service.edge.transaction import writing
from complaints_service.errors import DomainError, words
from complaints_service.file_store.folder import FolderStore
from complaints_service.file_store.opening import open_store
from complaints_service.jobs.backing_up import MEDIA, RULEBOOK, SEAL, back_up
from complaints_service.jobs.forgetting import erase_restored
from complaints_service.jobs.work import Shift
from config.private_files import keep_private, write_private
from config.settings import Settings, SettingsError, load_settings

_PLACE = click.Path(path_type=Path)
_BACKUP, _IDENTITY, _TRACKING, _SEALER = "backup", "identity", "tracking", "sealer"
#: The keys that whoever starts the service may give by a variable.
_VARIABLES = {_IDENTITY: "TANGGAP_IDENTITY_KEY", _TRACKING: "TANGGAP_TRACKING_KEY"}


@main.command("backup")
@click.argument("folder", type=_PLACE)
def backup(folder: Path) -> None:
    """Makes a sealed backup in FOLDER while the service runs: database, files, rulebook, seals."""
    service = standing()
    try:
        made = back_up(Shift(service.engine, service.rulebook, service.settings, clock.now()), folder)
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
    megabytes = (made.size + sum(part.size for part in made.parts)) / 1_000_000
    click.echo(f"Cadangan selesai: {len(made.parts)} berkas dan basis data, {megabytes:.1f} MB.")
    click.echo("Kuncinya tidak di dalamnya: `tanggap backup-keys BERKAS` sekali, simpan di tempat lain.")


@main.command("backup-keys")
@click.argument("file", type=_PLACE)
@click.password_option("--passphrase", prompt="Kata sandi berkas kunci", help="Asked for where not given.")
def backup_keys(file: Path, passphrase: str) -> None:
    """Writes the office's keys into FILE under a passphrase; keep it apart from the backups."""
    if len(passphrase) < LEAST_PASSPHRASE:
        raise click.ClickException(f"Kata sandi berkas kunci paling sedikit {LEAST_PASSPHRASE} huruf.")
    if file.exists():
        raise click.ClickException(f"{file} sudah ada.")
    service = standing()
    settings = service.settings
    backup_key(settings.root / BACKUP_KEY)
    keys = {
        _BACKUP: (settings.root / BACKUP_KEY).read_text(encoding="ascii").strip(),
        _IDENTITY: settings.identity_key,
        _TRACKING: settings.tracking_key.decode(),
    }
    sealer = key_path()
    if os.access(sealer, os.R_OK):
        keys[_SEALER] = sealer.read_text(encoding="ascii").strip()
    writing(
        lambda session: record(
            session,
            now=clock.now(),
            actor=typist(),
            kind="keys.written_out",
            subject="office",
            data={"keys": sorted(keys)},
        ),
        service.engine,
    )
    write_keys(file, keys, passphrase=passphrase)
    click.echo(f"{', '.join(sorted(keys))}: tertulis di {file}. Simpan di tempat lain dari cadangannya.")
    if _SEALER not in keys:
        click.echo("Kunci penyegel milik pengguna lain; pengguna itu mencadangkannya sendiri.", err=True)


@main.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--keys", "keys_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True
)
@click.option(
    "--passphrase", prompt="Kata sandi berkas kunci", hide_input=True, help="Asked for where not given."
)
def restore(folder: Path, keys_file: Path, passphrase: str) -> None:
    """Puts the newest backup of FOLDER, or that one, into an empty place, verified; exit 1 if broken."""
    keep_private()
    root = Path.cwd()
    try:
        keys = read_keys(keys_file, passphrase=passphrase)
        settings = _settings(keys, root)
        backup = newest_of(folder)
        erased = read_erased(backup.parent, key=read_backup_key(keys[_BACKUP]))
        manifest = _put_back(backup, keys, settings, root)
    except DomainError as error:
        raise click.ClickException(str(error.detail)) from None
    click.echo(f"Dipulihkan: {manifest.office}, keadaan {manifest.made_at.isoformat()}.")
    environ = _with_rulebook(settings, root)
    service = standing(environ)
    now = clock.now()
    told = {"made_at": manifest.made_at.isoformat(), "revision": manifest.revision}
    writing(
        lambda session: record(
            session, now=now, actor=typist(), kind="office.restored", subject="office", data=told
        ),
        service.engine,
    )
    if again := erase_restored(Shift(service.engine, service.rulebook, settings, now), erased, by=typist()):
        click.echo(f"Dihapus lagi: {again} laporan yang sudah dihapus sesudah cadangan itu dibuat.")
    # As of the backup: what waited for the sealer then has waited no longer since.
    with setting_up.looking(service) as session:
        found = findings_of(session, service, now=manifest.made_at)
    for finding in found:
        click.echo(str(finding), err=True)
    click.echo(f"{len(found)} temuan.")
    sys.exit(1 if found else 0)


def _settings(keys: Mapping[str, str], root: Path) -> Settings:
    """The settings of a place that has no keys yet. Raises NotRestored where it has others."""
    given = dict(os.environ)
    for name, variable in _VARIABLES.items():
        if given.setdefault(variable, keys[name]).strip() != keys[name]:
            raise NotRestored(words("%(variable)s di sini lain dari kunci kantor itu.", variable=variable))
    given.setdefault("TANGGAP_SECRET_KEY", secrets.token_urlsafe(48))
    try:
        return load_settings(given, root)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def _put_back(backup: Path, keys: Mapping[str, str], settings: Settings, root: Path) -> Manifest:
    """Everything at its place, or nothing. Raises NotRestored."""
    engine = db.prepare_engine(
        create_engine(settings.database_url, **db.engine_options(settings.database_url))
    )
    folders = {SEAL: settings.seal_folder, RULEBOOK: _restored_rulebook(root)}
    media = open_store(settings.media_url)
    if isinstance(media, FolderStore):
        place = EmptyPlace(engine, {MEDIA: media.folder, **folders})
    else:
        place = EmptyPlace(engine, folders, {MEDIA: media})
    key = read_backup_key(keys[_BACKUP])
    try:
        manifest = read_backup(backup, place, key=key, known=setting_up.known_revisions())
        require_empty(place)
        with ExitStack() as undo:
            for file, text in _key_files(keys, settings, root):
                _write_key(undo, file, text)
            put_back(backup, manifest, place, key=key)
            undo.pop_all()
    finally:
        engine.dispose()
    return manifest


def _key_files(keys: Mapping[str, str], settings: Settings, root: Path) -> Iterator[tuple[Path, str]]:
    """Where each key lies; none for one that a variable gives."""
    files = {_IDENTITY: settings.identity_key_file, _TRACKING: root / "var" / "tracking.key"}
    for name, file in files.items():
        if not os.environ.get(_VARIABLES[name], "").strip():
            yield file, keys[name]
    yield root / BACKUP_KEY, keys[_BACKUP]
    if _SEALER in keys:
        yield key_path(), keys[_SEALER]


def _write_key(undo: ExitStack, file: Path, text: str) -> None:
    if file.exists():
        if file.read_text(encoding="ascii").strip() != text:
            raise NotRestored(
                words("Di sini sudah ada kunci lain: %(file)s. Pulihkan di tempat baru.", file=file)
            )
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(file, text)
    undo.callback(file.unlink)


def _restored_rulebook(root: Path) -> Path:
    return root / "var" / "rulebook"


def _with_rulebook(settings: Settings, root: Path) -> Mapping[str, str]:
    """The environment with the office's own rulebook; where it is the one that is here, the copy goes."""
    ours = _restored_rulebook(root)
    if _are_alike(ours, settings.rulebook):
        for file in ours.rglob("*"):
            if file.is_file():
                file.unlink()
        ours.rmdir()
        return os.environ
    click.echo(
        f"Buku aturan kantor itu lain dari yang di sini. Isi TANGGAP_RULEBOOK={ours} sebelum menjalankan."
    )
    return {**os.environ, "TANGGAP_RULEBOOK": str(ours)}


def _are_alike(one: Path, other: Path) -> bool:
    found = dircmp(one, other, ignore=[], hide=[])
    return not (found.left_only or found.right_only or found.diff_files or found.funny_files)

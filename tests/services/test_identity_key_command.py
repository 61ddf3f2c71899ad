"""`tanggap rotate-identity-key`: a new key seals everything; what was interrupted is finished, not begun again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyotp import TOTP
from sqlalchemy import select

from complaints_service import db
from complaints_service.accounts.factor.apps import begin_app, confirm_app, take_app_code
from complaints_service.cli import identities
from complaints_service.cli.commands import main
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.vault.keyring import read_keyring, use_keys
from complaints_service.vault.opening import RULE, open_identity
from complaints_service.vault.rotating import require_current_key
from config.private_files import write_private
from tests.rules.conftest import RULEBOOK
from tests.support.databases import IDENTITY_KEY
from tests.support.visitors import when
from tests.support.world import Office

NOW = when("Tue 2026-11-24 14:05")

pytestmark = pytest.mark.parametrize("backend", ["sqlite"])


@pytest.fixture
def kept(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that holds the key of an office with one sealed name."""
    office.complain(now=NOW, privacy="confidential", name="Sari Contoh")
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "TANGGAP_DATABASE_URL": str(office.engine.url),
        "TANGGAP_SECRET_KEY": "s" * 64,
        "TANGGAP_TRACKING_KEY": "t" * 64,
        "TANGGAP_IDENTITY_KEY_FILE": str(tmp_path / "identity.key"),
        "TANGGAP_RULEBOOK": str(RULEBOOK),
        "TANGGAP_MEDIA_URL": f"file:{tmp_path}/media",
    }.items():
        monkeypatch.setenv(name, value)
    made = tmp_path / "identity.key"
    write_private(made, IDENTITY_KEY)
    return made


def number_of(office: Office) -> str:
    with db.reading(office.engine) as session:
        return session.scalars(select(Ticket.number)).one()


def rotate() -> Result:
    return CliRunner().invoke(main, ["rotate-identity-key"])


def name_opened_with(office: Office, keys: str, number: str) -> str | None:
    """Who complained, for whoever has these keys alone."""
    use_keys(office.engine, read_keyring(keys))
    with db.reading(office.engine) as session:
        require_current_key(session)
        return open_identity(session, number=number, reader=RULE).details.name


def test_a_new_key_seals_everything_and_the_old_one_is_set_aside(office: Office, kept: Path) -> None:
    before = kept.read_text(encoding="ascii")
    done = rotate()
    assert done.exit_code == 0 and done.output.startswith("1 identitas"), done.output
    after = kept.read_text(encoding="ascii")
    assert len(after.split()) == 1 and after not in before
    assert kept.with_name("identity.key.old").read_text(encoding="ascii").split() == before.split()
    assert name_opened_with(office, after, number_of(office)) == "Sari Contoh"


def test_what_was_interrupted_is_finished_with_the_key_it_began_with(
    office: Office, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(identities, "wrap_anew", lambda _session: 1 / 0)
        assert isinstance(rotate().exception, ZeroDivisionError)
    begun = kept.read_text(encoding="ascii").split()[0]
    assert begun not in IDENTITY_KEY.split()
    assert rotate().exit_code == 0
    assert kept.read_text(encoding="ascii").split() == [begun]
    assert name_opened_with(office, begun, number_of(office)) == "Sari Contoh"


def test_apps_go_on_showing_codes_under_the_new_key_and_not_under_the_old_one(
    office: Office, kept: Path
) -> None:
    rina = office.accounts["rina"]
    with db.writing(office.engine) as session:
        codes = TOTP(begin_app(session, account_id=rina, now=NOW))
        confirm_app(session, account_id=rina, typed=codes.at(NOW), now=NOW)
    older = kept.read_text(encoding="ascii")
    assert rotate().exit_code == 0
    later = NOW + timedelta(minutes=1)
    for keys, taken in ((older, False), (kept.read_text(encoding="ascii"), True)):
        use_keys(office.engine, read_keyring(keys))
        with db.writing(office.engine) as session:
            assert take_app_code(session, account_id=rina, code=codes.at(later), now=later) is taken

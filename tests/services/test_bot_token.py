"""`tanggap telegram-token`: another token for the bot, asked of Telegram before anything changes. On both databases."""

from __future__ import annotations

import json
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, event, select

from complaints_service import clock, db
from complaints_service.accounts.keys import NewKey, issue_key
from complaints_service.accounts.models import ApiToken
from complaints_service.accounts.service import NewAccount, create_account
from complaints_service.audit.queries import events_about
from complaints_service.cli.commands import main
from complaints_service.jobs.sending import run_route
from complaints_service.notify.chat import Saying, say
from complaints_service.notify.routes import serves
from complaints_service.notify.senders.telegram import TelegramSender
from complaints_service.notify.senders.telegram_bot import whose
from config.rulebook import Rulebook
from tests.rules.conftest import RULEBOOK
from tests.services.post import room_of, standing_at
from tests.support.both import ON_BOTH
from tests.support.world import SETUP, TRACKING_KEY
from tools.telegram_stand_in.server import Running, start

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
OLD, NEW = "123456:the-token-that-leaked", "123456:another-token-of-it"
FOREIGN = "777777:a-token-of-another-bot"
OTHER_LINES = "# Kantor kami\nDEMO=0\n\nTANGGAP_SMTP_URL='smtp://mail.contoh.example'  # surel\n"


@pytest.fixture
def telegram() -> Iterator[Running]:
    """A stand-in for Telegram that takes any token until told otherwise."""
    with start() as running:
        yield running


@dataclass
class Place:
    """The folder of an installation, its database, and the command run in it."""

    folder: Path
    engine: Engine
    rulebook: Rulebook
    telegram: Running

    @property
    def file(self) -> Path:
        return self.folder / ".env"

    def run(self, token: str, *options: str) -> tuple[int, str]:
        """The command's end and all it said, which never holds a token."""
        done = CliRunner().invoke(main, ["telegram-token", *options], input=f"{token}\n")
        assert done.exception is None or isinstance(done.exception, SystemExit)
        for secret in (OLD, NEW, FOREIGN):
            assert secret.partition(":")[2] not in done.output
        return done.exit_code, done.output

    def send(self, token: str, now: datetime) -> int:
        sender = TelegramSender(token, api_url=self.telegram.address, button_key=TRACKING_KEY)
        return run_route(room_of(self.engine, self.rulebook), "telegram", sender, standing_at(now))

    def changes(self) -> list[dict[str, object]]:
        with db.reading(self.engine) as session:
            return [dict(each.data) for each in events_about(session, subject="bot:telegram")]

    def working_keys(self) -> int:
        with db.reading(self.engine) as session:
            return len(session.scalars(select(ApiToken).where(ApiToken.revoked_at.is_(None))).all())


@pytest.fixture
def place(
    engine: Engine,
    database_url: str,
    rulebook: Rulebook,
    telegram: Running,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Place:
    """Set up by a `.env` that no shell has read; the bot has a key."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = Place(tmp_path, engine, rulebook, telegram)
    ours = {
        "TANGGAP_DATABASE_URL": database_url,
        "TANGGAP_RULEBOOK": str(RULEBOOK),
        "TANGGAP_TELEGRAM_API_URL": telegram.address,
        "TANGGAP_TELEGRAM_TOKEN": OLD,
    }
    made.file.write_text(OTHER_LINES + "".join(f"{name}={value}\n" for name, value in ours.items()))
    with db.writing(engine) as session:
        account = create_account(session, new=NewAccount("bot-telegram"), now=NOW, actor=SETUP)
        issue_key(session, account_id=account.id, new=NewKey(scopes=("bot",)), now=NOW, actor=SETUP)
    return made


def test_a_leaked_token_is_changed_and_nothing_else_in_the_file(place: Place) -> None:
    before = place.file.read_text()
    code, said = place.run(NEW)
    assert code == 0, said
    assert place.file.read_text() == before.replace(OLD, NEW)
    assert stat.S_IMODE(place.file.stat().st_mode) == 0o600
    assert [path.name for path in place.folder.iterdir() if path.name.startswith(".env")] == [".env"]
    assert "MASIH berlaku" in said and "/revoke" in said and "jalankan lagi" in said
    assert "Webhook" not in said and "TANGGAP_API_TOKEN" not in said


def test_the_bots_keys_end_with_its_token_and_the_record_knows(place: Place) -> None:
    assert place.working_keys() == 1
    place.run(NEW)
    assert place.working_keys() == 0
    (change,) = place.changes()
    assert change == {"bot": 123456, "name": "TanggapLatihanBot", "certainly_same": True}
    with db.reading(place.engine) as session:
        kinds = {each.kind for each in events_about(session, subject="bot:telegram")}
    assert kinds == {"bot_token.changed"}
    assert OLD not in json.dumps(change) and NEW not in json.dumps(change)


@ON_BOTH
def test_what_the_refused_token_held_up_goes_out_at_once(place: Place) -> None:
    chat = place.telegram.control.person("Rina")
    place.send(OLD, NOW)  # the route opens
    with db.writing(place.engine) as session:
        sayings = [Saying({"text": "Kabar."}, "id")]
        say(session, route="telegram", chat=str(chat), cause="test", sayings=sayings, now=NOW)
    place.telegram.control.token(NEW)
    place.send(OLD, NOW)
    with db.reading(place.engine) as session:
        assert not serves(session, route="telegram", now=NOW)
    code, said = place.run(NEW, "--yes")
    assert code == 0 and "tidak ada lagi yang perlu dicabut" in said
    assert place.send(NEW, NOW + timedelta(seconds=1)) == 1
    assert [message["text"] for message in place.telegram.control.sent(chat)] == ["Kabar."]


@pytest.mark.parametrize(
    ("token", "good", "says"),
    [
        (NEW, NEW, "Token lama sudah tidak berlaku"),
        (FOREIGN, None, "Token lama milik bot lain, @TanggapLatihanBot"),
        (FOREIGN, FOREIGN, "LAIN dari nomor bot lama"),
    ],
)
def test_where_the_same_bot_is_not_certain_it_says_the_name_and_asks(
    place: Place, token: str, good: str | None, says: str
) -> None:
    place.telegram.control.token(good)
    before = place.file.read_text()
    code, said = place.run(token)
    assert code == 1 and "@TanggapLatihanBot" in said and says in said and "--yes" in said
    assert (place.file.read_text(), place.working_keys(), place.changes()) == (before, 1, [])
    code, _said = place.run(token, "--yes")
    assert code == 0
    assert place.file.read_text() == before.replace(OLD, token)
    assert [change["certainly_same"] for change in place.changes()] == [False]


@pytest.mark.parametrize(
    ("token", "says"),
    [
        (FOREIGN, "Telegram tidak mengenal token ini"),
        (OLD, "Itu token yang sekarang"),
        ("not-a-token", "Itu bukan token bot"),
        ("", "Itu bukan token bot"),
        ("1:aaaaaaaaaa$(true)", "Itu bukan token bot"),
    ],
)
def test_what_telegram_does_not_take_changes_nothing(place: Place, token: str, says: str) -> None:
    place.telegram.control.token(OLD)
    before = place.file.read_text()
    code, said = place.run(token, "--yes")
    assert code == 1 and says in said
    assert (place.file.read_text(), place.working_keys(), place.changes()) == (before, 1, [])


def test_without_an_answer_of_telegram_nothing_changes(place: Place) -> None:
    place.telegram.control.fail("drop", method="getMe")
    before = place.file.read_text()
    code, said = place.run(NEW, "--yes")
    assert code == 1 and "Telegram tidak menjawab" in said
    assert (place.file.read_text(), place.working_keys(), place.changes()) == (before, 1, [])


def test_no_transaction_is_open_while_telegram_is_asked(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves = Counter[str]()
    begin, commit, rollback = (
        (name, lambda *_, name=name: moves.update([name])) for name in ("begin", "commit", "rollback")
    )
    seen: list[int] = []

    def asking(token: str, *, api_url: str) -> object:
        seen.append(moves["begin"] - moves["commit"] - moves["rollback"])
        return whose(token, api_url=api_url)

    monkeypatch.setattr("complaints_service.cli.bot_token.whose", asking)
    for name, note in (begin, commit, rollback):
        event.listen(Engine, name, note)
    try:
        code, _said = place.run(NEW)
    finally:
        for name, note in (begin, commit, rollback):
            event.remove(Engine, name, note)
    assert code == 0 and seen == [0, 0] and moves["commit"] > 1


def test_an_old_token_of_which_nothing_is_known_is_to_be_looked_after(place: Place) -> None:
    place.telegram.control.fail("drop", method="getMe", skip=1)
    code, said = place.run(NEW, "--yes")
    assert code == 0 and "Pastikan bahwa token lama sudah dicabut" in said


def test_a_file_that_cannot_be_changed_leaves_the_database_alone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("config.env_file._keep_owner", full)
    before = place.file.read_text()
    code, said = place.run(NEW)
    assert code == 1 and "No space left on device" in said
    assert (place.file.read_text(), place.working_keys(), place.changes()) == (before, 1, [])
    assert [path.name for path in place.folder.iterdir() if path.name.startswith(".env")] == [".env"]


def test_the_first_token_makes_the_file(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for line in place.file.read_text().splitlines():
        name, _, value = line.partition("=")
        if name.startswith("TANGGAP_") and name not in ("TANGGAP_TELEGRAM_TOKEN", "TANGGAP_SMTP_URL"):
            monkeypatch.setenv(name, value)
    place.file.unlink()
    code, said = place.run(NEW)
    assert code == 1 and "Belum ada token sebelumnya" in said and not place.file.exists()
    code, said = place.run(NEW, "--yes")
    assert code == 0 and "MASIH" not in said
    assert place.file.read_text() == f"TANGGAP_TELEGRAM_TOKEN={NEW}\n"
    assert stat.S_IMODE(place.file.stat().st_mode) == 0o600


def test_it_tells_what_else_hangs_on_the_token(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANGGAP_TELEGRAM_TOKEN", "123456:set-by-something-else")
    monkeypatch.setenv("TANGGAP_TELEGRAM_WEBHOOK_SECRET", "a-secret-of-its-own")
    monkeypatch.setenv("TANGGAP_TELEGRAM_NAME", "tanggap_lama_bot")
    monkeypatch.setenv("TANGGAP_API_TOKEN", "k" * 43)
    code, said = place.run(NEW)
    assert code == 0
    assert "di luar .env" in said
    assert "Webhook harus dipasang lagi" in said
    assert "tanggap token bot-telegram --scope bot" in said
    assert "TANGGAP_TELEGRAM_NAME masih tanggap_lama_bot: ganti menjadi TanggapLatihanBot" in said

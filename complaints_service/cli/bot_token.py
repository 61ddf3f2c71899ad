"""Another token for the Telegram bot, because the old one leaked or ended.

Asking Telegram and changing anything are two steps: no transaction is open while Telegram is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from complaints_service.accounts.keys import revoke_keys
from complaints_service.accounts.queries import account_by_login
from complaints_service.audit.service import record
from complaints_service.cli.setup import BOT_SCOPE
from complaints_service.edge.resources import Service
from complaints_service.edge.transaction import writing
from complaints_service.errors import Actor, DomainError
from complaints_service.notify.known_routes import TELEGRAM
from complaints_service.notify.routes import release_route
from complaints_service.notify.senders.telegram_bot import Known, NoAnswer, Unknown, whose
from config.env_file import changed_env_file
from config.settings import Settings

SETTING = "TANGGAP_TELEGRAM_TOKEN"
#: Under which the record tells of it.
SUBJECT = f"bot:{TELEGRAM.code}"
BOT = TELEGRAM.side.bot.login


@dataclass(frozen=True)
class TelegramReply:
    """What Telegram said of a new token's bot, and of the token before it (None: there was none)."""

    bot: Known
    before: Known | Unknown | NoAnswer | None
    before_id: int | None

    @property
    def same(self) -> bool:
        """Whether both tokens are certainly of the same bot."""
        return isinstance(self.before, Known) and self.before.id == self.bot.id

    @property
    def doubt(self) -> str:
        """Why it is not certain, for who is asked to confirm."""
        match self.before:
            case Known(name=name):
                return f"Token lama milik bot lain, @{name}; warga harus memulai obrolan baru dengan bot ini."
            case None:
                return "Belum ada token sebelumnya."
            case Unknown():
                said = "Token lama sudah tidak berlaku, jadi Telegram tidak bisa memastikan botnya sama."
            case NoAnswer(detail):
                said = f"Telegram tidak menjawab tentang token lama ({detail})."
        number = "sama dengan" if self.before_id == self.bot.id else "LAIN dari"
        return f"{said} Nomornya ({self.bot.id}) {number} nomor bot lama."


def ask(token: str, *, before: str | None, api_url: str) -> TelegramReply:
    """Asks Telegram about the new token, and about the one before. Changes nothing.

    Raises DomainError: `token_unchanged`, `token_unknown`, `telegram_silent`.
    """
    if token == before:
        raise DomainError("token_unchanged", "Itu token yang sekarang. Yang baru: /revoke di BotFather.")
    match whose(token, api_url=api_url):
        case Unknown():
            raise DomainError("token_unknown", "Telegram tidak mengenal token ini. Tidak ada yang diubah.")
        case NoAnswer(detail):
            raise DomainError(
                "telegram_silent", f"Telegram tidak menjawab ({detail}). Tidak ada yang diubah; coba lagi."
            )
        case Known() as bot:
            if before is None:
                return TelegramReply(bot, None, None)
            return TelegramReply(bot, whose(before, api_url=api_url), int(before.partition(":")[0]))


def put(
    service: Service, *, token: str, asked: TelegramReply, file: Path, now: datetime, actor: Actor
) -> None:
    """Stops the bot's keys, lets go what was held, records it, and puts the token in its place in the file.

    Raises OSError where the file cannot be written; nothing has changed then.
    """

    def change(session: Session) -> None:
        account = account_by_login(session, login=BOT)
        if account is not None:
            revoke_keys(session, account_id=account.id, scope=BOT_SCOPE, now=now, actor=actor)
        release_route(session, route=TELEGRAM.code)
        data = {"bot": asked.bot.id, "name": asked.bot.name, "certainly_same": asked.same}
        record(session, now=now, actor=actor, kind="bot_token.changed", subject=SUBJECT, data=data)

    with changed_env_file(file, SETTING, token):
        writing(change, service.engine)


def left_to_do(settings: Settings, *, asked: TelegramReply, elsewhere: bool) -> Iterator[str]:
    """What remains for a person. `elsewhere`: the old token was not set by the file that was changed."""
    again = "/revoke di BotFather mencabutnya dan memberi token lain: masukkan itu dengan perintah ini."
    match asked.before:
        case Known() if asked.same:
            yield f"Token lama MASIH berlaku. {again}"
        case Known(name=name):
            yield f"Token lama MASIH berlaku. Cabut di BotFather: /revoke, pilih @{name}."
        case NoAnswer():
            yield f"Pastikan bahwa token lama sudah dicabut. {again}"
        case Unknown():
            yield "Token lama sudah tidak berlaku; di BotFather tidak ada lagi yang perlu dicabut."
    if elsewhere:
        yield f"{SETTING} juga diatur di luar .env: ganti di sana, atau hapus."
    yield "Hentikan layanan, lalu jalankan lagi: baru sesudah itu bot dan pengirim kabar memakai token ini."
    if settings.api_token:
        yield (
            "TANGGAP_API_TOKEN, kalau itu kunci bot, ikut dicabut. "
            f"Buat yang baru: tanggap token {BOT} --scope {BOT_SCOPE}"
        )
    if settings.telegram_webhook_secret:
        yield (
            "Webhook harus dipasang lagi, dengan menjalankan bot: "
            "python -m bots.telegram --webhook --url ALAMAT"
        )
    if settings.telegram_name and settings.telegram_name.casefold() != asked.bot.name.casefold():
        yield f"TANGGAP_TELEGRAM_NAME masih {settings.telegram_name}: ganti menjadi {asked.bot.name}."

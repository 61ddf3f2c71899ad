"""What processes beside the service need to know: each has its own few, and none of the service's keys."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config import setting_values as values
from config.declaring import local, optional, required, setting

TELEGRAM_API = "https://api.telegram.org"


@dataclass(frozen=True, kw_only=True)
class SealerSettings:
    """What the sealer alone needs to know: no other process reads where its key is."""

    seal_key: Path = local(
        "TANGGAP_SEAL_KEY",
        values.place,
        "var/sealer/seal.key",
        about="The sealer's own key, made at its first start (0600). Give it to another user of the machine, "
        "and run `tanggap sealer` as that one.",
    )


@dataclass(frozen=True, kw_only=True)
class BotSettings:
    """What the bot needs: it keeps no state and has no key of the service."""

    telegram_token: str = required("TANGGAP_TELEGRAM_TOKEN", values.telegram_token, secret=True)
    telegram_api_url: str = setting("TANGGAP_TELEGRAM_API_URL", values.http_url, TELEGRAM_API)
    telegram_webhook_secret: str | None = optional(
        "TANGGAP_TELEGRAM_WEBHOOK_SECRET", values.webhook_secret, secret=True
    )
    api_url: str = setting("TANGGAP_API_URL", values.http_url, "http://127.0.0.1:8000")
    api_token: str = required("TANGGAP_API_TOKEN", values.text, secret=True)

"""The Telegram bot: a client of the service that keeps nothing itself (docs/adr/0011)."""

"""Signing in, passwords, linking Telegram."""

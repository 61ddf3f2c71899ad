"""Signing in, passwords, linking a chat."""

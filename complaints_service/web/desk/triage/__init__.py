"""Triage: reports nobody has sorted yet, one after the other, each sent on with one button."""

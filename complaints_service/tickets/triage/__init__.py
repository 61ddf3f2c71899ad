"""Triage: sending on what nobody has sorted yet, and what the rules sent astray."""

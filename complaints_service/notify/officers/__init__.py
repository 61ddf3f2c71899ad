"""News for officers, and their chat."""

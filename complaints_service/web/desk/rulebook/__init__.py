"""The rules of the office on pages: read with their sources, typed in detail, days closed at once."""

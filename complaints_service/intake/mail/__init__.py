"""Replies by e-mail: read, told apart from what machines send, and taken in as the citizen's words."""

"""Letters that have not left, shown to whoever wrote them, and taken back."""

"""Opening an office: its rulebook written step by step on pages, checked, and released."""

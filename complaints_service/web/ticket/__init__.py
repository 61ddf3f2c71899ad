"""One ticket in words: what the citizen's page and the desk both say of it."""

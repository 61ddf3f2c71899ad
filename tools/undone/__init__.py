"""Each mended fault put back, one at a time: whether the tests that are to keep it away notice."""

"""Who complains and how to reach them: sealed in one place, opened by one function."""

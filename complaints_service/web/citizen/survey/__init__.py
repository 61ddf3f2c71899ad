"""The public survey as people see it: nine questions, thanks, and what came of it."""

"""The public survey for the office: periods, posters, paper, what came of it."""

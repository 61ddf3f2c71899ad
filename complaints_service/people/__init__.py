"""Units, positions and the members of the office: who works where, under whom, and who is away."""

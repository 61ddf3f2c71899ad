"""What the clock brings about: sweeps, escalations, explanations, what-if."""

"""Rules tried on the past year: what is changed for the trial, the trial itself, and what came of it."""

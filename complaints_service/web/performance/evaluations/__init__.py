"""Evaluations, their follow-up, feedback and documents."""

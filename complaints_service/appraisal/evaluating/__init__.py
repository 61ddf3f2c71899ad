"""Evaluations of a period: ratings beside their evidence, the answer, the frozen record, what follows."""

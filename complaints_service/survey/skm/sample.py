"""How many users of a service have to answer (Krejcie and Morgan 1970). Pure."""

from __future__ import annotations

from fractions import Fraction

#: Chi-square of one degree at 95 %, the share assumed in the population, and the error allowed.
CHI_SQUARE, SHARE, ERROR = Fraction("3.841"), Fraction("0.5"), Fraction("0.05")


def sample_size(population: int) -> int:
    """The sample for so many users served in the period; all of very few. Raises ValueError below none."""
    if population < 0:
        raise ValueError(f"no population: {population}")
    if population == 0:
        return 0
    spread = CHI_SQUARE * SHARE * (1 - SHARE)
    exact = spread * population / (ERROR**2 * (population - 1) + spread)
    return int(exact + Fraction(1, 2))


def missing(population: int, answers: int) -> int:
    """How many answers are missing to the sample."""
    return max(0, sample_size(population) - answers)

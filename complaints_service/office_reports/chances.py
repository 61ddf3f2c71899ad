"""How likely chance alone makes so many of one part's cases be among those that are marked. Pure."""

from __future__ import annotations

import math


def excess(count: int, *, of: int, inside: int, total: int) -> float:
    """The chance that at least `count` of a part's `of` cases are among the `inside` of all `total`.

    Hypergeometric: as if the `inside` were drawn from all without putting back.
    """
    most = min(of, inside)
    log_all = _log_choose(total, inside)
    return min(
        1.0,
        math.fsum(
            math.exp(_log_choose(of, each) + _log_choose(total - of, inside - each) - log_all)
            for each in range(max(count, inside - (total - of)), most + 1)
        ),
    )


def _log_choose(of: int, many: int) -> float:
    if not 0 <= many <= of:
        return -math.inf
    return math.lgamma(of + 1) - math.lgamma(many + 1) - math.lgamma(of - many + 1)

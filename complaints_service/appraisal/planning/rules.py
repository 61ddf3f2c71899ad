"""What a plan must be to be kept and to be signed, which version judges a month, and who may do what."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from complaints_service.appraisal.planning.kinds import ASPECTS, DUTIES, SOURCES
from complaints_service.appraisal.planning.spreading import spread_problem, spreads_for
from complaints_service.errors import Words, words
from complaints_service.texts import text_problem
from config.entries.performance import MeasuredKind

WHOLE = 100
"""What the weights of a plan sum to, in percent."""

MOST_RESULTS, MOST_INDICATORS, MOST_LETTERS = 20, 8, 2000
MOST_VALUE, MOST_OF_UNIT = 1e12, 40

Problems = dict[str, list[Words]]
"""Sentences by the field they belong to: `results.0.indicators.1.target`, `expectations.loyal`, `weights`."""


@dataclass(frozen=True, kw_only=True)
class IndicatorDraft:
    """An indicator as it is proposed. Of a measured one `target_unit` and `better` are the registry's."""

    aspect: str
    words: str
    source: str = "reported"
    indicator_code: str | None = None
    target_value: float | None = None
    target_unit: str | None = None
    target_words: str | None = None
    better: str = "higher"
    spread: str | None = None
    period_targets: tuple[float, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class ResultDraft:
    """A result as it is proposed, with what it serves."""

    duty: str
    words: str
    weight: int
    superior_result_id: int | None = None
    goal_id: int | None = None
    indicators: tuple[IndicatorDraft, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanDraft:
    """All that a version says, as one form sends it."""

    effective_from: date
    results: tuple[ResultDraft, ...] = ()
    expectations: Mapping[str, str] = field(default_factory=dict)
    support: str | None = None
    accountability: str | None = None
    consequence: str | None = None


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a draft is checked against.

    `superior_results`: results of superiors' signed plans of the year, `goals`: those this officer may serve.
    `registry`: each measured indicator. `after`: the day the signed version before it
    begins on; `first_open`: the first day of the month that now runs. `plans_of` and `serves` tell of every
    signed result of the year whose plan it is of and what it serves itself.
    """

    year: int
    plan_id: int
    periods: int
    values: Collection[str]
    registry: Mapping[str, MeasuredKind]
    superior_results: Collection[int] = ()
    goals: Collection[int] = ()
    must_serve_superior: bool = False
    must_serve_goal: bool = False
    after: date | None = None
    first_open: date | None = None
    plans_of: Mapping[int, int] = field(default_factory=dict)
    serves: Mapping[int, int | None] = field(default_factory=dict)


def problems(draft: PlanDraft, setting: Setting) -> Problems:
    """Why a draft cannot be kept; every field at once. What is merely unfinished is not among it."""
    found: Problems = {}
    _check_start(draft.effective_from, setting, found)
    if len(draft.results) > MOST_RESULTS:
        _note(found, "results", words("Paling banyak %(most)s hasil kerja.", most=MOST_RESULTS))
    for index, result in enumerate(draft.results):
        _check_result(result, f"results.{index}", setting, found)
    for code, said in draft.expectations.items():
        if code not in setting.values:
            _note(found, f"expectations.{code}", words("Nilai BerAKHLAK ini tidak dikenal."))
        _check_text(said, f"expectations.{code}", found)
    for name in ("support", "accountability", "consequence"):
        _check_text(getattr(draft, name), name, found)
    return found


def start_problems(start: date, setting: Setting) -> Problems:
    """Why a version cannot begin on a day."""
    found: Problems = {}
    _check_start(start, setting, found)
    return found


def gaps(draft: PlanDraft, setting: Setting) -> Problems:
    """What is still missing before a draft can be signed, besides what `problems` finds."""
    found: Problems = {}
    if not any(result.duty == "main" for result in draft.results):
        _note(found, "results", words("Belum ada hasil kerja utama."))
    total = sum(result.weight for result in draft.results)
    if draft.results and total != WHOLE:
        _note(found, "weights", weights_words(total))
    for index, result in enumerate(draft.results):
        path = f"results.{index}"
        if not result.weight:
            _note(found, f"{path}.weight", words("Belum berbobot."))
        if not result.indicators:
            _note(found, f"{path}.indicators", words("Belum ada indikatornya."))
        for number, indicator in enumerate(result.indicators):
            if indicator.target_value is None and not indicator.target_words:
                _note(found, f"{path}.indicators.{number}.target", words("Belum ada targetnya."))
        if result.duty == "main":
            if setting.must_serve_superior and result.superior_result_id is None:
                _note(found, f"{path}.serves", words("Pilih hasil kerja atasan yang didukung."))
            if setting.must_serve_goal and result.goal_id is None:
                _note(found, f"{path}.goal", words("Pilih sasaran kantor yang didukung."))
    return found


def weights_words(total: int) -> Words:
    """By how much weights miss 100 percent."""
    if total > WHOLE:
        return words("Jumlah bobot %(total)s %%, lebih %(off)s dari 100 %%.", total=total, off=total - WHOLE)
    return words("Jumlah bobot %(total)s %%, kurang %(off)s dari 100 %%.", total=total, off=WHOLE - total)


def leads_back(
    plan_id: int, result_id: int, plans_of: Mapping[int, int], serves: Mapping[int, int | None]
) -> bool:
    """Whether serving a result would, further up, mean serving one's own plan: a cascade that loops."""
    walked: set[int] = set()
    at: int | None = result_id
    while at is not None and at not in walked:
        if plans_of.get(at) == plan_id:
            return True
        walked.add(at)
        at = serves.get(at)
    return False


def _check_start(start: date, setting: Setting, found: Problems) -> None:
    if start.year != setting.year:
        _note(found, "effective_from", words("Tanggalnya harus dalam tahun %(year)s.", year=setting.year))
    elif setting.after is not None and start <= setting.after:
        _note(found, "effective_from", words("Harus sesudah tanggal mulai versi yang berlaku sekarang."))
    elif setting.after is not None and setting.first_open is not None and start < setting.first_open:
        _note(
            found,
            "effective_from",
            words("Bulan yang lewat tetap memakai rencana lama. Pilih tanggal mulai bulan ini."),
        )


def _check_result(result: ResultDraft, path: str, setting: Setting, found: Problems) -> None:
    _check_text(result.words, f"{path}.words", found, empty=words("Tulis hasil kerjanya."))
    if result.duty not in DUTIES:
        _note(found, f"{path}.duty", words("Pilih utama atau tambahan."))
    if not 0 <= result.weight <= WHOLE:
        _note(found, f"{path}.weight", words("Bobot antara 0 dan 100."))
    if result.superior_result_id is not None:
        if leads_back(setting.plan_id, result.superior_result_id, setting.plans_of, setting.serves):
            _note(found, f"{path}.serves", words("Hasil itu sendiri mendukung rencana ini: berputar."))
        elif result.superior_result_id not in setting.superior_results:
            _note(
                found,
                f"{path}.serves",
                words("Pilih hasil kerja dari rencana atasan tahun ini yang sudah ditandatangani."),
            )
    if result.goal_id is not None and result.goal_id not in setting.goals:
        _note(found, f"{path}.goal", words("Pilih sasaran yang berlaku tahun ini."))
    if len(result.indicators) > MOST_INDICATORS:
        _note(found, f"{path}.indicators", words("Paling banyak %(most)s indikator.", most=MOST_INDICATORS))
    for number, indicator in enumerate(result.indicators):
        _check_indicator(indicator, f"{path}.indicators.{number}", setting, found)


def _check_indicator(indicator: IndicatorDraft, path: str, setting: Setting, found: Problems) -> None:
    if indicator.aspect not in ASPECTS:
        _note(found, f"{path}.aspect", words("Pilih kuantitas, kualitas, waktu, atau biaya."))
    if indicator.better not in ("higher", "lower"):
        _note(found, f"{path}.better", words("Pilih arah yang lebih baik."))
    if indicator.source not in SOURCES:
        _note(found, f"{path}.source", words("Pilih dari mana nilainya."))
    elif indicator.source == "measured" and indicator.indicator_code not in setting.registry:
        _note(found, f"{path}.source", words("Pilih indikator yang dihitung sistem."))
    _check_text(indicator.words, f"{path}.words", found, empty=words("Tulis indikatornya."))
    _check_text(indicator.target_words, f"{path}.target_words", found)
    _check_text(indicator.target_unit, f"{path}.unit", found, most=MOST_OF_UNIT)
    value = indicator.target_value
    if value is not None and not (math.isfinite(value) and 0 <= value < MOST_VALUE):
        _note(found, f"{path}.target", words("Target berupa angka, paling kecil 0."))
    elif value is not None and indicator.source == "measured":
        _check_reach(value, setting.registry.get(indicator.indicator_code or ""), f"{path}.target", found)
    allowed = spreads_for(measured=indicator.source == "measured", unit=indicator.target_unit)
    problem = spread_problem(indicator, allowed=allowed, periods=setting.periods)
    if problem is not None:
        _note(found, f"{path}.spread", problem)
    elif indicator.source == "measured":
        for each in indicator.period_targets or ():
            _check_reach(each, setting.registry.get(indicator.indicator_code or ""), f"{path}.spread", found)
    if value is not None and not (indicator.target_unit or "").strip():
        _note(found, f"{path}.unit", words("Tulis satuannya, atau ganti angkanya dengan kata."))


def _check_reach(value: float, measure: MeasuredKind | None, path: str, found: Problems) -> None:
    if measure is None or measure.kind != "share":
        return
    least, most = measure.ends
    if not least <= value <= most:
        _note(
            found,
            path,
            words("Nilai indikator ini antara %(least)g dan %(most)g.", least=least, most=most),
        )


def _check_text(
    said: str | None,
    path: str,
    found: Problems,
    *,
    most: int = MOST_LETTERS,
    empty: Words | None = None,
) -> None:
    if (said or "").strip():
        problem = text_problem(said, maximum=most)
        if problem is not None:
            _note(found, path, problem)
    elif empty is not None:
        _note(found, path, empty)


def _note(found: Problems, path: str, sentence: Words) -> None:
    found.setdefault(path, []).append(sentence)


class Begins(Protocol):
    """Something that holds from a local day on."""

    @property
    def effective_from(self) -> date: ...


Version = TypeVar("Version", bound=Begins)


def version_of_month(versions: Sequence[Version], month: str) -> Version | None:
    """Of one plan's signed versions the one that judges a month such as `2026-09`.

    The one in force on the month's first day; where the first begins later in that month, the first.
    """
    ordered = sorted(versions, key=lambda version: version.effective_from)
    first_on = date.fromisoformat(f"{month}-01")
    held = [version for version in ordered if version.effective_from <= first_on]
    if held:
        return held[-1]
    if ordered and ordered[0].effective_from.isoformat()[:7] == month:
        return ordered[0]
    return None


def may_act(*, actor_id: int | None, officer_id: int, rater_id: int | None) -> bool:
    """Whether somebody takes part in the dialogue: the officer and the superior who agrees, nobody else."""
    return actor_id is not None and actor_id in (officer_id, rater_id)


def waits_for(
    *, officer_signed: bool, rater_signed: bool, officer_id: int, rater_id: int | None
) -> tuple[int, ...]:
    """Whose signature a draft still lacks; whoever has no superior in the system signs alone."""
    waiting = [] if officer_signed else [officer_id]
    if rater_id is not None and not rater_signed:
        waiting.append(rater_id)
    return tuple(waiting)

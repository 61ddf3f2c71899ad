"""Plans in words: aspects, duties, targets, who still has to sign, what the dialogue says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from complaints_service.appraisal.planning.models import PlanRemark
from complaints_service.appraisal.planning.spreading import MONTHS
from complaints_service.appraisal.planning.views import IndicatorView, PlanView
from complaints_service.dates import short_month
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.web.performance.indicator_rows import Reader, short
from complaints_service.web.words.formats import duration_words, number_words
from complaints_service.web.words.vocabulary import name_of, names_in


def aspect_names() -> dict[str, str]:
    """Aspects as PermenPANRB 6/2022 calls them."""
    return names_in("aspect")


def duty_names() -> dict[str, str]:
    """Main and additional duties."""
    return names_in("duty")


def unit_names_of_registry() -> dict[str, str]:
    """What a target of a measured indicator is told in; working time is typed in hours."""
    return {"percent": "%", "working_seconds": _("jam kerja"), "count": _("jumlah")}


def target_words(indicator: IndicatorView, reader: Reader) -> str:
    """A target as one reads it: "minimal 80 %", "maksimal 3 kali", or its own words."""
    value = indicator.target_value
    if value is None:
        return indicator.target_words or "–"
    if indicator.source == "measured":
        unit = INDICATORS[indicator.indicator_code or ""].unit
        if unit == "working_seconds":
            told = duration_words(int(value), day_seconds=reader.day_seconds, language=reader.language)
        else:
            told = short(unit, value, reader)
    elif indicator.target_unit == "%":
        told = short("percent", value, reader)
    else:
        told = f"{plain_number(value, reader.language)} {indicator.target_unit}"
    if indicator.better == "lower":
        bound = _("maksimal %(value)s", value=told)
    else:
        bound = _("minimal %(value)s", value=told)
    return f"{bound} ({indicator.target_words})" if indicator.target_words else bound


def spread_words(indicator: IndicatorView, reader: Reader) -> str:
    """How a year's target falls to its periods: "Jan–Mar 30, Apr–Jun 40"; empty where it is the same."""
    targets = indicator.period_targets or ()
    names = period_names(len(targets), reader.language) if targets else ()
    measured = INDICATORS.get(indicator.indicator_code or "")

    def told(value: float) -> str:
        if measured is None:
            return plain_number(value, reader.language)
        if measured.unit == "working_seconds":
            return duration_words(int(value), day_seconds=reader.day_seconds, language=reader.language)
        return short(measured.unit, value, reader)

    return ", ".join(f"{name} {told(value)}" for name, value in zip(names, targets, strict=True))


def period_names(count: int, language: str) -> list[str]:
    """The periods of a year that has so many: "Jan–Mar"."""
    length = MONTHS // count
    found = []
    for at in range(count):
        ends = [short_month(date(2000, month, 1), language) for month in (at * length + 1, (at + 1) * length)]
        found.append(ends[0] if length == 1 else f"{ends[0]}–{ends[1]}")
    return found


def plain_number(value: float, language: str) -> str:
    """A number with as many decimals as it has, at most four."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    digits = len(text.partition(".")[2])
    return number_words(value, language, digits=digits)


def state_words(standing: str) -> tuple[str, str]:
    """State and words of a version's badge."""
    shapes = {"draft": "new", "coming": "new", "holds": "done", "over": "done"}
    return shapes.get(standing, "stop"), name_of("plan_standing", standing)


def standing_words(standing: str) -> str:
    """What a version that is no draft says of itself in a sentence."""
    return {
        "dropped": _("Draf ini dibatalkan dan tidak berlaku."),
        "coming": _("Sudah ditandatangani kedua pihak; berlaku mulai tanggal di bawah."),
        "holds": _("Berlaku. Isinya terkunci; perubahan dibuat sebagai versi baru."),
        "replaced": _("Sudah diganti versi baru; bulan-bulannya sendiri tetap dinilai dengan ini."),
        "over": _("Rencana tahun yang sudah selesai; isinya terkunci."),
    }[standing]


def basis_words(plan: PlanView, numbers: Mapping[int, tuple[int, int]], templates: Mapping[str, str]) -> str:
    """What a version began with. `numbers`: (year, number) by version id; `templates`: names by code."""
    kind, _sep, which = plan.basis.partition(":")
    if kind == "template":
        return _("dari templat %(name)s", name=templates.get(which, which))
    if kind == "version" and int(which) in numbers:
        year, number = numbers[int(which)]
        return _("salinan rencana %(year)s versi %(number)s", year=year, number=number)
    return _("dari lembar kosong")


@dataclass(frozen=True, kw_only=True)
class DialogueLine:
    """One entry of the dialogue as `ui.talk` shows it."""

    kind: str
    at: datetime
    words: str = ""
    mine: bool = False
    who: str = ""
    where: str = ""
    text: str = ""
    asks: bool = False
    note: bool = False
    after: str = ""


def dialogue_lines(
    remarks: Sequence[PlanRemark], names: Mapping[int, str], *, reader_id: int | None, dropped: bool = False
) -> list[DialogueLine]:
    """The dialogue: what was said as bubbles, what was done as lines between; `dropped`: it was given up."""
    lines = [_line(each, names.get(each.officer_id, ""), reader_id) for each in remarks]
    if dropped and remarks:
        who, why = names.get(remarks[-1].officer_id, ""), remarks[-1].words
        lines[-1] = DialogueLine(
            kind="event",
            at=remarks[-1].said_at,
            words=_("%(who)s membatalkan draf: %(words)s", who=who, words=why),
        )
    return lines


def _line(said: PlanRemark, who: str, reader_id: int | None) -> DialogueLine:
    if said.kind == "remark":
        where = _("hasil %(number)s", number=said.ordinal) if said.ordinal else ""
        return DialogueLine(
            kind="message",
            at=said.said_at,
            mine=said.officer_id == reader_id,
            who=who,
            where=where,
            text=said.words,
        )
    if said.kind == "signature":
        return DialogueLine(kind="event", at=said.said_at, words=_("%(who)s menandatangani", who=who))
    if said.kind == "unsigned":
        words = {
            "officer": _("Tanda tangan pegawai gugur karena isinya berubah"),
            "rater": _("Tanda tangan atasan gugur karena isinya berubah"),
        }
        return DialogueLine(kind="event", at=said.said_at, words=words.get(said.words, ""))
    if said.words:
        return DialogueLine(
            kind="event", at=said.said_at, words=_("%(who)s mengubah: %(words)s", who=who, words=said.words)
        )
    return DialogueLine(kind="event", at=said.said_at, words=_("%(who)s mengubah rencana", who=who))

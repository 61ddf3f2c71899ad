"""What tables, entries and details of a rulebook are called on pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from complaints_service.edge.language import language
from complaints_service.edge.resources import service
from complaints_service.errors import marked
from complaints_service.measurement.indicators.measures import INDICATORS
from complaints_service.rulebooks.editing.details import AMOUNTS, Path
from complaints_service.web.words.formats import lowered
from complaints_service.web.words.vocabulary import name_of, names_in
from config.errors import UnknownEntry

TABLE_TITLES = {
    "janji": marked("Janji: berapa lama"),
    "sasaran": marked("Sasaran angka"),
    "penyaluran": marked("Aturan penyaluran"),
    "kata": marked("Kata-kata kabar dan alasan"),
    "batas": marked("Batas dan jumlah kerja"),
}
_LIMITS = {
    "open_tickets_per_officer": marked("Tiket terbuka paling banyak pada satu orang"),
    "sliver_metres": marked("Meter di luar batas wilayah yang masih dihitung di dalam"),
    "publication_floor": marked("Paling sedikit laporan sebelum sebuah angka diumumkan"),
    "personal_figures_floor": marked("Paling sedikit orang sebelum angka orang dibandingkan"),
    "duplicate_metres": marked("Meter di mana dua laporan mungkin sama"),
    "duplicate_days": marked("Hari di mana dua laporan mungkin sama"),
    "backdating_working_days": marked("Hari kerja sebuah laporan boleh dimundurkan"),
    "quiet_from": marked("Jam mulai kabar ditahan malam hari"),
    "quiet_until": marked("Jam kabar malam hari dikirim"),
    "late_leave_days": marked("Hari kerja sesudah mana cuti terlambat dicatat"),
    "retention_open": marked("Hari isi laporan terbuka disimpan sesudah berakhir"),
    "retention_confidential": marked("Hari isi laporan rahasia disimpan sesudah berakhir"),
    "retention_anonymous": marked("Hari isi laporan anonim disimpan sesudah berakhir"),
    "retention_oversight": marked("Hari isi laporan tentang petugas disimpan sesudah berakhir"),
}
#: Targets that no indicator measures.
_TARGETS = {
    "verification_on_time": marked("Bagian laporan yang dipilah tepat waktu"),
    "legal_answer_on_time": marked("Bagian jawaban dalam tenggat undang-undang"),
    "training_hours_pns": marked("Jam pelajaran setahun untuk tiap PNS"),
    "training_hours_pppk": marked("Jam pelajaran setahun untuk tiap PPPK"),
}
#: What stands in a text where a notice puts something in.
_PLACED = {
    "advice": marked("nasihat"),
    "agency": marked("instansi"),
    "at": marked("waktu"),
    "category": marked("jenis"),
    "clock": marked("tenggat mana"),
    "code": marked("kode"),
    "count": marked("jumlah"),
    "days": marked("hari"),
    "digest": marked("sidik"),
    "done": marked("jumlah selesai"),
    "due": marked("batas waktu"),
    "duration": marked("lamanya"),
    "holder": marked("pemegang"),
    "into": marked("laporan tujuan"),
    "kelurahan": marked("kelurahan"),
    "law": marked("dasar hukum"),
    "letter": marked("nomor surat"),
    "link": marked("tautan"),
    "month": marked("bulan"),
    "months": marked("bulan-bulan"),
    "name": marked("nama"),
    "names": marked("nama-nama"),
    "neighbour": marked("kantor tetangga"),
    "number": marked("nomor"),
    "office": marked("kantor"),
    "ombudsman": marked("ombudsman"),
    "oversight": marked("pengawas"),
    "page": marked("halaman"),
    "place": marked("tempat"),
    "position": marked("jabatan"),
    "reason": marked("alasan"),
    "received": marked("jumlah masuk"),
    "remaining": marked("sisa waktu"),
    "report": marked("laporan"),
    "role": marked("peran"),
    "stop": marked("tautan berhenti"),
    "survey": marked("tautan survei"),
    "text": marked("isi"),
    "title": marked("judul"),
    "told": marked("uraian"),
    "unit": marked("unit"),
    "what": marked("hal"),
    "why": marked("sebab"),
}
_PLACE = re.compile(r"\{(\w+)\}")
_UNITS = {
    "working_days": marked("hari kerja"),
    "calendar_days": marked("hari kalender"),
    "working_hours": marked("jam kerja"),
    "working_minutes": marked("menit kerja"),
}
_DETAILS = {
    ("minimum_n",): marked("Paling sedikit laporan yang selesai"),
    ("order",): marked("Urutan"),
    ("to",): marked("Pergi ke"),
    ("categories",): marked("Untuk jenis laporan"),
    ("reason", "id"): marked("Alasan yang dibaca warga"),
    ("reason", "en"): marked("Alasan dalam bahasa Inggris"),
    ("words", "id"): marked("Kata-katanya"),
    ("words", "en"): marked("Kata-katanya dalam bahasa Inggris"),
}
_TO = {
    "first_handler": marked("unit yang melihat jenis itu lebih dulu"),
    "kelurahan": marked("unit kelurahan tempatnya"),
    "accused_superior": marked("atasan yang dilaporkan"),
    "given_unit": marked("unit yang disebut data impor"),
    "triage": marked("unit yang memilah"),
}
_TITLE_LETTERS = 70


def entry_title(code: str, entry: Mapping[str, Any]) -> str:
    """What an entry of a table is called."""
    if code == "janji":
        return _promised_to(entry)
    if code == "sasaran":
        return _target_title(str(entry.get("indicator")))
    if code == "penyaluran":
        return _("Aturan urutan %(order)s", order=entry.get("order", ""))
    if code == "kata":
        said = read_out(_within(entry, "words"))
        return said if len(said) <= _TITLE_LETTERS else f"{said[:_TITLE_LETTERS].rstrip()}…"
    key = str(entry.get("key"))
    return _(_LIMITS[key]) if key in _LIMITS else key


def read_out(text: str) -> str:
    """A text of the rules with what is put in named in words: `[tautan]`; what is no known place stays."""
    return _PLACE.sub(lambda found: f"[{_(_PLACED[found[1]])}]" if found[1] in _PLACED else found[0], text)


def _target_title(indicator: str) -> str:
    found = INDICATORS.get(indicator)
    if found is not None:
        return found.names.read(language())
    return _(_TARGETS[indicator]) if indicator in _TARGETS else indicator


def named(entry: Mapping[str, Any]) -> str:
    """An entry by its Indonesian name, else by its code."""
    names = entry.get("names")
    return str(names.get("id")) if isinstance(names, Mapping) else str(entry.get("code", ""))


def _within(entry: Mapping[str, Any], key: str) -> str:
    """What an entry says in the reader's language."""
    said = entry.get(key)
    return str(said.get(language(), "")) if isinstance(said, Mapping) else ""


def detail_label(path: Path, entry: Mapping[str, Any]) -> str:
    """What one detail of an entry is called."""
    if path[0] == "targets":
        return _("%(clock)s, dalam %(unit)s", clock=name_of("clock", path[1]), unit=_(_UNITS[path[2]]))
    if path == ("value",):
        return _("Nilai, dalam persen") if entry.get("unit") == "percent" else _("Nilai")
    return _(_DETAILS[path]) if path in _DETAILS else ".".join(path)


def detail_words(path: Path, value: Any) -> str:
    """What one detail says, for reading."""
    if path == ("to",):
        return destination(str(value))
    if path == ("categories",):
        return ", ".join(category_name(str(code)) for code in value)
    return read_out(str(value))


def destination(to: str) -> str:
    """Where a rule of routing leads."""
    kind, _colon, unit = to.partition(":")
    if kind == "unit":
        return unit_title_of(unit)
    return _(_TO[to]) if to in _TO else to


def destinations(units: Mapping[str, str]) -> list[tuple[str, str]]:
    """Everywhere a rule may lead: what a report itself decides, and each unit."""
    return [(code, _(told)) for code, told in _TO.items()] + [
        (f"unit:{code}", name) for code, name in units.items()
    ]


def unit_title_of(code: str) -> str:
    """A unit as the rules call it."""
    try:
        return service().rulebook.unit(code).names.read(language())
    except UnknownEntry:
        return code


def category_name(code: str) -> str:
    """A category by its name."""
    try:
        return service().rulebook.category(code).names.read(language())
    except UnknownEntry:
        return code


def amount_words(entry: Mapping[str, Any]) -> str:
    """An amount such as `5 hari kerja`."""
    return " ".join(f"{entry[name]} {_(_UNITS[name])}" for name in AMOUNTS if name in entry)


def _promised_to(entry: Mapping[str, Any]) -> str:
    told = []
    if entry.get("category"):
        told.append(category_name(str(entry["category"])))
    if entry.get("kind"):
        kind = names_in("kind").get(str(entry["kind"]), str(entry["kind"]))
        told.append(lowered(kind) if told else kind)
    if entry.get("priority"):
        told.append(_("prioritas %(name)s", name=lowered(name_of("priority", str(entry["priority"])))))
    if entry.get("unit"):
        told.append(unit_title_of(str(entry["unit"])))
    return ", ".join(told) or _("Semua laporan")

"""Where the foot of the desk leads: the office's other pages, for whoever may open them."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from complaints_service.accounts.access import may_in_office
from complaints_service.edge.sign_in import SignedIn


class DeskWay(NamedTuple):
    """One page, as its link says it."""

    href: str
    words: str


def ways_on(reader: SignedIn) -> list[DeskWay]:
    """The pages this reader may open, from an officer's own work to what an administrator sees to."""
    rights = reader.rights

    def may(right: str) -> bool:
        return may_in_office(rights, right)

    every = (
        (rights.officer_id is not None, "field.places", _("Lapangan")),
        (rights.officer_id is not None, "reminders.listing", _("Pengingat")),
        (may("triage"), "triage.following", _("Pilah")),
        (reader.enters, "counter.entry", _("Loket")),
        (may("approve_leave"), "leave.listing", _("Cuti dan pengganti")),
        (may("view_survey"), "surveys.listing", _("Survei kepuasan")),
        (may("view_letters"), "undelivered.listing", _("Kiriman bermasalah")),
        (may("view_looks"), "looks.listing", _("Pembukaan identitas")),
        (may("view_lessons"), "lessons.listing", _("Mutu usul jenis")),
        (may("open_office"), "opening.show", _("Membuka kantor")),
        (may("open_office"), "rules.show", _("Aturan kantor")),
        (may("open_office"), "closing.show", _("Tutup kantor mendadak")),
        (may("open_office"), "seal_keepers.listing", _("Penerima segel harian")),
        (may("manage_staff"), "staff.listing", _("Pegawai dan akun")),
        (may("answer_data"), "data_requests.listing", _("Permintaan data")),
        (may("view_audit"), "audit.listing", _("Catatan audit")),
    )
    return [DeskWay(url_for(endpoint), words) for allowed, endpoint, words in every if allowed]

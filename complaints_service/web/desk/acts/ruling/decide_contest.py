"""Deciding a contest, on its page."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext as _

from complaints_service.errors import words
from complaints_service.tickets.acts.ruling.decide_contest import ACT
from complaints_service.tickets.ledger.contests import undecided
from complaints_service.web.desk.acts.fields import reason_field, receiver_field
from complaints_service.web.desk.acts.page import ActPage, Field, Given
from complaints_service.web.desk.acts.words import contest_words


def _fields(given: Given) -> list[Field]:
    view, typed = given.view, given.typed
    waiting = undecided(view.events)
    options = [(str(one.number), contest_words(one, view, given.names)) for one in waiting]
    chosen = typed.get("contest") or (options[0][0] if len(options) == 1 else "")
    named = next((one.named for one in waiting if str(one.number) == chosen), None)
    to = receiver_field(given, typed.get("to") or named or "", barring=False)
    answers = (
        ("yes", _("Dibenarkan"), _("Waktunya pindah ke pemegang yang dipilih di bawah.")),
        ("no", _("Tidak dibenarkan"), _("Waktunya tetap tercatat seperti sekarang.")),
    )
    return [
        Field(kind="select", name="contest", label=_("Sanggahan"), value=chosen, options=options),
        Field(
            kind="picks", name="upheld", label=_("Putusan"), value=typed.get("upheld", ""), options=answers
        ),
        replace(to, label=_("Waktu siapa sebenarnya?"), hint=_("Hanya kalau dibenarkan."), optional=True),
        reason_field(typed, _("Penyanggah membacanya.")),
    ]


PAGE = ActPage(
    act=ACT,
    verb=words("Putuskan sanggahan"),
    question=words("Waktu siapa sebenarnya?"),
    consequence=words(
        "Kalau dibenarkan, waktunya pindah dan angka kinerja mengikuti. Jam tiket tidak bergeser."
    ),
    done=words("Putusan tercatat. Angka kinerja mengikuti."),
    fields=_fields,
    receivers=True,
)

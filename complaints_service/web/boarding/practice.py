"""Where the practice mode is entered, left and begun anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.edge.guard import SIGNED_IN, needs
from complaints_service.edge.practice import PREFIX, practice_offices
from complaints_service.edge.resources import service
from complaints_service.edge.sign_in import SignedIn
from complaints_service.errors import marked, words
from complaints_service.web.shell.forms import FormSchema, Sent, submit
from complaints_service.web.shell.pages import page

blueprint = Blueprint("practice", __name__, url_prefix=PREFIX)

#: As whom one practises, with what one does there; by the word of the address.
TASKS = {
    "petugas": (marked("Petugas"), marked("Ambil tiket, jawab, bertanya kepada warga, dan selesaikan.")),
    "pemilah": (marked("Pemilah"), marked("Salurkan laporan baru ke unit yang menangani.")),
    "atasan": (
        marked("Atasan"),
        marked("Bagikan tiket, putuskan sanggahan, dan bantu yang hampir terlambat."),
    ),
    "camat": (marked("Camat"), marked("Lihat seluruh kantor, dan putuskan yang hanya Camat boleh putuskan.")),
    "inspektur": (marked("Inspektur"), marked("Baca tiket dan waktunya; Anda tidak mengubah apa pun.")),
}


@dataclass(frozen=True)
class PlayedPart:
    """A part one may practise: its name, what one does, and where its desk is."""

    name: str
    task: str
    href: str


class AnewForm(FormSchema):
    """A button alone."""


@blueprint.get("")
@needs(SIGNED_IN)
def show(_reader: SignedIn) -> str:
    """What practice is, as whom one may practise, and the way to begin anew."""
    return _page()


def _page() -> str:
    parts = [
        PlayedPart(_(name), _(task), f"{PREFIX}/{played}{url_for('desk.listing')}")
        for played, (name, task) in TASKS.items()
    ]
    return page("boarding/latihan.html", parts=parts, anew_href=url_for("practice.post_anew"))


@blueprint.post("/ulang")
@needs(SIGNED_IN)
def post_anew(reader: SignedIn) -> Response | tuple[Any, int]:
    """Throws the reader's invented office away; the next look makes a fresh one."""

    def change(_session: Session, _typed: dict[str, Any]) -> None:
        practice_offices().begin_anew(service(), reader.rights.account_id)

    return submit(
        AnewForm(),
        Sent(
            change=change,
            refused=lambda _typed: _page(),
            done=url_for("practice.show"),
            said=words("Kantor latihan Anda seperti baru."),
        ),
    )

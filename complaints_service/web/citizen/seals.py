"""Where the record stood when it was signed last, for whoever wants to keep that outside the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from complaints_service.audit.signing.anchors import newest_points
from complaints_service.audit.signing.book import line_of
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked
from complaints_service.web.shell.pages import page

blueprint = Blueprint("seals", __name__)
_CHAINS = {
    "audit": marked("catatan kantor"),
    "ledger": marked("riwayat laporan"),
    "written": marked("isi yang ditulis"),
}


@dataclass(frozen=True, kw_only=True)
class SealLine:
    """Where one chain stood: `position` rows, and the digest over all of them."""

    name: str
    position: int
    head: str
    at: datetime


@blueprint.get("/segel")
@needs(ANYONE)
def show() -> str:
    """The newest checkpoint of each chain; digests and counts, no words of anybody."""
    with reading() as session:
        points = newest_points(session)
    lines = [
        SealLine(name=_(_CHAINS[each.chain]), position=each.position, head=each.head, at=each.at)
        for each in points
        if each.chain in _CHAINS
    ]
    return page("citizen/segel.html", lines=lines, file_href=url_for("seals.anchors"))


@blueprint.get("/segel.jsonl")
@needs(ANYONE)
def anchors() -> Response:
    """The same as lines that `tanggap verify --anchors` reads."""
    with reading() as session:
        written = "".join(f"{line_of(each)}\n" for each in newest_points(session))
    answer = Response(written, mimetype="application/jsonl")
    answer.headers["Content-Disposition"] = 'attachment; filename="segel.jsonl"'
    return answer

"""Where the record stood when it was signed last, for whoever wants to keep that outside the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.audit.signing.anchors import check_anchors, newest_points, read_anchors
from complaints_service.audit.signing.book import BadBook, line_of
from complaints_service.edge.guard import ANYONE, needs
from complaints_service.edge.transaction import reading
from complaints_service.errors import marked
from complaints_service.web.shell.pages import page

blueprint = Blueprint("seals", __name__)
#: Room for a day's seals with what stands around them; each is looked up by its place.
_MOST_LETTERS, _MOST_SEALS = 6000, 12
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


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What became of one seal that somebody kept: `wrong` where the record does not contain it any more."""

    name: str
    position: int
    at: datetime
    wrong: bool


@blueprint.get("/segel")
@needs(ANYONE)
def show() -> str:
    """The newest checkpoint of each chain; digests and counts, no words of anybody.

    `punya`: what somebody kept of an earlier day, held against the record as it is now.
    """
    kept = request.args.get("punya", "")[:_MOST_LETTERS]
    with reading() as session:
        points = newest_points(session)
        compared, problem = _compared(session, kept)
    lines = [
        SealLine(name=_(_CHAINS[each.chain]), position=each.position, head=each.head, at=each.at)
        for each in points
        if each.chain in _CHAINS
    ]
    return page(
        "citizen/segel.html",
        lines=lines,
        file_href=url_for("seals.anchors"),
        here=url_for("seals.show"),
        kept=kept,
        compared=compared,
        problem=problem,
    )


@blueprint.get("/segel.jsonl")
@needs(ANYONE)
def anchors() -> Response:
    """The same as lines that `tanggap verify --anchors` reads."""
    with reading() as session:
        written = "".join(f"{line_of(each)}\n" for each in newest_points(session))
    answer = Response(written, mimetype="application/jsonl")
    answer.headers["Content-Disposition"] = 'attachment; filename="segel.jsonl"'
    return answer


def _compared(session: Session, kept: str) -> tuple[list[Compared], str]:
    """What somebody kept, seal by seal, or in words why there is nothing to hold against anything."""
    if not kept.strip():
        return [], ""
    try:
        points = read_anchors(kept.encode())[:_MOST_SEALS]
    except BadBook:
        points = []
    known = [each for each in points if each.chain in _CHAINS]
    if not known:
        return [], _("Tidak ada segel yang utuh dalam tulisan itu. Tempelkan barisnya, dari { sampai }.")
    return [
        Compared(
            name=_(_CHAINS[each.chain]),
            position=each.position,
            at=each.at,
            wrong=any(check_anchors(session, [each])),
        )
        for each in known
    ], ""

"""The addresses of opening an office: the list, each step, release, export and import."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.edge.files.uploads import sent_to_read
from complaints_service.edge.guard import needs, office_right
from complaints_service.edge.limits.crowd import TAKEN_ALONG, limited
from complaints_service.edge.resources import service
from complaints_service.edge.rulebook import NAMES, look_now
from complaints_service.edge.sign_in import SignedIn
from complaints_service.edge.transaction import reading
from complaints_service.errors import DomainError, invalid, words
from complaints_service.rulebooks.files import office_code, packed, unpacked
from complaints_service.rulebooks.service import date_draft, drop_draft, propose, release, require_second
from complaints_service.web.desk.opening.drafting import (
    Answer,
    Files,
    ReadyDraft,
    change_draft,
    draft_now,
    ready_draft,
)
from complaints_service.web.desk.opening.form import DraftChangeForm, DraftDayForm
from complaints_service.web.desk.opening.page import overview
from complaints_service.web.shell.forms import Sent, Typed, submit
from config.rulebook import Rulebook

blueprint = Blueprint("open_office", __name__, url_prefix="/pengelola/buka")
OPEN_OFFICE = office_right("open_office")


@blueprint.get("")
@needs(OPEN_OFFICE)
def show(reader: SignedIn) -> str:
    """The steps, and how the draft stands."""
    return overview(reader, Typed())


@blueprint.post("/rilis")
@needs(OPEN_OFFICE, proof=True)
def post_release(reader: SignedIn) -> Answer:
    """Puts the draft in force, in every process."""

    def change(session: Session, typed: dict[str, Any]) -> int:
        ready = ready_draft(session)
        files, rulebook = _complete(ready)
        if ready.running:
            require_second(ready.draft, actor=reader.actor)
        return release(
            session,
            draft=ready.draft,
            files=files,
            edition=typed["edition"],
            rulebook=rulebook,
            before=service().rulebook,
            now=clock.now(),
            actor=reader.actor,
            holds_from=ready.draft.holds_from if ready.running else None,
        )

    answer = submit(
        DraftChangeForm(),
        Sent(
            change=change,
            refused=lambda typed: overview(reader, typed),
            done=url_for("open_office.show"),
            said=words("Dirilis. Setiap proses mengikutinya dalam satu detik, tanpa menjalankan ulang."),
        ),
    )
    look_now()
    return answer


@blueprint.post("/mulai")
@needs(OPEN_OFFICE)
def post_day(reader: SignedIn) -> Answer:
    """Says from which day the draft's changes hold."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        now = clock.now()
        date_draft(
            session,
            draft=draft_now(session),
            edition=typed["edition"],
            on=typed["on"],
            today=service().rulebook.local_date(now),
            now=now,
            actor=reader.actor,
        )

    return submit(
        DraftDayForm(),
        Sent(
            change=change,
            refused=lambda typed: overview(reader, typed),
            done=url_for("open_office.show"),
            said=words("Tanggalnya tersimpan di draf."),
        ),
    )


@blueprint.post("/ajukan")
@needs(OPEN_OFFICE)
def post_proposal(reader: SignedIn) -> Answer:
    """Asks somebody else to release the draft as it is."""

    def change(session: Session, typed: dict[str, Any]) -> None:
        _files, rulebook = _complete(ready_draft(session))
        propose(session, edition=typed["edition"], rulebook=rulebook, now=clock.now(), actor=reader.actor)

    return submit(
        DraftChangeForm(),
        Sent(
            change=change,
            refused=lambda typed: overview(reader, typed),
            done=url_for("open_office.show"),
            said=words("Diajukan. Orang lain yang berhak memeriksanya dan merilisnya."),
        ),
    )


@blueprint.post("/buang")
@needs(OPEN_OFFICE)
def post_drop(reader: SignedIn) -> Answer:
    """Throws the draft away: the next one begins with the rules in force."""
    return submit(
        DraftChangeForm(),
        Sent(
            change=lambda session, typed: drop_draft(session, edition=typed["edition"]),
            refused=lambda typed: overview(reader, typed),
            done=url_for("open_office.show"),
            said=words("Draf dibuang. Aturan yang berlaku tidak berubah."),
        ),
    )


@blueprint.get("/aturan.zip")
@limited(TAKEN_ALONG)
@needs(OPEN_OFFICE)
def export(_reader: SignedIn) -> Response:
    """The draft's files, as `tanggap check-config` reads them out of a folder."""
    with reading() as session:
        files = draft_now(session).files
    answer = Response(packed(files), mimetype="application/zip")
    name = f"aturan-{office_code(files) or 'kantor'}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.post("/impor")
@needs(OPEN_OFFICE)
def post_import(reader: SignedIn) -> Answer:
    """Takes an exported rulebook as the draft; one of another office is told of and not kept."""

    def change(files: Files, _typed: dict[str, Any]) -> Files:
        sent = sent_to_read("file")
        if sent is None:
            raise invalid("file", words("Pilih berkas zip buku aturan."))
        found = unpacked(sent, names=NAMES)
        own, theirs = office_code(files), office_code(found)
        if own != theirs:
            raise invalid(
                "file",
                words(
                    "Ini buku aturan kantor lain (%(theirs)s), bukan %(own)s; tidak ada yang disimpan.",
                    theirs=theirs or "?",
                    own=own,
                ),
            )
        return found

    return change_draft(
        reader,
        DraftChangeForm(),
        change,
        refused=lambda typed: overview(reader, typed),
        done=url_for("open_office.show"),
    )


def _complete(ready: ReadyDraft) -> tuple[Files, Rulebook]:
    """The draft's files as they would hold, and the rulebook they make. Raises DomainError."""
    if ready.unchanged:
        raise DomainError("draft_unchanged", words("Draf ini sama dengan aturan yang berlaku."))
    if ready.files is None:
        raise DomainError("no_day", words("Pilih dahulu sejak hari mana perubahan ini berlaku."))
    if ready.found.rulebook is None:
        raise DomainError("draft_broken", words("Draf ini masih punya kesalahan; lihat tiap langkahnya."))
    return ready.files, ready.found.rulebook

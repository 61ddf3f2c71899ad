"""Files that came with an act become files of what it said, in the transaction of the act."""

from __future__ import annotations

from sqlalchemy import select

from complaints_service.edge.files.uploads import uploads
from complaints_service.errors import Actor, DomainError, invalid, words
from complaints_service.intake.attachments import Sending, attach, attach_from_citizen
from complaints_service.intake.service import Submission
from complaints_service.moment import Moment
from complaints_service.tickets.acts.act import Request
from complaints_service.tickets.acts.registry import act_of
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.service import Performed

#: What counts as a photo: every picture is drawn anew as one of these.
PICTURES = frozenset({"image/jpeg"})
#: Said where a report is not resolved without a photo, and where an act takes no file.
NO_PROOF = words(
    "Lampirkan foto sesudah dikerjakan yang bisa dilihat warga: laporan jenis ini tidak selesai tanpa itu."
)
NONE_TAKEN = words("Tindakan ini tidak menerima berkas. Kirim berkasnya sebagai pesan atau catatan.")


def require_room(request: Request) -> None:
    """Raises FileRefused for files that are not kept, DomainError `files_not_taken` for an act with none."""
    if uploads() and not act_of(request).files:
        raise DomainError("files_not_taken", NONE_TAKEN)


def require_proof(moment: Moment, done: Performed, request: Request, *, shown: bool) -> None:
    """Raises Invalid where an act resolves a report whose category needs a photo of the work, and none came.

    One that the citizen does not see proves nothing to them, and one of before nothing at all.
    """
    if not wants_proof(moment, done, request):
        return
    if not shown or not any(each.kept.mime in PICTURES and each.role != "before" for each in uploads()):
        raise invalid("files", NO_PROOF)


def wants_proof(moment: Moment, done: Performed, request: Request) -> bool:
    """Whether an act resolved a report whose category is not resolved without a photo of the work."""
    ticket = done.ticket
    if not done.created or ticket.state != "resolved" or act_of(request).to != "resolved":
        return False
    return moment.rulebook.category(ticket.category).proof == "required"


def attach_to_act(moment: Moment, done: Performed, request: Request, *, shown: bool = True) -> Performed:
    """Attaches the request's files to the entry that an act wrote, and returns what was done.

    They are attached once, also where the act's key comes again.

    `shown`: the citizen sees them, where the act itself is told to the citizen. What the citizen of a merged
    report sends is attached where it is read as well, for the office alone.
    """
    if not done.created or not uploads():
        return done
    _attach(moment, done.ticket, spoken_by(done), shown=shown and act_of(request).files == "citizen")
    return done


def spoken_by(done: Performed) -> int:
    """Where in the ledger stands what an act's files belong to: what was said, else what was done."""
    spoken = [each for each in done.events if each.data.get("message") == each.seq]
    return (spoken or done.events)[0].seq


def attach_to_report(moment: Moment, done: Submission) -> Submission:
    """Attaches the request's files to a report that was just opened, and returns it."""
    if done.created and uploads():
        ticket = moment.session.scalars(select(Ticket).where(Ticket.number == done.number)).one()
        _attach(moment, ticket, None, shown=True)
    return done


def _attach(moment: Moment, ticket: Ticket, seq: int | None, *, shown: bool) -> None:
    sending = Sending(
        ticket_id=ticket.id, seq=seq, author=moment.actor.ref, at=moment.now, shown_to_citizen=shown
    )
    files = [(each.kept, each.role) for each in uploads()]
    if moment.actor == Actor.citizen(moment.actor.origin):
        attach_from_citizen(moment.session, ticket, sending, files)
    else:
        attach(moment.session, sending, files)

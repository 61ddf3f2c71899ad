"""The sealer: links new rows into their chains and signs where each chain stands.

It is a process of its own, because it alone opens the key: neither the web nor the worker nor a bot does.
"""

from __future__ import annotations

from functools import partial

from complaints_service import db
from complaints_service.audit.signing.book import BOOK, write_into
from complaints_service.audit.signing.checkpoints import SignedPoint, sign_chains, signed_points
from complaints_service.audit.signing.keys import PublicKeys, Signer, public_keys
from complaints_service.edge.transaction import writing
from complaints_service.jobs.schedule import Job
from complaints_service.jobs.work import BATCH, Shift, until_done
from complaints_service.tickets.ledger.sealing import SEALED

EVERY_SECONDS = 60


def sealing_job(signer: Signer) -> Job:
    """The sealer's one job."""
    return Job("seal", EVERY_SECONDS, partial(seal, signer=signer))


def seal(shift: Shift, *, signer: Signer, all_through: bool = False) -> None:
    """Seals every row that waits, signs the chains that have grown, and enters that into the book.

    `all_through`: looks for such rows among all there are, not only among those of the last day.
    """
    folder = shift.settings.seal_folder
    signer.publish(folder)
    for table in SEALED:  # one after another: what is done with is looked through once
        until_done(shift, partial(table.seal, now=shift.now, limit=BATCH * 10, all_through=all_through))
    signed = writing(lambda session: sign_chains(session, signer=signer, now=shift.now), shift.engine)
    book = folder / BOOK
    if not book.exists():
        signed = _all_of_them(shift, public_keys(folder))
    if signed:
        write_into(book, signed)


def _all_of_them(shift: Shift, keys: PublicKeys) -> list[SignedPoint]:
    """Every checkpoint there is that a key here has signed: a lost book is written anew from them."""
    with db.reading(shift.engine) as session:
        return [point for point in signed_points(session) if point.is_signed(keys)]

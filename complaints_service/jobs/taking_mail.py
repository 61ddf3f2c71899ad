"""One letter on its way in: its files pass the gate, then all of it is taken in at once."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from complaints_service import clock, db
from complaints_service.edge.transaction import writing
from complaints_service.errors import Actor, Words, words
from complaints_service.file_store.opening import open_store
from complaints_service.intake.mail.reading import MOST_BYTES, IncomingMail, read_mail
from complaints_service.intake.mail.service import Brought, MailOffice, is_read, take_in
from complaints_service.intake.media import FileRefused, Gate
from complaints_service.intake.refusals import why_not
from complaints_service.intake.scanning import scanner_at
from complaints_service.moment import Moment
from config.rulebook import Rulebook
from config.settings import Settings

_TOO_MANY = words("%(name)s tidak ikut: paling banyak 5 berkas sekali kirim.")


def take_letter(
    engine: Engine, rulebook: Rulebook, settings: Settings, raw: bytes, *, old: bool = False
) -> str:
    """What became of a letter: see `ReadLetter.outcome`, and `known` for one that came before.

    `old`: it lay there before anybody read the mailbox, so strangers hear nothing. The gate takes seconds, so
    no transaction is open meanwhile. Raises ValueError without a reply address.
    """
    if settings.reply_address is None:
        raise ValueError("TANGGAP_REPLY_ADDRESS is not set")
    domain = _domain(settings)
    mail = read_mail(raw[:MOST_BYTES], replies=settings.reply_address, domain=domain)
    with db.reading(engine) as session:
        if is_read(session, digest=mail.digest):
            return "known"
    brought = _through_the_gate(settings, mail) if mail.token is not None else Brought()

    office = MailOffice(tracking_key=settings.tracking_key, page=settings.base_url)

    def change(session: Session) -> str:
        moment = Moment(session=session, now=clock.now(), actor=Actor("rule", "job"), rulebook=rulebook)
        return take_in(moment, mail=mail, brought=brought, office=office, old=old)

    return writing(change, engine)


def _through_the_gate(settings: Settings, mail: IncomingMail) -> Brought:
    gate = Gate(open_store(settings.media_url), scanner_at(settings.clamd))
    kept, refused = [], [Words(_TOO_MANY.template, {"name": name}) for name in mail.dropped]
    for name, content in mail.files:
        try:
            kept.append(gate.keep(gate.check(content, name=name)))
        except FileRefused as error:
            refused.append(why_not(error.code, name))
    return Brought(kept=tuple(kept), refused=tuple(refused))


def _domain(settings: Settings) -> str:
    """The domain that the ids of our own letters end in; empty where none leave."""
    from complaints_service.notify.senders.smtp_access import read_smtp_url

    url = settings.smtp_url
    return read_smtp_url(url, base_url=settings.base_url).domain if url else ""

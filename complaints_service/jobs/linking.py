"""What a letter leads to: links and codes, made while it is sent and stored nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from complaints_service.accounts.links import SET_PASSWORD, issue_one_time_link
from complaints_service.appraisal.evaluating.telling import KIND as EVALUATION
from complaints_service.errors import Actor
from complaints_service.meetings.reminding import KINDS as MEETING
from complaints_service.notify import outbox
from complaints_service.notify.citizens import subscriptions as choosing
from complaints_service.notify.citizens.confirm_links import confirm_token
from complaints_service.notify.citizens.stop_links import stop_token
from complaints_service.notify.known_routes import EMAIL
from complaints_service.notify.messages import NOTICES
from complaints_service.notify.monthly import service as monthly
from complaints_service.notify.officers.account_letter import PROVIDER, SECOND_STEP
from complaints_service.notify.officers.tries import KIND as TRIES
from complaints_service.notify.outbox import Claimed
from complaints_service.notify.seals.service import KIND as SEALS
from complaints_service.notify.senders.reply_addresses import reply_address
from complaints_service.notify.wording import Links
from complaints_service.office_reports.ordering.service import READY as ORDERED
from complaints_service.office_reports.sending.delivering import INSIDE as REPORT
from complaints_service.rulebooks.trials.service import READY
from complaints_service.survey.skm.asking import invitation_for
from complaints_service.tickets import owner_codes
from complaints_service.tickets.ledger.models import Ticket
from complaints_service.tickets.links import owner_secret, reading_link, reply_token
from config.rulebook import Rulebook
from config.settings import Settings

SYSTEM = Actor("rule", "job")
LINK_LIFE = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class PostRoom:
    """What taking and noting letters needs; `replies`: where people answer them, None for nowhere."""

    engine: Engine
    rulebook: Rulebook
    base_url: str
    tracking_key: bytes
    replies: str | None = None

    @classmethod
    def of(cls, engine: Engine, rulebook: Rulebook, settings: Settings) -> PostRoom:
        """The post room of a running service."""
        return cls(
            engine=engine,
            rulebook=rulebook,
            base_url=settings.base_url,
            tracking_key=settings.tracking_key,
            replies=settings.reply_address,
        )


def links_of(session: Session, room: PostRoom, claimed: Claimed, now: datetime) -> Links:
    """What a letter leads to, made while sending and stored nowhere: a row of the outbox opens nothing."""
    if claimed.kind == "password_link":
        account_id = int(claimed.params["account_id"])
        token = issue_one_time_link(
            session, account_id=account_id, purpose=SET_PASSWORD, ttl=LINK_LIFE, now=now, actor=SYSTEM
        )
        return Links(link=f"{room.base_url}/sandi/{token}")
    if claimed.kind == choosing.KIND:
        token = confirm_token(room.tracking_key, int(claimed.params["subscription"]), claimed.created_at)
        return Links(link=f"{room.base_url}/kabar/{token}")
    if claimed.kind in monthly.KINDS:
        return _monthly_links(room, claimed)
    if claimed.kind in (TRIES, SECOND_STEP, PROVIDER):
        return Links(link=f"{room.base_url}/akun-saya")
    if claimed.kind == READY:
        return Links(link=f"{room.base_url}/laporan-kantor/andai")
    if claimed.kind in (EVALUATION, ORDERED, *MEETING):
        return Links(link=f"{room.base_url}{claimed.params['path']}")
    if claimed.kind == SEALS:
        return Links(link=f"{room.base_url}/segel")
    if claimed.kind == REPORT:
        return Links(link=f"{room.base_url}/laporan-kantor/terbit/{claimed.params['issue']}")
    if NOTICES[claimed.kind].desk:
        desk = f"{room.base_url}/meja"
        return Links(link=f"{desk}/{claimed.number}" if claimed.number else desk)
    return _report_links(session, room, claimed, now)


def _monthly_links(room: PostRoom, claimed: Claimed) -> Links:
    """Where the owner of an address agrees to the letters of each month, and where a reader stops them."""
    key, reader_id = monthly.link_key(room.tracking_key), int(claimed.params["reader"])
    if claimed.kind == monthly.ASKING:
        token = confirm_token(key, reader_id, claimed.created_at)
        return Links(link=f"{room.base_url}/kabar-bulanan/setuju/{token}")
    return Links(
        link=room.base_url, stop=f"{room.base_url}/kabar-bulanan/berhenti/{stop_token(key, reader_id)}"
    )


def _report_links(session: Session, room: PostRoom, claimed: Claimed, now: datetime) -> Links:
    """The link by which its reader reads and answers; what a chat hears of its new report is a receipt."""
    key, number, way = room.tracking_key, claimed.number, claimed.subscription
    if number is None:
        return Links()
    if claimed.kind == owner_codes.KIND:
        return Links(code=owner_codes.code_of(session, key=key, asking=int(claimed.params["asking"])))
    secret = stop = survey = None
    if NOTICES[claimed.kind].passing and claimed.params.get("fill"):
        secret = owner_secret(session, number=number, key=key)
    elif way is not None:
        secret = reading_link(session, number=number, way=way, key=key, now=now)
    if way is not None:
        stop = f"{room.base_url}/berhenti/{stop_token(key, way)}"
    replies = None
    if way is not None and room.replies is not None and claimed.route == EMAIL.code:
        token = reply_token(session, number=number, way=way, key=key)
        replies = None if token is None else reply_address(room.replies, token)
    if claimed.kind == "closed" and outbox.is_first(session, claimed=claimed):
        survey = _survey_link(session, room, number, now)
    link = f"{room.base_url}/lacak/{secret}" if secret else None
    return Links(link=link, stop=stop, reply_to=replies, survey=survey)


def _survey_link(session: Session, room: PostRoom, number: str, now: datetime) -> str | None:
    """Where a closed report's citizen says how they were served; None while nothing asks, or once done."""
    unit = session.scalar(select(Ticket.unit).where(Ticket.number == number, Ticket.state == "closed"))
    if unit is None:
        return None
    found = invitation_for(
        session, number=number, unit=unit, key=room.tracking_key, now=now, rulebook=room.rulebook
    )
    return None if found is None else f"{room.base_url}/survei/{found.code}/{found.given}"

"""The ways news of a complaint go, as its citizen sees them: never a whole address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.edge.language import language
from complaints_service.notify.citizens.subscriptions import EMAIL, Way, ways_of
from complaints_service.notify.known_routes import route_name
from complaints_service.notify.service import open_routes
from complaints_service.tickets.queries import TicketView
from complaints_service.vault.sealing import Details
from complaints_service.web.citizen.bots import BotDoor, follow_doors
from complaints_service.web.words.vocabulary import word_of


@dataclass(frozen=True, kw_only=True)
class WayRow:
    """One way: `state` as in notify/citizens/subscriptions.py; one of the two addresses is empty."""

    name: str
    shown: str
    state: str
    words: str
    stop_href: str
    again_href: str


@dataclass(frozen=True, kw_only=True)
class Ways:
    """All ways of one complaint, and where another is added; `add_href` is empty where none can be.

    `bots`: where its owner can hear of it in a chat besides.
    """

    rows: tuple[WayRow, ...]
    anonymous: bool
    add_href: str
    has_mail: bool
    bots: tuple[BotDoor, ...] = ()


def ways_page(session: Session, view: TicketView, *, now: datetime) -> Ways:
    """What the tracking page shows of them; only the owner of the report changes them."""
    number = view.ticket.number
    anonymous = view.complaint.privacy == "anonymous"
    stands = open_routes(session)
    owner = "citizen" in view.roles
    rows = [
        _row(number, way, owner, stands=way.route in stands)
        for way in ways_of(session, number=number, now=now)
    ]
    can_add = EMAIL in stands and not anonymous and owner
    return Ways(
        rows=tuple(rows),
        anonymous=anonymous,
        add_href=url_for("subscriptions.post_address", number=number) if can_add else "",
        has_mail=any(row.shown for row in rows),
        bots=tuple(follow_doors(session, view.complaint, now=now)) if owner else (),
    )


def masked(address: str) -> str:
    """An e-mail address that its owner recognises and nobody else learns."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…{at}{domain}" if at else "…"


def contact_words(came_with: Details, ways: Sequence[Way], *, mails: bool) -> list[str]:
    """What becomes of the contact a report came with: what a number can do, and what it cannot."""
    told = []
    if came_with.phone and not ways:
        told.append(
            _(
                "Nomor telepon Anda hanya untuk petugas menelepon. Kabar dan tautan yang hilang tidak bisa "
                "dikirim ke sana: simpan tautan ini, atau datanglah ke kantor dengan nomor laporan."
            )
        )
    mail = _mail_words(came_with.email, ways, mails=mails)
    return [*told, mail] if mail else told


def _mail_words(given: str | None, ways: Sequence[Way], *, mails: bool) -> str:
    """What becomes of the address a report came with: nothing goes there before its owner agreed."""
    if not given:
        return ""
    state = next((one.state for one in ways if one.route == EMAIL), None)
    if state == "waiting":
        return _(
            "Ke %(address)s kami kirim satu surat persetujuan, tanpa nomor dan isi laporan. Kabar baru "
            "sampai ke sana sesudah pemiliknya menekan setuju, paling lambat dalam 24 jam.",
            address=masked(given),
        )
    if state == "live":
        return _("Kabar sampai ke %(address)s.", address=masked(given))
    if not mails:
        return _("Kantor ini belum mengirim surel: kabarnya hanya ada di halaman lacak.")
    return _(
        "Ke %(address)s tidak ada surat yang kami kirim: alamat itu sudah tiga kali ditanyai dalam 24 jam, "
        "atau tidak disetujui. Mintalah lagi di halaman lacak.",
        address=masked(given),
    )


def _row(number: str, way: Way, owner: bool, *, stands: bool) -> WayRow:
    said = "" if way.state == "live" else word_of("way_state", way.state)
    if way.state == "live" and not stands:
        said = _("sedang tidak dilayani kantor ini")
    # An address that takes nothing may be tried anew; a chat comes back by itself when its owner writes.
    again = way.state in ("ended", "waiting", "dead") if way.route == EMAIL else way.state == "ended"
    return WayRow(
        name=_("Surel") if way.route == EMAIL else route_name(way.route, language()),
        shown=masked(way.address) if way.route == EMAIL else "",
        state=way.state,
        words=said,
        stop_href=url_for("subscriptions.post_stop", number=number, way=way.id)
        if owner and way.state in ("live", "dead")
        else "",
        again_href=url_for("subscriptions.post_again", number=number, way=way.id)
        if owner and again and stands
        else "",
    )

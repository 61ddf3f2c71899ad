"""The way to the provider that signing in, proving and linking share, and what each says when it fails."""

from __future__ import annotations

from flask import Response, make_response, redirect, url_for
from flask_babel import gettext as _

from complaints_service import clock
from complaints_service.accounts.provider.answers import Proved, ProviderDown
from complaints_service.accounts.provider.client import Provider
from complaints_service.edge.problems import say
from complaints_service.edge.provider import (
    OwnTrip,
    Use,
    forget_trip,
    keep_trip,
    provider,
    subject_word,
    way_back,
)
from complaints_service.edge.resources import service
from complaints_service.edge.transaction import let_go
from complaints_service.errors import NotFound, Words, marked
from complaints_service.web.account.page import sign_in_page
from complaints_service.web.shell.pages import page, tell

Answer = Response | tuple[str, int]

DOWN = marked("%(name)s tidak menjawab. Pakai cara lain, atau coba lagi beberapa menit lagi.")
STALE = marked("Waktunya sudah lewat, atau dimulai di peramban lain. Mulai lagi dari sini.")
CANCELLED = marked("Anda membatalkannya di %(name)s. Tidak ada yang berubah.")
FAILED = marked("Jawaban %(name)s tidak bisa diterima. Coba lagi; tetap gagal? Beri tahu pengelola.")
STRANGER = marked(
    "Orang yang masuk di %(name)s tidak terhubung dengan akun kantor ini. Masuk dengan kata sandi lalu "
    "hubungkan di Akun saya, atau minta pengelola menghubungkannya."
)


def provider_name() -> str:
    """What people call the provider."""
    return service().settings.provider_name


def known_provider() -> Provider:
    """The provider. Raises NotFound where the office has none."""
    there = provider()
    if there is None:
        raise NotFound
    return there


def away(use: Use, *, goes_on: str = "", session_id: str = "") -> Answer:
    """Sends this browser to the provider, and keeps in it what it has to bring back."""
    there, now = known_provider(), clock.now()
    let_go()
    try:
        address, trip = there.way_in(back=way_back(), fresh=use != "sign_in", now=now)
    except ProviderDown:
        return ended(use, goes_on, DOWN, 503)
    answer = make_response(redirect(address, 303))
    keep_trip(answer, OwnTrip(trip=trip, use=use, goes_on=goes_on, session_id=session_id))
    return answer


def ended(use: Use, goes_on: str, sentence: str, status: int) -> Response:
    """Where a trip leads that proved nobody: the page it began on, with the sentence."""
    told = say(Words(sentence, {"name": provider_name()}))
    if use == "sign_in":
        return without_trip(make_response(sign_in_page({}, {"": [told]}, goes_on=goes_on or None), status))
    tell(told)
    began = url_for("proof.show", next=goes_on or None) if use == "proof" else url_for("own_account.show")
    return without_trip(make_response(redirect(began, 303)))


def without_trip(answer: Response) -> Response:
    """The answer that ends a trip."""
    forget_trip(answer)
    return answer


def link_page(proved: Proved, session_id: str) -> str:
    """Shows whom the provider vouched for, and asks whether they are to open this account."""
    called = proved.name or proved.subject
    return page(
        "account/penyedia.html",
        title=_("Hubungkan akun"),
        sentence=_(
            "Di %(name)s Anda masuk sebagai %(called)s. Orang itu akan membuka akun kantor ini.",
            name=provider_name(),
            called=called,
        ),
        action=url_for("provider_link.post_link"),
        word=subject_word(proved.subject, session_id=session_id, now=clock.now()),
        button=_("Hubungkan"),
        href=url_for("own_account.show"),
        link=_("Bukan saya: kembali"),
    )

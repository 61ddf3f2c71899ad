"""What everybody comes to who has just signed in: the form that waited, the page they wanted, or the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Response, make_response, redirect, request, url_for

from complaints_service.accounts.secrets import digest
from complaints_service.accounts.sign_in import end_session
from complaints_service.edge.cookies.known_browser import remember_browser
from complaints_service.edge.sign_in import SESSION_COOKIE, set_session_cookie
from complaints_service.edge.transaction import afterwards
from complaints_service.errors import words
from complaints_service.web.account.again import form_again
from complaints_service.web.account.page import KEPT
from complaints_service.web.shell.forms import local_path
from complaints_service.web.shell.pages import tell

#: From so many wrong tries on, whoever signs in is told of them; fewer are slips of one's own.
WORTH_TELLING = 5


def welcome(
    form: Mapping[str, str],
    *,
    token: str,
    account_id: int,
    wrong_before: int,
    now: datetime,
    lacks_step: bool = False,
) -> Response:
    """Gives the browser its session and leads on. `lacks_step`: a second step is, or will be, demanded.

    Whatever session the browser came with ends: nobody could reach it any more but who had stolen it.
    """
    if before := SESSION_COOKIE.read(request):
        afterwards(lambda session: end_session(session, session_id=digest(before), now=now))
    wanted = form.get("next")
    answer = form_again(wanted, form.get(KEPT, ""), token)
    if answer is None:
        home = url_for("second_step.show") if lacks_step else url_for("desk.listing")
        answer = make_response(redirect(local_path(wanted) or home, 303))
    set_session_cookie(answer, token)
    remember_browser(answer, account_id, now)
    if wrong_before >= WORTH_TELLING:
        tell(
            words(
                "Sejak Anda terakhir masuk ada %(count)s percobaan masuk yang salah. Bukan Anda? Ganti kata "
                "sandi di Akun saya.",
                count=wrong_before,
            )
        )
    return answer

"""Several workers at once, and one whole way from the office's words to a real mailbox. On both databases."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import Engine

from complaints_service import db
from complaints_service.jobs.sending import run_route, send_all
from complaints_service.notify.routes import open_route, revive
from complaints_service.notify.senders.email import EmailSender
from complaints_service.notify.senders.smtp_access import read_smtp_url
from config.rulebook import Rulebook
from tests.services.mail_server import HOST, AnyPort, Mailbox
from tests.services.post import (
    BASE_URL,
    Postman,
    minutes,
    open_mail,
    room_of,
    rows,
    run,
    standing_at,
    travelled,
)
from tests.support.both import ON_BOTH
from tests.support.world import open_office

pytestmark = ON_BOTH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday 09:00 in Medan
SARI = "sari@contoh.example"


def test_four_workers_send_each_letter_once_and_in_order(engine: Engine, rulebook: Rulebook) -> None:
    office, room = open_office(engine, rulebook), room_of(engine, rulebook)
    with db.writing(engine) as session:
        open_route(session, route="email", now=NOW - timedelta(days=9))
    wanted = [
        (address, office.complain(now=NOW, email=address).number)
        for address in (f"warga{count}@contoh.example" for count in range(5))
        for _ in range(4)
    ]
    postmen, start = [Postman() for _ in range(4)], threading.Barrier(4)
    order: list[tuple[str, str | None]] = []

    def work(postman: Postman) -> None:
        send = postman.send

        def noting(letter: Any) -> Any:
            order.append((letter.address, letter.number))
            return send(letter)

        postman.send = noting  # type: ignore[method-assign]
        start.wait()
        send_all(room, postman, standing_at(NOW))

    workers = [threading.Thread(target=work, args=(postman,)) for postman in postmen]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    # A worker that finds every address in another's hands ends; the next second's run goes on.
    order += [(letter.address, letter.number) for letter in run(room, Postman(), NOW)]
    assert Counter(order) == Counter(wanted)
    assert sorted(order, key=lambda sent: sent[0]) == wanted, "at each address the oldest came first"
    assert {row.state for row in rows(engine)} == {"sent"}


def test_from_the_officers_question_to_the_mailbox_and_into_the_ledger(
    engine: Engine, rulebook: Rulebook
) -> None:
    office, room = open_office(engine, rulebook), room_of(engine, rulebook)
    open_mail(office, NOW - timedelta(days=9))
    mailbox = Mailbox()
    controller: Controller = AnyPort(mailbox, hostname=HOST, port=0)
    controller.start()
    try:
        url = f"smtp://{HOST}:{controller.port}"
        complaint = office.complain(now=NOW, email=SARI, language="en")
        sender = EmailSender(read_smtp_url(url, base_url=BASE_URL))
        run_route(room, "email", sender, standing_at(NOW + minutes(1)))
        office.act("rina", complaint.number, "question", text="Nomor berapa?", now=NOW + minutes(5))
        run_route(room, "email", sender, standing_at(NOW + minutes(6)))
        office.act("rina", complaint.number, "message", text="Kami cari.", now=NOW + minutes(7))
        mailbox.answers["RCPT"] = "550 5.1.1 no such mailbox"
        run_route(room, "email", sender, standing_at(NOW + minutes(8)))
        mailbox.answers.clear()
        with db.writing(engine) as session:
            revive(session, route="email", address=SARI)  # the citizen wrote to us
        office.act("rina", complaint.number, "message", text="Ketemu.", now=NOW + minutes(9))
        run_route(room, "email", sender, standing_at(NOW + minutes(10)))
    finally:
        controller.stop()
    assert [mail["Subject"] for mail in mailbox.mails] == [
        f"We have your report {complaint.number}",
        f"A question about report {complaint.number}",
        f"An answer to report {complaint.number}",
    ]
    body = mailbox.mails[0].get_body(("plain",))
    assert body is not None and f"{BASE_URL}/lacak/" in body.get_content()
    assert complaint.secret not in body.get_content()
    assert travelled(engine, complaint.number) == [
        ("delivered", "email", NOW + minutes(6)),
        ("bounced", "email", NOW + minutes(8)),
        ("delivered", "email", NOW + minutes(10)),
    ]

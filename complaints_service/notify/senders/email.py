"""E-mail by SMTP: what each answer of the server, or its silence, means for a letter."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from datetime import timedelta
from email.headerregistry import Address

from complaints_service.notify.senders import Accepted, Gone, Later, Letter, LetterRefused, Outcome, Unclear
from complaints_service.notify.senders.mail_text import NoAddress, compose
from complaints_service.notify.senders.smtp_access import SmtpAccess

#: For each step of the conversation; all steps together stay within the lease of a row.
STEP_SECONDS = 8.0
#: What is wrong with the server or our account there is no letter's fault: all wait, none is given up.
_OUTAGE = timedelta(seconds=60)
_MISCONFIGURED = timedelta(minutes=10)
#: Codes of RFC 5321 that speak of the mailbox, and the classes of RFC 3463 that say the same more clearly.
_NO_MAILBOX = frozenset({550, 551, 553})
_GONE = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)  # RFC 5321, 4.5.2: a line of the letter is no end of it


class _Answered(Exception):
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


class EmailSender:
    """Hands letters to one mail server, over one connection while there are letters."""

    route = "email"

    def __init__(self, access: SmtpAccess, *, context: ssl.SSLContext | None = None) -> None:
        """`context`: whom to trust; None for what the machine trusts."""
        self._access = access
        self._context = context or ssl.create_default_context()
        self._client: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> Outcome:
        """Hands one letter in; every answer and every loss of the line has its outcome."""
        try:
            mail = compose(letter, sender=self._access.sender, domain=self._access.domain)
        except NoAddress:
            return Gone("no address at all")
        to = mail["To"].addresses[0]
        try:
            client = self._connected()
            self._envelope(client, to)
        except _Answered as answered:
            return answered.outcome
        except smtplib.SMTPException as error:
            self.close()
            return Later(f"mail server: {_named(error)}", wait=_OUTAGE, whole_route=True)
        except OSError as error:
            self.close()
            return Later(f"mail server out of reach: {_named(error)}", wait=_OUTAGE, whole_route=True)
        return self._deliver(client, mail.as_bytes())

    def close(self) -> None:
        """Says goodbye; a line that is gone already is as good."""
        if self._client is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._client.quit()
            self._client.close()
            self._client = None

    def _connected(self) -> smtplib.SMTP:
        if self._client is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._client.noop()[0] == 250:
                    return self._client
            self.close()
        access = self._access
        if access.tls == "from_start":
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                access.host, access.port, timeout=STEP_SECONDS, context=self._context
            )
        else:
            client = smtplib.SMTP(access.host, access.port, timeout=STEP_SECONDS)
        self._client = client
        client.ehlo_or_helo_if_needed()
        self._secure(client)
        if access.user:
            try:
                client.login(access.user, access.password or "")
            except smtplib.SMTPAuthenticationError as error:
                self.close()
                raise _Answered(_misconfigured(f"sign-in refused ({error.smtp_code})")) from None
        return client

    def _secure(self, client: smtplib.SMTP) -> None:
        if self._access.tls not in ("required", "offered"):
            return
        if client.has_extn("starttls"):
            client.starttls(context=self._context)
            client.ehlo()
        elif self._access.tls == "required":
            self.close()
            raise _Answered(_misconfigured("offers no STARTTLS, and it is required"))

    def _envelope(self, client: smtplib.SMTP, to: Address) -> None:
        """From and to; raises _Answered where the server wants neither."""
        options: list[str] = []
        if not to.username.isascii():
            if not client.has_extn("smtputf8"):
                raise _Answered(Gone("the mail server knows only ASCII addresses"))
            options = ["SMTPUTF8"]
        code, answer = client.mail(self._access.sender, options)
        if code >= 500:
            self._reset(client)
            raise _Answered(_misconfigured(f"our address refused: {_said(code, answer)}"))
        if code >= 400:
            self._reset(client)
            raise _Answered(Later(_said(code, answer), wait=_OUTAGE, whole_route=True))
        code, answer = client.rcpt(to.addr_spec)
        if code >= 400:
            self._reset(client)
            raise _Answered(_refusal(code, answer, mailbox=True))

    def _deliver(self, client: smtplib.SMTP, body: bytes) -> Outcome:
        try:
            code, answer = client.docmd("DATA")
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Later(f"line lost before the letter: {_named(error)}")
        if code != 354:
            self._reset(client)
            return _refusal(code, answer, mailbox=False)
        try:
            # smtplib's data() does not say whether the line was lost before or after the letter.
            client.send(_LEADING_DOT.sub(b"..", body) + b".\r\n")
            code, answer = client.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            return Unclear(f"line lost after the letter: {_named(error)}")
        return Accepted() if code == 250 else _refusal(code, answer, mailbox=False)

    def _reset(self, client: smtplib.SMTP) -> None:
        with suppress(smtplib.SMTPException, OSError):
            client.rset()


def _refusal(code: int, answer: bytes, *, mailbox: bool) -> Outcome:
    said = _said(code, answer)
    if code == 421:
        return Later(said, wait=_OUTAGE, whole_route=True)
    if code < 500:
        return Later(said)
    enhanced = answer.decode("ascii", "replace").split(" ", 1)[0]
    clear = enhanced.startswith("5.") and enhanced.count(".") == 2
    if mailbox and (enhanced in _GONE if clear else code in _NO_MAILBOX):
        return Gone(said)
    return LetterRefused(said)


def _misconfigured(detail: str) -> Later:
    return Later(f"mail server: {detail}", wait=_MISCONFIGURED, whole_route=True)


def _said(code: int, answer: bytes) -> str:
    """The server's answer on one line, without addresses in it."""
    words = answer.decode("utf-8", "replace").split()
    return " ".join([str(code), *(word for word in words if "@" not in word)])


def _named(error: Exception) -> str:
    return type(error).__name__

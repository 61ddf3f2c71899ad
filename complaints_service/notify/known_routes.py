"""The routes Tanggap has, one entry each: whoever handles letters, chats or doors asks here.

The libraries of a route are heavy; its entry imports them when they are needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from complaints_service.errors import NotFound
from complaints_service.notify.route import Bot, ChatSide, Route
from complaints_service.notify.senders import Fetcher, Sender
from config.entries.office import Bilingual
from config.settings import Settings


def _email_sender(settings: Settings) -> Sender | None:
    from complaints_service.notify.senders.email import EmailSender
    from complaints_service.notify.senders.smtp_access import read_smtp_url

    url = settings.smtp_url
    return EmailSender(read_smtp_url(url, base_url=settings.base_url)) if url else None


def _telegram_sender(settings: Settings) -> Sender | None:
    from complaints_service.notify.senders.telegram import TelegramSender

    token = settings.telegram_token
    if not token:
        return None
    return TelegramSender(token, api_url=settings.telegram_api_url, button_key=settings.tracking_key)


def _telegram_fetcher(settings: Settings) -> Fetcher | None:
    from complaints_service.notify.senders.telegram_files import TelegramFetcher

    token = settings.telegram_token
    return TelegramFetcher(token, api_url=settings.telegram_api_url) if token else None


def _telegram_link(settings: Settings, code: str) -> str | None:
    name = settings.telegram_name
    if not name:
        return None
    return f"https://t.me/{name}" + (f"?start={code.replace('-', '')}" if code else "")


def _telegram_told(settings: Settings) -> Mapping[str, str]:
    token = settings.telegram_token
    return {"TANGGAP_TELEGRAM_TOKEN": token} if token else {}


def _hook_sender(settings: Settings) -> Sender:
    from complaints_service.notify.senders.hook import HookSender

    return HookSender(here=settings.calls_this_machine)


EMAIL = Route(code="email", names=Bilingual("surel", "e-mail"), sender=_email_sender, entered=("smtp_url",))
TELEGRAM = Route(
    code="telegram",
    names=Bilingual("Telegram", "Telegram"),
    sender=_telegram_sender,
    every_seconds=0.25,  # somebody waits for an answer in a chat
    senders=4,  # so that an answer that does not come holds up its own chat and no other
    entered=("telegram_token", "telegram_name"),
    chat=ChatSide(
        address=r"-?\d{1,19}",
        button_bytes=64,  # https://core.telegram.org/bots/api#inlinekeyboardbutton
        fetcher=_telegram_fetcher,
        link_of=_telegram_link,
        bot=Bot(module="bots.telegram", login="bot-telegram", told=_telegram_told),
        bare=True,
    ),
)

HOOK = Route(
    code="hook",
    names=Bilingual("sistem lain", "another system"),
    sender=_hook_sender,
    senders=4,  # so that a receiver that is slow holds up its own news and no other's
    people=False,
)

ROUTES: dict[str, Route] = {route.code: route for route in (TELEGRAM, EMAIL, HOOK)}


def chat_routes() -> Sequence[Route]:
    """The routes on which one replies to a message; on others a letter only leads to a page."""
    return [route for route in ROUTES.values() if route.chat is not None]


def reaches_people(code: str) -> bool:
    """Whether somebody hears by a route, and not another service."""
    route = ROUTES.get(code)
    return route is None or route.people


def is_chat(code: str) -> bool:
    """Whether people write back by a route."""
    route = ROUTES.get(code)
    return route is not None and route.chat is not None


def chat_route(code: str) -> Route:
    """A route of chats. Raises NotFound for any other name."""
    if not is_chat(code):
        raise NotFound
    return ROUTES[code]


def route_name(code: str, language: str) -> str:
    """What people call a route; a route that is no more goes by its code."""
    route = ROUTES.get(code)
    return code if route is None else route.names.read(language)


def route_of_bot(name: str) -> Route:
    """Whose bot a name such as `code-123` is. Raises NotFound."""
    for route in chat_routes():
        if name.startswith(f"{route.code}-"):
            return route
    raise NotFound

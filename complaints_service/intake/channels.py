"""The doors a complaint can come in by: one entry each, and every route of chats is one."""

from __future__ import annotations

from dataclasses import dataclass

from complaints_service.notify.known_routes import chat_routes
from config.entries.office import Bilingual


@dataclass(frozen=True)
class Channel:
    """An inbound door. `public`: the citizen uses it alone, so a client may name it without signing in."""

    code: str
    names: Bilingual
    public: bool = False


_DOORS = (
    Channel("web", Bilingual("halaman web", "web page"), public=True),
    Channel("api", Bilingual("aplikasi lain", "another application"), public=True),
    Channel("open311", Bilingual("aplikasi Open311", "Open311 application")),
    Channel("counter", Bilingual("loket", "counter")),
    Channel("phone", Bilingual("telepon", "phone")),
    Channel("letter", Bilingual("surat", "letter")),
    Channel("agency", Bilingual("instansi lain", "another office")),
    Channel("email", Bilingual("surel", "e-mail")),
    Channel("social", Bilingual("media sosial", "social media")),
    Channel("staff", Bilingual("temuan petugas", "found by staff")),
)


def channels() -> dict[str, Channel]:
    """Every door by its code."""
    chats = (Channel(route.code, route.names) for route in chat_routes())
    return {channel.code: channel for channel in (*_DOORS, *chats)}

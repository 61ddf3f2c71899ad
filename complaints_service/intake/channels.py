"""The doors a complaint can come in by; one entry each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Channel:
    """An inbound door. `public`: the citizen uses it alone, so a client may name it without signing in."""

    code: str
    name_id: str
    name_en: str
    public: bool = False


CHANNELS: dict[str, Channel] = {
    channel.code: channel
    for channel in (
        Channel("web", "halaman web", "web page", public=True),
        Channel("api", "aplikasi lain", "another application", public=True),
        Channel("telegram", "Telegram", "Telegram"),
        Channel("counter", "loket", "counter"),
        Channel("phone", "telepon", "phone"),
        Channel("email", "surel", "e-mail"),
        Channel("social", "media sosial", "social media"),
        Channel("staff", "temuan petugas", "found by staff"),
    )
}

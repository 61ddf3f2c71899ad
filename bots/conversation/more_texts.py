"""What the bot says beside a conversation about a report: to officers, and of what it could not read."""

from __future__ import annotations

MORE_TEXTS: dict[str, tuple[str, str]] = {
    "duties": (
        "Menunggu Anda: {count} hal. Daftarnya ada di meja, di bawah “Menunggu Anda”.",
        "Waiting for you: {count} things. The list is on the desk, under “Waiting for you”.",
    ),
    "unread": (
        "Pesan terakhir tidak bisa kami baca. Kirim lagi dengan kata-kata lain.",
        "We could not read the last message. Please send it again in other words.",
    ),
}

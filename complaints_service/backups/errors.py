"""Why a backup was not made or not put back; each says in plain words what to do."""

from __future__ import annotations

from complaints_service.errors import DomainError, Words, words


class BackupFailed(DomainError):
    """A backup could not be made; those made before are as they were."""

    def __init__(self, why: Words) -> None:
        super().__init__("backup_failed", why)


class NotRestored(DomainError):
    """A backup was not put back; the place is as empty as before."""

    def __init__(self, why: Words) -> None:
        super().__init__("not_restored", why)


class Damaged(NotRestored):
    """A part of a backup is not what was written."""

    def __init__(self, name: str) -> None:
        super().__init__(
            words(
                "Cadangan ini rusak: %(name)s tidak utuh. Pakai cadangan lain; tidak ada yang diubah.",
                name=name,
            )
        )


class WrongKey(NotRestored):
    """Sealed under another key than the one given."""

    def __init__(self) -> None:
        super().__init__(
            words(
                "Kunci ini bukan kunci cadangan itu. Pakai berkas kunci kantor yang membuatnya; "
                "tidak ada yang diubah."
            )
        )

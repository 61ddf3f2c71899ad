"""Files in a bucket of an S3 server, which web processes and workers of many machines share.

The bucket must keep versions. No lock reaches over machines, so the sweep never deletes a path but those
versions of it that it saw and that are old: what somebody writes meanwhile is another version and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from complaints_service.file_store.store import StoredFile

#: Seconds until a server that does not answer is given up, and how often a call is tried in all.
_CONNECT, _READ, _TRIES = 2, 10, 2
_GONE = {"404", "NoSuchKey", "NotFound"}
#: The version of what was written while a bucket kept none.
_NO_VERSION = "null"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class S3Store:
    """The store of one bucket, named by `s3://name:secret@host/bucket?region=...` (`s3+http` on loopback)."""

    url: str

    def __repr__(self) -> str:
        return f"S3Store({urlsplit(self.url).hostname}/{self._bucket})"

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        with _as_os_error():
            found: bytes = self._client.get_object(Bucket=self._bucket, Key=path)["Body"].read()
        return found

    def write(self, path: str, content: bytes) -> None:
        """Writes a file; the server says so once it keeps it whole, by a checksum that goes along."""
        with _as_os_error():
            self._client.put_object(Bucket=self._bucket, Key=path, Body=content)

    def has(self, path: str) -> bool:
        """Whether a file is there."""
        try:
            with _as_os_error():
                self._client.head_object(Bucket=self._bucket, Key=path)
        except FileNotFoundError:
            return False
        return True

    def beginning(self, start: str) -> set[str]:
        """The paths that begin so."""
        return {each.path for each in self._listed(start)}

    def every(self) -> Iterator[StoredFile]:
        """All files in the order of their paths, a thousand at a time."""
        return self._listed("")

    def remove(self, path: str) -> None:
        """Takes every version of a file away, so that no byte of it stays."""
        with _as_os_error():
            for version, _changed_ns in self._versions(path):
                self._client.delete_object(Bucket=self._bucket, Key=path, VersionId=version)

    def remove_old(self, path: str, *, before_ns: int) -> bool:
        """Takes the versions away that are that old. Raises OSError where the bucket keeps no versions."""
        removed = False
        with _as_os_error():
            for version, changed_ns in self._versions(path):
                if changed_ns >= before_ns:
                    continue
                if version == _NO_VERSION:
                    raise OSError(f"the bucket {self._bucket} keeps no versions: nothing is swept from it")
                self._client.delete_object(Bucket=self._bucket, Key=path, VersionId=version)
                removed = True
        return removed

    def keeps_versions(self) -> bool:
        """Whether the bucket is there and as it must be."""
        with _as_os_error():
            status = self._client.get_bucket_versioning(Bucket=self._bucket).get("Status")
        return bool(status == "Enabled")

    def _listed(self, start: str) -> Iterator[StoredFile]:
        with _as_os_error():
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=start)
            for page in pages:
                for each in page.get("Contents", ()):
                    yield StoredFile(each["Key"], each["Size"], _ns(each["LastModified"]))

    def _versions(self, path: str) -> list[tuple[str, int]]:
        """The versions of one path, also marks that it was deleted, and when each was written."""
        found: list[tuple[str, int]] = []
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=path)
        for page in pages:
            written = (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
            found += [(one["VersionId"], _ns(one["LastModified"])) for one in written if one["Key"] == path]
        return found

    @property
    def _bucket(self) -> str:
        return urlsplit(self.url).path.strip("/")

    @cached_property
    def _client(self) -> Any:
        import boto3  # heavy, and only offices with a bucket need it
        from botocore.config import Config

        parts = urlsplit(self.url)
        port = f":{parts.port}" if parts.port else ""
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return boto3.session.Session().client(
            "s3",
            endpoint_url=f"{'http' if parts.scheme == 's3+http' else 'https'}://{host}{port}",
            aws_access_key_id=unquote(parts.username or ""),
            aws_secret_access_key=unquote(parts.password or ""),
            region_name=parse_qs(parts.query).get("region", ["us-east-1"])[-1],
            config=Config(
                connect_timeout=_CONNECT,
                read_timeout=_READ,
                retries={"total_max_attempts": _TRIES, "mode": "standard"},
                s3={"addressing_style": "path"},
                max_pool_connections=20,
            ),
        )


def _ns(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1) * 1000


@contextmanager
def _as_os_error() -> Iterator[None]:
    """What the client raises, as what a disk would; only the kind is told, never an address with its key."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as wrong:
        code = str(wrong.response.get("Error", {}).get("Code", ""))
        if code in _GONE:
            raise FileNotFoundError("no such file in the bucket") from None
        raise OSError(f"the file server refused: {code}") from None
    except BotoCoreError as wrong:
        raise OSError(f"the file server does not answer: {type(wrong).__name__}") from None

"""A real S3 server on loopback, whose buckets keep versions; and stores of both sorts, fresh for each test."""

from __future__ import annotations

import logging
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from complaints_service.file_store.folder import FolderStore
from complaints_service.file_store.s3 import S3Store
from complaints_service.file_store.store import FileStore

SORTS = ("folder", "s3")
_NUMBERS = count(1)


@cache
def _server() -> str:
    """Where the server of this process listens; it ends with the process."""
    from moto.server import ThreadedMotoServer  # heavy, and few tests need it

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"{host}:{port}"


def client() -> Any:
    """The plain client, for what a store never does."""
    import boto3  # heavy, and few tests need it

    return boto3.session.Session().client(
        "s3",
        endpoint_url=f"http://{_server()}",
        aws_access_key_id="kantor",
        aws_secret_access_key="rahasia-sekali",
        region_name="us-east-1",
    )


def fresh_bucket(*, versions: bool = True) -> str:
    """The setting that names a new, empty bucket."""
    name = f"media-{next(_NUMBERS)}"
    client().create_bucket(Bucket=name)
    if versions:
        client().put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return f"s3+http://kantor:rahasia-sekali@{_server()}/{name}"


def fresh_store(sort: str, folder: Path) -> FileStore:
    """A store of this sort with nothing in it."""
    return FolderStore(folder / "media") if sort == "folder" else S3Store(fresh_bucket())

"""Programs whose key stands in the request itself, as interfaces made elsewhere have it."""

from __future__ import annotations

from flask import request
from sqlalchemy.orm import Session

from complaints_service.accounts.scopes import OPEN311
from complaints_service.edge.guard import Right
from complaints_service.edge.sign_in import SignedIn, by_key
from complaints_service.errors import Forbidden, words

_NO_KEY = words("Sertakan api_key yang masih berlaku.")
_OTHER_KEY = words("Kunci ini tidak untuk itu: perlu lingkup %(scope)s.", scope=OPEN311.code)


def _keyed(_session: Session, **_places: object) -> SignedIn:
    found = by_key(request.values.get("api_key", "").strip(), request.remote_addr or "")
    if found is None:
        raise Forbidden("api_key", _NO_KEY)
    if OPEN311.code not in (found.scopes or ()):
        raise Forbidden("scope_missing", _OTHER_KEY)
    return found


#: A program of another service, by the key among what it sent.
OPEN311_KEY = Right(
    code="open311_key",
    who="programs with a key of the scope `open311`",
    signed_in=False,
    scope=OPEN311,
    load=_keyed,
)

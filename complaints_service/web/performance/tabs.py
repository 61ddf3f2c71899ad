"""Where pages about performance are found: tabs over a person's pages, links beside one's own figures.

A page says itself where it belongs, in a line beside its blueprint; no page is named here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, current_app, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from complaints_service.accounts.access import Rights

_TABS = "performance tabs"
_LINKS = "performance links"


@dataclass(frozen=True)
class Tab:
    """One word over a person's pages; `count` stays empty here."""

    href: str
    text: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Offer:
    place: int
    endpoint: str
    words: str
    civil_servants: bool = False
    shown: Callable[[Session, Rights], bool] = lambda _session, _rights: True


def offer_tab(
    blueprint: Blueprint, view: str, words: str, *, place: int, civil_servants: bool = False
) -> None:
    """Puts a page of this blueprint among a person's tabs, left of those with a higher place.

    `view` takes an `officer_id`; `words` are `marked`. `civil_servants`: only they have a plan and what
    follows from it.
    """
    offer = _Offer(
        place=place, endpoint=f"{blueprint.name}.{view}", words=words, civil_servants=civil_servants
    )
    _keep(blueprint, _TABS, offer)


def offer_link(
    blueprint: Blueprint, view: str, words: str, *, place: int, shown: Callable[[Session, Rights], bool]
) -> None:
    """Puts a page of this blueprint among the links beside one's own figures, for whom it is `shown`."""
    offer = _Offer(place=place, endpoint=f"{blueprint.name}.{view}", words=words, shown=shown)
    _keep(blueprint, _LINKS, offer)


def tabs(officer_id: int, current: str, *, civil_servant: bool = True) -> list[Tab]:
    """A person's pages in the order of the cycle; `current` is the endpoint of the one that is open."""
    return [
        Tab(url_for(each.endpoint, officer_id=officer_id), _(each.words), each.endpoint == current)
        for each in _offered(_TABS)
        if civil_servant or not each.civil_servants
    ]


def leading_links(session: Session, rights: Rights) -> list[tuple[str, str]]:
    """Where whoever leads or oversees goes on from their own figures: (address, words)."""
    return [
        (url_for(each.endpoint), _(each.words)) for each in _offered(_LINKS) if each.shown(session, rights)
    ]


def _keep(blueprint: Blueprint, kind: str, offer: _Offer) -> None:
    blueprint.record(lambda state: state.app.extensions.setdefault(kind, []).append(offer))


def _offered(kind: str) -> list[_Offer]:
    found: list[_Offer] = current_app.extensions.get(kind, [])
    return sorted(found, key=lambda each: each.place)

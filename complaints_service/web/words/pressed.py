"""What people wrote, with the parts that can be pressed: addresses in a text, a phone number."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from complaints_service.places.links import links_in


def linked(text: str) -> Markup:
    """A text with its web and `geo:` addresses as links, each shown whole: nobody is led elsewhere than said.

    Nothing is fetched beforehand, and the page that opens learns nothing of where it was opened.
    """
    told, gone = Markup(""), 0
    for start, end in links_in(text):
        link = Markup('<a href="{0}" dir="ltr" rel="noopener noreferrer nofollow">{0}</a>').format(
            text[start:end]
        )
        told += escape(text[gone:start]) + link
        gone = end
    return told + escape(text[gone:])


def telephone(number: str) -> str:
    """The address that calls a number, however it was written."""
    return "tel:" + re.sub(r"[^0-9+]", "", number)

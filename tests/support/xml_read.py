"""Reads XML as a client would: what is not well-formed is an error."""

from __future__ import annotations

import xml.etree.ElementTree as ET


def xml_root(content: bytes) -> ET.Element:
    """The outermost element of a document of our own making."""
    reader = ET.XMLPullParser(("end",))
    reader.feed(content)
    reader.close()
    *_within, (_event, root) = reader.read_events()
    assert isinstance(root, ET.Element)
    return root

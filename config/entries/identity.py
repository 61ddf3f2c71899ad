"""By what the entries of a rulebook's tables are told apart, from one version to the next."""

from __future__ import annotations

#: By what the entries of a table are told apart; "": there is one at a time.
IDENTITY = {
    "office": "code",
    "terms": "",
    "row": "key",
    "escalations_off": "policy",
    "category": "code",
    "rule": "key",
    "text": "key",
    "target": "indicator",
    "agency": "code",
    "neighbour": "code",
    "kelurahan": "code",
    "unit": "code",
    "position": "code",
    "law": "code",
    "limit": "key",
    "appraisal": "key",
    "predicate": "code",
    "cell": "key",
    "achievement_level": "code",
    "training": "code",
    "emergency_number": "code",
    "emergency_sign": "code",
    "survey_element": "code",
    "survey_class": "code",
    "survey_service": "code",
    "answer": "code",
    "paper": "code",
    "value": "code",
    "template": "code",
}

"""A paper as PDF, drawn from what is kept of it and nothing else."""

from __future__ import annotations

import json

from complaints_service.appraisal.documents.typesetting import set_pdf
from complaints_service.papers.models import TicketPaper

#: The template in `appraisal/documents/` of each sort.
TEMPLATES = {"disposition": "disposisi", "referral": "pelimpahan"}


def paper_pdf(paper: TicketPaper) -> bytes:
    """The same bytes each time it is opened."""
    content = {**json.loads(paper.content), "digest": paper.digest}
    return set_pdf(TEMPLATES[paper.kind], content, at=paper.issued_at)

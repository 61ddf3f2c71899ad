"""The least that takes a complaint in: parse, insert one complaint and one event, commit, answer."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, jsonify, request
from sqlalchemy import JSON, DateTime, ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from complaints_service import db


class Base(DeclarativeBase):
    """Tables of the bare handler alone."""

    type_annotation_map = {dict[str, Any]: JSON, datetime: DateTime(timezone=True)}


class BareComplaint(Base):
    """What was said."""

    __tablename__ = "bare_complaint"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    lat: Mapped[float]
    lng: Mapped[float]
    received_at: Mapped[datetime]


class BareEvent(Base):
    """That it was received."""

    __tablename__ = "bare_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("bare_complaint.id"))
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]


def bare_app(url: str) -> Flask:
    """The handler on an engine set up as the service's own, behind the same write lock."""
    engine = db.prepare_engine(create_engine(url, **db.engine_options(url)))
    Base.metadata.create_all(engine)
    app = Flask("bare")

    @app.post("/api/v1/complaints")
    def take() -> tuple[Response, int]:
        body = request.get_json()
        with db.writing(engine) as session:
            complaint = BareComplaint(
                number=secrets.token_hex(8),
                text=body["text"],
                lat=body["location"]["lat"],
                lng=body["location"]["lng"],
                received_at=datetime.now(UTC),  # noqa: TID251  # no house of ours
            )
            session.add(complaint)
            session.flush()
            received = BareEvent(
                complaint_id=complaint.id, kind="received", data={"category": body["category"]}
            )
            session.add(received)
        return jsonify(number=complaint.number), 201

    return app

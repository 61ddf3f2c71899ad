"""The doors, all on loopback: the Bot API, its files, the control verbs, and the page for people."""

from __future__ import annotations

import inspect
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any

from flask import Flask, Response, abort, make_response, render_template, request
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from bots import clock
from tools.telegram_stand_in import calls, company
from tools.telegram_stand_in.control import Control
from tools.telegram_stand_in.errors import ApiError, bad_request
from tools.telegram_stand_in.labels import LABELS
from tools.telegram_stand_in.parameters import Parameters, Upload
from tools.telegram_stand_in.receiving import Delivery
from tools.telegram_stand_in.samples import PAGE
from tools.telegram_stand_in.steering import VERBS
from tools.telegram_stand_in.world import World

HOST = "127.0.0.1"
BODY_BYTES = 80_000_000
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
# Who can be played on the page.
PRACTICE = (("Rina", "Contoh"), ("Budi", "Umpama"))


@dataclass(kw_only=True)
class Running:
    """A started stand-in; as a context manager it stops at the end."""

    address: str
    control: Control
    world: World
    _server: BaseWSGIServer
    _delivery: Delivery
    _thread: threading.Thread
    _stopped: threading.Event

    @property
    def base_url(self) -> str:
        """What python-telegram-bot wants as `base_url`."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.address}/file/bot"

    def wait(self) -> None:
        """Serve until the thread ends."""
        self._thread.join()

    def stop(self) -> None:
        """End everything that waits, then the server."""
        self._stopped.set()
        with self.world.locked():
            self.world.stopping = True
            self.world.changed.notify_all()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._delivery.join()

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(
    port: int = 0,
    *,
    token: str | None = None,
    practice: bool = False,
    now: Callable[[], datetime] = clock.now,
    webhook_pause_seconds: float = 1.0,
    webhook_patience_seconds: float = 60.0,
) -> Running:
    """Start a stand-in in threads of this process; port 0 takes a free one.

    `token`: the only good one; None takes any well-formed one. `practice`: make two people for the page.
    """
    world = World(now=now, token=token)
    if practice:
        with world.locked():
            for first_name, last_name in PRACTICE:
                company.person(world, first_name=first_name, last_name=last_name, started=False)
    stopped = threading.Event()
    server = make_server(
        HOST, port, make_app(world, stopped), threaded=True, request_handler=_QuietRequestHandler
    )
    address = f"http://{HOST}:{server.server_port}"
    delivery = Delivery(world, pause_seconds=webhook_pause_seconds, patience_seconds=webhook_patience_seconds)
    delivery.start()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    return Running(
        address=address,
        control=Control(address),
        world=world,
        _server=server,
        _delivery=delivery,
        _thread=thread,
        _stopped=stopped,
    )


def make_app(world: World, stopped: threading.Event) -> Flask:
    """The WSGI application over a world."""
    app = Flask(__name__, static_folder=str(PAGE), static_url_path="/page", template_folder=str(PAGE))
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_BYTES
    # A web page elsewhere must not reach in through a name that it made to point here.
    app.config["TRUSTED_HOSTS"] = [HOST, "localhost"]

    @app.after_request
    def _add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.errorhandler(ApiError)
    def _refuse(error: ApiError) -> Response:
        return _answer(error.body(), error.code)

    @app.errorhandler(calls.Dropped)
    def _drop(error: calls.Dropped) -> Response:
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return Response(status=500)

    @app.route("/bot<token>/<method>", methods=["GET", "POST"])
    def _call(token: str, method: str) -> Response:
        return _answer({"ok": True, "result": calls.perform(world, token, method, _given(), stopped=stopped)})

    @app.get("/file/bot<token>/<path:path>")
    def _download(token: str, path: str) -> Response:
        content, mime = calls.download(world, token, path, stopped=stopped)
        return Response(content, mimetype=mime)

    @app.post("/_control/<verb>")
    def _steer(verb: str) -> Response:
        return _steered(world, verb)

    @app.get("/_files/<file_id>")
    def _show_file(file_id: str) -> Response:
        return _shown_file(world, file_id)

    @app.get("/")
    def _page() -> Response:
        return _chat_page(world)

    return app


def _steered(world: World, verb: str) -> Response:
    """Do what a control verb asks. Raises ApiError 400 for no verb, or words that it does not take."""
    act = VERBS.get(verb)
    # Only JSON: a form of a page elsewhere cannot send it.
    words = request.get_json() if request.is_json else None
    if act is None or not isinstance(words, dict):
        raise bad_request(f"no such verb, or no JSON object: {verb}")
    try:
        inspect.signature(act).bind(world, **words)
    except TypeError as error:
        raise bad_request(f"{verb}: {error}") from error
    with world.locked():
        return _answer(act(world, **words))


def _shown_file(world: World, file_id: str) -> Response:
    """A file for the page: pictures to look at, everything else to save."""
    with world.locked():
        file = world.files.get(file_id) or abort(404)
    picture = file.mime in ("image/jpeg", "image/png", "image/webp", "image/gif")
    response = Response(file.content, mimetype=file.mime if picture else "application/octet-stream")
    if not picture:
        response.headers.set("Content-Disposition", "attachment", filename=file.name or file.path)
    return response


def _chat_page(world: World) -> Response:
    """The page for people, with the chosen chat or the first one."""
    language = "en" if request.args.get("lang") == "en" else "id"
    with world.locked():
        chats = VERBS["chats"](world)["chats"]
    chosen = next((chat for chat in chats if str(chat["id"]) == request.args.get("chat")), None)
    return make_response(
        render_template(
            "chat.html",
            words=LABELS[language],
            language=language,
            chats=chats,
            chosen=chosen or (chats[0] if chats else None),
            payload=request.args.get("start", "")[:64],
        )
    )


class _QuietRequestHandler(WSGIRequestHandler):
    """Logs no request: its path holds the bot's token."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def _given() -> Parameters:
    """The parameters of this request. Raises ApiError 400 for a body that is no JSON object."""
    values: dict[str, Any] = request.args.to_dict()
    if request.is_json:
        try:
            body = json.loads(request.get_data() or b"{}")
        except ValueError as error:
            raise bad_request("can't parse JSON object") from error
        if not isinstance(body, dict):
            raise bad_request("object expected")
        values |= body
    else:
        values |= request.form.to_dict()
    uploads = {
        name: Upload(file.filename or "file", file.mimetype or "application/octet-stream", file.read())
        for name, file in request.files.items()
    }
    return Parameters(values, uploads)


def _answer(body: dict[str, Any], status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, mimetype="application/json")

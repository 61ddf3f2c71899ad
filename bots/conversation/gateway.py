"""A bot's way to the service: look at a chat, hand a step over, hold the lease. Failures have names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import httpx

from bots.conversation.incoming import RouteName

CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 30.0


class Unreachable(Exception):
    """The service gave no usable answer: whether it did anything is not known, so ask again."""


class Stale(Exception):
    """Another step changed the draft meanwhile."""


class AlreadyTaken(Exception):
    """Some of the updates were committed before."""

    def __init__(self, updates: list[int]) -> None:
        super().__init__(f"{len(updates)} updates were committed before")
        self.updates = updates


class StepRefused(Exception):
    """The service's rules would not take the step; `detail` is a sentence for the citizen."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Committed:
    """A step's effect is on disk."""

    repeated: bool
    version: int
    number: str | None


class ServiceGateway:
    """Calls the service's chat door with the bot's own key. `route`: the code of the route it speaks for."""

    def __init__(
        self,
        api_url: str,
        api_token: str,
        *,
        route: str,
        bot: str,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._route = route
        self._bot = bot
        self._client = httpx.AsyncClient(
            base_url=f"{api_url}/api/v1",
            headers={"Authorization": f"Bearer {api_token}"},
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            transport=transport,
        )

    async def look(self, chat: RouteName, asked: Mapping[str, Any], language: str) -> dict[str, Any]:
        """The draft, its version, and what was asked. Raises Unreachable."""
        answer = await self._call(
            "POST", f"/chats/{self._route}/{chat}/look", {**asked, "language": language}
        )
        return self._good(answer)

    async def step(self, chat: RouteName, step: Mapping[str, Any]) -> Committed:
        """Commits a step. Raises Unreachable, Stale, AlreadyTaken, Refused."""
        answer = await self._call("POST", f"/chats/{self._route}/{chat}/steps", {**step, "bot": self._bot})
        if answer.status_code in (404, 409, 422):
            problem = _json(answer)
            match problem.get("code"):
                case "stale_draft" | "stale_version":
                    raise Stale
                case "steps_taken":
                    raise AlreadyTaken(list(problem.get("taken", ())))
                case code:
                    raise StepRefused(str(code), _sentence(problem))
        found = self._good(answer)
        return Committed(found["repeated"], found["version"], found.get("number"))

    async def lease(self, holder: str, seconds: int, *, unreadable: int = 0) -> bool:
        """Whether this process may poll for so many seconds; 0 ends it. Raises Unreachable.

        `unreadable`: how many updates were stepped over since it asked last.
        """
        body = {"holder": holder, "seconds": seconds, "unreadable": unreadable}
        answer = await self._call("PUT", f"/bots/{self._route}-{self._bot}/lease", body)
        if answer.status_code == 409:
            return False
        return bool(self._good(answer)["held"])

    async def close(self) -> None:
        await self._client.aclose()

    async def __aenter__(self) -> ServiceGateway:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _call(self, method: str, path: str, body: Mapping[str, Any]) -> httpx.Response:
        # The service's sentences come in the language of this cookie.
        cookies = {"Cookie": f"bahasa={body.get('language', 'id')}"}
        try:
            return await self._client.request(method, path, json=dict(body), headers=cookies)
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from error

    def _good(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.status_code not in (200, 201):
            raise Unreachable(f"{answer.status_code} {_json(answer).get('code', '')}".strip())
        return _json(answer)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise Unreachable(f"{answer.status_code} without JSON") from error
    return found if isinstance(found, dict) else {}


def _sentence(problem: Mapping[str, Any]) -> str:
    said = [sentence for sentences in (problem.get("errors") or {}).values() for sentence in sentences]
    return " ".join(dict.fromkeys(said)) or str(problem.get("detail", ""))

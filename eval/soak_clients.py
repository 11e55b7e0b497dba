"""Many people and programs at once, played for eval/soak_load.py in a process of their own.

Usage: python -m eval.soak_clients ADDRESS OUT CLIENTS RATE

They go on until they are stopped. Each client has an address of its own (127.0.1.1 and on), waits between its requests
as people do, and does one of what the page, the API and the tools' programs do. `RATE` is how many requests a second
all of them make together. Each line of OUT tells one request: when it ended, of which kind, what came of it, how long
it took, and for a verdict which.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TextIO
from urllib.parse import urlencode

import httpx
from lxml.html import HtmlElement, document_fromstring

CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)  # as the page has it

QUESTIONS = (
    "What was said about shoplifting?",
    "What was said about anti-social behaviour in September 2023?",
    "What is the precept?",
    "How many officers are there?",
    "What did the panel hear about Operation Nightingale?",
    "Who chairs the panel?",
    "What was decided about the budget?",
    "What are the figures for rural crime?",
    "What was said about road safety?",
    "When does the panel meet next?",
)
TOPICS = ("shoplifting", "budget", "rural crime", "officers")
# Kept for less than the server keeps them, as browsers ask once more where it has just closed one.
LIMITS = httpx.Limits(max_connections=8, keepalive_expiry=2)
LONGEST = 60  # seconds that an answer is waited for
STAYS = 6  # things that somebody does on the page before they go
ENDINGS = ("docx", "md", "bib", "json")
# What is done, and how often of each hundred times.
SHARES = {"page": 45, "API ask": 22, "API look-up": 13, "topic": 6, "API metrics": 4, "tool": 10}
MCP = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}


class UnansweredError(Exception):
    """A request that got no answer: told to wait, refused, or cut off."""


class Client:
    """One of them. What it does is told line by line in `out`."""

    def __init__(self, number: int, address: str, out: TextIO) -> None:
        own = f"127.0.1.{number % 250 + 1}"
        transport = httpx.AsyncHTTPTransport(local_address=own, verify=False, limits=LIMITS)
        self.http = httpx.AsyncClient(base_url=address, transport=transport, timeout=LONGEST)
        self.random = random.Random(number)
        self.out = out
        self.number = number

    async def run(self, pause: float) -> None:
        """Do one thing after another."""
        doing: dict[str, Callable[[], Awaitable[None]]] = {
            "page": self.use_page,
            "API ask": self.ask_api,
            "API look-up": self.look_up,
            "topic": self.look_at_topic,
            "API metrics": self.measure,
            "tool": self.call_tool,
        }
        self.pause = pause
        await asyncio.sleep(self.random.uniform(0, pause))
        while True:
            (what,) = self.random.choices(list(SHARES), list(SHARES.values()))
            with suppress(UnansweredError):
                await doing[what]()
            await self.think()

    async def think(self) -> None:
        """Wait as somebody does who reads."""
        await asyncio.sleep(min(self.random.expovariate(1 / self.pause), 5 * self.pause))

    async def get(self, kind: str, path: str, **told: Any) -> httpx.Response:
        return await self.send(kind, "GET", path, **told)

    async def send(self, kind: str, method: str, path: str, verdict: Any = None, **told: Any) -> httpx.Response:
        """One request and what came of it. Raises `UnansweredError` for all but an answer that was given."""
        begun = time.perf_counter()
        answer = None
        try:
            answer = await self.http.request(method, path, **told)
            came = "done" if answer.is_success else f"{answer.status_code}"
            if answer.status_code in (429, 503) and "retry-after" in answer.headers:
                came = f"told to wait ({answer.status_code})"
        except httpx.TimeoutException:
            came = f"nothing in {LONGEST} s"
        except httpx.TransportError:
            came = "cut off"
        line = {"at": time.time(), "kind": kind, "came": came, "seconds": time.perf_counter() - begun}
        if came not in ("done", "cut off"):
            line["path"] = path
        if verdict and answer is not None and came == "done" and answer.json()[0] is True:
            line["verdict"] = verdict
        print(json.dumps(line), file=self.out)
        if answer is None or came != "done":
            await asyncio.sleep(0.5)
            raise UnansweredError
        return answer

    # Programs

    async def ask_api(self) -> None:
        """A question of a program."""
        await self.get("API ask", "api/v1/ask", params={"question": self.random.choice(QUESTIONS)})

    async def look_up(self) -> None:
        """Papers listed, and passages of one of them."""
        listed = (await self.get("API look-up", "api/v1/documents", params={"limit": 3})).json()["documents"]
        paper = self.random.choice(listed)["path"]
        await self.get("API look-up", "api/v1/passages", params={"document": paper, "limit": 20})

    async def measure(self) -> None:
        """What watches the server."""
        await self.get("API metrics", "api/v1/metrics")

    async def call_tool(self) -> None:
        """A language model's program."""
        call = {"name": "ask_archive", "arguments": {"question": self.random.choice(QUESTIONS)}}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
        await self.send("tool", "POST", "mcp", json=body, headers=MCP)

    # People

    async def look_at_topic(self) -> None:
        """The mentions of a topic."""
        await self.get("topic", "mentions", params={"words": self.random.choice(TOPICS)})

    async def use_page(self) -> None:
        """Somebody who opens the page, asks, looks at where quotations stand, judges and saves them, and goes."""
        page = await Page.open(self)
        leaving = asyncio.create_task(self.stay(page.session))
        try:
            for _ in range(self.random.randint(1, STAYS)):
                await page.ask(self.random.choice(QUESTIONS))
                await self.think()
                for do in self.random.sample([page.judge, page.look, page.all_passages, page.save], 2):
                    await do()
                    await self.think()
        finally:
            leaving.cancel()

    async def stay(self, session: str) -> None:
        """The connection by which the server knows that a page is still open."""
        with suppress(httpx.HTTPError):
            async with self.http.stream("GET", f"gradio_api/heartbeat/{session}", timeout=None) as beats:
                async for _ in beats.aiter_bytes():
                    pass


class Page:
    """The browser page as its script asks the server."""

    def __init__(self, client: Client, config: dict[str, Any]) -> None:
        self.client = client
        self.session = f"{client.random.getrandbits(48):x}"
        # By what they take and where their results go: the numbers change with the page's layout.
        self.load = next(one["id"] for one in config["dependencies"] if [t[1] for t in one["targets"]][:1] == ["load"])
        self.asking = next(one["id"] for one in config["dependencies"] if len(one["inputs"]) == 7)
        self.answer = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == "answer")
        self.shown: HtmlElement | None = None

    @classmethod
    async def open(cls, client: Client) -> "Page":
        """The page, loaded."""
        (config,) = CONFIG.findall((await client.get("page", "")).text)
        page = cls(client, json.loads(config))
        await page.run(page.load, [])
        return page

    async def run(self, number: int, data: list[Any]) -> list[Any]:
        """An event of the page."""
        told = {"data": data, "event_data": None, "fn_index": number, "session_hash": self.session}
        answer = await self.client.send("page ask" if data else "page", "POST", "gradio_api/run/predict", json=told)
        return list(answer.json()["data"])

    async def ask(self, question: str) -> None:
        """A question typed and sent."""
        html, _ = await self.run(self.asking, [question, "", "", "", None, None, None])
        self.shown = document_fromstring(html)

    def find(self, path: str) -> Any:
        """Something of the answer, by chance; None where there is none."""
        assert self.shown is not None
        return self.client.random.choice(self.shown.xpath(path) or [None])

    async def judge(self) -> None:
        """A verdict on a quotation, or on "not found"."""
        place = self.find("//*[@data-place]")
        verdict = self.client.random.choice(place.xpath(".//@data-verdict"))
        data = [self.find("//@data-link"), place.get("data-place"), verdict]
        told = {"data": data, "component_id": self.answer, "fn_name": "judge_words", "session_hash": self.session}
        await self.client.send("verdict", "POST", "gradio_api/component_server/", verdict=data, json=told)

    async def look(self) -> None:
        """Where a quotation stands, with the picture of its page."""
        link = self.find("//article//a[starts-with(@href, 'source')]/@href")
        if not link:
            return
        source = document_fromstring((await self.client.get("source", link)).text)
        for picture in source.xpath("//img/@src"):
            await self.client.get("picture", picture)

    async def all_passages(self) -> None:
        """All that was found."""
        if link := self.find("//a[starts-with(@href, 'passages')]/@href"):
            await self.client.get("passages", link)

    async def save(self) -> None:
        """The answer as a file."""
        ending = self.client.random.choice(ENDINGS)
        await self.client.get("export", f"answers.{ending}?{urlencode({'ask': self.find('//@data-link')})}")


async def play(address: str, out: str, clients: int, rate: float) -> None:
    """All of them."""
    with open(out, "w", buffering=1, encoding="utf-8") as file:
        await asyncio.gather(*(Client(one, address, file).run(clients / rate) for one in range(clients)))


if __name__ == "__main__":
    there, into, *numbers = sys.argv[1:]
    asyncio.run(play(there, into, int(numbers[0]), float(numbers[1])))

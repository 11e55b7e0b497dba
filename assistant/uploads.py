"""Papers sent by the browser, one a request, into a folder that is gone afterwards, and from there into the archive."""

import asyncio
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from assistant.desk import Desk
from assistant.refusals import refuse
from assistant.users import must_edit, user_of

ADDRESS = "/papers"
LARGEST = 200_000_000  # bytes of one paper; packs of 400 pages with pictures have some 50 million
ROOM = 500_000_000  # bytes kept free on a disk
AT_ONCE = 4  # papers on their way
FULL = "There is too little room left on the disk; ask who runs the assistant."


def upload_routes(desk: Desk) -> APIRouter:
    """Where a paper is sent to, as it is, with its name in the address."""
    routes = APIRouter()
    coming = asyncio.Semaphore(AT_ONCE)

    @routes.post(ADDRESS)
    async def add_paper(request: Request, name: str, exempt: bool = False) -> Response:
        """What became of it, in a sentence; `exempt` puts it where papers are exempt. How much may be sent, and how
        slowly, `bodies` sees to."""
        user = user_of(request.scope)
        must_edit(user)
        async with coming:
            with TemporaryDirectory(prefix="panel-upload-") as folder:
                file = Path(folder) / "paper"
                with file.open("wb") as kept:
                    try:
                        async for part in request.stream():
                            await run_in_threadpool(kept.write, part)
                    except ClientDisconnect:
                        return refuse(request, 400, "The paper broke off; send it again.")
                if shutil.disk_usage(desk.shelf.archive).free < ROOM + file.stat().st_size:
                    return refuse(request, 507, FULL)
                added = await run_in_threadpool(desk.add, user, file, name, exempt)
                return PlainTextResponse(added.sentence, 200 if added.new else 409)

    return routes

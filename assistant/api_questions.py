"""The API's addresses where questions are asked: one at a time, and many, whose answers come as a stream of lines."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from assistant.answer import Answer
from assistant.api_examples import ANSWER, BATCH, LINES, shown
from assistant.api_parameters import Body, Kind, Meeting, Question, Since, Top, Until, Written
from assistant.api_shapes import SCHEMAS, AnsweredLine, Batch, RefusedLine
from assistant.asked import answer_rows
from assistant.desk import Desk
from assistant.limits import Gate
from assistant.metrics import Metrics
from assistant.problems import documented
from assistant.query import Query
from assistant.rows import batch_line
from assistant.writer import WriterError
from corpus import PanelError
from index import FilterError, Filters

BLOCK = 16  # questions that are answered in one turn: the first are soon there, and others get their turns between
NDJSON = "application/x-ndjson"
SENT = {"application/json": {"schema": {"$ref": f"{SCHEMAS}Batch"}, "example": BATCH}}
LINE = {"anyOf": [{"$ref": f"{SCHEMAS}{shape.__name__}"} for shape in (AnsweredLine, RefusedLine)]}
RECEIVED = {NDJSON: {"schema": {"type": "array", "items": LINE}, "itemSchema": LINE, "example": LINES}}


def question_routes(desk: Desk, gate: Gate, metrics: Metrics) -> APIRouter:
    """The addresses where one archive is asked."""
    routes = APIRouter(tags=["questions"], dependencies=[Depends(gate.count_ask)], responses=documented(422, 429, 503))
    one_block = asyncio.Lock()  # of all batches: the page keeps the other cores

    @routes.get(
        "/ask",
        summary="Ask a question",
        dependencies=[Depends(gate.enter)],
        responses={**shown(ANSWER), **documented(404)},
    )
    def ask(
        question: Question,
        since: Since = None,
        until: Until = None,
        body: Body = None,
        kind: Kind = None,
        meeting: Meeting = None,
        top: Top = 10,
        written: Written = False,
    ) -> Answer:
        """The answer in the record's own words, with citations; 404 where no passage fits the filters, or a written
        answer is asked for and no language model is configured."""
        if written and not desk.writer:
            raise HTTPException(404, "No language model is configured here; leave out written.")
        query = Query(question, Filters(since, until, body, kind, meeting))
        try:
            answer = desk.answer(query, top)
        except FilterError as error:  # the filters are right, but there is nothing for them
            raise HTTPException(404, str(error)) from error
        metrics.answers.labels(answer.status).inc()
        if written and desk.writer:
            try:
                answer.written = desk.writer.write(answer)
            except WriterError as error:  # the quotations stand whatever became of it
                logging.getLogger(__name__).warning("%s", error)
        return answer

    @routes.post(
        "/batch",
        summary="Ask many questions",
        response_class=StreamingResponse,
        responses={
            200: {"description": "Lines of JSON, one a question", "content": RECEIVED},
            **documented(400, 413, 415),
        },
        openapi_extra={"requestBody": {"required": True, "content": SENT}},
    )
    async def ask_batch(
        body: Annotated[bytes, Depends(gate.body)],  # before the next two: who sends it slowly takes no place
        _inside: Annotated[None, Depends(gate.enter)],
        _among_batches: Annotated[None, Depends(gate.enter_batch)],
    ) -> StreamingResponse:
        """One line of JSON for each question, in their order, as they are answered.

        A question that cannot be answered has a line with an `error` instead, and the others are answered all the same.
        A stream that breaks off before its last line met a mistake in the program.
        """
        batch = _read(body)

        def answer(start: int) -> str:
            block = batch.questions[start : start + BLOCK]
            answers = answer_rows(block, partial(desk.answer_all, top=batch.top))
            lines = []
            for number, (one, answered) in enumerate(zip(block, answers, strict=True), start + 1):
                metrics.answers.labels("error" if isinstance(answered, PanelError) else answered.status).inc()
                name = number if one.id is None else one.id
                lines.append(json.dumps(batch_line(name, one.rest, one.question, answered)))
            return "".join(f"{line}\n" for line in lines)  # in ASCII: some take U+2028 for a line's end

        async def stream() -> AsyncIterator[str]:
            for start in range(0, len(batch.questions), BLOCK):
                async with one_block:
                    lines = await run_in_threadpool(answer, start)
                yield lines  # for somebody who has gone away, no more are answered

        return StreamingResponse(stream(), media_type=NDJSON)

    return routes


def _read(body: bytes) -> Batch:
    try:
        return Batch.model_validate_json(body)
    except ValidationError as error:
        told = error.errors(include_url=False, include_context=False, include_input=False)
        if told[0]["type"] == "json_invalid":
            raise HTTPException(400, f"The body cannot be read: {told[0]['msg']}.") from error
        raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in told]) from error

"""The engine for archives too large for one machine: a Milvus server, with a copy of what passages are found by.

SQLite stays the truth: what the server holds is derived from it, and what it finds is looked up there. A collection
belongs to one index, whose id is in its name; a copy of an index must not write to the same server.

- Words: the server ranks by its own BM25 the terms that FTS5 makes of texts (`index.terms`), so stems, accents and
  capitals are the same in both. FTS5 counts a word of the text as 1 and of the context as 0.5; here the terms of a
  passage are those of its text twice and of its context once, which with twice the k1 comes to the same but for the
  lengths of passages. Of a phrase BM25 takes the words one by one: a passage that holds them apart is found as well.
- How many passages hold a phrase is counted by FTS5, exactly and without a call: milvus-lite has no phrase_match.
- Meaning: exact (FLAT) where the collection was made of up to `EXACT` passages, and HNSW beyond.
- No hybrid search: passages found by words and by meaning are ranked together by measures that were learned of them
  (`assistant.ranking`), which takes the first of both lists and not the server's fusion of them.

milvus-lite, which the tests run, has a BM25 that knows how rare words are in a segment, not in the collection; hence
`flush`, which makes one segment of what is new. Its scores are below 0. Its analyser only cuts and lowers.
"""

import json
import logging
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.database import StoreError, identity
from index.embedded import Embedded
from index.engine import hide_password
from index.filters import Filters
from index.stored import KEYS
from index.terms import Terms

if TYPE_CHECKING:
    from pymilvus import MilvusClient

log = logging.getLogger(__name__)

MOST = 16_384  # rows that Milvus gives at once (proxy.maxResultWindow)
BATCH = 500  # passages sent at once: 2 MB, of the 64 that Milvus takes
BYTES = 65_535  # of a string, the most that Milvus takes
EXACT = 100_000  # passages; up to there every vector is compared
HNSW = {"M": 32, "efConstruction": 240}
EF = 400  # vectors kept in view by a search of HNSW
K1, B = 2.4, 0.75  # FTS5 has 1.2 and 0.75
SECONDS = 10  # for a call
CONNECT_SECONDS = 5
BUILD_SECONDS = 600  # for a call after which the server makes indexes
CHANNEL = {
    "grpc.keepalive_time_ms": 300_000,  # pymilvus pings every 10 s, for which milvus-lite's server hangs up
    "grpc.max_reconnect_backoff_ms": 1_000,  # a server that came back is found within a second
}
GENERATION = "panel.generation"  # a property of the collection: what it is a copy of


class Milvus:
    """Finds passages with a Milvus server; as `Engine`, but only `refresh` writes there. Safe to share by threads.

    `address` is milvus://host:19530, or milvus+tls://; user:password@ may stand before the host, a database's name
    after a slash at the end. Every method raises `StoreError` where the server cannot be asked.
    """

    def __init__(self, address: str, folder: Path) -> None:
        if not re.fullmatch(r"milvus(\+tls)?://([^@/]+@)?([^@/:[\]]+|\[[^]]+\])(:\d+)?(/\w*)?", address):
            raise StoreError(
                f"{hide_password(address)} is no address of a store; write it like milvus://localhost:19530 "
                f"(milvus+tls:// for an encrypted connection), or give: embedded."
            )
        self.address = hide_password(address)
        self._uri = address.replace("milvus+tls://", "https://").replace("milvus://", "http://")
        self._counting = Embedded(folder)
        self._terms = Terms()
        self._opening = threading.Lock()
        self._client: MilvusClient | None = None
        self._loaded: str | None = None  # the collection that can be searched

    def refresh(self, db: sqlite3.Connection, anew: bool = False) -> None:
        """Bring the collection up to date with SQLite; one call where it already is.

        Keys, which are never used twice, tell what is missing there and what is gone here: if this is interrupted, the
        next goes on.
        """
        index_id, generation = identity(db)
        name = collection_name(index_id)
        row = db.execute("SELECT length(vector) / 4 FROM vectors LIMIT 1").fetchone()
        with self._asked() as client:
            kept = _kept_generation(client, name)
            if kept == generation:
                return
            if kept is None:
                if row is None:
                    return
                _create(client, name, row[0], db.execute("SELECT count(*) FROM passages").fetchone()[0])
            (last,) = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'passages'").fetchone()
            sent = 0
            for low in range(0, last, MOST):
                missing, gone = _differences(db, client, name, low, low + MOST)
                if gone:
                    client.delete(name, ids=gone, timeout=SECONDS)
                for start in range(0, len(missing), BATCH):
                    rows = self._rows(db, missing[start : start + BATCH])
                    client.upsert(name, rows, timeout=SECONDS)
                    sent += len(rows)
                    log.info("%s passages sent to %s, up to key %s of %s", sent, self.address, rows[-1]["key"], last)
            client.flush(name, timeout=BUILD_SECONDS)
            client.alter_collection_properties(name, {GENERATION: str(generation)}, timeout=SECONDS)

    def remake(self, db: sqlite3.Connection) -> None:
        """As `Engine`: what is missing there is sent, and what is gone here is taken out."""
        name = collection_name(identity(db)[0])
        with self._asked() as client:
            if _kept_generation(client, name) is not None:
                client.alter_collection_properties(name, {GENERATION: "0"}, timeout=SECONDS)
        self.refresh(db)

    def differences(self, db: sqlite3.Connection) -> list[str]:
        """As `Engine`; of keys alone."""
        _, generation = identity(db)
        with self._asked() as client:
            name = self._open(client, db)
            if _kept_generation(client, name) != generation:
                return []
            (last,) = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passages'").fetchone()
            ranges = [_differences(db, client, name, low, low + MOST) for low in range(0, last, MOST)]
        missing, gone = (sum(len(one[at]) for one in ranges) for at in (0, 1))
        return [f"{self.address} lacks {missing:,} passages and has {gone:,} too many"] if missing or gone else []

    def by_meaning(
        self, db: sqlite3.Connection, vectors: NDArray[np.float32], top: int, filters: Filters
    ) -> list[dict[int, float]]:
        """As `Engine`; exact in a collection made of up to `EXACT` passages."""
        return self._search(db, "vector", list(vectors), {"ef": max(EF, top)}, top, filters)

    def by_words(self, db: sqlite3.Connection, phrases: Sequence[str], top: int, filters: Filters) -> dict[int, float]:
        """As `Engine`, but a phrase is found by any of its words."""
        (terms,) = self._terms.of([" ".join(phrases)])
        found = self._search(db, "words", [" ".join(terms)], {}, top, filters)[0] if terms else {}
        return {key: abs(score) for key, score in found.items()}  # milvus-lite gives them below 0

    def holders(self, db: sqlite3.Connection, phrase: str) -> int:
        """As `Engine`; counted in SQLite."""
        return self._counting.holders(db, phrase)

    def _search(
        self,
        db: sqlite3.Connection,
        field: str,
        data: list[Any],
        parameters: dict[str, Any],
        top: int,
        filters: Filters,
    ) -> list[dict[int, float]]:
        condition = _condition(db, filters)
        if top == 0 or condition is None or db.execute("SELECT 1 FROM passages").fetchone() is None:
            return [{} for _ in data]
        with self._asked() as client:
            found = client.search(
                self._open(client, db),
                data,
                filter=condition,
                limit=min(top, MOST),
                search_params={"params": parameters},
                anns_field=field,
                timeout=SECONDS,
            )
        hits = [{hit["key"]: float(hit["distance"]) for hit in one} for one in found]
        ours = _ours(db, {key for one in hits for key in one})
        return [{key: score for key, score in one.items() if key in ours} for one in hits]

    def _rows(self, db: sqlite3.Connection, keys: Sequence[int]) -> list[dict[str, Any]]:
        sql = (
            "SELECT key, vector, meeting_date, body, kind, text, context FROM passages"
            " JOIN vectors ON passage = key JOIN papers ON papers.id = paper"
            f" WHERE key IN {KEYS} ORDER BY key"
        )
        found = db.execute(sql, [json.dumps(keys)]).fetchall()
        texts, contexts = (self._terms.of([row[column] for row in found]) for column in (-2, -1))
        return [
            {
                "key": key,
                "vector": np.frombuffer(vector, dtype=np.float32),
                "meeting_date": day or "",
                "body": body or "",
                "kind": kind,
                # A row of a table may be long, where it is of few word pieces.
                "terms": " ".join([*text, *text, *context]).encode()[:BYTES].decode(errors="ignore"),
            }
            for (key, vector, day, body, kind, *_), text, context in zip(found, texts, contexts, strict=True)
        ]

    def _open(self, client: "MilvusClient", db: sqlite3.Connection) -> str:
        """The name of the index's collection, which can be searched."""
        index_id, generation = identity(db)
        name = collection_name(index_id)
        with self._opening:
            if self._loaded != name:
                kept = _kept_generation(client, name)
                if kept is None:
                    raise StoreError(f"{self.address} holds nothing of this index; run panel build once more.")
                if kept < generation:
                    log.warning("%s has not all of this index's papers; run panel build once more", self.address)
                client.load_collection(name, timeout=BUILD_SECONDS)
                self._loaded = name
        return name

    @contextmanager
    def _asked(self) -> Iterator["MilvusClient"]:
        """The client. What goes wrong is told in a sentence, and connected anew the next time."""
        try:
            from pymilvus import MilvusClient, MilvusException
        except ImportError as error:
            raise StoreError(
                f"The store {self.address} needs pymilvus; install it: pip install 'panel-assistant[milvus]'"
            ) from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs whatever it raises
        try:
            with self._opening:
                if self._client is None:
                    self._client = MilvusClient(self._uri, timeout=CONNECT_SECONDS, grpc_options=CHANNEL)
                client = self._client
            yield client
        except MilvusException as error:
            with self._opening:
                self._client = self._loaded = None
            reason = " ".join(error.message.split()).removesuffix(".")
            raise StoreError(
                f"The store {self.address} cannot be asked ({reason}); start it, look at its address, or have "
                f"passages found without it: panel build … --store embedded"
            ) from error


def collection_name(index_id: str) -> str:
    """The name of an index's collection."""
    return f"panel_{index_id}"


def _kept_generation(client: "MilvusClient", name: str) -> int | None:
    """The generation that a collection is a copy of; None where there is no collection, or it was never made ready."""
    from pymilvus.exceptions import ErrorCode, MilvusException

    try:
        kept = client.describe_collection(name, timeout=SECONDS)["properties"].get(GENERATION)
    except MilvusException as error:
        if error.code != ErrorCode.COLLECTION_NOT_FOUND:
            raise
        return None
    return None if kept is None else int(kept)


def _create(client: "MilvusClient", name: str, dimension: int, passages: int) -> None:
    from pymilvus import DataType, Function, FunctionType

    client.drop_collection(name, timeout=SECONDS)  # one whose making was interrupted
    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    for field in ("meeting_date", "body", "kind"):
        schema.add_field(field, DataType.VARCHAR, max_length=BYTES)
    # They are terms already: no more than cut at the blanks. (milvus-lite has no tokenizer "whitespace".)
    analyzer = {"tokenizer": "standard"}
    schema.add_field("terms", DataType.VARCHAR, max_length=BYTES, enable_analyzer=True, analyzer_params=analyzer)
    schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_function(Function("bm25", FunctionType.BM25, ["terms"], ["words"]))
    indexes = client.prepare_index_params()
    if passages > EXACT:
        indexes.add_index("vector", "HNSW", metric_type="IP", params=HNSW)
    else:
        indexes.add_index("vector", "FLAT", metric_type="IP")
    bm25 = {"bm25_k1": K1, "bm25_b": B}
    indexes.add_index("words", "SPARSE_INVERTED_INDEX", metric_type="BM25", params=bm25)
    client.create_collection(name, schema=schema, index_params=indexes, timeout=BUILD_SECONDS)
    client.alter_collection_properties(name, {GENERATION: "0"}, timeout=SECONDS)


def _differences(
    db: sqlite3.Connection, client: "MilvusClient", name: str, low: int, high: int
) -> tuple[list[int], list[int]]:
    """The keys above `low` and up to `high` that only SQLite has, and those that only the collection has."""
    there = client.query(
        name,
        filter=f"key > {low} and key <= {high}",
        output_fields=["key"],
        limit=MOST,
        consistency_level="Strong",
        timeout=SECONDS,
    )
    theirs = {row["key"] for row in there}
    ours = {int(row[0]) for row in db.execute("SELECT key FROM passages WHERE key > ? AND key <= ?", (low, high))}
    return sorted(ours - theirs), sorted(theirs - ours)


def _ours(db: sqlite3.Connection, keys: set[int]) -> set[int]:
    """The keys that SQLite has: the collection may be of another moment than this thread's snapshot."""
    sql = f"SELECT key FROM passages WHERE key IN {KEYS}"
    return {int(row[0]) for row in db.execute(sql, [json.dumps(list(keys))])}


def _condition(db: sqlite3.Connection, filters: Filters) -> str | None:
    """The filters as Milvus takes them; None where no passage can pass them. Bodies are looked up in SQLite."""
    tests = {
        'meeting_date != "" and meeting_date >= ': filters.since,
        'meeting_date != "" and meeting_date <= ': filters.until,
        "meeting_date == ": filters.meeting,
        "kind == ": filters.kind,
    }
    used = [test + json.dumps(value) for test, value in tests.items() if value]
    if filters.body:
        sql = "SELECT DISTINCT body FROM papers WHERE instr(fold(body), fold(?)) > 0"
        bodies = [row[0] for row in db.execute(sql, [filters.body])]
        if not bodies:
            return None
        used.append(f"body in {json.dumps(bodies, ensure_ascii=False)}")
    return " and ".join(used)

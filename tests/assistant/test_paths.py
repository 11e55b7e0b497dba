"""Addresses made up to lead out of the archive."""

import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app import build_site
from assistant.desk import Desk
from assistant.guard import open_door
from assistant.users import OWNER
from index import Encoder, Index
from tests.assistant.api import API, open_desk
from tests.assistant.doors import visitor
from tests.assistant.papers import PAPERS

SECRET = "Nine gulls know the number of the safe."
OUT = [
    "../secret.txt", "..", "../archive/../secret.txt", "/secret.txt", "//secret.txt", "./../secret.txt",
    "sub/../../secret.txt", "..\\secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "%252e%252e%252fsecret.txt",
    "..%5csecret.txt", "..;/secret.txt", "watch.txt/../../secret.txt", "watch.txt\0/../../secret.txt", "secret.txt\0",
    "\0", "..%00/secret.txt", "link.txt", "folder/secret.txt", "file:///etc/passwd", "/etc/passwd",
    "../../../../../../etc/passwd", "/proc/self/environ", "．．/secret.txt", "..%c0%afsecret.txt",
    "..%ef%bc%8fsecret.txt", "~/secret.txt", "WATCH.TXT/../../secret.txt",
]  # fmt: skip

BASES = [
    f"{API}/documents/", f"{API}/passages/", "/", "/assets/", "/static/", "/svelte/", "/file/", "/gradio_api/file/",
    "/gradio_api/file=", "/gradio_api/proxy=", "/gradio_api/stream/", "/gradio_api/custom_component/",
]  # fmt: skip


@pytest.fixture(scope="module")
def place(harbour: Index, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the harbour's archive, beside a secret to which links in the archive lead; its index knows them."""
    place = tmp_path_factory.mktemp("paths")
    shutil.copytree(harbour.folder.parent / "archive", place / "archive")
    shutil.copytree(harbour.folder, place / "index")
    index = Index(place / "index")
    index.set_meta(archive=str(place / "archive"))
    (place / "secret.txt").write_text(SECRET, encoding="utf-8")
    (place / "archive" / "link.txt").symlink_to(place / "secret.txt")
    (place / "archive" / "folder").symlink_to(place)
    return place


@pytest.fixture(scope="module")
def desk(place: Path, encoder: Encoder) -> Desk:
    return open_desk(place / "index", encoder)


@pytest.fixture(scope="module")
def owner(desk: Desk) -> TestClient:
    """Somebody at the machine, who may do all that there is to do."""
    return visitor(build_site(desk), open_door("127.0.0.1", None, public=False))


def test_no_address_leads_out_of_the_archive(owner: TestClient, place: Path) -> None:
    tried = 0
    for path in [*OUT, str(place / "secret.txt")]:
        for written in {path, quote(path, safe=""), quote(quote(path, safe=""), safe="")}:
            named, within = quote(written), quote(written, safe="%/.;~")
            addresses = [
                f"/paper?document={named}",
                f"/page?document={named}&number=1",
                f"/source?document={named}&start=0&end=9",
                f"{API}/page-image?document={named}&page=1",
                f"{API}/passages?document={named}",
                f"{API}/documents/{within}/text",
                *(f"{base}{within}" for base in BASES),
            ]
            for address in addresses:
                answer = owner.get(address)
                assert answer.status_code in (200, 400, 404, 405, 422), address
                assert SECRET not in answer.text, address
                assert "root:" not in answer.text, address
                if answer.status_code == 200:  # a list of no passages, or the page itself
                    assert '"total":0' in answer.text or "gradio" in answer.text, address
                tried += 1
    assert tried > 1000


def test_a_link_put_in_the_place_of_a_paper_is_not_followed(owner: TestClient, place: Path) -> None:
    paper = place / "archive" / "watch.txt"
    paper.rename(place / "kept.txt")
    paper.symlink_to(place / "secret.txt")
    try:
        told = owner.get("/paper?document=watch.txt")
        assert told.status_code == 404
        assert "no longer in the archive" in told.text
    finally:
        paper.unlink()
        (place / "kept.txt").rename(paper)
    assert owner.get("/paper?document=watch.txt").status_code == 200


def test_nothing_outside_is_removed_or_written_to(owner: TestClient, desk: Desk, place: Path) -> None:
    before = {path: path.read_bytes() for path in place.rglob("*.txt")}
    for name in OUT:
        assert "There is no paper" in desk.withdraw(OWNER, name)
        sent = owner.post("/papers", params={"name": f"{name}/."}, content=SECRET.encode())
        assert sent.text.endswith("rename the file.")
    assert {path: path.read_bytes() for path in place.rglob("*.txt")} == before
    assert {path.name for path in (place / "archive").iterdir()} == {*PAPERS, "link.txt", "folder"}

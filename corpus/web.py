"""What of a web page is its content: no navigation, no notices, nothing hidden."""

import re
from collections.abc import Collection, Iterator
from itertools import islice

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from corpus.dates import find_date

ARTICLES = ("main", "article")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MOST_INSIDE = 400  # beginnings and ends of elements, and words, in a link or a title
LONGEST_NAME = 200  # characters of a class that says what an element is
# Elements whose words are never shown as the page's text.
UNSEEN = {"script", "style", "noscript", "template", "head", "xml", "dialog", "iframe", "object", "embed", "del"}
UNSEEN |= {"svg", "canvas", "audio", "video", "map"}
CONTROLS = {"button", "select", "textarea", "input", "datalist"}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
UNSEEN_NAMES = {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "govuk-visually-hidden"}

# Links and headings that work the page rather than say something.
WORKS_PAGE = re.compile(
    r"share (?:this|on|via)\b.*|print (?:this|page)\b.*|(?:back|return) to top|(?:skip|jump) to .*|view directions"
    r"|\W*view the full .* text .*|(?:opens|open) in (?:a )?new (?:window|tab)"
    r"|(?:table of |page )?contents|(?:agenda )?items|(?:on|in) this (?:page|section)",
    re.IGNORECASE,
)

# Where the mark of a note leads.
NOTE_MARK = re.compile(r"#(?:_|sd)?(?:footnote|endnote|note|ftn|edn|fn)[-:_]?\d+(?:sym)?", re.IGNORECASE)

FURNITURE = {"nav", "footer", "aside"}
FURNITURE_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu"}
# Names of classes and ids, in small letters with hyphens: "cookie-banner", "skip-links", "breadcrumb".
FURNITURE_NAME = re.compile(
    r"(?:(?:site|global|mg|top)-)?header"
    r"|(?:[a-z0-9]+-){0,2}(?:nav|navigation|navbar|menu|breadcrumbs?|cookies?|consent|share|share-this|sharing|pager"
    r"|social-(?:media|links|icons|share)|skip|skip-?links?|skip-to-[a-z-]+|footer|side-?bar|pagination|feedback"
    r"|addthis|addtoany)"
    r"(?:-(?:bar|banner|links?|container|wrapper|list|trail|menu|notice|message|panel|popup|overlay|inner|content"
    r"|items?|buttons?|toolbox|area|region|block|section))*"
)
CONTENT_NAME = re.compile(
    r"(?:(?:mg|page|main|body|site|primary|inner|article|entry|post|dnn)-)*(?:main|content|maincontent|pagecontent)"
    r"(?:-(?:main|content|area|body|wrapper|container|inner|column|pane|region))*"
)

BODY_NAME = re.compile(
    r"\b(?:sub-?committee|committee|panel|council|cabinet|board|commission|authority|forum)\b", re.IGNORECASE
)
COUNCIL = re.compile(r"\b(?:council|authority)\b", re.IGNORECASE)  # more often the site's name than the body's
ITEM = re.compile(r"\d{1,3}(?:[.)]|[./]\d)")  # an item may name another body, and the date of another meeting
TITLE_BREAK = re.compile(r"\s*[|»]\s*|\s+[-–—]\s+|\s*::\s*")


def walk(root: Tag, left_out: Collection[int]) -> Iterator[tuple[PageElement, bool]]:
    """An element and all in it, in order; each tag twice, with False where it begins and True where it ends.

    Without recursion: pages nest deeper than Python calls. `left_out` holds the `id` of elements to pass over.
    """
    stack: list[tuple[PageElement, bool]] = [(root, False)]
    while stack:
        node, ends = stack.pop()
        yield node, ends
        if isinstance(node, Tag) and not ends:
            stack.append((node, True))
            stack += [(child, False) for child in reversed(node.contents) if id(child) not in left_out]


def names_of(tag: Tag) -> list[str]:
    """An element's id and classes, in small letters with hyphens between their words."""
    if not tag.attrs:
        return []
    names = f"{tag.get('id') or ''} {' '.join(tag.get_attribute_list('class', []))}"  # type: ignore[arg-type]
    named = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", "-", names).lower().split()
    return [name for name in named if len(name) <= LONGEST_NAME]


def words_of(tag: Tag) -> str | None:
    """An element's words; None where it holds too many other elements to be a link or a title."""
    inside = list(islice(walk(tag, ()), MOST_INSIDE + 1))
    return tag.get_text() if len(inside) <= MOST_INSIDE else None


def find_content(page: BeautifulSoup) -> tuple[Tag, set[int]]:
    """The element that holds a page's content, and the `id`s of those inside the page that are no part of it."""
    body = page.body or page
    left_out = {id(tag) for tag, inside in _tags(page, HEADINGS) if _is_unseen(tag, inside)}
    sizes = _sizes(body, left_out)
    holders: set[int] = set()
    for article in body.find_all(ARTICLES):
        parent: Tag | None = article
        while parent is not None and id(parent) not in holders:
            holders.add(id(parent))
            parent = parent.parent
    for tag, inside in _tags(body, ARTICLES):
        size = sizes.get(id(tag), 0)
        if size and id(tag) not in holders and _is_furniture(tag, inside, 2 * size > sizes[id(body)]):
            left_out.add(id(tag))
    sizes = _sizes(body, left_out)
    seen = [tag for tag in body.find_all(True) if sizes.get(id(tag))]
    marked = [tag for tag in seen if tag.name == "main" or tag.get("role") == "main"]
    named = [tag for tag in seen if any(map(CONTENT_NAME.fullmatch, names_of(tag)))]
    articles = [tag for tag in seen if tag.name == "article"]
    for found, share in ((marked, 0.25), (named, 0.5), (articles, 0.5)):
        largest = max(found, key=lambda tag: sizes[id(tag)], default=None)
        if largest is not None and sizes[id(largest)] >= share * sizes[id(body)]:
            return largest, left_out
    return body, left_out


def missing_titles(page: BeautifulSoup, content: Tag, left_out: Collection[int], opening: list[str]) -> list[str]:
    """What the page's title, and main headings that are not read, say of body and date that the opening lines do not.

    `content` and `left_out` are those of `find_content`, `opening` the first lines read from them.
    """
    told = [line for line in opening if len(line) < 120 and not line.endswith(".") and not ITEM.match(line)]
    read = {id(node) for node, _ in walk(content, left_out)}
    unread = [words_of(tag) for tag in page.find_all("h1") if id(tag.parent) not in read]
    heads = [*filter(None, unread), *(tag.get_text() for tag in page.find_all("title", limit=1))]
    parts = [TITLE_BREAK.split(" ".join(words.split())) for words in heads]
    last = parts[-1][-1] if parts and len(parts[-1]) > 1 else ""
    site = "" if find_date(last) or (BODY_NAME.search(last) and not COUNCIL.search(last)) else last
    words = [part for head in parts for part in head if part and part != site]
    bodies = sorted(filter(BODY_NAME.search, words), key=lambda part: COUNCIL.search(part) is not None)
    dated = [part for part in words if find_date(part)]
    missing: list[str] = []
    if not any(map(BODY_NAME.search, told)):
        missing += bodies[:1]
    if not any(map(find_date, told)):
        missing += [part for part in dated[:1] if part not in missing]
    return missing


def _tags(root: Tag, names: Collection[str]) -> Iterator[tuple[Tag, bool]]:
    """The elements in another, in order, each with whether it stands inside one of these names.

    Not asked of each element's parents: pages nest as deep as they are long.
    """
    inside = 0
    for node, ends in walk(root, ()):
        if isinstance(node, Tag):
            inside -= ends and node.name in names
            if not ends and node is not root:
                yield node, inside > 0
            inside += not ends and node.name in names


def _is_unseen(tag: Tag, in_heading: bool) -> bool:
    if tag.name in UNSEEN or (tag.name in CONTROLS and not in_heading):
        return True
    if tag.name == "a" and NOTE_MARK.fullmatch(str(tag.get("href"))):
        return True
    words = words_of(tag) if tag.name in ("a", *HEADINGS) else None
    if words is not None and WORKS_PAGE.fullmatch(" ".join(words.split())):
        return True
    if not tag.attrs or tag.name in ("html", "body"):
        return False
    return (
        tag.has_attr("hidden")
        or tag.get("aria-hidden") == "true"
        or HIDDEN.search(str(tag.get("style", ""))) is not None
        or not UNSEEN_NAMES.isdisjoint(tag.get_attribute_list("class", []))  # type: ignore[arg-type]
    )


def _is_furniture(tag: Tag, in_article: bool, holds_most: bool) -> bool:
    """Whether an element is no part of the content; what `holds_most` of the page is, whatever its name says."""
    if tag.name in FURNITURE or str(tag.get("role")) in FURNITURE_ROLES:
        return True
    if tag.name == "header":
        return not in_article
    if holds_most or tag.name in HEADINGS:
        return False
    return tag.name == "form" or any(map(FURNITURE_NAME.fullmatch, names_of(tag)))


def _sizes(root: Tag, left_out: Collection[int]) -> dict[int, int]:
    """How many characters each element shows, by its `id`."""
    sizes: dict[int, int] = {}
    open_tags = [0]
    for node, ends in walk(root, left_out):
        if type(node) is NavigableString:
            open_tags[-1] += len(node.strip())
        elif ends:
            sizes[id(node)] = open_tags.pop()
            open_tags[-1] += sizes[id(node)]
        elif isinstance(node, Tag):
            open_tags.append(0)
    return sizes

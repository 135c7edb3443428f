"""Addresses: language-neutral page paths, and the relative links between them.

A path is lower case, '/'-separated, without a leading and with a trailing slash; the home page's is empty.
"""

from __future__ import annotations

from itertools import takewhile
from operator import eq

HOME = ""
DEPARTMENTS = "departments/"
LOCATIONS = "locations/"
TOPICS = "topics/"
TARGETS = "targets/"
"""The ledger of the first edition; those of later editions stand below their year."""
EXPLORE = "explore/"
"""All items of the first edition; those of later editions stand below their year."""
CHARTS = "charts/"
GLOSSARY = "glossary/"
ABOUT = "about/"
DATA = "data/"
DATA_FILES = "data/v1/"
"""The data set of the first edition; those of later editions are in folders of their own in it."""
FIXED = (DEPARTMENTS, LOCATIONS, TOPICS, TARGETS, CHARTS, EXPLORE, GLOSSARY, ABOUT, DATA)
"""Pages that exist whatever the content is, beside the home page."""
BRANCH = "main"
"""The branch of the repository on which people edit and from which the site is published."""


def landing(edition: str) -> str:
    """The home page of one edition, where there are several."""
    return f"{edition}/"


def charts(edition: str) -> str:
    """The charts of an edition that is not the newest."""
    return f"{edition}/{CHARTS}"


def glossary(edition: str) -> str:
    """The terms of an edition that is not the newest."""
    return f"{edition}/{GLOSSARY}"


def targets(namespace: str) -> str:
    """The ledger of an edition; `namespace` is its year, or nothing for the first edition."""
    return f"{namespace}/{TARGETS}" if namespace else TARGETS


def explore(namespace: str) -> str:
    """All items of an edition; for `namespace` see `targets`."""
    return f"{namespace}/{EXPLORE}" if namespace else EXPLORE


def plan(edition: str, number: int) -> str:
    """A plan."""
    return f"{edition}/plans/{number}/"


def measure(edition: str, measure_id: str) -> str:
    """A measure."""
    return f"{edition}/measures/{measure_id}/"


def item(edition: str, item_id: str) -> str:
    """An item: the permalink of everything that is said about it."""
    return f"{edition}/items/{item_id}/"


def short(item_id: str) -> str:
    """The short address of an item, which leads to its page; an id belongs to the first edition that used it."""
    return f"{item_id}/"


def target(target_id: str, namespace: str) -> str:
    """A row of the ledger; for `namespace` see `targets`."""
    return f"{targets(namespace)}#{target_id}"


def within(namespace: str, name: str | int) -> str:
    """A name where all editions share an address: bare in the first edition, after the year in every later one.

    >>> within("", "plan-1"), within("2026", "plan-1")
    ('plan-1', '2026-plan-1')
    """
    return f"{namespace}-{name}" if namespace else str(name)


def data_files(namespace: str) -> str:
    """The folder of an edition's data set."""
    return f"{DATA_FILES}{namespace}/" if namespace else DATA_FILES


def text(edition: str, anchor: str = "") -> str:
    """The full text, or the passage of a plan, measure, heading or item in it."""
    return f"{edition}/text/" + (f"#{anchor}" if anchor else "")


def source(edition: str) -> str:
    """The frozen official text as a file, whose SHA-256 the home page gives."""
    return f"{edition}/source.txt"


def department(slug: str) -> str:
    """A responsible unit."""
    return f"{DEPARTMENTS}{slug}/"


def location(slug: str) -> str:
    """A place."""
    return f"{LOCATIONS}{slug}/"


def topic(slug: str) -> str:
    """A topic."""
    return f"{TOPICS}{slug}/"


def term(slug: str) -> str:
    """A term of the glossary."""
    return f"{GLOSSARY}#{slug}"


def feed(page: str) -> str:
    """The feed of what changes on a page and below it."""
    return f"{page}feed.xml"


def booklet(path: str) -> str:
    """A plan or department as one sheet to print, by the path of its page."""
    return f"{path}booklet/"


def embed(path: str) -> str:
    """The card for the pages of others, by the path of its page."""
    return f"embed/{path}"


def oembed(path: str) -> str:
    """The oEmbed description of a card, by the path of its page; a file."""
    return f"oembed/{path.removesuffix('/')}.json"


def relative(source: str, target: str) -> str:
    """The link from the page at `source` to `target` (a path, a file, or either with a fragment).

    >>> relative("2025/items/1.2.6/", "departments/qu-shangwuju/")
    '../../../departments/qu-shangwuju/'
    """
    path, mark, fragment = target.partition("#")
    if path == source and mark:
        return f"#{fragment}"
    *here, _ = source.split("/")
    *there, last = path.split("/")
    shared = sum(takewhile(bool, map(eq, here, there)))
    link = "../" * (len(here) - shared) + "/".join([*there[shared:], last])
    return f"{link or './'}{mark}{fragment}"

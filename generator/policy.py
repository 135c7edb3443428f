"""The Content-Security-Policy of every page: what a page may load and run; pure.

Each page carries its policy in a meta tag, so that any host will do. The scripts that the theme writes into the page
are named by digest; everything else comes from files of the site, and nothing from elsewhere. What a meta tag cannot
say is in `_headers`, which Netlify and Cloudflare Pages read, and in docs/hosting.md for other hosts.
"""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Collection, Iterable
from hashlib import sha256

from .languages import Language

CLOSED = "default-src 'none'; base-uri 'none'; form-action 'none'; img-src 'self'; style-src 'self'"
"""For pages without scripts: cards in the pages of others, redirects."""
_OPEN = (
    "base-uri 'none'; connect-src 'self'; form-action 'self'; img-src 'self' data:; object-src 'none'; "
    "worker-src 'self'"
)
"""What holds for all other pages. `data:` because the theme's style sheets draw their symbols so."""
HEADERS = {
    "Content-Security-Policy": _OPEN,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Of every answer. Scripts and styles are each page's own affair, in its meta tag."""
_CHARSET = '<meta charset="utf-8">'
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


class PolicyError(ValueError):
    """A page has no place for its policy."""


def scripts_of(*pages: str) -> frozenset[str]:
    """The scripts that stand in these pages; in pages without content, those of the theme."""
    return frozenset(script for page in pages for script in _SCRIPT.findall(page))


def with_policy(page: str, scripts: Collection[str], styles: Iterable[str] = ()) -> str:
    """The page of the theme with its policy, before anything that the policy is about.

    Data blocks (`type="application/json"`) are never run and need no leave. Text becomes markup or the address of a
    script only by the rules of `assets/explorer.js` (Trusted Types).

    Args:
        page: the built page.
        scripts: those of the theme; any other in the page comes from somebody's text and may not run.
        styles: digests of the style sheets that the theme's script writes into the page.

    Raises:
        PolicyError: when the head does not begin with the character set.
    """
    if page.count(_CHARSET) != 1:
        raise PolicyError(f"a page of the theme needs one {_CHARSET}; compare site_config/overrides/main.html")
    digests = (sha256(script.encode()).digest() for script in _SCRIPT.findall(page) if script in scripts)
    rules = "; ".join(
        [
            "default-src 'none'",
            _OPEN,
            _own("script-src", (f"sha256-{b64encode(digest).decode()}" for digest in digests)),
            _own("style-src", styles),
            "require-trusted-types-for 'script'",
            "trusted-types default",
        ]
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(rules, quote=False)}">'
    return page.replace(_CHARSET, f"{_CHARSET}\n  {meta}")


def _own(directive: str, digests: Iterable[str]) -> str:
    """Files of the site, and what has one of these digests in the page."""
    return " ".join([directive, "'self'", *(f"'{digest}'" for digest in dict.fromkeys(digests))])


def headers_file(pages: Iterable[str], languages: tuple[Language, ...]) -> dict[str, bytes]:
    """`_headers`: the headers of every answer, and that only this site may frame these pages.

    Args:
        pages: paths of the pages, cards for other pages not among them.
        languages: every language of the site.

    Headers of several rules that match add up, and some hosts offer no way to take one back. So the cards get no
    rule, and the others one for each folder.
    """
    folders = sorted({page.partition("/")[0] for page in pages})
    lines = ["/*", *(f"  {name}: {value}" for name, value in HEADERS.items())]
    for language in languages:
        for folder in folders:
            lines += [
                f"/{language.prefix}{folder}/*" if folder else f"/{language.prefix}",
                "  X-Frame-Options: SAMEORIGIN",
            ]
    return {"_headers": "\n".join([*lines, ""]).encode()}

"""What the pages may load and run: no more than they need, and nothing of what others might put into them."""

from __future__ import annotations

import html
import re
from base64 import b64encode
from collections.abc import Iterator
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from generator.policy import CLOSED, HEADERS, PolicyError, scripts_of, with_policy

from .conftest import ROOT
from .test_browser import KINDS, LANGUAGES
from .test_html import OTHERS

_META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_LOADED = re.compile(r"<(?:script|link|style|img|iframe|object|embed)\b")
_STYLED = re.compile(r"<style\b|<[^<>]* (?:style|on[a-z]+)=")
_NOTE = """addEventListener("securitypolicyviolation", (event) => {
    noted(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
})"""
INJECTED = """<script>document.documentElement.dataset.ran = "script"</script>
<img src="nothing.png" onerror='document.documentElement.dataset.ran = "handler"'>
<p class="injected" style="position: fixed; top: 0">x</p>
<a class="injected" href='javascript:void(document.documentElement.dataset.ran = "link")'>x</a>"""


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A tab, and what its pages were refused or stumbled over."""
    context = browser.new_context(color_scheme="dark", permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    found: list[str] = []
    page.expose_binding("noted", lambda source, text: found.append(text))
    page.add_init_script(_NOTE)
    page.on("console", lambda message: found.append(message.text) if "violates" in message.text else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield page, found
    context.close()


def test_every_page_has_its_policy(site: Path) -> None:
    for file in site.rglob("*.html"):
        page = file.read_text(encoding="utf-8")
        [meta] = _META.finditer(page)
        rules = html.unescape(meta[1])
        assert not _LOADED.search(page, 0, meta.start()), f"{file}: something comes before the policy"
        assert "unsafe" not in rules, file
        assert "default-src 'none'" in rules, file
        assert not _STYLED.search(
            re.sub(r"<script\b.*?</script>|<textarea\b.*?</textarea>", "", page, flags=re.DOTALL)
        ), file
        digests = {b64encode(sha256(script.encode()).digest()).decode() for script in _INLINE.findall(page)}
        assert digests == set(re.findall(r"'sha256-([^']*)'", rules)), file
        assert rules == CLOSED or "require-trusted-types-for 'script'" in rules, file


def test_scripts_of_the_content_are_not_allowed() -> None:
    frame = '<meta charset="utf-8"><script>theme</script><article></article>'
    page = frame.replace("</article>", "<script>content</script></article><script>content</script>")
    allowed = re.findall("sha256-([^']*)'", with_policy(page, scripts_of(frame)))
    assert allowed == [b64encode(sha256(b"theme").digest()).decode()]
    with pytest.raises(PolicyError):
        with_policy("<script>theme</script>", scripts_of(frame))


def test_headers_let_others_frame_the_cards_alone(site: Path) -> None:
    rules: dict[str, list[str]] = {}
    for line in (site / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            pattern = line
        rules.setdefault(pattern, []).append(line.strip())
    framed = {pattern for pattern, lines in rules.items() if "X-Frame-Options: SAMEORIGIN" in lines}
    assert len(framed) == len(rules) - 1
    assert rules["/*"][1:] == [f"{name}: {value}" for name, value in HEADERS.items()]
    for language in LANGUAGES:
        assert any(fnmatch(f"/{language}{OTHERS['embed']}", pattern) for pattern in rules)
        assert not any(fnmatch(f"/{language}{OTHERS['embed']}", pattern) for pattern in framed)
        for path in KINDS.values():
            assert any(fnmatch(f"/{language}{path}", pattern) for pattern in framed), path


def test_the_guide_for_hosts_has_the_same_headers() -> None:
    guide = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")
    for name, value in HEADERS.items():
        assert len(re.findall(f'{name} "{re.escape(value)}', guide)) >= 3, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_obey_their_policy(visitor: tuple[Page, list[str]], served: str, language: str) -> None:
    page, found = visitor
    for path in (KINDS | OTHERS).values():
        page.goto(f"{served}{language}{path}")
    # The last address led on to an item.
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    page.locator(".lt-cite summary").click()
    page.locator("[data-lt-copy]:visible").first.click()
    expect(page.locator("output").filter(has_text=re.compile("."))).to_have_count(1)
    page.locator("input[name=query]").click()
    page.keyboard.type("Luohu" if language else "罗湖")
    expect(page.locator(".md-search-result__link mark").first).to_be_visible()
    expect(page.locator(".md-search-result__more summary").first).to_be_visible()
    page.goto(f"{served}{language}explore/?topic=jinrong")
    expect(page.locator(".lt-explore [role=status]")).to_contain_text(re.compile(r"\d"))
    page.goto(f"{served}{language}charts/")
    expect(page.locator("figure svg").first).to_be_visible()
    assert not found


def test_an_unknown_address_obeys_its_policy(visitor: tuple[Page, list[str]], site: Path, served: str) -> None:
    page, found = visitor
    lost = (site / "404.html").read_text(encoding="utf-8").replace("/project/", f"/{site.name}/")
    page.route("**/nowhere/", lambda route: route.fulfill(status=200, body=lost, content_type="text/html"))
    page.goto(f"{served}en/nowhere/", wait_until="networkidle")
    assert page.locator(".lt-lost").first.get_attribute("lang") == "en"
    assert not found


def test_what_others_put_into_a_page_does_not_run(visitor: tuple[Page, list[str]], site: Path, served: str) -> None:
    page, found = visitor
    clean = (site / KINDS["item"] / "index.html").read_text(encoding="utf-8")
    dirty = clean.replace("</h1>", f"</h1>{INJECTED}", 1)

    def answer(route: Route) -> None:
        body = dirty if "?guarded" in route.request.url else _META.sub("", dirty)
        route.fulfill(body=body, content_type="text/html")

    page.route(re.compile(r"\?(un)?guarded$"), answer)

    def ran(name: str) -> str | None:
        page.goto(f"{served}{KINDS['item']}?{name}", wait_until="networkidle")
        page.locator("a.injected").click()
        return page.locator("html").get_attribute("data-ran")

    assert ran("guarded") is None
    assert page.locator("p.injected").evaluate("one => getComputedStyle(one).position") == "static"
    for sink in ("document.body.innerHTML = '<img src=x>'", "new Worker('/other.js')"):
        tried = f"() => {{ try {{ {sink} }} catch (error) {{ return error.name }} }}"
        assert page.evaluate(tried) == "TypeError", sink
    assert len(found) > 3
    assert ran("unguarded") is not None, "without the policy it would run"
    found.clear()

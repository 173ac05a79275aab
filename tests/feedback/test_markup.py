"""Markdown and code become safe, readable HTML in bounded time."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from autograder.feedback.markup import Writer, is_wide


def soup(source: str, **attachments: object) -> BeautifulSoup:
    return BeautifulSoup(Writer().markdown(source, "cell 3", attachments), "html.parser")


def test_the_usual_markdown_is_rendered() -> None:
    page = soup("# Title\n\nSome **bold** `code`, ~~old~~.\n\n- one\n- two\n\n> quoted")
    assert page.h3.text == "Title"
    assert (page.strong.text, page.code.text, page.find("del").text) == ("bold", "code", "old")
    assert [item.text for item in page.find_all("li")] == ["one", "two"]
    assert page.blockquote.text.strip() == "quoted"


def test_headings_continue_the_outline_without_gaps() -> None:
    writer = Writer(top=3)
    levels = [
        BeautifulSoup(writer.markdown(f"{'#' * level} x", "cell"), "html.parser").find().name for level in (3, 1, 4, 6, 6, 6, 2)
    ]
    assert levels == ["h3", "h3", "h4", "h5", "h6", "h6", "h4"]
    assert writer.markdown("# ", "cell") == ""


def test_html_in_markdown_is_shown_as_text() -> None:
    page = soup("a <b onclick=x>bold</b><br>c\n\n<script>alert(1)</script>\n\n<!-- note -->")
    assert {element.name for element in page.find_all(True)} <= {"p", "br"}
    assert "<b onclick=x>bold</b>" in page.text
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#x09;script:alert(1)",
        "data:text/html,x",
        "//example.org",
        "#top",
        "x",
    ],
)
def test_links_lead_to_web_and_mail_addresses_only(target: str) -> None:
    assert soup(f"[here]({target})").a is None
    assert soup(f"[here][1]\n\n[1]: {target}").a is None
    assert "here" in soup(f"[here]({target})").text


def test_a_web_link_is_kept_and_tells_nothing_about_the_page() -> None:
    link = soup('[here](https://example.org/?a=1&b="2" "title")').a or soup("[here](https://example.org/?a=1&b=2)").a
    assert link["href"].startswith("https://example.org/?a=1&b=")
    assert "noreferrer" in link["rel"]
    assert soup("[](https://example.org)").a.text == "https://example.org"
    assert soup("<https://example.org>").a["href"] == "https://example.org"


def test_pictures_come_from_the_notebook_itself(make_png: Callable[..., bytes]) -> None:
    body = base64.b64encode(make_png(8, 4)).decode()
    inside = soup(f"![a kernel](data:image/png;base64,{body})").img
    assert (inside["alt"], inside["width"], inside["height"]) == ("a kernel", "8", "4")
    attached = soup("![](attachment:k.png)", **{"k.png": {"image/png": body}}).img
    assert attached["alt"] == "Picture without a description in cell 3"
    assert attached["src"] == f"data:image/png;base64,{body}"


@pytest.mark.parametrize(
    "source", ["https://example.org/x.png", "attachment:none.png", "data:image/svg+xml;base64,PHN2Zz4=", "x.png"]
)
def test_any_other_picture_is_named_instead(source: str) -> None:
    page = soup(f"![a kernel]({source})")
    assert page.img is None
    assert "[picture not shown: a kernel]" in page.text


def test_malformed_attachments_are_ignored() -> None:
    for found in (None, 5, [], {"image/png": 5}, {"image/png": "no base64"}):
        assert soup("![x](attachment:k)", k=found).img is None


def test_tables_name_their_columns_and_scroll_in_their_box() -> None:
    page = soup("| a | |\n|---|--:|\n| 1 | 2 |")
    assert [cell["scope"] for cell in page.find_all("th")] == ["col"]
    assert page.find("td", class_="right") is not None
    assert page.find(class_="scroll")["tabindex"] == "0"


def test_formulas_are_drawn_inline_and_on_lines_of_their_own() -> None:
    page = soup("The size $n$ is\n$$\\frac{a}{b}$$\nand costs $5.")
    assert [found.get("display") for found in page.find_all("math")] == ["inline", "block"]
    assert "$5." in page.text


def test_code_is_coloured_and_reachable_where_it_is_wide() -> None:
    writer = Writer()
    short, long = (
        BeautifulSoup(writer.code(code, "Code of cell 1"), "html.parser") for code in ("x = 1", "x = " + "1 + " * 30 + "1")
    )
    assert short.find("span", class_="mi").text == "1"
    assert short.find(class_="scroll").get("tabindex") is None
    assert long.find(class_="scroll")["tabindex"] == "0"
    assert long.find(class_="scroll")["aria-label"] == "Code of cell 1"
    fenced = soup('```python\nif x < 1: pass\n```\n\n```"><script>\nx\n```')
    assert fenced.find("span", class_="k").text == "if"
    assert fenced.script is None


def test_code_is_shown_whole_and_in_its_order() -> None:
    source = "def f(x):\n\treturn '<b>' & x  # \u202e hidden"
    page = BeautifulSoup(Writer().code(source, "c"), "html.parser")
    assert page.text == source.replace("\u202e", "[U+202E]")
    assert is_wide("語" * 30)
    assert not is_wide("x" * 30)


@pytest.mark.parametrize("piece", ["[", "**", "- a\n  ", "[a](", "$", "|a", "`", "<", ">", "![", "\\", "&"])
def test_hostile_markdown_takes_bounded_time(piece: str) -> None:
    writer, started = Writer(), time.process_time()
    for _ in range(100):
        writer.markdown(piece * (19_000 // len(piece)), "cell")
    assert time.process_time() - started < 10


def test_a_cell_beyond_the_limits_is_shown_as_text() -> None:
    assert soup("**x** " * 10_000).find("p", class_="source") is not None
    writer = Writer()
    shown = [writer.code("x = 1\n" * 3_000, "c") for _ in range(20)]
    assert 'class="mi"' in shown[0]
    assert 'class="mi"' not in shown[-1]

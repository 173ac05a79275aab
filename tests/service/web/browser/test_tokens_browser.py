"""In Chromium: make a token, hand in with it, revoke it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from autograder.client.api import Api
from autograder.client.settings import Connection
from autograder.client.transport import Rejected, Transport
from tests.service import seed
from tests.service.web.browser.conftest import Site, Window

pytestmark = pytest.mark.browser


def test_a_token_made_on_the_page_hands_in_until_it_is_revoked(
    site: Site, window_of: Callable[..., Window], violations: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    """In the dark, on a phone, by keyboard; axe finds nothing, and nothing is wider than the screen."""
    window = window_of("anna", color_scheme="dark", viewport={"width": 360, "height": 740})
    page = window.open("/")
    page.get_by_role("link", name="Terminal and Colab").click()
    page.get_by_label("What it is for").fill("<b>laptop</b>")
    page.keyboard.press("Enter")
    secret = page.get_by_label("Token", exact=True).input_value()
    expect(page.get_by_role("rowheader", name="<b>laptop</b>")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360

    api = Api(Transport(Connection(server=site.url, token=secret)))
    status, _ = api.submit(seed.NOTEBOOK, "first.ipynb", "first", key="k")
    assert status.student == "anna"
    page.get_by_role("button", name="Revoke").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("None yet.")).to_be_visible()
    with pytest.raises(Rejected, match="revoked"):
        api.status(status.id)

"""The pages that no other test of pages opens: the API's description, and what an unknown address shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.service.web.browser.conftest import Window

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_description_is_for_everybody(
    window_of: Callable[..., Window], violations: Callable[[Page], list[str]], scheme: str
) -> None:
    """The API's description has no barrier, and fits a narrow phone, in light and dark."""
    window = window_of("anna", color_scheme=scheme, viewport={"width": 360, "height": 740}, bypass_csp=True)
    page = window.open("/api/docs")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_unknown_address_is_for_everybody(window_of: Callable[..., Window], violations: Callable[[Page], list[str]]) -> None:
    """An error's page has no barrier and leads back."""
    window = window_of("anna", bypass_csp=True)
    window.refused = {404}
    page = window.open("/nothing")
    assert violations(page) == []
    page.get_by_role("link", name="Go to the start page").click()
    page.wait_for_url(f"{window.url}/")

"""Whatever stands in an address, the answer is an answer."""

from __future__ import annotations

import re

from tests.service.web.callers import browser, csrf_of
from tests.service.web.test_permissions import endpoints

ODD = ("a%00b", "%ed%a0%80", "%2e%2e%2f", "-1", "9" * 40, "x" * 3000, "%0d%0aX:%20y")
LISTS = ("/api/v1/submissions", "/api/v1/tokens", "/api/v1/regrades", "/class/first", "/class/first/submissions", "/login")
NAMES = ("q", "student", "assignment", "state", "after", "limit", "sort", "page", "person", "next")


def test_odd_addresses_are_not_found(app, database):
    """Null characters, half characters, other folders and huge numbers in a path are no server error, on either database."""
    ina = browser(app, database, "ina")
    ina.headers["X-CSRF-Token"] = csrf_of(ina)
    with_values = [endpoint for endpoint in sorted(set(endpoints(app.routes))) if "{" in endpoint]
    assert len(with_values) > 20
    for endpoint in with_values:
        method, _, path = endpoint.partition(" ")
        for odd in ODD:
            answer = ina.request(method, re.sub(r"\{\w+\}", odd, path))
            assert answer.status_code < 500, (endpoint, odd, answer.text)


def test_odd_queries_are_not_found(app, database):
    """The same in queries of lists and pages."""
    ina = browser(app, database, "ina")
    for path in LISTS:
        for odd in ("%00", "%ed%a0%80", "9" * 40):
            for query in [*(f"{name}={odd}" for name in NAMES), "&".join(f"{name}={odd}" for name in NAMES)]:
                answer = ina.get(f"{path}?{query}")
                assert answer.status_code < 500, (path, query, answer.text)

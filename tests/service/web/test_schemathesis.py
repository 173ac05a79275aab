"""Every endpoint of the API, called with what its description allows and with what it forbids, by callers of every role."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.schemas import APIOperation

from autograder.course import Course
from autograder.service.database import Database
from autograder.service.identity import ROLE_SCOPES
from autograder.service.tables import Person, Worker
from autograder.service.tokens import make_token
from autograder.service.web.api.description import OPENAPI
from autograder.service.web.app import create_app
from autograder.service.web.throttle import Failures
from tests.service.seed import NOTEBOOK, a_grade, graded, hand_in

EXAMPLES = int(os.environ.get("AUTOGRADER_SCHEMATHESIS_EXAMPLES", "7"))
"""Calls of each endpoint for each kind of data; more of them by hand or at night."""
MORE_RULES = {"POST /api/v1/tokens"}
"""Endpoints that refuse what no schema can: a scope that the role does not have, a name of invisible characters."""
FIRST_TOKEN = 1000
"""Ids of tokens that may be revoked begin here; the callers' own are below."""


@pytest.fixture
def tokens(database: Database) -> Mapping[str, str]:
    """A token of each role with all it may have, one that may only submit, and two that are of no use."""
    with database.write() as db:
        found = {"nobody": "", "unknown": "agt_unknown"}
        for person, scopes in {
            name: ROLE_SCOPES[db.get_one(Person, name).role] for name in ("anna", "tom", "ina", "robot")
        }.items():
            found[person] = make_token(db, person, "test", scopes, 30)
        found["submitter"] = make_token(db, "anna", "test", ["submit"], 30)
        db.add(Worker(id="w1", host="here", pid=1, slots=2, state="ready"))
    return found


@pytest.fixture
def submissions(course: Course, database: Database) -> list[str]:
    """Ids: graded of two students, and one that waits."""
    return [
        graded(database, course, a_grade("anna", ["stride"])),
        graded(database, course, a_grade("ben", broken=["size"]), problems="Traceback …"),
        hand_in(database, course, "anna", "second"),
    ]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_endpoint_keeps_to_its_description(
    course: Course, database: Database, tokens: Mapping[str, str], submissions: list[str], mode: GenerationMode
) -> None:
    """No call ends in a 5xx, an undocumented status, a wrong content type or a body of another shape."""
    app = create_app(course, database)
    app.state.failures = Failures(each=10**6, overall=10**6)  # guessing tokens is what this does
    schema = schemathesis.openapi.from_asgi(OPENAPI, app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 15
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not [*operation.iter_parameters(), *operation.body]:
            continue  # it takes nothing, so nothing can be wrong
        attack(operation, mode, tokens, submissions)


def attack(operation: APIOperation, mode: GenerationMode, tokens: Mapping[str, str], submissions: list[str]) -> None:
    @given(
        case=operation.as_strategy(generation_mode=mode),
        caller=st.sampled_from(sorted(tokens)),
        submission=st.none() | st.sampled_from(submissions),
    )
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def call(case: schemathesis.Case, caller: str, submission: str | None) -> None:
        if mode is GenerationMode.POSITIVE and submission is not None:
            use_known(case, submission)
        if isinstance(number := case.path_parameters.get("token"), int) and number < FIRST_TOKEN:
            case.path_parameters["token"] = number + FIRST_TOKEN
        without = not tokens[caller] or case.operation.schema.is_security_param_negated(case)
        headers = {} if without else {"Authorization": f"Bearer {tokens[caller]}"}
        # What was put in place of made-up values is valid; the made-up ones of the other mode have to be refused.
        left_out = [negative_data_rejection] if mode is GenerationMode.POSITIVE else []
        left_out += [positive_data_acceptance] if operation.label in MORE_RULES else []
        case.call_and_validate(headers=headers, excluded_checks=left_out)

    call()


def use_known(case: schemathesis.Case, submission: str) -> None:
    """Ask for something that exists, or hand in a real notebook: made-up ids and files never get far."""
    if "submission_id" in case.path_parameters:
        case.path_parameters["submission_id"] = submission
    if isinstance(case.body, dict) and "file" in case.body:
        case.body |= {"file": NOTEBOOK, "assignment": "first"}

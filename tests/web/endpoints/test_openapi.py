"""The description of the API holds for whatever a program sends: schemathesis asks by it, rightly
and wrongly, and holds every answer to it.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from dashboard.core.vocabulary.record_models import list_columns
from dashboard.exports import EXPORTS
from dashboard.web.endpoints import openapi
from dashboard.web.endpoints.api import EXPORT_TAKES, RESOURCES
from tests.conftest import MATCHES, ROOT
from tests.sizes import laws
from tests.web.clients import application

APP = application(ROOT / "indicators.yaml", ROOT / "data", api_per_minute=100_000)
SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", APP.server)
ASKED: dict[str, int] = {}


@SCHEMA.parametrize()
@settings(max_examples=laws(8), deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_described(case: Any) -> None:
    """Status, kind and body of every answer; wrong questions are refused, right ones answered,
    other methods not allowed.
    """
    answer = case.call(headers={"Accept-Encoding": "identity"})  # nobody unpacks between the two
    case.validate_response(answer)
    ASKED[case.operation.label] = ASKED.get(case.operation.label, 0) + 1
    ASKED["all"] = ASKED.get("all", 0) + 1


def test_every_resource_was_asked() -> None:
    assert {label for label in ASKED if label != "all"} == {
        f"GET /api/v1/{name}" for name in (*RESOURCES, "export/{ending}")
    }
    MATCHES.append(
        f"schemathesis: {ASKED['all']} questions to {len(ASKED) - 1} operations answered as "
        "described"
    )


def test_every_column_is_described_with_what_it_holds(real):
    """Every property has its meaning, and the records hold what the description says."""
    told = openapi.build_document(real, RESOURCES, EXPORT_TAKES)
    for name, one in RESOURCES.items():
        schema = told["components"]["schemas"][name.capitalize()]
        assert list(schema["properties"]) == schema["required"] == list(list_columns(one.model))
        assert all(" · " in column["description"] for column in schema["properties"].values())


@pytest.mark.parametrize("ending", EXPORTS)
def test_files_are_described_by_their_media_types(real, ending):
    content = openapi.build_document(real, RESOURCES, EXPORT_TAKES)["paths"][
        "/api/v1/export/{ending}"
    ]["get"]["responses"]["200"]["content"]
    assert EXPORTS[ending].media in content

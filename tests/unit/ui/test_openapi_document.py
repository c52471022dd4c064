"""The OpenAPI document says what the domain's objects are, and every endpoint what it may answer."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from rag.domain import Answer, Article
from rag.events import AnswerEvent
from rag.find_all import Holding
from rag.receipts import Receipt
from tests.documented import Documented
from tests.fakes_ui import demo_byline, make_article
from ui.api.app import create_app
from ui.api.document import completed
from ui.api.models.answer import AnswerObject
from ui.api.models.articles import ArticleObject
from ui.api.models.events import TYPES, AnswerEventObject
from ui.api.models.examples import EVENTS
from ui.api.models.receipts import ReceiptObject
from ui.contract import article_json


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(demo_byline(), with_page=False).openapi()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method, path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


def fields(model: type[BaseModel]) -> dict[str, Any]:
    return {one.alias or name: one.annotation for name, one in model.model_fields.items()}


def parts_of(kind: Any, wanted: type) -> list[Any]:
    """The dataclasses, or the models, that a type is or holds."""
    is_wanted = dataclasses.is_dataclass(kind) if wanted is object else issubclass_of(kind, wanted)
    if is_wanted:
        return [kind]
    return [found for part in typing.get_args(kind) for found in parts_of(part, wanted)]


def issubclass_of(kind: Any, wanted: type) -> bool:
    return isinstance(kind, type) and not isinstance(kind, types.GenericAlias) and issubclass(kind, wanted)


def undocumented(noun: type, model: type[BaseModel]) -> list[str]:
    """Fields of a dataclass, and of those that it holds, that the model lacks, and the other way round."""
    hints = typing.get_type_hints(noun)
    given = {field.name: hints[field.name] for field in dataclasses.fields(noun)}
    told = fields(model)
    found = [f"{noun.__name__}.{name}" for name in given.keys() ^ told.keys()]
    for name in given.keys() & told.keys():
        for inner, outer in zip(parts_of(given[name], object), parts_of(told[name], BaseModel), strict=True):
            found += undocumented(inner, outer)
    return found


def test_every_field_of_the_answer_is_documented() -> None:
    assert undocumented(Answer, AnswerObject) == []


def test_every_field_of_the_receipt_is_documented() -> None:
    assert undocumented(Receipt, ReceiptObject) == []


def test_a_field_that_is_new_in_the_answer_would_be_seen() -> None:
    hints = typing.get_type_hints(Answer)
    longer = dataclasses.make_dataclass("Longer", [*hints.items(), ("mood", str)])
    assert undocumented(longer, AnswerObject) == ["Longer.mood"]


def test_every_field_of_an_article_is_documented() -> None:
    assert article_json(make_article("Text.")).keys() == fields(ArticleObject).keys()
    assert {field.name for field in dataclasses.fields(Article)} <= fields(ArticleObject).keys()
    assert "article" in {field.name for field in dataclasses.fields(Holding)}


def test_every_event_of_the_stream_is_documented() -> None:
    union = typing.get_args(AnswerEventObject)[0]
    told = {
        typing.get_args(fields(model)["type"])[0]: fields(model).keys() for model in typing.get_args(union)
    }
    given = {
        event.type: {"type"} | {field.name for field in dataclasses.fields(event)}
        for event in typing.get_args(AnswerEvent)
    }
    assert told == given
    assert set(TYPES) == given.keys()


def test_every_field_is_described(document: dict[str, Any]) -> None:
    bare = [
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        if name.endswith(("Object", "Event", "Parts", "Health", "Ready"))
        for field, told in schema.get("properties", {}).items()
        if "description" not in told and field not in {"type", "error"}
    ]
    assert bare == []


def test_the_examples_are_what_the_document_says(document: dict[str, Any]) -> None:
    documented = Documented(document)
    for name, schema in documented.schemas.items():
        for example in schema.get("examples", []):
            assert documented.faults(name, example) == [], name
    for event in EVENTS:
        assert documented.faults("AnswerEvent", event) == []


def test_every_endpoint_says_which_errors_it_gives(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        responses = operation["responses"]
        assert "422" not in responses, (method, path)
        assert "500" in responses, (method, path)
        if "requestBody" in operation:
            assert {"400", "413"} <= responses.keys(), (method, path)
        wanted = "ErrorReply" if path.startswith("/v1/") else "ErrorObject"
        for status, response in responses.items():
            if int(status) >= 400 and path != "/readyz":
                schema = response["content"]["application/json"]["schema"]
                assert schema["$ref"].endswith(f"/{wanted}"), (method, path, status)
    assert "ValidationError" not in json.dumps(document)


def test_every_endpoint_says_how_to_show_a_key_and_that_none_may_be_needed(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        if path not in {"/healthz", "/readyz"}:
            assert operation["security"] == [{}, {"bearer": []}, {"header": []}]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    names = document["components"]["schemas"].keys()
    told = json.dumps(document).split('"#/components/schemas/')[1:]
    assert {one.partition('"')[0] for one in told} <= names
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_stream_says_what_one_event_is(document: dict[str, Any]) -> None:
    streams = {
        path: operation["responses"]["200"]["content"]["text/event-stream"]["itemSchema"]
        for _, path, operation in operations(document)
        if "text/event-stream" in operation["responses"].get("200", {}).get("content", {})
    }
    assert streams.keys() == {"/api/ask", "/api/jobs/{job_id}", "/v1/chat/completions"}
    for item in streams.values():
        assert "data" in item["required"]
    assert streams["/api/ask"]["properties"]["event"]["enum"] == TYPES


def test_what_a_route_says_of_its_errors_is_kept() -> None:
    said = {"description": "It is at lunch."}
    operation = {"responses": {"200": {}, "500": said, "422": {}}}
    document = completed({"paths": {"/api/one": {"get": operation}}})
    responses = document["paths"]["/api/one"]["get"]["responses"]
    assert responses["500"] == said
    assert "400" not in responses
    assert "422" not in responses

"""Replies held against the OpenAPI document, and more strictly: no field that it does not name."""

from __future__ import annotations

import copy
from typing import Any

from jsonschema import Draft202012Validator


class Documented:
    """The schemas of a document, by name."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._components = copy.deepcopy(document["components"])
        self.schemas: dict[str, Any] = self._components["schemas"]
        for schema in self.schemas.values():
            if "properties" in schema:
                schema.setdefault("additionalProperties", False)

    def faults(self, name: str, value: object) -> list[str]:
        """Where the value is not what the schema of that name says."""
        schema = {"$ref": f"#/components/schemas/{name}", "components": self._components}
        return [
            f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(value)
        ]

"""LINE's published API description, made into schemas that forbid what it does not name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

DESCRIPTIONS = Path(__file__).resolve().parents[3] / "shared" / "line-openapi"

Json = dict[str, Any]


class Description:
    """One description: its inheritance written out, so that a validator sees it."""

    def __init__(self, name: str) -> None:
        self._described: Json = yaml.safe_load((DESCRIPTIONS / name).read_text("utf-8"))
        self._schemas: Json = self._described["components"]["schemas"]
        self._written = {name: self._written_out(name) for name in self._schemas}

    def validator(self, schema: Json) -> jsonschema_rs.Validator:
        whole = {**self._references(schema), "$defs": self._written}
        return jsonschema_rs.validator_for(whole)

    def named(self, name: str) -> jsonschema_rs.Validator:
        return self.validator({"$ref": f"#/components/schemas/{name}"})

    def answer(self, method: str, template: str, status: int) -> jsonschema_rs.Validator | None:
        """The schema of an answer, or None where the description names no content."""
        operation = self._described["paths"][template][method.lower()]
        content = operation["responses"].get(str(status), {}).get("content", {})
        described = content.get("application/json")
        return self.validator(described["schema"]) if described else None

    def operations(self) -> set[tuple[str, str]]:
        return {
            (method.upper(), template)
            for template, methods in self._described["paths"].items()
            for method in methods
            if method in ("get", "post", "put", "delete")
        }

    def template(self, method: str, path: str) -> str:
        """The path template a path belongs to, the one with the fewest holes if there are several."""
        fitting = [
            template
            for known, template in self.operations()
            if known == method and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path)
        ]
        return min(fitting, key=lambda template: template.count("{"))

    def properties(self, name: str) -> set[str]:
        """What an object of this schema may carry, inherited properties included."""
        return set(self._flat(self._schemas[name])["properties"])

    def every_property(self) -> set[str]:
        """The names of all properties of all objects."""
        return {
            name for schema in self._schemas.values() for name in self._flat(schema).get("properties", {})
        }

    def _written_out(self, name: str) -> Json:
        schema = self._schemas[name]
        mapping = schema.get("discriminator", {}).get("mapping")
        if mapping:
            # The type decides which of the heirs the object must be, whole.
            return {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"enum": sorted(mapping)}},
                "allOf": [
                    {
                        "if": {"properties": {"type": {"const": kind}}},
                        "then": {"$ref": f"#/$defs/{heir.rpartition('/')[2]}"},
                    }
                    for kind, heir in mapping.items()
                ],
            }
        flat = self._flat(schema)
        if flat.get("properties"):
            flat["additionalProperties"] = False
        written: Json = self._references(flat)
        return written

    def _flat(self, schema: Json) -> Json:
        """A schema with everything it inherits, and none of the inheritance."""
        if "$ref" in schema:
            return self._flat(self._schemas[schema["$ref"].rpartition("/")[2]])
        flat = {key: value for key, value in schema.items() if key not in ("allOf", "discriminator")}
        for part in schema.get("allOf", []):
            inherited = self._flat(part)
            flat["properties"] = {**inherited.get("properties", {}), **flat.get("properties", {})}
            flat["required"] = sorted({*inherited.get("required", []), *flat.get("required", [])})
        return flat

    def _references(self, schema: Any) -> Any:
        """References point into our definitions; words for people and unknown formats fall away."""
        if isinstance(schema, list):
            return [self._references(part) for part in schema]
        if not isinstance(schema, dict):
            return schema
        if isinstance(schema.get("$ref"), str):
            return {"$ref": re.sub(r".*/", "#/$defs/", schema["$ref"])}
        written = {key: self._references(value) for key, value in schema.items() if key != "format"}
        if written.pop("nullable", False) is True and isinstance(written.get("type"), str):
            # As JSON Schema says that null will do as well.
            written["type"] = [written["type"], "null"]
        return written


@cache
def description(name: str) -> Description:
    return Description(name)

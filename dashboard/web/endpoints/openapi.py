"""How is the API described for machines? One OpenAPI document from the tables of resources,
parameters and columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from dashboard.core.vocabulary.model import Registry
from dashboard.core.vocabulary.record_models import (
    WORDS_SCHEMA,
    Record,
    Schema,
    build_column_schema,
    describe_columns,
)
from dashboard.core.vocabulary.text import Text
from dashboard.exports import EXPORTS
from dashboard.web.request.api_parameters import PARAMETERS, Parameter
from dashboard.web.request.session import SESSION


class DescribedResource(Protocol):
    """What a resource says of itself."""

    @property
    def name(self) -> Text: ...
    @property
    def model(self) -> type[Record]: ...
    @property
    def takes(self) -> tuple[str, ...]: ...


PROBLEM: Schema = {
    "type": "object",
    "properties": {"message": {"$ref": "#/components/schemas/Words"}},
    "required": ["message"],
    "additionalProperties": False,
}
ABOUT: Schema = {
    "type": "object",
    "properties": {
        "plan": {"type": "string"},
        "region": {"type": "string"},
        "year": {"type": "integer"},
        "rules": {"type": "string"},
        "version": {"type": "integer"},
        "known_on": {"type": ["string", "null"], "format": "date"},
    },
    "required": ["plan", "region", "year", "rules", "version", "known_on"],
    "additionalProperties": False,
}
ERROR_STATUSES: dict[str, Text] = {
    "400": Text("参数有误，说明错在哪里", "a parameter is wrong; says which and how"),
    "401": Text("须先登录", "sign in first"),
    "403": Text("没有权限", "not allowed"),
    "404": Text(
        "没有这个版本，或该规划没有这一年", "there is no such version, or the plan has no such year"
    ),
    "429": Text(
        "请求过多，Retry-After 为应等的秒数",
        "too many requests; Retry-After says how many seconds to wait",
    ),
    "501": Text("缺少生成该格式的软件包", "a package for the format is missing"),
    "503": Text("暂时不可用", "not available for the moment"),
}
"""Status → what it means; the body says more."""


def build_document(
    registry: Registry, resources: Mapping[str, DescribedResource], export_takes: Iterable[str]
) -> Schema:
    """The OpenAPI 3.1 document of a house; parameters name the plans, regions, themes and
    indicators that it knows.
    """
    paths = {
        f"/api/v1/{name}": {"get": _build_list_operation(registry, name, one)}
        for name, one in resources.items()
    }
    paths["/api/v1/export/{ending}"] = {"get": _build_export_operation(registry, export_takes)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": registry.title.in_("en"),
            "version": "1",
            "description": "规划监测数据，只读；权限与页面相同。 · What the pages show, read only, for whoever "
            "may read them.",
        },
        "paths": paths,
        "security": [{}, {"key": []}, {"session": []}],
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "“我的账号”中新建的取数口令 · a key made on My account",
                },
                "session": {"type": "apiKey", "in": "cookie", "name": SESSION},
            },
            "schemas": {
                "Words": WORDS_SCHEMA,
                "Problem": PROBLEM,
                "About": ABOUT,
                **{
                    name.capitalize(): _build_record_schema(one.model)
                    for name, one in resources.items()
                },
            },
        },
    }


def format_bilingual(text: Text) -> str:
    """A description in both languages."""
    return f"{text.zh} · {text.in_('en')}"


def _build_record_schema(model: type[Record]) -> Schema:
    columns = describe_columns(model)
    properties = {
        name: {**build_column_schema(model, name), "description": format_bilingual(meaning)}
        for name, meaning in columns.items()
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(columns),
        "additionalProperties": False,
    }


def _build_parameter(registry: Registry, name: str, one: Parameter) -> Schema:
    if one.values is not None:
        schema: Schema = {"type": "string", "enum": list(one.values(registry))}
    elif one.kind == "whole":
        schema = {"type": "integer", "minimum": one.least, "maximum": one.most}
    elif one.kind == "day":
        schema = {"type": "string", "format": "date"}
    else:
        schema = {"type": "string", "maxLength": one.most}
    return {
        "name": name,
        "in": "query",
        "description": format_bilingual(one.meaning),
        "schema": schema,
    }


def _build_error_responses(*codes: str) -> Schema:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        code: {"description": format_bilingual(ERROR_STATUSES[code]), "content": content}
        for code in codes
    }


def _build_list_operation(registry: Registry, name: str, one: DescribedResource) -> Schema:
    body: Schema = {
        "type": "object",
        "properties": {
            "about": {"$ref": "#/components/schemas/About"},
            "total": {"type": "integer"},
            "from": {"type": "integer"},
            "next": {"type": ["string", "null"]},
            "records": {
                "type": "array",
                "items": {"$ref": f"#/components/schemas/{name.capitalize()}"},
            },
        },
        "required": ["about", "total", "from", "records", "next"],
        "additionalProperties": False,
    }
    return {
        "operationId": name,
        "summary": format_bilingual(one.name),
        "parameters": [_build_parameter(registry, each, PARAMETERS[each]) for each in one.takes],
        "responses": {
            "200": {
                "description": "ETag marks the version of the answer; If-None-Match asks "
                "whether it still holds.",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {"application/json": {"schema": body}},
            },
            "304": {"description": format_bilingual(Text("未变", "not changed"))},
            **_build_error_responses("400", "401", "403", "404", "429", "503"),
        },
    }


def _build_export_operation(registry: Registry, takes: Iterable[str]) -> Schema:
    ending: Schema = {
        "name": "ending",
        "in": "path",
        "required": True,
        "description": format_bilingual(Text("文件格式", "format of the file")),
        "schema": {"type": "string", "enum": list(EXPORTS)},
    }
    return {
        "operationId": "export",
        "summary": format_bilingual(Text("文件", "A file")),
        "parameters": [
            ending,
            *(_build_parameter(registry, each, PARAMETERS[each]) for each in takes),
        ],
        "responses": {
            "200": {
                "description": format_bilingual(Text("文件", "the file")),
                "content": {one.media: {} for one in EXPORTS.values()},
            },
            **_build_error_responses("400", "401", "403", "404", "429", "501", "503"),
        },
    }

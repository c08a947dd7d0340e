"""Among: whether a column is one of thousands of values, told as one parameter. One each takes PostgreSQL seconds."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, cast, column, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session


def among(
    db: Session, attribute: InstrumentedAttribute[Any], values: Collection[int] | Collection[str]
) -> ColumnElement[bool]:
    """The condition that `attribute` is one of the values, which have no line breaks in them.

    A JSON list in SQLite, lines in PostgreSQL, whose driver takes longer to write an array than it to read one."""
    if db.get_bind().dialect.name == "sqlite":
        each = func.json_each(json.dumps(list(values))).table_valued(column("value"))
        return attribute.in_(select(each.c.value))
    lines = func.string_to_array("\n".join(map(str, values)), "\n")
    return attribute == any_(cast(lines, ARRAY(attribute.type)))

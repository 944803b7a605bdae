"""Tables of the server itself, which nobody can index and no application is to blame for."""

from __future__ import annotations

import re

_NAME = re.compile(
    r"(?:pg_catalog|information_schema|performance_schema|mysql|sys|pg_toast)\."
    r"|pg_(?!bench)[a-z]\w*$|sqlite_(?:master|schema|temp_master|sequence|stat\d)$"
    r"|(?:user|all|dba)_(?:tables|indexes|ind_columns|constraints|tab_columns)$",
    re.IGNORECASE,
)


def is_system_table(name: str) -> bool:
    """Whether a table (``pg_class``, ``information_schema.tables``, ``sqlite_master``) is one of
    the server's catalogs."""
    return _NAME.match(name.replace('"', "").replace("`", "")) is not None

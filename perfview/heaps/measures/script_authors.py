"""Whose a script is, by its name: the program's own, a library's, the platform's."""

from __future__ import annotations

import re

UNKNOWN, PLATFORM, LIBRARY, OWN = -1, 0, 1, 2
"""Whose something is; of several answers the greatest counts."""

_PLATFORM = re.compile(
    r"(node:|internal/|extensions::|chrome:|chrome-extension:|devtools:|v8/|native )"
)
_PACKAGE = re.compile(r"(?:^|[/\\])node_modules[/\\](?:\.pnpm[/\\][^/\\]+[/\\]node_modules[/\\])?"
                      r"(?P<name>@[^/\\]+[/\\][^/\\]+|[^/\\@.][^/\\]*)")  # fmt: skip
_CDN = re.compile(
    r"https?://(?:cdn\.jsdelivr\.net/(?:npm|gh)|unpkg\.com|cdnjs\.cloudflare\.com/ajax/libs|"
    r"esm\.sh|cdn\.skypack\.dev)/(?P<name>@[^/@]+/[^/@]+|[^/@]+)"
)
_VENDOR = re.compile(r"[/\\](?:vendors?|third[_-]party)(?:[/\\~.-]|$)")


def author_of(script: str) -> int:
    """`OWN`, `LIBRARY` or `PLATFORM`; scripts without a name, as `eval` makes them, are the
    program's."""
    if _PLATFORM.match(script):
        return PLATFORM
    return LIBRARY if package_of(script) or _VENDOR.search(script) else OWN


def package_of(script: str) -> str:
    """``@scope/name`` or ``name`` of the package that a script is of: by the innermost folder
    `node_modules`, or by the address of a public mirror of packages; "" for none."""
    innermost = list(_PACKAGE.finditer(script))[-1:]
    found = innermost[0] if innermost else _CDN.match(script)
    return found["name"].replace("\\", "/") if found else ""

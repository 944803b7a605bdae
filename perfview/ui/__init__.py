"""Everything Qt; nothing outside this folder imports it."""

import builtins

_plain_import = builtins.__import__

import PySide6.QtCore  # noqa: E402, F401 - it puts a hook of its own around every import

# PySide reads the source of whatever is imported from then on, looking for its name, so that
# `from __feature__ import` may work. Nobody here uses that; it makes imports a third slower and
# keeps megabytes of sources in memory.
builtins.__import__ = _plain_import

"""Ids as files write them, as hexadecimal digits."""

from __future__ import annotations

import base64
import binascii
from typing import Any


def id_hex(value: Any, size: int) -> str:
    """An id of `size` bytes in hex, from hex, base64 or a whole number; other texts as they are."""
    if isinstance(value, int):
        return f"{value & ((1 << 8 * size) - 1):0{2 * size}x}"
    text = str(value or "")
    if len(text) != 2 * size:
        try:
            decoded = base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error):
            return text
        return decoded.hex() if len(decoded) == size else text
    return text.lower()

"""Which encoding a text is in, and UTF-16 as UTF-8."""

from __future__ import annotations


def encoding_of(head: bytes) -> str:
    """ "utf-16-le", "utf-16-be" or "": told by the byte order mark, or by zeros beside ASCII."""
    if head[:2] == b"\xff\xfe":
        return "utf-16-le"
    if head[:2] == b"\xfe\xff":
        return "utf-16-be"
    if len(head) >= 4 and head[1] == head[3] == 0 and head[0] and head[2]:
        return "utf-16-le"
    if len(head) >= 4 and head[0] == head[2] == 0 and head[1] and head[3]:
        return "utf-16-be"
    return ""


def decoded_utf16(content: bytes) -> bytes:
    """UTF-16 text in UTF-8, without its byte order mark; everything else as it is."""
    encoding = encoding_of(content[:4])
    if not encoding:
        return content
    text = content.decode(encoding, "replace").lstrip("\ufeff")
    return text.encode("utf-8", "replace")

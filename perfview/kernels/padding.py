"""How much slack kernels need; stands alone so that reading a file need not load the compiler."""

from __future__ import annotations

PAD = 128
"""Bytes of slack every buffer handed to a kernel must have after its content."""

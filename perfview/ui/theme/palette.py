"""Tokens -> QPalette, for what Qt draws without asking the style sheet."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from perfview.ui.theme.colours import disabled
from perfview.ui.theme.tokens import Theme

_ROLES = {
    "Window": "window",
    "WindowText": "text",
    "Base": "panel",
    "AlternateBase": "panel",
    "Text": "text",
    "Button": "raised",
    "ButtonText": "text",
    "BrightText": "ink",
    "Highlight": "selected",
    "HighlightedText": "text",
    "Link": "accent",
    "LinkVisited": "accent",
    "PlaceholderText": "text3",
    "ToolTipBase": "raised",
    "ToolTipText": "text",
    "Light": "line",
    "Midlight": "line",
    "Mid": "line",
    "Dark": "line",
    "Shadow": "shadow",
    "Accent": "accent",
}


def palette(theme: Theme) -> QPalette:
    """The application's palette in this theme."""
    made = QPalette()
    for role, token in _ROLES.items():
        if hasattr(QPalette.ColorRole, role):
            made.setColor(QPalette.ColorRole[role], QColor(getattr(theme, token)))
    faint = QColor(disabled(theme))
    for role in ("WindowText", "Text", "ButtonText"):
        made.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole[role], faint)
    return made

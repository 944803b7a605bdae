"""Sets of transforms kept by name, for other recordings and other days."""

from __future__ import annotations

import json

from perfview.ui.widgets.splitter import Keeps

_BLOB = "profile-changes"
_MOST = 50


class SavedChanges:
    """Each set is the transforms' texts (`transforms.words.text_of`), in order, under a name."""

    def __init__(self, settings: Keeps) -> None:
        self._settings = settings

    def all(self) -> dict[str, list[str]]:
        """The sets by name, as they were saved; none of what cannot be made sense of."""
        try:
            found = json.loads(self._settings.blob(_BLOB) or b"{}")
        except ValueError:
            return {}
        if not isinstance(found, dict):
            return {}
        return {
            str(name): [str(text) for text in texts]
            for name, texts in found.items()
            if isinstance(texts, list)
        }

    def save(self, name: str, texts: list[str]) -> None:
        """Keep a set; one of the same name is replaced, beyond fifty the oldest is forgotten."""
        kept = {other: known for other, known in self.all().items() if other != name}
        latest = dict([*kept.items(), (name, texts)][-_MOST:])
        self._settings.keep_blob(_BLOB, json.dumps(latest).encode())

    def forget(self, name: str) -> None:
        """Keep a set no longer."""
        kept = {other: known for other, known in self.all().items() if other != name}
        self._settings.keep_blob(_BLOB, json.dumps(kept).encode())

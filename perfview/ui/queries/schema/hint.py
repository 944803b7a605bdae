"""What would make the advice surer, where nothing but statements is known of a database."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from perfview.queries.study import Study
from perfview.ui.queries.jumping.menu import copy_text
from perfview.ui.widgets.arrange import row
from perfview.ui.widgets.button import button
from perfview.ui.widgets.label import label

_WORDS = (
    "With the schema and statistics of the database advice is surer. Drop schema.sql or "
    "stats.json onto the window; this writes the statistics:"
)
_COMMANDS = {
    "postgres": "perfview statistics postgres > statistics.sql && "
    "psql -X -At -f statistics.sql DATABASE > stats.json",
    "mysql": "perfview statistics mysql > statistics.sql && "
    "mysql -N -B -r DATABASE < statistics.sql > stats.json",
}


class SchemaHint(QWidget):
    """A sentence, and the command to copy."""

    def __init__(self, dialect: str) -> None:
        super().__init__()
        self.command = _COMMANDS.get(dialect, _COMMANDS["postgres"])
        self.copy = button("Copy the command", "copy", "flat", tip=self.command)
        self.copy.clicked.connect(lambda: copy_text(self, self.command, "command"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(label(_WORDS, "3", wrap=True))
        layout.addWidget(row(self.copy, 1))


def is_guess_without(study: Study) -> bool:
    """Whether statistics of the tables could be told and are not."""
    known = any(table.rows >= 0 for table in study.schema.tables.values())
    return study.model.dialect in ("", *_COMMANDS) and not known

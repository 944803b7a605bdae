"""An index that would help, and all that speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass, field

from perfview.queries.schema.model import IndexColumn


@dataclass(frozen=True)
class Helped:
    """A statement that an index helps: cost of one run before and after in the planner's units;
    time_saved_ns: of all its calls, 0 unknown; plan_agrees: a plan that was run reads what the
    index would spare it (None: there is no plan); how: seek, sort spared, index only …"""

    statement: int
    cost_before: float
    cost_after: float
    time_saved_ns: float
    plan_agrees: bool | None = None
    how: str = ""


@dataclass(frozen=True)
class Suggestion:
    """One index of the set for the whole workload. where: condition of a partial one; level: of
    `schema.model.EVIDENCE_LEVELS`; confidence 0-1 by the calibration in `indexes.confidence`;
    bytes: about how big it becomes, -1 unknown; write_cost: statements that write the table, and
    share of index work it adds to one of their runs (0.2: a fifth); replaces: names of indexes that
    it makes needless; called: its name, "" for the usual one; is_partitioned: the table is;
    beginnings: columns of which MySQL holds only the first letters; reasons: sentences that say why
    these columns in this order; doubts: why it may be wrong."""

    table: str
    columns: tuple[IndexColumn, ...]
    include: tuple[str, ...] = ()
    where: str = ""
    method: str = "btree"
    is_unique: bool = False
    helped: tuple[Helped, ...] = ()
    level: str = "text"
    confidence: float = 0.5
    bytes: int = -1
    writers: tuple[int, ...] = ()
    writes_per_call: float = 0.0
    replaces: tuple[str, ...] = ()
    reasons: tuple[str, ...] = field(default=())
    doubts: tuple[str, ...] = field(default=())
    called: str = ""
    is_partitioned: bool = False
    beginnings: tuple[str, ...] = ()

    def name(self) -> str:
        """A name as people give them: ``orders_user_id_created_at_idx``, at most 63 bytes."""
        from perfview.queries.indexes.writing import index_name

        return self.called or index_name(self.table, self.columns)

    def ddl(self, dialect: str, concurrently: bool = True) -> str:
        """The statement that makes it, in that dialect; for PostgreSQL CONCURRENTLY, which it knows
        for tables that are not partitioned."""
        from perfview.queries.indexes.writing import create_index

        parts = (self.table, self.columns, self.include, self.where)
        online = concurrently and not self.is_partitioned
        return create_index(*parts, dialect, online, self.name(), self.beginnings)

    def drops(self, dialect: str) -> tuple[str, ...]:
        """Statements that drop what it makes needless, to be run once it is there."""
        from perfview.queries.indexes.writing import drop_index

        return tuple(drop_index(name, self.table, dialect) for name in self.replaces)

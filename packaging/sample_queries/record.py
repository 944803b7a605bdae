"""Record the sample of a slow database: python packaging/sample_queries/record.py

A web shop on a PostgreSQL of its own for 45 seconds: its log with plans, its schema and its
statistics. Needs PostgreSQL 13 or newer and psycopg; as root, a user `postgres`.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import shop

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SAMPLES = ROOT / "resources" / "samples"
STATISTICS = ROOT / "resources" / "queries" / "statistics-postgres.sql"
PORT, SECONDS, NAME = 55439, 30.0, "slow-shop"
SETTINGS = f"""
port = {PORT}
listen_addresses = '127.0.0.1'
fsync = off
shared_buffers = 256MB
max_wal_size = 64MB
work_mem = 4MB
jit = off
max_parallel_workers_per_gather = 0
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %q%u@%d/%a '
log_min_duration_statement = 0
log_lock_waits = on
deadlock_timeout = 100ms
log_temp_files = 0
log_checkpoints = on
log_connections = on
log_disconnections = on
shared_preload_libraries = 'auto_explain'
auto_explain.log_min_duration = 20ms
auto_explain.log_analyze = on
auto_explain.log_buffers = on
auto_explain.log_format = json
auto_explain.sample_rate = 0.2
"""


def main() -> None:
    """Set the server up, let the shop work, and keep what was written."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        if os.geteuid() == 0:
            shutil.chown(home, "postgres")
        server = _Server(home)
        server.start()
        try:
            server.psql("postgres", "-c", "CREATE DATABASE shop")
            server.psql("shop", "-f", str(HERE / "schema.sql"))
            server.psql("shop", "-f", str(HERE / "data.sql"))
            begins = len(server.log.read_bytes())
            shop.run(f"{server.address} dbname=shop", SECONDS)
            log = server.log.read_bytes()[begins:]
            statistics = server.psql("shop", "-At", "-f", str(STATISTICS))
            schema = server.output("pg_dump", "-s", "-d", f"{server.address} dbname=shop")
        finally:
            server.stop()
    _keep(f"{NAME}.postgres.log.gz", gzip.compress(log, 9, mtime=0))
    _keep(f"{NAME}.stats.json", statistics)
    _keep(f"{NAME}.schema.sql", schema)


def _keep(name: str, content: bytes) -> None:
    (SAMPLES / name).write_bytes(content)
    print(f"{name}: {len(content):,} bytes")


class _Server:
    """A PostgreSQL in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.data, self.log = home / "data", home / "log"
        self.address = f"host=127.0.0.1 port={PORT} user=postgres"
        self._programs = _programs()

    def start(self) -> None:
        self._run("initdb", "-D", str(self.data), "-A", "trust", "-U", "postgres", "-E", "UTF8")
        with open(self.data / "postgresql.conf", "a") as file:
            file.write(SETTINGS + f"unix_socket_directories = '{self.data}'\n")
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w", "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def psql(self, database: str, *words: str) -> bytes:
        address = f"{self.address} dbname={database}"
        return self.output("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *words, address)

    def output(self, program: str, *words: str) -> bytes:
        return subprocess.run(
            [self._programs / program, *words], check=True, stdout=subprocess.PIPE
        ).stdout

    def _run(self, program: str, *words: str) -> None:
        user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        subprocess.run(
            [self._programs / program, *words],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.data.parent,
            **user,  # type: ignore[call-overload]
        )


def _programs() -> Path:
    """The folder of the newest server that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    at = found[-1] if found else shutil.which("initdb")
    if at is None:
        raise SystemExit("PostgreSQL is not installed: initdb was not found.")
    return Path(at).parent


if __name__ == "__main__":
    main()

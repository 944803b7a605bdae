"""What the first paint waits for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import json, sys
from PySide6.QtWidgets import QApplication
from perfview.ui.application import Application, prepare
app = QApplication([])
prepare(app)
application = Application()
application.window.painted.disconnect()
def painted():
    print(json.dumps(sorted(sys.modules)))
    sys.stdout.flush()
    app.quit()
application.window.painted.connect(painted)
application.window.show()
app.exec()
"""
HEAVY = {"numpy", "numba", "llvmlite", "click", "orjson", "zstandard", "scipy"}


def test_only_qt_and_the_theme_are_loaded_before_the_first_paint(tmp_path: Path) -> None:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PERFVIEW_CONFIG_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    loaded = json.loads(done.stdout.splitlines()[-1])
    assert HEAVY.isdisjoint(loaded)
    engine = {name for name in loaded if name.startswith("perfview.engine.")}
    assert engine == {"perfview.engine.memory", "perfview.engine.settings"}
    assert not [n for n in loaded if n.startswith(("perfview.kernels", "perfview.traces"))]

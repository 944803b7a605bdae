"""The formats in which chosen spans can be written, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from perfview.traces.documents.chrome_json import write_chrome_json
from perfview.traces.documents.otlp_json import write_otlp_json
from perfview.traces.study import Study

Write = Callable[[Study, NDArray[np.int32], BinaryIO, Callable[[], None]], None]

DOCUMENTS: dict[str, Write] = {
    "otlp-json": write_otlp_json,
    "chrome-json": write_chrome_json,
}
"""Each writes rows (int32) of a study to a file; the last argument is called now and then and may
raise to stop. All raise `UnreadableInput` when the recording has changed since it was read."""

"""Which function of which script a slice runs, and what to call it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from perfview.traces.browser.events import Said, number_of, said_of, text_of
from perfview.traces.browser.page import Page
from perfview.traces.contents.detail import Value
from perfview.traces.patterns.naming import shortened
from perfview.traces.study import Study

LONGEST = 60
MADE_HERE = ("blob:", "data:")


@dataclass(frozen=True)
class Function:
    """A function of a script, or the script itself (`name` "" and `is_script`).

    `line` counts from 1 as Chrome does in traces, 0 when not known; `url` may be "".
    """

    name: str
    url: str
    line: int
    is_script: bool = False

    def label(self, page: Page) -> str:
        """For a sentence: `` `onType` in app.js, line 12 ``; hosts that are not the page's too."""
        place = _place(self.url, page.url)
        line = f", line {self.line}" if self.line > 0 else ""
        if self.is_script and self.url.startswith(MADE_HERE):
            return place
        if self.is_script:
            inline = place == "the page"
            return f"the script in the page{line}" if inline else f"the script `{place}`"
        who = f"`{shortened(self.name, LONGEST)}`" if self.name else "an anonymous function"
        return f"{who} in {place}{line}"

    def plain(self, page: Page) -> str:
        """The label for places that know no backticks, such as titles."""
        return self.label(page).replace("`", "")

    @property
    def identity(self) -> str:
        """The same in every recording: without host, port and query, and without line if named."""
        name = self.name or ("script" if self.is_script else f"line {self.line}")
        return f"{name} {_path(self.url)}"


UNKNOWN = Function("", "", 0)


def _path(url: str) -> str:
    if url.startswith(MADE_HERE):
        return url.partition(":")[0]
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return shortened(url, LONGEST)


def _place(url: str, page_url: str) -> str:
    """The file's name, with its host when that is not the page's; "the page" for the page.

    Of a script that the page put together itself the address says nothing.
    """
    if url.startswith(MADE_HERE):
        return "a script made by the page"
    try:
        parts, own = urlsplit(url), urlsplit(page_url)
    except ValueError:
        return shortened(url, LONGEST)
    if not url or (parts.netloc, parts.path) == (own.netloc, own.path):
        return "the page"
    name = shortened(parts.path.rstrip("/").rsplit("/", 1)[-1], LONGEST)
    elsewhere = f"{name} of {parts.netloc}" if name else parts.netloc
    return elsewhere if parts.netloc and parts.netloc != own.netloc else name or "the page"


def function_of(study: Study, row: int) -> Function | None:
    """The function a `FunctionCall` or `EvaluateScript` runs; None when it does not say."""
    return functions_of(study, np.array([row]))[0]


def functions_of(study: Study, rows: NDArray[np.integer]) -> list[Function | None]:
    """The functions that `FunctionCall` and `EvaluateScript` slices run, with one reading."""
    strings, names = study.model.strings, study.model.name
    found: list[Function | None] = []
    for row, said in zip(rows.tolist(), said_of(study, rows), strict=True):
        url = text_of(said, "url") or text_of(said, "fileName")
        name = text_of(said, "functionName")
        line = max(0, int(number_of(said, "lineNumber", 0)))
        is_script = strings[int(names[row])] != "FunctionCall"
        found.append(Function(name, url, line, is_script) if url or name else None)
    return found


def caller_of(said: Said) -> Function | None:
    """The innermost function of an event's stack trace; None without one."""
    frames = said.get("stackTrace")
    if not isinstance(frames, list) or not frames or not isinstance(frames[0], dict):
        return None
    return _of_frame(frames[0])


def _of_frame(frame: dict[str, Value]) -> Function | None:
    url, name = text_of(frame, "url"), text_of(frame, "functionName")
    line = max(0, int(number_of(frame, "lineNumber", 0)))
    return Function(name, url, line) if url or name else None

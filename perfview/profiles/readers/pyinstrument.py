"""pyinstrument's JSON: the tree its JSON renderer writes, and whole sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from perfview.profiles.model import ProfileModel
from perfview.recording.errors import UnreadableInput
from perfview.recording.json_keys import json_head, own_keys
from perfview.recording.progress import Progress
from perfview.recording.reader import Reader, Sniff
from perfview.recording.report import ImportReport
from perfview.recording.source import Source

if TYPE_CHECKING:
    from perfview.recording.json_views import JsonView

_BESIDE = {"start_time", "duration", "sample_count"}
_LATEST_S = 4e9


class Pyinstrument(Reader):
    """pyinstrument: ``pyinstrument -r json`` and ``-r pyisession`` (versions 3 to 5).

    A session keeps every sample in its order, by thread, with the line that was running; the JSON
    rendering keeps a tree of frames with their times. Methods are named with their class, as
    pyinstrument prints them; ``[self]`` is the time of the frame it stands under.
    Format: https://pyinstrument.readthedocs.io/en/latest/reference.html
    """

    name = "pyinstrument"
    title = "pyinstrument JSON"
    version = 1

    def sniff(self, source: Source) -> Sniff:
        """Sure when it has a session's keys with a root frame or records of frames."""
        head = json_head(source)
        if not head.startswith(b"{"):
            return Sniff(0, "it is no JSON object")
        keys = set(own_keys(head))
        if len(keys & _BESIDE) > 1 and keys & {"root_frame", "frame_records"}:
            return Sniff(1, "a session of pyinstrument")
        if keys >= _BESIDE and keys & {"start_call_stack", "sys_path", "cpu_time"}:
            return Sniff(0.9, "what pyinstrument says of its sessions")
        return Sniff(0, "it has no session of pyinstrument")

    def read(self, source: Source, progress: Progress) -> tuple[ProfileModel, ImportReport]:
        """The profile. Raises `UnreadableInput` when there is not one frame."""
        from perfview.profiles.readers.python import frame_records, frame_tree
        from perfview.recording.json_views import load_json, report_of

        document = load_json(source, progress, "Reading frames")
        root = document.root
        about = _about(root)
        notes = ImportReport()
        if root.get("frame_records").is_list:
            session = frame_records.read_records(root.get("frame_records"), notes)
            is_empty = not session.cost
            model = frame_records.model_of(session, **about) if not is_empty else None
        else:
            columns, children = frame_tree.COLUMNS, frame_tree.CHILDREN
            rows = root.get("root_frame").records(columns, children=children)
            model = frame_tree.model_of(rows, document.texts, notes, **about) if len(rows) else None
        report = report_of(source, document)
        report.oddities += notes.oddities
        if model is None:
            raise UnreadableInput(
                "There is not one frame in this pyinstrument session",
                offset=document.wrong_at,
                remedy="Record for longer, or check that the file was written completely.",
            )
        report.rows = len(model)
        return model, report


def _about(root: JsonView) -> dict[str, Any]:
    """What the session says of itself, as fields of the model."""
    began, interval = root.get("start_time").number(), root.get("max_interval").number()
    lasted, samples = root.get("duration").number(), root.get("sample_count").number()
    if not interval > 0 and lasted > 0 and samples > 0:
        interval = lasted / samples  # the rendering keeps no interval, but how often it looked
    program = root.get("target_description").text() or root.get("program").text()
    return {
        "began_ns": round(began * 1e9) if 0 < began < _LATEST_S else 0,
        "interval_ns": round(interval * 1e9) if 0 < interval < _LATEST_S else 0,
        "comments": [program] if program else [],
    }

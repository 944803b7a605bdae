"""What is the same of every profile of V8."""

METRIC = "wall"
"""V8 samples by the clock, whether its thread runs or waits."""

DEPTH_LIMIT = 255
"""Frames V8 keeps of a stack: `TickSample::kMaxFramesCount` (src/profiler/tick-sample.h)."""

"""Spans written as files that other tools open: OpenTelemetry's JSON, Chrome's trace JSON."""

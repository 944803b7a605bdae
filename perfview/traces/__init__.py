"""Traces: spans of requests through services, and why they are slow."""

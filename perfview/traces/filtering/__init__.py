"""What the filter language means for spans, traces and operations."""

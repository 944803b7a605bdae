"""Files beside a recording that tell more: schema, statistics."""

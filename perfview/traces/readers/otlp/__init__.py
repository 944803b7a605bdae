"""The parts of reading OpenTelemetry's protocol: schemas and shapes."""

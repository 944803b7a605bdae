"""The parts of reading Perfetto's protobuf."""

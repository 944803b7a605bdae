"""The parts of reading Jaeger's and Zipkin's JSON."""

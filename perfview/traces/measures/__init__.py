"""What can be measured on a recording: paths, operations, graphs, lanes, distributions."""

"""The parts of reading the kernel's log as text."""

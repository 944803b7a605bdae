"""The bytes of a file in memory as a whole, for kernels."""

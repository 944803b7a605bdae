"""One picture of rectangles for every view: drawn by kernels, in device pixels, from arrays."""

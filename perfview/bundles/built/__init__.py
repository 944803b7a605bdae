"""The built files beside the stats: found, taken apart by source maps, compressed."""

"""What an esbuild metafile tells."""

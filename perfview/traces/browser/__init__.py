"""What Chrome and its DevTools record of a page: loading, network, main thread."""

"""What changed, and what would change: two builds side by side, and changes somebody thinks of."""

"""What has grown between snapshots of one process, who holds it, and which edge to cut."""

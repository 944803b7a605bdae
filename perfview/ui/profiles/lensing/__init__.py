"""What of a profile the window looks at: held, shown, changed, undone."""

"""What there is to say of the chosen module, package or chunk."""

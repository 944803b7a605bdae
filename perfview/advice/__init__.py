"""Above the pillars: findings become a ranked list of things to do, and one verdict."""

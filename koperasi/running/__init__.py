"""A lesson's cells in a process of its own."""

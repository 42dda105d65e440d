"""Plain words that every room may use: who receives what, and which fields a tracker may give us."""

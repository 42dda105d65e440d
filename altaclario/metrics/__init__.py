"""Pure arithmetic: a snapshot, settings and a question become a result."""

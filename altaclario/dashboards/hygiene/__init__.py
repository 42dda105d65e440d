"""Whether the figures can be trusted: what each rule finds, and what it would mean to leave that out."""

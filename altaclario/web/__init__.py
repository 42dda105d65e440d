"""What every page stands on: middleware, headers, error pages, base templates, the island build, and outgoing mail."""

"""Who agreed to which text, and when; the choice about analytics, and the opt-out signal of a browser."""

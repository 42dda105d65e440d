"""The sprint dashboard: what became of a sprint."""

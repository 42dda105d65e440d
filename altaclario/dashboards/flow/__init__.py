"""The flow dashboard: how work flows."""

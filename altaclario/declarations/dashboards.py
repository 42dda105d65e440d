"""The dashboards, by the name that stands in their addresses, in the order of the navigation."""

NAMES = ("home", "sprint", "flow", "releases", "forecast", "portfolio", "quality", "hygiene", "explore")

"""AltaClario: delivery dashboards from a team's tracker, read as metadata and held only in memory."""

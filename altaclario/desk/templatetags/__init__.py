"""How templates write what is told of incidents."""

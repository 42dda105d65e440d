"""Words of templates about accounts."""

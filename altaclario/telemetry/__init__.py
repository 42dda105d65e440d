"""Our own page views, performance samples and errors: route names and numbers."""

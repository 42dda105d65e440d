"""The `altaclario` command and the settings of an edition: the only room that names all others."""

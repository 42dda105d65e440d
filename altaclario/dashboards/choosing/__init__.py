"""How figures are counted: the pages where it is chosen, with a look at what changes before it does."""

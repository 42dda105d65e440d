"""From a question to a chart: the pages people look at."""

"""`python -m altaclario` is the `altaclario` command."""

import sys

from altaclario.config.command import main

if __name__ == "__main__":
    sys.exit(main())

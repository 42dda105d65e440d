"""From a fresh checkout to dashboards: `python3 run.py` sets up, starts everything, and says where it answers."""

import os
import subprocess
import sys

import prepare

if __name__ == "__main__":
    command = [str(prepare.environment("requirements.lock")), "-m", "altaclario", "run", *sys.argv[1:]]
    if os.name == "posix":
        # In the place of this process, so that Ctrl-C reaches the one that knows how to stop.
        os.execv(command[0], command)
    sys.exit(subprocess.run(command, check=False).returncode)

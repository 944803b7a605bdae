"""Make this checkout ready: system libraries, virtual environment, locked packages, kernels.

Run by `make run` and `make test` with any Python 3.11 or newer; needs nothing but the standard
library. What is already in place is not done again, so a second call takes a moment only.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
UV = "uv==0.13.9"
LOCKS = {
    "run": ROOT / "packaging" / "requirements.lock",
    "test": ROOT / "packaging" / "requirements-dev.lock",
}

# Library file -> Debian package. Offscreen needs the first six, a window on X the rest
# (found by starting the window in a minimal Debian 12).
LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}


def say(words: str) -> None:
    """Tell what is being done, at once."""
    print(f"· {words}", file=sys.stderr, flush=True)


def missing_libraries() -> list[str]:
    """Debian packages of the system libraries Qt needs that the loader does not know."""
    ldconfig = shutil.which("ldconfig") or "/sbin/ldconfig"
    if not sys.platform.startswith("linux") or not Path(ldconfig).exists():
        return []
    known = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False).stdout
    return [package for library, package in LIBRARIES.items() if f"{library} " not in known]


def install_libraries(packages: list[str]) -> None:
    """Install them where apt and the right to use it are there, else print the one line to type."""
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    line = f"sudo apt-get install -y {' '.join(packages)}"
    allowed = not sudo or subprocess.run([*sudo, "true"], capture_output=True).returncode == 0
    if not shutil.which("apt-get") or not allowed:
        say("These system libraries are missing; please install them and run this again:")
        print(f"    {line}", file=sys.stderr)
        return
    say(f"Installing system libraries: {' '.join(packages)}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}

    def apt(*words: str) -> bool:
        command = [*sudo, "apt-get", *words]
        return subprocess.call(command, env=environment, stdout=subprocess.DEVNULL) == 0

    apt("update", "-qq")
    if not apt("install", "-y", "-qq", "--no-install-recommends", *packages):
        say(f"That did not work; please type: {line}")


def stamp(lock: Path) -> str:
    """What the environment must have been made from to be up to date."""
    made_of = lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    return hashlib.sha256(made_of).hexdigest()


def prepare_environment(purpose: str) -> None:
    """A virtual environment with exactly the locked packages and this checkout in it."""
    lock, done = LOCKS[purpose], VENV / f"prepared-{purpose}"
    if PYTHON.exists() and done.exists() and done.read_text() == stamp(lock):
        return
    if not PYTHON.exists():
        say("Making a virtual environment in .venv")
        venv.create(VENV, with_pip=True, clear=VENV.exists())
    say("Installing locked packages")
    run = [str(PYTHON), "-m"]
    quiet = ["-q", "--disable-pip-version-check"]
    subprocess.run([*run, "pip", "install", *quiet, UV], check=True)
    install = [*run, "uv", "pip", "install", "-q", "--compile-bytecode", "--python", str(PYTHON)]
    subprocess.run([*install, "--require-hashes", "-r", str(lock)], check=True)
    subprocess.run([*install, "--no-deps", "-e", str(ROOT)], check=True)
    # The checkout's own modules are left out of that; uncompiled, each start pays for them.
    subprocess.run([*run, "compileall", "-q", str(ROOT / "perfview")], check=True)
    done.write_text(stamp(lock))


def prepare_kernels() -> None:
    """Compile the kernels once; they are kept in the user's cache folder."""
    subprocess.run([str(PYTHON), "-m", "perfview.kernels.warming"], check=True, cwd=ROOT)


def main(purpose: str) -> int:
    """Prepare for `run` or `test`; 0 when everything is in place."""
    if sys.version_info < (3, 11):  # noqa: UP036 - any Python may run this file
        say(f"PerfView needs Python 3.11 or newer; this is {sys.version.split()[0]}")
        return 1
    if packages := missing_libraries():
        install_libraries(packages)
    try:
        prepare_environment(purpose)
        prepare_kernels()
    except subprocess.CalledProcessError as failed:
        say(f"This step failed: {' '.join(map(str, failed.cmd))}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))

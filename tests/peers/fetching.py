"""Packages that hold other programs' samples and tests, fetched by the ordinary clients into a cache and unpacked once."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

CACHE = Path("build/peers")


def debian(name: str) -> Path:
    """A Debian source package's upstream files."""
    return _once("debian", name, lambda folder: _run(["apt-get", *_apt(), "-q", "source", "--download-only", "--tar-only", name], folder))


def npm(name: str) -> Path:
    """An npm package's files."""
    return _once("npm", name.replace("/", "-").strip("@"), lambda folder: _run(["npm", "pack", "--silent", name], folder))


def sdist(requirement: str) -> Path:
    """A Python source distribution's files."""
    name = requirement.partition("==")[0]
    get = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", name, requirement]
    return _once("sdist", requirement, lambda folder: _run(get, folder))


def python(*requirements: str) -> Path:
    """A folder for PYTHONPATH that holds these Python packages and what they need."""
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", ".", *requirements]
    return _once("python", "-".join(requirements), lambda folder: _run(install, folder), unpack=False)


def node(*packages: str) -> Path:
    """A folder whose node_modules holds these npm packages and what they need."""
    return _once("node", "readers", lambda folder: _run(["npm", "install", "--silent", "--prefix", ".", *packages], folder), unpack=False)


def package(name: str) -> Path:
    """What a Debian package would install."""

    def fetch(folder: Path) -> None:
        _run(["apt-get", *_apt(), "-q", "download", name], folder)
        for archive in folder.glob("*.deb"):
            _run(["dpkg-deb", "-x", archive.name, "."], folder)
            archive.unlink()

    return _once("package", name, fetch, unpack=False)


def _once(client: str, name: str, fetch: Callable[[Path], None], unpack: bool = True) -> Path:
    folder = (CACHE / client / name).resolve()
    ready = folder / ".ready"
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"fetching {name} ({client})", file=sys.stderr, flush=True)
        fetch(folder)
        if unpack:
            for archive in [*folder.glob("*.orig.tar.*"), *folder.glob("*.tgz"), *folder.glob("*.tar.gz"), *folder.glob("*.zip")]:
                _run(["tar", "xf", archive.name], folder)
        ready.touch()
    return folder


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def _apt() -> list[str]:
    """Options under which apt-get fetches sources from where the system gets its packages, leaving the system as it is."""
    home = (CACHE / "apt").resolve()
    options = []
    for name, value in {
        "Dir::Etc::sourcelist": home / "sources.list",
        "Dir::Etc::sourceparts": home / "sources.list.d",
        "Dir::State::lists": home / "lists",
        "Dir::Cache": home / "cache",
        "APT::Sandbox::User": "root",
    }.items():
        options += ["-o", f"{name}={value}"]
    if not (home / ".ready").exists():
        for folder in ("lists/partial", "cache/archives/partial", "sources.list.d"):
            (home / folder).mkdir(parents=True, exist_ok=True)
        asked = subprocess.run(["apt-config", "shell", "folder", "Dir::Etc::sourceparts/d"], capture_output=True, text=True, check=True)
        for file in Path(asked.stdout.strip().removeprefix("folder=").strip("'")).glob("debian.sources"):
            text = file.read_text().replace("Types: deb\n", "Types: deb deb-src\n")
            (home / "sources.list.d" / file.name).write_text(text)
        (home / "sources.list").touch()
        _run(["apt-get", *options, "-q", "update"], home)
        (home / ".ready").touch()
    return options

"""The pinned projects: fetched from the package index by pip when they are wanted, checked by hash, unpacked into a cache, never run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

#: Where archives are unpacked, unless the command says otherwise.
CACHE = Path(os.environ.get("FLAKE8_SQLA_PRIMER_CACHE") or Path(tempfile.gettempdir()) / "flake8-sqla-primer")


@dataclass(frozen=True, slots=True)
class Project:
    """One distribution. `folder` is the part of the archive that is linted; `small` ones are linted by every run of the tests."""

    name: str
    version: str
    sha256: str
    folder: str
    source: bool = False
    small: bool = False


PROJECTS = (
    Project("dstack", "0.22.5", "e83cd6b7161f379ed173c012cd4d4149d1c395af6abf1dae61a9143f78e3cd04", "dstack"),
    Project("keystone", "30.0.0", "d0fa097278b1c1eda5b2c727766322a6a8afac0ed848d3104253855d4d483515", "keystone", small=True),
    Project("langflow-base", "1.13.0", "e15db23e16cf27d6d1ac8fcc5030cf25ad3a04356a9581862b4e97de739dd3a2", "langflow"),
    Project("optuna", "5.0.0", "5fff892ae6baf4948c810c5b8635ec67e08efb0709b41cb73b14e30391d44720", "optuna", small=True),
    Project("sqlalchemy", "2.1.9", "d700a8b2edfb26282a470333d6bc4a454c4acda4d201a3bea7b72fa76c217d28", "examples", source=True),
)


class NotFetched(Exception):
    """A project could not be had; the message says why."""


def fetched(project: Project, cache: Path = CACHE) -> Path:
    """The folder of a project's files, downloaded and unpacked if it is not there yet. Raises NotFetched."""
    target = cache / f"{project.name}-{project.version}"
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        archive = _download(project, Path(scratch))
        unpacked = Path(scratch) / "unpacked"
        _unpack(archive, project.folder, unpacked)
        try:
            shutil.move(unpacked, target)
        except OSError as error:
            if not target.is_dir():  # another run was faster
                raise NotFetched(str(error)) from error
    return target


def _download(project: Project, folder: Path) -> Path:
    wanted = folder / "requirements.txt"
    wanted.write_text(f"{project.name}=={project.version} --hash=sha256:{project.sha256}\n", encoding="utf-8")
    kind = ["--no-binary", project.name] if project.source else ["--only-binary", project.name]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", *kind, "-r", str(wanted), "-d", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    archives = [path for path in folder.iterdir() if path.suffix in (".whl", ".gz")]
    if done.returncode or len(archives) != 1:
        last = (done.stderr.strip().splitlines() or ["pip gave nothing"])[-1]
        raise NotFetched(f"{project.name} {project.version}: {last}")
    return archives[0]


def _unpack(archive: Path, folder: str, target: Path) -> None:
    """Write the Python and configuration files below one folder of an archive."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                _write(target, name, folder, wheel.read(name) if _is_wanted(name, folder) else None)
    else:
        with tarfile.open(archive) as sdist:
            for member in sdist:
                name = member.name.partition("/")[2]
                content = sdist.extractfile(member) if member.isfile() and _is_wanted(name, folder) else None
                _write(target, name, folder, content.read() if content else None)


def _is_wanted(name: str, folder: str) -> bool:
    return name.startswith(f"{folder}/") and name.endswith((".py", ".ini", ".mako", ".toml", ".cfg"))


def _write(target: Path, name: str, folder: str, content: bytes | None) -> None:
    if content is None or ".." in PurePosixPath(name).parts:
        return
    file = target / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)

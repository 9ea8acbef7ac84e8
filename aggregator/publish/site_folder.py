"""A folder of static files that is ours: what changed is written, what is no longer made goes, all else is left.

Refuses to touch a file that it did not write itself, or that somebody changed since: a list of what was written, with
digests, lies in the folder, beside digests of what it was made from. Renders nothing.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256
from pathlib import Path, PurePosixPath

from aggregator.errors import PublishError

MANIFEST = ".aggregator-site.json"


class SiteFolder:
    """One writing of the folder. written, unchanged, removed, left: paths below it, as they happened.

    left: files of others where one of ours belongs, and files of ours that somebody changed: neither is touched.
    """

    def __init__(self, folder: Path) -> None:
        """Opens the folder, making it where there is none. Raises PublishError for one that holds others' files."""
        self.folder = folder
        self.written: list[str] = []
        self.unchanged: list[str] = []
        self.removed: list[str] = []
        self.left: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        self._before, self._made_before = _read_manifest(folder)
        self._now: dict[str, str] = {}
        self._made: dict[str, str] = {}

    def keep(self, path: str, made_from: str) -> bool:
        """Whether the file is there as we wrote it, made from the same; then it stays. made_from: "" for never."""
        digest = self._before.get(path)
        if not made_from or self._made_before.get(path) != made_from or digest is None:
            return False
        if _digest(self._inside(path)) != digest:
            return False
        self.unchanged.append(path)
        self._now[path], self._made[path] = digest, made_from
        return True

    def write(self, path: str, data: bytes, made_from: str = "") -> None:
        """One file, if it is not there already with these very bytes. path: relative, with `/`.

        made_from: a digest of all that makes it, by which `keep` knows it the next time.
        """
        target = self._inside(path)
        digest = sha256(data).hexdigest()
        there = _digest(target)
        if there == digest:
            self.unchanged.append(path)
        elif there is not None and path not in self._before:
            self.left.append(path)
            return
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
            temporary.write_bytes(data)
            temporary.replace(target)
            self.written.append(path)
        self._now[path], self._made[path] = digest, made_from

    def finish(self) -> None:
        """Take away what was written before and not now, and keep the list for the next time."""
        for path in sorted(self._before.keys() - self._now.keys()):
            target = self._inside(path)
            there = _digest(target)
            if there is None:
                continue
            if there != self._before[path]:
                self.left.append(path)
                continue
            target.unlink()
            self.removed.append(path)
            _drop_empty(target.parent, self.folder)
        self._save(self._now, self._made)

    def stop(self) -> None:
        """After a failure: everything of before stays, and what is new is known as ours."""
        self._save({**self._before, **self._now}, {**self._made_before, **self._made})

    def _inside(self, path: str) -> Path:
        """The file of a path. Raises PublishError for one that leads out of the folder, also by a link."""
        parts = PurePosixPath(path).parts
        target = self.folder.joinpath(*parts)
        if not parts or ".." in parts or not target.parent.resolve().is_relative_to(self.folder.resolve()):
            raise PublishError(
                str(target), "leads out of the folder", "take the link away, or export to another folder"
            )
        return target

    def _save(self, files: dict[str, str], made: dict[str, str]) -> None:
        made_from = {path: told for path, told in made.items() if told and path in files}
        text = json.dumps({"files": files, "made_from": made_from}, indent=0, sort_keys=True) + "\n"
        path = self.folder / MANIFEST
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            temporary = path.with_name(f"{MANIFEST}.{os.getpid()}.tmp")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(path)


def _read_manifest(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The digests of our files, and of what they were made from."""
    path = folder / MANIFEST
    if not path.exists():
        if next(folder.iterdir(), None) is not None:
            hint = "name an empty folder or a new one, so that no file of yours can be overwritten"
            raise PublishError(str(folder), "holds files that this command did not write", hint)
        return {}, {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        files, made_from = content["files"], content.get("made_from", {})
        return {str(name): str(told) for name, told in files.items()}, {
            str(n): str(told) for n, told in made_from.items()
        }
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        hint = f"remove {MANIFEST} and the files of the site, then export again"
        raise PublishError(str(path), "cannot be read, so nothing tells which files are ours", hint) from error


def _digest(path: Path) -> str | None:
    """Of a plain file, None where there is none; a link is not followed, and equals nothing."""
    if path.is_symlink() or path.is_dir():
        return ""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _drop_empty(folder: Path, root: Path) -> None:
    """Take away folders that became empty, up to the root."""
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent

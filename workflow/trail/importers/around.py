"""Files that lie around a project file, in its folder or in the zip that holds both; nothing outside is opened."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from trail.faults import Fault, Faults
from trail.readers import archives

FILE_BYTES = 50_000_000
TOTAL_BYTES = 1_000_000_000
MEMBERS = 50_000


def in_folder(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return {name: content} of those files below a folder that are there. Raises Faults for one that is too large.

    names: paths from the folder, parted by "/". What leads out of the folder, by `..` or by a link, is not there.
    """
    home, found, total = folder.resolve(), {}, 0
    for name in dict.fromkeys(names):
        if not name or "\0" in name:
            continue
        path = (home / name).resolve()
        if not path.is_relative_to(home) or not path.is_file():
            continue
        size = path.stat().st_size
        total += size
        if size > FILE_BYTES or total > TOTAL_BYTES:
            raise Faults([Fault(f"{folder.name}/{archives.shown(name)}", "", "is too large.", "too_large")])
        found[name] = path.read_bytes()
    return found


def in_archive(archive: BinaryIO, file: str, beside: str, names: Iterable[str]) -> dict[str, bytes]:
    """Return {name: content} of those members of a zip that lie below the folder of the member `beside`.

    Raises Faults for an unsafe archive, as `archives.members`.
    """
    folder = PurePosixPath(beside).parent
    wanted = {(folder / name).as_posix(): name for name in names if name and ".." not in name.split("/")}
    archive.seek(0)
    found = archives.members(
        archive, file, MEMBERS, FILE_BYTES, TOTAL_BYTES, wanted=wanted.__contains__, backslashes=True
    )
    return {wanted[member]: content for member, content in found.items() if member in wanted}

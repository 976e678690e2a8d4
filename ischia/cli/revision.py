"""Which set of knowledge does a name stand for: a folder, or the packaged set at a git revision?"""

import io
import shutil

# Only git is run, on a revision that it has itself resolved.
import subprocess  # nosec B404
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from ischia.knowledge import Knowledge, load_knowledge
from ischia.knowledge.load import HOME
from ischia.pathway.shared.errors import BadInput, InputFault


def knowledge_of(name: str) -> Knowledge:
    """The knowledge in the folder `name`, or what the packaged folder held at the git revision `name`.

    An older set is read by today's schemas. Raises `BadInput` where there is neither, `KnowledgeFault` where the set
    cannot be read.
    """
    if name and Path(name).is_dir():
        return load_knowledge(Path(name))
    with TemporaryDirectory() as place:
        _unpack(_git("archive", "--format=tar", _commit(name), name=name), Path(place))
        return load_knowledge(Path(place))


def _commit(name: str) -> str:
    resolved = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}", name=name)
    return resolved.decode().strip()


def _git(*arguments: str, name: str) -> bytes:
    program = shutil.which("git")
    if program:
        command = [program, "-C", str(HOME), *arguments]
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # nosec B603
        if done.returncode == 0:
            return done.stdout
    raise BadInput((InputFault(field=name, reason="is neither a folder nor a git revision of the knowledge."),))


def _unpack(archive: bytes, place: Path) -> None:
    """Write out the data files; git names them relative to the folder of knowledge."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        for member in files:
            content = files.extractfile(member) if member.isfile() else None
            if content and (member.name.endswith(".yaml") or member.name == "VERSION"):
                path = place / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())

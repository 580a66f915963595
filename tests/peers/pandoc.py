"""What pandoc makes of a bibliography, kept in the cache by the digest of what it was asked."""

import hashlib
import json
import subprocess
from typing import Any

from tests.peers.fetching import CACHE, python

VERSION = "pypandoc_binary==1.17"


def csl(form: str, text: str | bytes) -> list[dict[str, Any]] | None:
    """The items that `pandoc -f FORM -t csljson` gives, or None where it refuses the text."""
    data = text.encode() if isinstance(text, str) else text
    digest = hashlib.sha256(f"{VERSION} {form} ".encode() + data).hexdigest()
    kept = CACHE / "pandoc" / f"{digest}.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        program = python(VERSION) / "pypandoc" / "files" / "pandoc"
        command = [str(program), "+RTS", "-M1g", "-RTS", "-f", form, "-t", "csljson"]
        try:
            done = subprocess.run(command, input=data, capture_output=True, timeout=20)
            answer = json.loads(done.stdout) if done.returncode == 0 else None
        except (subprocess.TimeoutExpired, ValueError):
            answer = None
        kept.write_text(json.dumps(answer))
    return json.loads(kept.read_text())

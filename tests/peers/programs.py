"""The programs that tipdesk is compared with: what each makes of a text, as CSL items. Their answers are kept in the cache."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.peers import biblatex, fetching

Item = dict[str, Any]

PANDOC = "pypandoc_binary==1.17"
NODE = (
    "@citation-js/core@0.8.2",
    "@citation-js/plugin-bibtex@0.8.2",
    "@citation-js/plugin-ris@0.8.2",
    "biblatex-csl-converter@3.6.0",
    "@retorquere/bibtex-parser@9.0.29",
)
PYTHON = {"rispy": "rispy==0.7.1", "pybtex": "pybtex==0.26.1", "bibtexparser": "bibtexparser==2.1.0"}
SCRIPT = Path(__file__).with_name("readers.mjs")
SECONDS = 20  # a text that takes pandoc longer is refused by it
VOTERS = {
    "bibtex": ("citation-js", "biblatex-csl-converter", "bibtex-parser", "pandoc"),
    "ris": ("citation-js", "biblatex-csl-converter", "rispy", "pandoc"),
}
CANDIDATES = (
    "pandoc",
    "citation-js",
    "biblatex-csl-converter",
    "bibtex-parser",
    "pybtex",
    "bibtexparser",
)  # readers of BibTeX to be scored


def answers(program: str, form: str, texts: list[str]) -> list[list[Item] | None]:
    """The items that a program makes of each text, None where it refuses one. `form` is bibtex, ris, or one of pandoc's readers."""
    if program == "pandoc":
        return [pandoc({"bibtex": "biblatex"}.get(form, form), text) for text in texts]
    if program in PYTHON:
        return _kept(PYTHON[program], form, texts, lambda asked: _python(program, asked))
    found = _kept(" ".join(NODE), form, texts, lambda asked: _node(form, asked))
    return [_as_csl(program, one and one[program]) for one in found]


def pandoc(form: str, text: str) -> list[Item] | None:
    """The items of `pandoc -f FORM -t csljson`."""
    items: list[Item] | None = _kept(PANDOC, form, [text], lambda asked: [_pandoc(form, one) for one in asked])[0]
    return items


def _pandoc(form: str, text: str) -> list[Item] | None:
    program = fetching.python(PANDOC) / "pypandoc" / "files" / "pandoc"
    command = [str(program), "+RTS", "-M1g", "-RTS", "-f", form, "-t", "csljson"]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=SECONDS)
        items: list[Item] | None = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return items


def _node(form: str, texts: list[str]) -> list[dict[str, Any]]:
    lines = "\n".join(json.dumps({"form": form, "text": text}) for text in texts)
    command = ["node", str(SCRIPT), str(fetching.node(*NODE))]
    return [
        json.loads(line) for line in subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    ]


def _as_csl(program: str, answer: list[dict[str, Any]] | None) -> list[Item] | None:
    if program == "bibtex-parser" and answer:
        return [biblatex.csl(one["key"], one["type"], one["fields"]) for one in answer]
    return answer


def _python(program: str, texts: list[str]) -> list[list[Item] | None]:
    path = os.pathsep.join((str(fetching.python(PYTHON[program])), *filter(None, sys.path)))
    command = [sys.executable, "-W", "ignore", "-m", "tests.peers.others", program]
    lines = "\n".join(map(json.dumps, texts))
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": path})
    return [json.loads(line) for line in done.stdout.splitlines()]


def _kept(program: str, form: str, texts: list[str], ask: Callable[[list[str]], list[Any]]) -> list[Any]:
    """The answers from the cache, and those that are not there from `ask`, all at once."""
    names = [hashlib.sha256(f"{program} {form} {text}".encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
    files = [fetching.CACHE / "answers" / f"{name}.json" for name in names]
    missing = [at for at, file in enumerate(files) if not file.exists()]
    if missing:
        for at, answer in zip(missing, ask([texts[at] for at in missing]), strict=True):
            files[at].parent.mkdir(parents=True, exist_ok=True)
            files[at].write_text(json.dumps(answer))
    return [json.loads(file.read_text()) for file in files]

# ruff: noqa: E501
"""Hostile repositories: settings, hooks, filters and odd objects, none of which may run or mislead."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

from tests.hostile.case import FOUND, KEPT, UNREAD, USAGE, Case, Lay

_SAFE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b",
         "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b", "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z",
         "GIT_COMMITTER_DATE": "2020-01-01T00:00:00Z", "PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent"}  # fmt: skip
_DIFF = ("check", "{tree}", "--diff", "HEAD~1", "--format", "json")


def git(lay: Lay, *words: str) -> None:
    """Make something in the project's repository, by nobody's settings."""
    subprocess.run(["git", "-C", str(lay.tree), *words], check=True, capture_output=True, env=_SAFE)


def committed(lay: Lay) -> None:
    """A repository with two commits, the second of which adds the honest file's findings."""
    git(lay, "init", "-q", "-b", "main")
    text = (lay.tree / "shop/control.py").read_text(encoding="utf-8")
    lay.put("shop/control.py", "x = 1\n")
    git(lay, "add", "-A")
    git(lay, "commit", "-q", "-m", "one")
    lay.put("shop/control.py", text)
    git(lay, "commit", "-q", "-a", "-m", "two")


_TRAPS: dict[str, Callable[[str], list[tuple[str, str]]]] = {
    "fsmonitor": lambda trap: [("core.fsmonitor", trap)],
    "fsmonitor-hook": lambda trap: [
        ("core.fsmonitor", "true"),
        ("core.fsmonitorHookVersion", "1"),
        ("core.hooksPath", trap),
    ],
    "pager": lambda trap: [("core.pager", trap), ("pager.ls-files", trap), ("pager.diff", trap)],
    "editor": lambda trap: [("core.editor", trap), ("sequence.editor", trap)],
    "ssh": lambda trap: [("core.sshCommand", trap), ("core.gitProxy", trap)],
    "external-diff": lambda trap: [("diff.external", trap), ("diff.x.command", trap)],
    "text-conversion": lambda trap: [("diff.x.textconv", trap), ("diff.x.cachetextconv", "true")],
    "filter": lambda trap: [
        ("filter.x.clean", trap),
        ("filter.x.smudge", trap),
        ("filter.x.process", trap),
        ("filter.x.required", "true"),
    ],
    "alias": lambda trap: [
        ("alias.ls-files", f"!{trap}"),
        ("alias.rev-parse", f"!{trap}"),
        ("alias.cat-file", f"!{trap}"),
    ],
    "promisor": lambda trap: [
        ("extensions.partialClone", "o"),
        ("remote.o.url", f"ext::{trap}"),
        ("remote.o.promisor", "true"),
        ("protocol.ext.allow", "always"),
    ],
    "credentials": lambda trap: [("credential.helper", f"!{trap}"), ("core.askPass", trap), ("gpg.program", trap)],
    "work-tree": lambda trap: [("core.worktree", "/")],
    "include": lambda trap: [("include.path", "/dev/zero")],
    "attributes": lambda trap: [("core.attributesFile", "/dev/zero"), ("core.excludesFile", "/dev/zero")],
    "long-paths": lambda trap: [
        ("core.precomposeUnicode", "true"),
        ("core.ignoreCase", "true"),
        ("core.quotePath", "false"),
    ],
    "bare": lambda trap: [("core.bare", "true")],
    "object-format": lambda trap: [("extensions.objectFormat", "bogus"), ("core.repositoryFormatVersion", "9")],
}


def settings() -> Iterator[Case]:
    """What a repository's own settings would run."""
    for name, made in _TRAPS.items():
        for arguments in ((), _DIFF):
            yield Case(
                "git", f"{name}{'-diff' if arguments else ''}", _set(name, made), (FOUND, UNREAD, USAGE), arguments
            )


def _set(name: str, made: Callable[[str], list[tuple[str, str]]]) -> Callable[[Lay], None]:
    def build(lay: Lay) -> None:
        committed(lay)
        trap = lay.script(name)
        lay.put(".gitattributes", "* diff=x filter=x\n")
        config = lay.tree / ".git/config"
        lines = [f'[{_section(key)}]\n\t{key.rpartition(".")[2]} = "{value}"\n' for key, value in made(trap)]
        config.write_text(config.read_text(encoding="utf-8") + "".join(lines), encoding="utf-8")
        hooks = lay.tree / ".git/hooks"
        hooks.mkdir(exist_ok=True)
        for hook in ("post-index-change", "fsmonitor-watchman", "pre-commit", "post-checkout", "reference-transaction"):
            (hooks / hook).unlink(missing_ok=True)
            os.symlink(trap, hooks / hook)

    return build


def _section(key: str) -> str:
    head, _, _ = key.rpartition(".")
    section, dot, name = head.partition(".")
    return f'{section} "{name}"' if dot else section


def _bare_inside(lay: Lay) -> None:
    inner = lay.tree / "shop"
    for folder in ("objects", "refs/heads", "hooks"):
        (inner / folder).mkdir(parents=True)
    (inner / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (inner / "config").write_text(
        f"[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = {lay.script('bare')}\n", encoding="utf-8"
    )


def _file(path: str, content: str | bytes) -> Callable[[Lay], None]:
    def build(lay: Lay) -> None:
        committed(lay)
        (lay.tree / path).unlink(missing_ok=True)
        lay.put(path, content)

    return build


def _git_file(lay: Lay) -> None:
    lay.put(".git", f"gitdir: {lay.beside}/elsewhere\n")


def _submodule(lay: Lay) -> None:
    committed(lay)
    lay.put(".gitmodules", '[submodule "x"]\n\tpath = sub\n\turl = ext::sh -c x\n\tupdate = !touch x\n')
    lay.put("sub/.git", "gitdir: ../.git/modules/../../../../x\n")
    lay.put("sub/x.py", "import time\n")


def _odd_names(lay: Lay) -> None:
    committed(lay)
    for name in ("a\nb.py", "\x1b[31m.py", "::error::x.py", "--output=x.py", ":(glob)x.py", "\udcff.py"):
        lay.put(f"shop/{name}", "import time\ndef w():\n    while b():\n        time.sleep(1)\n")
    git(lay, "add", "-A")
    git(lay, "commit", "-q", "-m", "three")


def _gone(lay: Lay) -> None:
    committed(lay)
    lay.put("shop/gone.py", "x = 1\n")
    git(lay, "add", "-A")
    git(lay, "commit", "-q", "-m", "three")
    (lay.tree / "shop/gone.py").unlink()


def _no_objects(lay: Lay) -> None:
    committed(lay)
    for path in sorted((lay.tree / ".git/objects").rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()


_ELSEWHERE = {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/", "GIT_INDEX_FILE": "/dev/zero"}


def _program(lay: Lay) -> None:
    committed(lay)
    (lay.tree / "bin").mkdir()
    os.symlink(lay.script("program"), lay.tree / "bin" / "git")


_OPTIONS = """\
seen=
for word in "$@"; do
    case "$word" in
        --end-of-options) seen=1 ;;
        --evil*) [ -n "$seen" ] || : > '{mark}' ;;
    esac
done
"""
_PYTHON = "'{python}' -c 'import colorsys'\n"


def _before_git(lines: str) -> Callable[[Lay], None]:
    """A git that does something else first, as those of some companies do."""

    def build(lay: Lay) -> None:
        committed(lay)
        lay.put("colorsys.py", lay.snare("module"))
        program = lay.beside / "bin/git"
        program.parent.mkdir()
        before = lines.format(mark=lay.traps / "option", python=sys.executable)
        program.write_text(f'#!/bin/sh\n{before}exec "{shutil.which("git")}" "$@"\n', encoding="utf-8")
        program.chmod(0o755)

    return build


_WRAPPED = {"PATH": f"{{beside}}/bin:{os.defpath}"}


def wrapped() -> Iterator[Case]:
    """What a git of somebody's own is told, and finds in its surroundings."""
    words = ("check", "{tree}", "--diff", "--evil", "--format", "json")
    yield Case("git", "wrapped-options", _before_git(_OPTIONS), (USAGE,), words, False, _WRAPPED)
    yield Case("git", "wrapped-python", _before_git(_PYTHON), (FOUND,), environment=_WRAPPED, folder="{tree}")


def shapes() -> Iterator[Case]:
    """Odd repositories."""
    yield Case("git", "bare-repository-inside", _bare_inside)
    yield Case(
        "git",
        "bare-repository-inside-named",
        _bare_inside,
        (FOUND,),
        ("check", "{tree}/shop", "--format", "json"),
        control=False,
    )
    yield Case("git", "variables-diff", committed, (FOUND,), _DIFF, environment=_ELSEWHERE)
    yield Case("git", "in-the-path", _program, (FOUND,), environment={"PATH": f"{{tree}}/bin:{os.defpath}"})
    yield Case("git", "git-file-that-leads-nowhere", _git_file)
    yield Case("git", "submodule", _submodule)
    yield Case("git", "odd-names", _odd_names)
    yield Case("git", "odd-names-diff", _odd_names, (FOUND, UNREAD, USAGE, KEPT), _DIFF, control=False)
    yield Case("git", "gone-files", _gone)
    yield Case("git", "gone-files-diff", _gone, (FOUND, USAGE, KEPT), _DIFF, control=False)
    yield Case("git", "no-objects", _no_objects)
    yield Case("git", "no-objects-diff", _no_objects, (USAGE,), _DIFF, control=False)
    for name, data in {"empty": b"", "noise": b"DIRC\0\0\0\2\0\xff\xff\xff" + b"x" * 500, "text": b"hello\n"}.items():
        yield Case("git", f"index-{name}", _file(".git/index", data), (FOUND, UNREAD))
    for name, text in {
        "nowhere": "ref: refs/heads/nowhere\n",
        "loop": "ref: HEAD\n",
        "path": "ref: ../../../etc/passwd\n",
        "noise": "\x1b\0",
    }.items():
        yield Case("git", f"head-{name}", _file(".git/HEAD", text))
        yield Case("git", f"head-{name}-diff", _file(".git/HEAD", text), (USAGE,), _DIFF, control=False)
    for revision in (
        "--output={tree}/shop/control.py",
        "-p",
        "HEAD^{{/x}}",
        "nowhere",
        "HEAD..HEAD~1",
        "@{{u}}",
        ":/one",
        "\x1b[31m",
        "",
        "a" * 9000,
        "HEAD:shop",
        "--all",
        "HEAD\n",
    ):
        safe = "".join(letter if letter.isalnum() else "-" for letter in revision)[:20]
        yield Case(
            "git",
            f"revision-{safe}",
            committed,
            (USAGE, FOUND),
            ("check", "{tree}", "--diff", revision, "--format", "json"),
            control=False,
        )


CATEGORIES = (settings, shapes, wrapped)

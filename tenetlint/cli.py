"""The command line: which commands there are, and what each way of ending means."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import click

from tenetlint import __version__
from tenetlint.commands.bug import confess
from tenetlint.commands.common import with_common_options
from tenetlint.commands.output import Exit
from tenetlint.errors import Mistakes, UserError, nearest
from tenetlint.report.clean import clean

_CHOSEN = re.compile(r"'(.*)' is not one of ", re.DOTALL)


_HOMES = {"init": "config", "explain": "rules"}
"""The modules of commands that are not named like them."""
_NAMES = ("baseline", "cache", "check", "config", "explain", "facts", "history", "init", "rules", "score",
          "suppressions")


class _Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        return list(_NAMES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, if there is one."""
        if cmd_name in _NAMES and cmd_name not in self.commands:
            home = import_module(f"tenetlint.commands.{_HOMES.get(cmd_name, cmd_name)}")
            self.add_command(with_common_options(getattr(home, cmd_name)))
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tenetlint")
def cli() -> None:
    """Say how far an OpenStack project keeps the eight design tenets, with the evidence.

    \b
    Exit codes: 0 kept, 1 findings or a score below the bar, 2 usage or configuration,
    3 nothing to check, 4 some input could not be analysed, 70 a bug of tenetlint, 130 interrupted.
    """


def main() -> NoReturn:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask; the exit code."""
    try:
        return int(cli.main(list(arguments), prog_name="tenetlint", standalone_mode=False) or Exit.KEPT)
    except click.ClickException as error:
        return _refuse(_words(error), Exit.USAGE)
    except Mistakes as error:
        return max(_refuse(line, error.exit_code) for line in error.lines)
    except UserError as error:
        return _refuse(str(error), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return Exit.INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.KEPT
    except Exception as error:
        confess(error)
        return Exit.BUG


def _words(error: click.ClickException) -> str:
    """What click says, the nearest right word with it; of a group that was given no command, its commands."""
    context = getattr(error, "ctx", None)
    if isinstance(context, click.Context) and isinstance(context.command, click.Group) and _is_help(error):
        names = sorted(context.command.list_commands(context))
        return f"{context.command_path}: a command is wanted: {', '.join(names)}"
    said = error.format_message()
    kind = error.param.type if isinstance(error, click.BadParameter) and error.param else None
    wrong = _CHOSEN.match(error.message)
    if not isinstance(kind, click.Choice) or wrong is None:
        return said
    known = [str(each) for each in kind.choices]
    option = "/".join(error.param.opts) if isinstance(error, click.BadParameter) and error.param else ""
    return f"{option}: no `{wrong[1]}`{nearest(wrong[1], known)}: {', '.join(known)}"


def _is_help(error: click.ClickException) -> bool:
    return type(error).__name__ == "NoArgsIsHelpError"  # which click has had since 8.2


def _refuse(message: str, code: int) -> int:
    """The user's mistake, on one line."""
    print(f"tenetlint: error: {clean(' '.join(message.split()))}", file=sys.stderr)
    return code

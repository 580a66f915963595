"""The `tipdesk` command: the window for a library, or one of the commands."""

import sys


def main() -> None:
    """Run the command line and exit with its status."""
    from tipdesk.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()

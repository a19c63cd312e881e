"""Finds out as whom to speak to the cloud: a token in a file, or email and password typed in."""

import getpass
import sys
from pathlib import Path

from tools.desk.flash.exit_codes import EXIT_USAGE
from tools.desk.provision.cloud import EXIT_REFUSED, Cloud
from tools.errors import ToolError


def sign_in(cloud: Cloud, token_file: Path | None) -> None:
    """Give `cloud` a token that is good; raises ToolError."""
    if token_file is not None:
        try:
            cloud.token = token_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeError) as error:
            raise ToolError(f"{token_file} cannot be read: {error}", "name a readable file", EXIT_USAGE) from error
        if not cloud.token.isprintable() or not cloud.token:
            raise ToolError(
                f"{token_file} holds no token", "put an operator's token into it, nothing else", EXIT_REFUSED
            )
    elif sys.stdin.isatty():
        cloud.sign_in(input("operator's email: "), getpass.getpass("password: "))
    else:
        raise ToolError("nobody is there to be asked for a password", "give --token-file FILE", EXIT_USAGE)
    cloud.check_token()


def only_organisation(cloud: Cloud) -> str:
    """Return the one organisation that `cloud`'s operator has; raises ToolError."""
    found = cloud.organisations()
    if len(found) == 1:
        return found[0]
    if not found:
        raise ToolError("you operate no organisation", "sign in as an operator", EXIT_REFUSED)
    raise ToolError(f"you operate several organisations: {', '.join(found)}", "name one: --organisation ID", EXIT_USAGE)

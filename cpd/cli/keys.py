"""``cpd keys rotate``: another key for what people take away signed."""

import click
from flask import current_app

from cpd.cli.application import in_application
from cpd.core.signing import SigningKeys


@click.group("keys")
def keys_group() -> None:
    """The keys that sign people's digital badges."""


@keys_group.command("rotate")
@in_application
def keys_rotate() -> None:
    """Sign with a new key from now on. The public halves of those before stay, so that older badges can be checked."""
    key_id = SigningKeys(current_app.extensions["cpd_settings"].instance_dir).rotate()
    click.echo(f"Badges are signed with the key {key_id} from now on. Badges given out before can still be checked.")

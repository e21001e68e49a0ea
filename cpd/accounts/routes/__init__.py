"""Signing in and out, passwords, one's own account, invitations and letters, and looking after accounts."""

# The mails register their jobs by being imported.
from cpd.accounts import mails
from cpd.accounts.routes import administration, door, invitations, own, ways_in
from cpd.accounts.routes.blueprint import bp

__all__ = ["administration", "bp", "door", "invitations", "mails", "own", "ways_in"]

"""Mails, and the jobs that send them: these make themselves known when they are loaded."""

from cpd.training.mails import (
    exports as exports,
    invitations as invitations,
    leavers as leavers,
    reminders as reminders,
    session_roles as session_roles,
)

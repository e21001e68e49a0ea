"""Who may see and do what (docs/roles.md)."""

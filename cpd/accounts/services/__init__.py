"""What changes accounts: getting in and out, one-time secrets and passwords, and looking after accounts."""

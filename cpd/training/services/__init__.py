"""Writes of training: each asks whether the actor may, and keeps the audit record."""

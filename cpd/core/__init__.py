"""Machinery without a word of the domain in it."""

"""Reads of training, from the definitions that hold on a date to the figures and names of coverage."""

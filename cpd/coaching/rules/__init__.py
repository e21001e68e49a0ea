"""The rules of visits, steps and figures, on plain values."""

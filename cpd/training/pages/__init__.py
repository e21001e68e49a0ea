"""What the pages and printed sheets of training say, as plain values."""

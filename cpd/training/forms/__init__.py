"""Forms: the shape of what comes in, and its sentences."""

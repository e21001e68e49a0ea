"""Who sees what of coaching, as SQL conditions, and who may do what."""

"""The forms of coaching: their shape and their sentences. What may be chosen is judged by the services."""

"""The demonstration trust: invented schools, people, visits, training and reviews, the same each time it is made.

It is written straight into the tables in bulk, below the services; that it keeps their rules is tested by opening it
through every page. Only ``cpd demo`` and the benchmarks use it.
"""

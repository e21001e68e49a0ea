"""What ``make bench`` measures: ``command`` runs it, ``report`` says what came out, each other module is one part."""

"""The person's focus, their comment, and what they see differently: each kept for itself."""

from cpd.appraisal.forms.words import Place

MOST_FOCUS = 600
# Some forty pages: nobody who sees things differently is told to be brief.
MOST_COMMENT = 150_000

FOCUS = (
    Place(
        "focus",
        "My focus",
        MOST_FOCUS,
        "In your own words: what you work on, and what you notice. Leave it empty to bring none.",
        rows=5,
    ),
)
COMMENT = (
    Place("person_comment", "My comment", MOST_COMMENT, "Anything you want to stand in the record.", rows=8),
    Place(
        "disagreement",
        "What I see differently",
        MOST_COMMENT,
        "In your own words; nobody changes them, and signing does not take them back. Leave it empty if there is "
        "nothing.",
        rows=5,
    ),
)

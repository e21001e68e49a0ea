"""Professional development, coaching and appraisal for the staff of a school trust."""

__version__ = "0.1.0"

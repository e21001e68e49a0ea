"""Mails of appraisal, and jobs that make its files: these make themselves known when they are loaded."""

from cpd.appraisal.mails import batches as batches

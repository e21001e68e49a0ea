"""Columns that are never read, whatever a file holds: they go while reading, before anything else sees a cell.

Date of birth, National Insurance number, gender, ethnicity, religion, health and pay (contract.md section 3). A heading
is judged by its words and by its letters run together: ``Date of Birth``, ``D.O.B.``, ``NINumber``, ``PAY_SCALE``.
"""

import re
import unicodedata

# fmt: off
_WORDS = frozenset({
    "age", "birthday", "birthdate", "born", "dob", "nino", "nin", "ni", "sex", "pronouns", "race", "ethnicity",
    "religion", "faith", "belief", "health", "medical", "sickness", "illness", "sick", "disability", "disabled",
    "disabilities", "pay", "salary", "salaries", "wage", "wages", "earnings", "remuneration", "bank", "iban",
})
# fmt: on
_ANYWHERE = re.compile(
    "dateofbirth|birthdate|dateborn|nationalins|natins|ninumber|nhsn|gender|ethnic|religio|disabilit"
    "|sexualorient|medicalcond|occupationalhealth|sickness|absencereason|reasonforabsence|salary|allowance|sortcode"
    "|bankacc|bankdet|bankname|accountnumber|accountno$|paygrade|payscale|payspine|paypoint|payrange|payband|payrate"
    "|payamount|paylevel|rateofpay|hourlyrate|spinepoint|spinalpoint"
)
_WHOLE = re.compile("dob|ni|nino|nin|nicode|nicat(egory)?|sex|grosspay|netpay|basepay|basicpay|annualpay|actualpay")


def tidy_heading(heading: str) -> str:
    """A heading without case, spaces, underscores, accents and punctuation: how headings are compared."""
    return "".join(_words(heading))


def is_private(heading: str) -> bool:
    """Whether a column with this heading must not be read."""
    words = _words(heading)
    letters = "".join(words)
    return not _WORDS.isdisjoint(words) or bool(_ANYWHERE.search(letters) or _WHOLE.fullmatch(letters))


def _words(heading: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", heading)
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’‘`")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain)
    return re.findall(r"[^\W_]+", spaced.casefold())

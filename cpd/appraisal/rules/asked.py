"""What is asked of each side at each stage."""

from cpd.appraisal.rules.stages import Stage
from cpd.appraisal.rules.states import Signer

_ASKED = {
    (Stage.PREPARATION, Signer.PERSON): "Think about what you would like to get better at, and what would help.",
    (
        Stage.PREPARATION,
        Signer.APPRAISER,
    ): "Think about what you see going well, and what you want to talk about.",
    (Stage.PLANNING_MEETING, Signer.PERSON): "Meet, and agree up to three objectives and what will help.",
    (Stage.PLANNING_MEETING, Signer.APPRAISER): "Meet, and write down up to three objectives and what will help.",
    (Stage.MID_YEAR, Signer.PERSON): "Talk about how it is going, and change what no longer fits.",
    (Stage.MID_YEAR, Signer.APPRAISER): "Talk about how it is going, and change objectives that no longer fit.",
    (Stage.SELF_REVIEW, Signer.PERSON): "Look back on the year in your own words. Nothing has to be uploaded.",
    (Stage.SELF_REVIEW, Signer.APPRAISER): "The person looks back on the year in their own words.",
    (Stage.END_OF_YEAR_MEETING, Signer.PERSON): "Meet, and say what came of each objective and what comes next.",
    (
        Stage.END_OF_YEAR_MEETING,
        Signer.APPRAISER,
    ): "Meet, and write down what came of each objective and what is next.",
    (Stage.REPORT, Signer.PERSON): "Your appraiser writes up what you have talked through.",
    (Stage.REPORT, Signer.APPRAISER): "Write up what you have talked through. Nothing in it should be a surprise.",
    (Stage.COMMENT_AND_SIGNATURES, Signer.PERSON): "Read it, add your comment if you like, and sign.",
    (Stage.COMMENT_AND_SIGNATURES, Signer.APPRAISER): "Read it once more, and sign.",
    (Stage.CLOSED, Signer.PERSON): "",
    (Stage.CLOSED, Signer.APPRAISER): "",
}


def asked(stage: Stage, signer: Signer) -> str:
    """What one side is asked to do at a stage, in a sentence."""
    return _ASKED[stage, signer]

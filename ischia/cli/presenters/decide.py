"""How does the answer to "what next?" read?"""

from ischia.cli.page import Page
from ischia.cli.presenters.words import findings_in_words, labels_of, plain, sources
from ischia.knowledge.records import Knowledge
from ischia.pathway.decide.api import Action, Decision

HEADLINES = {
    Action.STOP_AND_REFER: "Stop the course and refer.",
    Action.REDUCE_DOSE: "Go on with a smaller dose.",
    Action.CHANGE_TECHNIQUE: "Go on with another technique.",
    Action.TAPER: "Taper: space the sessions out.",
    Action.DISCHARGE: "Discharge with self-management and one check at four to six weeks.",
    Action.CONTINUE: "Go on as planned.",
}


def write_decision(page: Page, decision: Decision, knowledge: Knowledge) -> None:
    """The recommendation first, then its reasons, then what would change it."""
    refer = f" Refer: {plain(decision.refer.value)}." if decision.refer else ""
    page.lead(f"{HEADLINES[decision.action]}{refer}")
    page.text("This is a recommendation. A named person agrees, or overrides it with a reason.")
    if decision.review_is_due:
        page.text("The review is due now.")
    page.gap()
    labels = labels_of(knowledge)
    for reason in decision.reasons:
        page.item(f"{reason.title} ({reason.rule}): {plain(reason.action.value)}")
        page.text(reason.say.therapist, indent=2)
        page.text(f"Because: {findings_in_words(reason.facts_used, labels)}. {sources(reason.citations)}", indent=2)
    if not decision.reasons:
        page.text("No review rule asks for a change.")
    page.gap()
    page.items(decision.would_change_it, title="What would change it:")

"""How does somebody keep their result without an account, and without telling us who they are?

By a letter that their own mail program writes: we never see the address, and nothing is stored.
"""

from urllib.parse import quote

from django.utils.translation import gettext as _

from ischia.clinic.screen.presenters import VerdictShown

MOST_LETTERS = 1800
"""Mail programs and browsers cut longer addresses (about 2,000 characters)."""


def mail_to_oneself(verdict: VerdictShown) -> str:
    """The `mailto:` address that opens a letter with the result: what to do first, then why as far as there is room."""
    subject = quote(_("Safety check: %s") % verdict.headline)
    address = f"mailto:?subject={subject}&body={quote(_first_lines(verdict))}"
    for reason in verdict.reasons:
        longer = address + quote(f"\n\n- {reason.text}")
        if len(longer) > MOST_LETTERS:
            break
        address = longer
    return address


def _first_lines(verdict: VerdictShown) -> str:
    call = [_("Call %s now") % verdict.number] if verdict.stops_here else []
    return "\n".join([verdict.headline, *call, *(verdict.act_now or (verdict.lead,)), *verdict.limits])

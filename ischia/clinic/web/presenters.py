"""How are the popular claims about massage said, each with how well it is supported?"""

from dataclasses import dataclass

from ischia.clinic.plan.api import ClaimShown, show_claims
from ischia.knowledge import load_knowledge

__all__ = ["ClaimShown", "Swatch", "all_claims", "swatches"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swatch:
    """One colour of the palette in the gallery."""

    name: str
    use: str


def all_claims() -> tuple[ClaimShown, ...]:
    """Every claim the knowledge holds an honest answer to."""
    knowledge = load_knowledge()
    return show_claims(tuple(knowledge.claims), knowledge)


def swatches() -> tuple[Swatch, ...]:
    """The palette, in the words of what each colour is for."""
    return tuple(
        Swatch(name=name, use=use)
        for name, use in (
            ("paper", "page"),
            ("surface", "cards"),
            ("action", "the one main action"),
            ("spring", "progress, marks"),
            ("tint", "chosen, calm emphasis"),
            ("calm", "good to go"),
            ("care", "ask first"),
            ("warn", "be careful"),
            ("alarm", "emergency only"),
        )
    )

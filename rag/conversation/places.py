"""Countries and regions with their adjectives, as far as a conversation needs to swap one for another."""

from __future__ import annotations

from types import MappingProxyType

PLACE_OF = MappingProxyType(
    {
        "african": "Africa", "egyptian": "Egypt", "pakistani": "Pakistan", "syrian": "Syria",
         "american": "the United States", "asian": "Asia", "australian": "Australia",
        "brazilian": "Brazil", "british": "Britain", "canadian": "Canada", "chinese": "China",
        "dutch": "the Netherlands", "european": "Europe", "french": "France", "german": "Germany",
        "indian": "India", "iranian": "Iran", "irish": "Ireland", "israeli": "Israel", "italian": "Italy",
        "japanese": "Japan", "korean": "Korea", "mexican": "Mexico", "polish": "Poland", "russian": "Russia",
        "saudi": "Saudi Arabia", "spanish": "Spain", "swedish": "Sweden", "swiss": "Switzerland",
        "taiwanese": "Taiwan", "turkish": "Turkey", "ukrainian": "Ukraine", "vietnamese": "Vietnam",
        "western": "the West",
    }
)  # fmt: skip
_ALSO = ("america", "united states", "u.s.", "us", "usa", "uk", "u.k.", "united kingdom", "south korea", "eu")
_PLACES = frozenset(place.removeprefix("the ").casefold() for place in PLACE_OF.values()) | frozenset(_ALSO)
_ADJECTIVE_OF = {place.removeprefix("the ").casefold(): word for word, place in PLACE_OF.items()}


def is_place(name: str) -> bool:
    """Whether a name is that of a country or region known here."""
    return name.casefold().removeprefix("the ") in _PLACES


def place_meant(word: str) -> str | None:
    """The place of an adjective or of its people, such as "Americans"; None for any other word."""
    folded = word.casefold()
    return PLACE_OF.get(folded) or PLACE_OF.get(folded.removesuffix("s"))


def adjective_of(place: str) -> str | None:
    """The adjective of a place, such as "Japanese"; None where none is known."""
    found = _ADJECTIVE_OF.get(place.casefold().removeprefix("the "))
    return found.capitalize() if found else None

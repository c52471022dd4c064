"""Questions on the built-in articles for a server under load: thousands, no two alike."""

from __future__ import annotations

_FORMS = (
    "How much did {who} spend on {what}{when}?",
    "What did {who} say about {what}{when}?",
    "Who criticised {who} over {what}{when}?",
    "Why did {what} of {who} matter{when}?",
    "When did {who} announce {what}{when}?",
    "What do analysts think of {what} of {who}{when}?",
    "How many people worked on {what} at {who}{when}?",
    "Did {who} lower {what}{when}?",
)
_WHO = (
    "DeepSeek",
    "OpenAI",
    "Nvidia",
    "Meta",
    "Microsoft",
    "Liang Wenfeng",
    "SemiAnalysis",
    "High-Flyer",
    "Google",
    "Anthropic",
    "ASML",
    "the White House",
    "Sam Altman",
    "Marc Andreessen",
    "the company in Hangzhou",
    "Wall Street",
)
_WHAT = (
    "training costs",
    "the R1 model",
    "the V3 model",
    "chips",
    "export controls",
    "the app",
    "servers",
    "open source",
    "market value",
    "prices",
    "reinforcement learning",
    "privacy",
    "censorship",
    "distillation",
    "the share price",
    "benchmarks",
)
_WHEN = (
    "",
    " in January",
    " in 2025",
    " in 2024",
    " on January 27",
    " last year",
    " before the release",
    " after the release",
    " according to CGTN",
    " according to analysts",
    " in China",
    " in the United States",
)
COUNT = len(_FORMS) * len(_WHO) * len(_WHAT) * len(_WHEN)
_STRIDE = 10_007  # a prime that does not divide COUNT, so that neighbours have little in common


def load_question(number: int) -> str:
    """The question with this number, from 0; after `COUNT` of them the first comes again."""
    place = number * _STRIDE % COUNT
    place, form = divmod(place, len(_FORMS))
    place, who = divmod(place, len(_WHO))
    when, what = divmod(place, len(_WHAT))
    return _FORMS[form].format(who=_WHO[who], what=_WHAT[what], when=_WHEN[when])

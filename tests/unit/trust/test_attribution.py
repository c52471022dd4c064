from __future__ import annotations

import time

import pytest

from rag.trust.attribution import speaker_of


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("OpenAI said it had evidence.", "OpenAI"),
        ("In January, OpenAI said it had evidence.", "OpenAI"),
        ("Then Altman said no.", "Altman"),
        ("The U.S. said no.", "U.S."),
        ("Liang Wenfeng, the founder, said so.", "Liang Wenfeng"),
        ("DeepSeek, which Liang Wenfeng founded in 2023, says it cost $6 million.", "DeepSeek"),
        ("DeepSeek put the cost at $6 million.", "DeepSeek"),
        ("“It is good,” Trump said.", "Trump"),
        ("It cost $6 million, DeepSeek said.", "DeepSeek"),
        ("It cost $6 million, said DeepSeek.", "DeepSeek"),
        ("Nvidia fell 17%, Reuters reported on Monday.", "Reuters"),
        ("According to CGTN, it cost $6 million.", "CGTN"),
        ("It cost $5.6 million, according to DeepSeek.", "DeepSeek"),
        ("According to DeepSeek’s paper, training cost $5.6 million.", "DeepSeek"),
        ("Research from SemiAnalysis estimating $1.3 billion was cited.", "SemiAnalysis"),
        ("SemiAnalysis's estimate is $1.3 billion.", "SemiAnalysis"),
        ("A report by the research firm SemiAnalysis puts it at $1.6 billion.", "SemiAnalysis"),
        ("In a report by the Kiel Institute, the sum is $4 million.", "Kiel Institute"),
        ("Analysts at Bernstein said it cost more.", "Bernstein"),
        ("SemiAnalysis, which said so, is small.", "SemiAnalysis"),
        ("DeepSeek denied it.", "DeepSeek"),
    ],
)
def test_the_speaker_is_the_one_who_is_named_as_saying_it(sentence: str, speaker: str) -> None:
    assert speaker_of(sentence) == speaker


@pytest.mark.parametrize(
    "sentence",
    [
        "Training cost $6 million.",
        "He went to Paris, France.",
        "Those hit were Nvidia, Microsoft, and Tesla.",
        "The company said so.",
        "According to the technology blog, it is so.",
        "It said that nothing had happened.",
        "The price said it all.",
        "A report by noon is due.",
        "A study of Paris hotels found little.",
        "Orbisan's reported revenue was $48 million.",
        "",
    ],
)
def test_a_sentence_that_names_nobody_as_saying_it_has_no_speaker(sentence: str) -> None:
    assert speaker_of(sentence) is None


@pytest.mark.parametrize("piece", ["Ab ", ", Ab", "; Ab", "according to ab ", "” ", "A.", "of "])
def test_a_very_long_sentence_takes_no_time(piece: str) -> None:
    started = time.process_time()
    speaker_of(piece * 10_000)
    assert time.process_time() - started < 2

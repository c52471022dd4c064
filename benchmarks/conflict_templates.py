"""What generated conflicts are made of: invented things, and the ways in which articles write of them.

There are two families without a topic or a form in common: one to tune on, one for the report.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """One thing that can be asked of many invented ones.

    Attributes:
        question: With ``{thing}``.
        things: What it may be asked of.
        forms: Sentences with ``{thing}`` and ``{value}``; for yes and no, those that affirm.
        others: Sentences on another attribute of the thing, with ``{value}`` of the same kind.
        kind: money, count, date, name, yes_no.
        denials: For yes and no: sentences that deny.
        states: Sentences with ``{year}``, where the thing changes over the years.
    """

    question: str
    things: tuple[str, ...]
    forms: tuple[str, ...]
    others: tuple[str, ...]
    kind: str
    denials: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Family:
    """Topics, and the sentences and names that articles are filled with."""

    topics: tuple[Topic, ...]
    people: tuple[str, ...]
    openings: tuple[str, ...]  # with {thing}
    closings: tuple[str, ...]
    publishers: tuple[str, ...]


TUNING = Family(
    topics=(
        Topic(
            "How much did the {thing} cost to build?",
            ("Harrow Bridge", "Tollan Bridge", "Quill Bridge"),
            (
                "The {thing} cost {value} to build.",
                "Building the {thing} cost {value}, the council said.",
                "According to the county auditor, the {thing} was built at a cost of {value}.",
            ),
            (
                "Painting the {thing} every year takes {value}.",
                "The {thing} earned {value} in tolls last year.",
            ),
            "money",
        ),
        Topic(
            "How many people does Velmora employ?",
            ("Velmora",),
            (
                "Velmora employs {value} people.",
                "The company has {value} people on its payroll at Velmora, a union said.",
                "Some {value} people are employed by Velmora.",
            ),
            ("Velmora laid off {value} drivers.", "Velmora serves {value} customers a day."),
            "count",
            states=(
                "In {year}, Velmora employed {value} people.",
                "Velmora employed {value} people in {year}.",
            ),
        ),
        Topic(
            "How much revenue did {thing} report?",
            ("Orbisan", "Calder Foods", "Nuvexa"),
            (
                "{thing} reported revenue of {value}.",
                "Revenue at {thing} came to {value}, the company reported.",
                "{thing}'s reported revenue was {value}.",
            ),
            ("{thing} paid a fine of {value}.", "{thing} borrowed {value} from a bank."),
            "money",
            states=(
                "In {year}, {thing} reported revenue of {value}.",
                "{thing} reported revenue of {value} for {year}.",
            ),
        ),
        Topic(
            "When did the {thing} open?",
            ("Marl Museum", "Pelham Tunnel", "Osier Hospital"),
            (
                "The {thing} opened on {value}.",
                "On {value}, the {thing} opened its doors.",
                "The {thing}, which opened on {value}, drew a crowd.",
            ),
            ("Work on the {thing} began on {value}.", "The {thing} was renamed on {value}."),
            "date",
        ),
        Topic(
            "Who designed the {thing}?",
            ("Harrow Bridge", "Lantern Tower", "Osier Hospital"),
            (
                "{value} designed the {thing}.",
                "The {thing} was designed by {value}.",
                "The {thing}, designed by the engineer {value}, stands by the river.",
                "{value}, who designed the {thing}, lives nearby.",
            ),
            ("{value} opened the {thing}.", "The {thing} was paid for by {value}."),
            "name",
        ),
        Topic(
            "Who founded {thing}?",
            ("Orbisan", "Nuvexa", "Tarn Robotics"),
            (
                "{value} founded {thing}.",
                "{thing} was founded by {value}.",
                "{value}, the founder of {thing}, grew up on a farm.",
                "{thing}'s founder, {value}, spoke to reporters.",
            ),
            ("{value} runs {thing} today.", "{value} sued {thing} over wages."),
            "name",
        ),
        Topic(
            "Did {thing} use data from hospitals?",
            ("Orbisan", "Nuvexa", "Tarn Robotics"),
            (
                "{thing} used data from hospitals.",
                "Investigators found that {thing} used data from hospitals.",
                "Data from three hospitals was used by {thing}, a nurse said.",
            ),
            ("{thing} sold data to advertisers.", "{thing} did not sell data to advertisers."),
            "yes_no",
            denials=(
                "{thing} did not use data from hospitals.",
                "{thing} denied that it used data from hospitals.",
                "{thing} never used data from hospitals, its lawyer said.",
            ),
        ),
    ),
    people=(
        "Ada Holt",
        "Jon Bell",
        "Mia Roth",
        "Piet Lund",
        "Sara Quist",
        "Omar Vance",
        "Lena Frey",
        "Tom Ashby",
    ),
    openings=("The {thing} has been in the news for weeks.", "Much has been written about the {thing}."),
    closings=(
        "A spokeswoman did not return calls.",
        "Rain is forecast for the weekend.",
        "Readers sent 40 letters.",
    ),
    publishers=("The Alder Post", "Marsh Radio", "Coast Weekly", "The Brook Gazette"),
)

REPORTED = Family(
    topics=(
        Topic(
            "What did the {thing} cost?",
            ("Selby Ferry", "Ravenhill Dam", "Kestrel Probe"),
            (
                "The {thing} came at a cost of {value}.",
                "Taxpayers paid {value} for the {thing}.",
                "The final bill for the {thing} was {value}, auditors concluded.",
            ),
            ("The {thing} was insured for {value}.", "Repairs to the {thing} will take another {value}."),
            "money",
        ),
        Topic(
            "How many homes did Storm {thing} damage?",
            ("Brenna", "Odalys", "Ferran"),
            (
                "Storm {thing} damaged {value} homes.",
                "{value} homes were damaged by Storm {thing}, rescuers said.",
                "In all, Storm {thing} left {value} homes damaged.",
            ),
            ("Storm {thing} cut power to {value} farms.", "{value} volunteers helped after Storm {thing}."),
            "count",
            states=(
                "By {year}, {value} homes damaged by Storm {thing} were still empty.",
                "In {year}, {value} homes damaged by Storm {thing} were still empty.",
            ),
        ),
        Topic(
            "How many patients took part in the {thing} trial?",
            ("Zelora", "Mavenil", "Corvexa"),
            (
                "The {thing} trial enrolled {value} patients.",
                "{value} patients took part in the {thing} trial.",
                "Researchers followed {value} patients in the {thing} trial.",
            ),
            ("The {thing} trial was run by {value} nurses.", "{value} doctors read the {thing} trial."),
            "count",
            states=(
                "As of {year}, {value} patients had joined the {thing} trial.",
                "In {year}, the {thing} trial had {value} patients.",
            ),
        ),
        Topic(
            "When was the {thing} treaty signed?",
            ("Lakehead", "Morven", "Dunmore"),
            (
                "The {thing} treaty was signed on {value}.",
                "Ministers signed the {thing} treaty on {value}.",
                "Signed on {value}, the {thing} treaty ended years of talks.",
            ),
            ("The {thing} treaty was leaked on {value}.", "Talks on the {thing} treaty began on {value}."),
            "date",
        ),
        Topic(
            "Who discovered the {thing} comet?",
            ("Halvard", "Iselin", "Brandt"),
            (
                "{value} discovered the {thing} comet.",
                "The {thing} comet was first discovered by {value}.",
                "The discovery of the {thing} comet was made by {value}.",
                "It was {value} who discovered the {thing} comet.",
            ),
            (
                "{value} photographed the {thing} comet.",
                "A book on the {thing} comet was written by {value}.",
            ),
            "name",
        ),
        Topic(
            "Who leads the {thing} party?",
            ("Meadow", "Compass", "Harbour"),
            (
                "{value} leads the {thing} party.",
                "The {thing} party is led by {value}.",
                "{value}, the leader of the {thing} party, gave a speech.",
                "The {thing} party's leader is {value}.",
            ),
            ("{value} left the {thing} party.", "{value} donated to the {thing} party."),
            "name",
        ),
        Topic(
            "Was the {thing} vaccine tested on children?",
            ("Zelora", "Mavenil", "Corvexa"),
            (
                "The {thing} vaccine was tested on children.",
                "Doctors tested the {thing} vaccine on 60 children.",
                "Records show that children were among those on whom the {thing} vaccine was tested.",
            ),
            ("The {thing} vaccine was shipped in May.", "The {thing} vaccine was not sold abroad."),
            "yes_no",
            denials=(
                "The {thing} vaccine was not tested on children.",
                "The maker of the {thing} vaccine denies that it was tested on children.",
                "No children took part when the {thing} vaccine was tested.",
            ),
        ),
    ),
    people=(
        "Nadia Kerr",
        "Ewan Strand",
        "Ruth Almeida",
        "Kofi Brandt",
        "Ines Waller",
        "Paul Rooke",
        "Dina Sorel",
    ),
    openings=(
        "Few subjects have divided readers as the {thing} has.",
        "This is what is known of the {thing}.",
    ),
    closings=(
        "The minister declined an interview.",
        "The next issue appears on Friday.",
        "Schools stay closed.",
    ),
    publishers=("The Dale Courier", "Northern Wire", "Channel Nine", "The Mill Examiner"),
)

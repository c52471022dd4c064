"""The shapes of labelled data, apart so that the command line can name them without loading a reader."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """The shapes of labelled data that can be read."""

    ragtruth = "ragtruth"
    summedits = "summedits"
    fever = "fever"
    squad = "squad"
    ramdocs = "ramdocs"
    csv = "csv"

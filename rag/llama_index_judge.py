"""`FaithfulnessJudge`: LlamaIndex's FaithfulnessEvaluator, asked about one sentence at a time."""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core.evaluation import FaithfulnessEvaluator
from llama_index.core.evaluation.faithfulness import DEFAULT_EVAL_TEMPLATE
from llama_index.core.llms.llm import LLM
from llama_index.core.prompts import PromptTemplate

from rag.errors import JudgeUnreadableError
from rag.evaluation.judges.judging import read_verdict

_SHOWN = 80  # characters of an answer that could not be read
# Asked again after an answer that is neither: the same question, and the answer's form once more at its end.
_ONCE_MORE = PromptTemplate(
    DEFAULT_EVAL_TEMPLATE.get_template() + "\nAnswer with one word, YES or NO, and nothing else.\nAnswer: "
)


class FaithfulnessJudge:
    """Whether texts support a sentence, in a language model's opinion.

    LlamaIndex's own reading of the answer takes every "yes" in it, "eyes" too, for a yes; its answer is
    read anew here, and asked for once more where it is neither.
    """

    def __init__(self, llm: LLM) -> None:
        """Take the language model, which need not be the one that writes answers."""
        self._llm = llm
        self._evaluators = [
            FaithfulnessEvaluator(llm=llm, eval_template=template)
            for template in (DEFAULT_EVAL_TEMPLATE, _ONCE_MORE)
        ]

    @property
    def name(self) -> str:
        """The model that judges."""
        return self._llm.metadata.model_name

    async def supports(self, sentence: str, texts: Sequence[str]) -> bool:
        """Whether the texts support the sentence.

        Raises:
            JudgeUnreadableError: if the model answers neither yes nor no, asked twice.
            EndpointError: if it cannot be asked.
        """
        feedback = ""
        for evaluator in self._evaluators:
            found = await evaluator.aevaluate(response=sentence, contexts=list(texts))
            feedback = found.feedback or ""
            verdict = read_verdict(feedback)
            if verdict is not None:
                return verdict
        raise JudgeUnreadableError(f"The judge says neither yes nor no: {feedback[:_SHOWN]!r}.")

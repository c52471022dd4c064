"""What was said before: a follow-up becomes a question that stands alone, without a model."""

from rag.conversation.standalone import standalone_question

__all__ = ["standalone_question"]

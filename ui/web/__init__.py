"""The chat page: events of an answer become HTML, Gradio shows it. No other logic."""

"""Gradio's theme in the page's own colours: colours.css names them, for light and dark alike."""

from __future__ import annotations

import inspect

import gradio as gr

SANS = ("-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Liberation Sans", "system-ui", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Consolas", "Liberation Mono", "monospace")

# Gradio's names of colours, and ours. System fonts and no images: the page asks nobody for anything.
_COLOURS = {
    "body_background_fill": "paper",
    "body_text_color": "ink",
    "body_text_color_subdued": "ink-soft",
    "background_fill_primary": "paper",
    "background_fill_secondary": "paper",
    "block_background_fill": "paper",
    "border_color_primary": "rule",
    "border_color_accent": "rule",
    "block_border_color": "rule",
    "input_background_fill": "card",
    "input_background_fill_focus": "card",
    "input_border_color": "rule-strong",
    "input_border_color_focus": "ink-soft",
    "input_placeholder_color": "ink-faint",
    "link_text_color": "accent",
    "link_text_color_hover": "accent",
    "link_text_color_active": "accent",
    "link_text_color_visited": "accent",
    "button_primary_background_fill": "ink",
    "button_primary_background_fill_hover": "accent",
    "button_primary_text_color": "paper",
    "button_primary_text_color_hover": "paper",
    "button_secondary_background_fill": "paper",
    "button_secondary_background_fill_hover": "card",
    "button_secondary_text_color": "ink",
    "button_secondary_text_color_hover": "ink",
    "color_accent": "accent",
    "color_accent_soft": "card",
    "border_color_accent_subdued": "rule",
    "loader_color": "accent",
    "checkbox_background_color": "card",
    "checkbox_background_color_hover": "card",
    "checkbox_background_color_focus": "card",
    "checkbox_background_color_selected": "ticked",
    "checkbox_border_color": "ink-faint",
    "checkbox_border_color_hover": "ink-soft",
    "checkbox_border_color_focus": "ink-soft",
    "checkbox_border_color_selected": "ticked",
    "checkbox_label_background_fill": "paper",
    "checkbox_label_background_fill_hover": "paper",
    "checkbox_label_background_fill_selected": "paper",
    "checkbox_label_text_color": "ink-soft",
    "checkbox_label_text_color_selected": "ink",
}


class BylineTheme(gr.themes.Base):
    """Ink on paper, one accent, system fonts."""

    def __init__(self) -> None:
        super().__init__(font=[*SANS], font_mono=[*MONO], radius_size="sm")
        self.name = "byline"
        both = {name: f"var(--{ours})" for name, ours in _COLOURS.items()}
        known = inspect.signature(gr.themes.Base.set).parameters
        dark = {f"{name}_dark": value for name, value in both.items() if f"{name}_dark" in known}
        super().set(**both, **dark, block_shadow="none", block_border_width="0px")

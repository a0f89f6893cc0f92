"""How the prompt looks: classes in the sixteen colours the terminal's owner has chosen.

Data only.
"""

from __future__ import annotations

from prompt_toolkit.styles import Style

STYLE = Style.from_dict(
    {
        "prompt.target": "bold",
        "prompt.request": "",
        "prompt.state": "ansigreen",
        "prompt.gone": "ansired",
        "prompt.separator": "bold",
        "prompt.continuation": "ansibrightblack",
        "prompt.question": "bold ansiyellow",
        "auto-suggestion": "ansibrightblack",
        "wrong": "underline ansired",
        "validation-toolbar": "noreverse bg:default ansired",
        # The language
        "token.verb": "bold ansicyan",
        "token.tool": "bold ansiblue",
        "token.word": "ansiyellow",
        "token.door": "ansimagenta",
        "token.name": "ansicyan",
        "token.number": "ansiyellow",
        "token.string": "ansigreen",
        "token.octets": "ansigreen",
        "token.pattern": "ansigreen",
        "token.flag": "ansimagenta",
        "token.operator": "bold",
        "token.error": "underline ansired",
        # Python
        "pygments.keyword": "ansimagenta",
        "pygments.name.builtin": "ansicyan",
        "pygments.name.function": "ansicyan",
        "pygments.name.class": "bold",
        "pygments.name.decorator": "ansimagenta",
        "pygments.name.exception": "ansired",
        "pygments.literal.number": "ansiyellow",
        "pygments.literal.string": "ansigreen",
        "pygments.operator": "",
        "pygments.operator.word": "ansimagenta",
        "pygments.comment": "italic ansibrightblack",
        "pygments.error": "",
        # The menu
        "completion-menu.completion": "bg:ansibrightblack ansiwhite",
        "completion-menu.completion.current": "noreverse bg:ansicyan ansiblack",
        "completion-menu.meta.completion": "bg:ansiblack ansiwhite",
        "completion-menu.meta.completion.current": "bg:ansiblack ansicyan",
        # The bar
        "bottom-toolbar": "reverse",
        "bar": "",
        "bar.target": "bold",
        "bar.window": "",
        "bar.shut": "noreverse bg:ansiyellow ansiblack",
        "bar.held": "noreverse bold bg:ansiyellow ansiblack",
        "bar.error": "noreverse bold bg:ansired ansiwhite",
        "bar.engine": "bold",
        "bar.on": "",
        "bar.off": "italic",
        "bar.key": "",
        "bar.behind": "italic",
    }
)

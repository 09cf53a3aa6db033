"""format=flowed undone: soft line ends joined, space-stuffing removed (RFC 3676 sections 4.1 to 4.6)."""


def unflow(text: str, *, del_sp: bool = False) -> str:
    """``text`` with flowed lines joined within one quote depth. ``del_sp`` is the DelSp parameter: the blank at a soft line
    end goes too. Quote marks are written as ``> `` each, as other mail has them.
    """
    out: list[str] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth, content = _unquoted(line)
        signature = content == "-- "
        if open_depth == depth and not signature:
            out[-1] += content
        else:
            out.append("> " * depth + content if depth else content)
        if content.endswith(" ") and not signature:
            open_depth = depth
            out[-1] = out[-1][:-1] if del_sp else out[-1]
        else:
            open_depth = None
    return "\n".join(out)


def _unquoted(line: str) -> tuple[int, str]:
    """The quote depth and the content without quote marks and stuffing."""
    content = line.lstrip(">")
    depth = len(line) - len(content)
    return depth, content.removeprefix(" ")

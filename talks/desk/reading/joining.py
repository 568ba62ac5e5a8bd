"""Lines that were cut for print become paragraphs again, and words that were parted at line ends become whole.

Imports nothing of the project. Every hyphen that is taken out is reported, since only a reader can tell for certain.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

SOFT = "\u00ad"
WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
PARTED = re.compile(r"([^\W\d_]+)([-\u2010])$")
NEXT_WORD = re.compile(r"[^\W\d_]+")
SENTENCE_END = re.compile(r"[.!?…:;。！？؟۔][\"'”’»)\]]*$")
BULLET = re.compile(r"[•‣▪●◦–—*-]\s|\(?\d{1,2}[.)]\s")
WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uff00-\uffef]")  # Japanese and Chinese part no words
# Particles that Russian and Ukrainian join by a hyphen.
PARTICLES = {"то", "либо", "нибудь", "таки", "небудь"}
COMPOUNDING = {"well", "self", "half"}  # nearly always followed by a hyphen of the word

FEWEST_LINES = 6
FULL = 0.75  # a line of this share of the usual length goes on in the next one
WIDEST = 130  # characters; longer lines were not cut for print


@dataclass
class Joined:
    """Paragraphs, the words from which a hyphen was taken out, and the words that were parted and keep theirs."""

    paragraphs: list[str] = field(default_factory=list)
    joined: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


class Joiner:
    """Joins the lines of paragraphs. The other words of the text tell which hyphens belong to a word."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.words: Counter[str] = Counter()
        self.result = Joined()
        for line in lines:
            found = WORD.findall(line.casefold())
            if PARTED.search(line.rstrip()) and found:
                found.pop()  # half a word tells nothing
            self.words.update(found)

    def add(self, lines: Iterable[str]) -> None:
        """Join these lines to one paragraph."""
        text = ""
        for line in lines:
            text = self._joined(text, " ".join(line.split())) if text else " ".join(line.split())
        if text:
            self.result.paragraphs.append(text)

    def _joined(self, text: str, line: str) -> str:
        if text.endswith(SOFT):
            word = f"{_last(text[:-1])}{_first(line)}"
            self.result.joined.append(word)
            return text[:-1] + line
        parted, after = PARTED.search(text), NEXT_WORD.match(line)
        if parted and after:
            first, second = parted[1], after[0]
            if second[0].islower() and self._is_one_word(first.casefold(), second.casefold()):
                self.result.joined.append(first + second)
                return text[:-1] + line
            self.result.left.append(f"{first}{parted[2]}{second}")
            return text + line
        if re.search(r"\S[-\u2010–]$", text) or (WITHOUT_SPACES.match(text[-1:]) and WITHOUT_SPACES.match(line)):
            return text + line
        return f"{text} {line}"

    def _is_one_word(self, first: str, second: str) -> bool:
        if self.words[f"{first}-{second}"] or second in PARTICLES or first in COMPOUNDING:
            return False
        return bool(self.words[first + second]) or not (self.words[first] and self.words[second])


def _last(text: str) -> str:
    return re.split(r"\s", text)[-1]


def _first(text: str) -> str:
    found = NEXT_WORD.match(text)
    return found[0] if found else ""


def is_wrapped(text: str) -> bool:
    """Return whether the lines of a text look as if they had been cut at the width of a page."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) < FEWEST_LINES:
        return False
    lengths = sorted(map(len, lines))
    usual = lengths[len(lengths) * 3 // 4]
    full = sum(length >= FULL * usual for length in lengths)
    cut = sum(not SENTENCE_END.search(line) for line in lines)
    return usual >= 20 and lengths[-1] <= WIDEST and 2 * full > len(lines) and 2 * cut > len(lines)


def joined(text: str) -> Joined:
    """Return a wrapped text in paragraphs: they end at a blank line, before an indented one, and after a short one."""
    blocks = _blocks(text.expandtabs(4).splitlines())
    joiner = Joiner(line for block in blocks for line in block)
    for block in blocks:
        joiner.add(block)
    return joiner.result


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    lengths = [len(line.strip()) for line in lines if line.strip()]
    usual = median(lengths) if lengths else 0
    margin = min((_margin(line) for line in lines if line.strip()), default=0)
    blocks: list[list[str]] = [[]]
    for line in lines:
        shown, before = line.strip(), blocks[-1][-1].strip() if blocks[-1] else ""
        is_indented = _margin(line) >= margin + 2 and bool(blocks[-1]) and _margin(blocks[-1][-1]) < margin + 2
        is_over = bool(SENTENCE_END.search(before)) and len(before) < FULL * usual
        if blocks[-1] and (not shown or is_indented or is_over or BULLET.match(shown)):
            blocks.append([])
        if shown:
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())

"""Lines of a page that are seldom part of a report, by certain rules: buttons, advertisements, links, pictures, bylines.

They are only suggested: whoever brings the report in can restore each. Imports nothing of the project. The words are
English, Ukrainian and Russian; to add one is to add it to its rule.
"""

import re
from collections.abc import Sequence

LONGEST = 90  # characters; a longer line is rather a paragraph
LONGEST_CAPTION = 220
SHORTEST_PARAGRAPH = 60  # of what ends as a sentence does
AGENCIES = (
    r"afp|ap|associated press|reuters|xinhua|tass|itar-tass|interfax|ria novosti|ani|ians|pti|dpa|efe|anadolu(?: agency)?|aa|"
    r"belta|ukrinform|unian|armenpress|getty images|epa(?:-efe)?|sputnik|agencies|news agencies|"
    r"тасс|риа новости|интерфакс|рейтер|белта|укрінформ|укринформ|уніан|униан|інтерфакс(?:-україна)?"
)
SECTION = r"[^\W\d_][\w&’'.-]*(?: [\w&’'.-]+){0,2}"
# Code of the reason, and what the whole line has to be, whatever its case.
RULES = {
    "button": r"(?:share|tweet|print|save|copy link|email|subscribe|sign (?:in|up)|log in|follow us|listen|comments?|menu|"
    r"(?:show|load|view|see) (?:more|all|less)|skip to (?:main )?content|(?:back )?to (?:the )?top|close|"
    r"accept(?: all)?(?: cookies)?|(?:click|tap) (?:here )?to (?:comment|share|enlarge|subscribe)|"
    r"(?:leave|post|write|add) (?:a |your )?(?:reply|comment)|(?:cancel|post) reply|(?:post with )?no comments?(?: yet)?\.?|"
    r"\d[\d ,.]* (?:comments?|views?|shares?|likes?)|(?:comments?|views?|shares?)\W{0,3}\d+|\d+ min(?:ute)?s? read)"
    r"(?: (?:this|this (?:story|article|page|post)|on (?:facebook|twitter|x|telegram|whatsapp)|via email))?(?: button)?|"
    r"facebook|twitter|telegram|whatsapp|linkedin|instagram|youtube|google plus|live|audio only|share this|\d{1,6}|"
    r"your email address will not be published\..*|(?:next|previous|prev) (?:article|story|post|page)|newsletters?|copied|"
    r"loading\W*|"
    r"keep reading|list of \d+ items?|end of list|breaking news|latest(?: news| updates)?|live updates|bbc news|top news|"
    r"(?:перейти в|перейти до) .{2,40}|верс[иі]я для (?:печати|друку)|поділитись|(?:поділит[иь]ся|поделиться) [ву] .{2,20}|"
    r"(?:нашли|знайшли|якщо ви знайшли|если вы нашли|заметили|помітили) (?:опечатку|помилку|ошибку).*|"
    r"поділитися|поширити|роздрукувати|підписатися|підписуйтесь|коментарі|слухати|меню|показати (?:ще|більше)|"
    r"поделиться|распечатать|подписаться|подписывайтесь|комментарии|слушать|наверх|вгору|"
    r"показать (?:ещё|еще|больше)|(?:(?:кількість )?переглядів|просмотров|комментариев|коментарів)\W{0,3}\d[\d ,.]*|"
    r"شارك|مشاركة|شارك على .{1,20}|تعليقات?|اترك تعليقا?|طباعة|المزيد|حفظ|القائمة",
    "advertisement": r"(?:paid )?advertisement(?: - scroll to continue| continues below)?|advertising|ad|sponsored(?: content)?|"
    r"реклама|إعلان|إعلانات|на правах рекламы|на правах реклами|партнерський матеріал",
    "appeal": r"(?:now is the time to|please|help us|help to|you can) (?:\w+ ){0,5}"
    r"(?:support|reach|donate|join|subscribe|become)\b.*|"
    r"(?:support (?:our|us\b|independent)|become a (?:member|patron|supporter|subscriber)|donate\b|make a donation|"
    r"sign up (?:for|to)|subscribe to|join (?:us on|our)|follow us|download (?:our|the) app|get (?:our|the) app)[^“”«»\"]*|"
    r"(?:підтримайте|підтримати|підписуйтесь|підписуйтеся|підпишіться|приєднуйтесь|стежте|читайте нас|(?:усі|всі|все) "
    r"(?:новини|новости) (?:на|у|в)) [^“”«»\"]*|"
    r"(?:поддержите|поддержать|подписывайтесь|присоединяйтесь|следите) [^“”«»\"]*",
    "section": rf"{SECTION}(?:(?:\s*[>»›]\s*|\s+/\s+){SECTION}){{1,4}}",
    "link": r"(?:read|see|watch) (?:also|more|next)(?:\W.*)?|related(?:(?: stories| articles| news| topics| posts)|(?=:|$)).{0,3}|"
    r"more (?:on this story|news)|recommended(?: stories)?|most (?:read|popular)|trending(?: now)?|featured stories|"
    r"you (?:may|might) also like|latest news|top stories|"
    r"(?:читайте|дивіться|смотрите) (?:також|також:|также|ще|ещё|еще)(?:\W.*)?|"
    r"(?:новини |матеріали |новости |материалы )?(?:за темою|по темі|по теме)|популярне|"
    r"популярное|последние новости|"
    r"останні новини|(?:اقرأ|إقرأ|اقرأوا|شاهد) (?:أيضا|أيضًا|أيضاً|المزيد)(?:\W.*)?|مواضيع ذات صلة|أخبار ذات صلة|"
    r"https?://\S+",
    "picture": rf"<?image>?|\[image(?::[^\]]*)?\]|!\[.*|image:? data:.*|data:[a-z]+/.*|<image>.*|"
    rf"(?:file )?(?:photo|image|picture|фото|иллюстрация|ілюстрація)(?: credit)?s?:.*|(?:{AGENCIES}) ?(?:/.*|photo)|"
    rf"image (?:source|caption),.*|\[(?:photo|image|фото)[^\]]*\]|"
    rf"(?:ілюстративне |архівне |иллюстративное |архивное )?фото(?: [^.]{{2,25}})?|"
    rf"(?:photo|picture|image) taken (?:on|in) .* shows .*",
    "byline": r"(?:By|BY) (?:[^\W\d_a-z][\w.'’-]*,? ?(?:and |de |van |von |der |al-)?){2,6}|"
    rf"(?i:[(\[]?(?:by |source: ?|джерело: ?|источник: ?)?[«“\"]?(?:{AGENCIES})(?: staff)?[»”\"]?[)\]]?)|"
    r"(?i:our standards:.*)|"
    r"(?i:by .{2,50}(?:desk|staff|correspondents?|reporters?|editors?|team|newsroom|bureau))|"
    r"(?i:(?:author|written by|reporting by|editing by|edited by|editor|автор|авторка|авторы|автори|текст|"
    r"редактор|بقلم|الكاتب)s?\s?: ?.{2,60})|"
    r"(?i:(?:source|джерело|источник|المصدر)s?\s?: ?\S+(?: \S+)?(?:\s*(?:\s{2}|\|).*)?)|"
    r"(?i:(?:reporting|writing|editing) by .{2,60})",
    "tags": r"(?:tags?|tagged|topics|теги|мітки|метки)\b(?:\s?:.*)?|(?:story|news|article) (?:code|id)\s?: ?\d+",
    "rights": r"(?:©|\(c\)|copyright\b).{0,80}|(?:.{0,40}\W)?all rights reserved.{0,40}",
    "time": r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{2,4}(?:[+-]\d{1,2})?)?",
    "page": r"(?:page|сторінка|страница|стр\.)\s*\d{1,4}(?:\s*(?:of|/|з|из)\s*\d{1,4})?",
    "cookies": r"(?:we|this (?:site|website)) uses? cookies.*|"
    r"(?:мы используем|ми використовуємо|цей сайт використовує|этот сайт использует) (?:файлы |файли )?cookie.*",
}
# A byline is recognised by its capitals.
_RULES = {reason: re.compile(rule if reason == "byline" else rf"(?i:{rule})") for reason, rule in RULES.items()}
_DATA = re.compile(r"(?:<image>)?\s*data:[a-z]+/", re.IGNORECASE)
# Who took a picture, at the end of its caption; and a caption that says what is done on it, and on what day.
_NAME = r"[^\W\d_a-z][\w’'.-]+"
_CREDIT = re.compile(
    r"(?i:.*[(|]\s*(?:file )?(?:photo|image|picture|фото)s?\b(?::|\s+(?:by|from|credit|courtesy|via))[^()|]*\)?\.?)|"
    rf"(?:.{{2,160}}[.:,] )?(?i:{AGENCIES})/{_NAME}(?: {_NAME}){{1,2}}|(?:.{{2,120}} )?/ ?(?i:{AGENCIES})|"
    r".{2,160}[.,|] ?(?i:photo|фото)s?: .{2,40}|"
    rf"(?:.{{2,120}}[.:,] )?{_NAME}(?: {_NAME}){{1,2}} ?/ ?{_NAME}(?: ?{_NAME})?(?:/{_NAME})*"
)
_DAY = r"(?:[^\W\d_]{3,}\.? \d{1,2},? \d{4}|\d{1,2} [^\W\d_]{3,} \d{4}(?: року| года)?)"
_CAPTION = re.compile(
    r"[^.!?:“”«»\"]*\b(?:poses?|shakes? hands|(?:is|are) (?:seen|pictured|shown)|attends?|arrives?|speaks?|walks?|looks? on|"
    rf"gestures?|greets?|meets?|takes? part)\b[^.!?:“”«»\"]*\b(?:[Oo]n |,? ){_DAY}\.?"
)
_SENTENCE_END = re.compile(r"[.!?…؟۔][\"'”’»)\]]*$")
_WORDS = re.compile(r"[^\W_]")
_ENDS = frozenset({"button", "link", "tags"})  # after these and the last paragraph nothing more of the report follows


def reason_of(line: str) -> str:
    """Return the code of the rule that a line meets by itself, or an empty text."""
    text = line.strip().strip("•·|–—-*>» ").rstrip(":")
    if line.strip() and not _WORDS.search(line):
        return "signs"
    if _DATA.match(text):
        return "picture"
    if not text or len(text) > LONGEST_CAPTION:
        return ""
    if _CREDIT.fullmatch(text) or _CAPTION.fullmatch(text):
        return "picture"
    if len(text) > LONGEST:
        return ""
    return next((reason for reason, rule in _RULES.items() if rule.fullmatch(text)), "")


def reasons_of(lines: Sequence[str]) -> dict[int, str]:
    """Return the codes by the number of the line, from 1: what a line is by itself, and what the lines around it say.

    Cost: linear.
    """
    shown = [line.strip().strip("•· ") for line in lines]
    found = {number: reason for number, line in enumerate(lines, 1) if (reason := reason_of(line))}
    _add_linked(shown, found)
    _add_captions(shown, found)
    _add_after_the_end(shown, found)
    _add_above(shown, found)
    return found


def _add_above(shown: Sequence[str], found: dict[int, str]) -> None:
    """Add single words above the first paragraph, which are names of sections."""
    first = next((number for number, line in enumerate(shown, 1) if _is_paragraph(line)), 0)
    for number, line in enumerate(shown[: max(0, first - 1)], 1):
        if len(line.split()) == 1 and line.isalpha():
            found.setdefault(number, "section")


def _add_linked(shown: Sequence[str], found: dict[int, str]) -> None:
    """Add the headline of another report that follows a word such as “Related:”."""
    for number in [number for number, reason in found.items() if reason == "link" and _is_label(shown[number - 1])]:
        after = next((at for at in range(number + 1, len(shown) + 1) if shown[at - 1]), 0)
        if after and len(shown[after - 1]) <= 2 * LONGEST and not _SENTENCE_END.search(shown[after - 1]):
            found.setdefault(after, "link")


def _is_label(text: str) -> bool:
    return not text.startswith("http") and len(text.split()) <= 4


def _add_captions(shown: Sequence[str], found: dict[int, str]) -> None:
    """Add a line with which the caption of a picture begins, which is what pages have for those who do not see it."""
    captions = [shown[number - 1] for number, reason in found.items() if reason == "picture"]
    for number, line in enumerate(shown, 1):
        if len(line.split()) > 2 and any(one != line and one.startswith(line) for one in captions):
            found.setdefault(number, "picture")


def _add_after_the_end(shown: Sequence[str], found: dict[int, str]) -> None:
    """Add what follows the last paragraph, from the first button or link there on: lists of other reports."""
    last = max(
        (number for number, line in enumerate(shown, 1) if number not in found and _is_paragraph(line)), default=0
    )
    ends = next((number for number in sorted(found) if number > last and found[number] in _ENDS), 0)
    for number in range(ends, len(shown) + 1) if last and ends else ():
        if shown[number - 1]:
            found.setdefault(number, "after")


def _is_paragraph(line: str) -> bool:
    # A headline of another report may end with “!”, and seldom with a full stop.
    least = SHORTEST_PARAGRAPH if line.rstrip("\"'”’»)]").endswith((".", "…")) else LONGEST
    return len(line) >= least and bool(_SENTENCE_END.search(line))

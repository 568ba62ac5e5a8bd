"""Lines of a page that are seldom part of a report, by certain rules: buttons, advertisements, links, pictures, bylines.

They are only suggested: whoever brings the report in can restore each. Imports nothing of the project. The words are
English, Ukrainian and Russian; to add one is to add it to its rule.
"""

import re

LONGEST = 90  # characters; a longer line is rather a paragraph
# Code of the reason, and what the whole line has to be, whatever its case.
RULES = {
    "button": r"(?:share|tweet|print|save|copy link|email|subscribe|sign (?:in|up)|log in|follow us|listen|comments?|menu|"
    r"(?:show|load|view|see) (?:more|all|less)|skip to (?:main )?content|back to top|close|accept(?: all)?(?: cookies)?)"
    r"(?: (?:this|this (?:story|article|page|post)|on (?:facebook|twitter|x|telegram|whatsapp)|via email)| button)?|"
    r"facebook|twitter|telegram|whatsapp|linkedin|instagram|youtube|google plus|live|audio only|"
    r"поділитися|поширити|роздрукувати|підписатися|підписуйтесь|коментарі|слухати|меню|показати (?:ще|більше)|"
    r"поделиться|распечатать|подписаться|подписывайтесь|комментарии|слушать|"
    r"показать (?:ещё|еще|больше)",
    "advertisement": r"(?:paid )?advertisement(?: - scroll to continue| continues below)?|advertising|ad|sponsored(?: content)?|"
    r"реклама|на правах рекламы|на правах реклами|партнерський матеріал",
    "link": r"(?:read|see|watch) (?:also|more|next)(?:\W.*)?|related (?:stories|articles|news|topics)|more (?:on this story|news)|"
    r"recommended(?: stories)?|most (?:read|popular)|trending(?: now)?|"
    r"(?:читайте|дивіться|смотрите) (?:також|також:|также|ще|ещё|еще)(?:\W.*)?|за темою|по теме|популярне|популярное|"
    r"https?://\S+",
    "picture": r"<?image>?|\[image(?::[^\]]*)?\]|!\[.*|image:? data:.*|data:[a-z]+/.*|<image>.*|"
    r"(?:photo|image|picture|фото|иллюстрация|ілюстрація)(?: credit)?:.*|(?:getty images|reuters|afp|ap) ?(?:/.*|photo)",
    "byline": r"(?:By|BY) (?:[^\W\d_a-z][\w.'’-]*,? ?(?:and |de |van |von |der |al-)?){2,6}|"
    r"(?i:(?:author|written by|автор|авторка|авторы|автори|текст)s?: .{2,60})",
    "page": r"(?:page|сторінка|страница|стр\.)\s*\d{1,4}(?:\s*(?:of|/|з|из)\s*\d{1,4})?",
    "cookies": r"(?:we|this (?:site|website)) uses? cookies.*|"
    r"(?:мы используем|ми використовуємо|цей сайт використовує|этот сайт использует) (?:файлы |файли )?cookie.*",
}
# A byline is recognised by its capitals.
_RULES = {reason: re.compile(rule if reason == "byline" else rf"(?i:{rule})") for reason, rule in RULES.items()}
_DATA = re.compile(r"(?:<image>)?\s*data:[a-z]+/", re.IGNORECASE)


def reason_of(line: str) -> str:
    """Return the code of the rule that a line meets, or an empty text."""
    text = line.strip().strip("•·|–—-*>» ").rstrip(":")
    if _DATA.match(text):
        return "picture"
    if len(text) > LONGEST or not text:
        return ""
    return next((reason for reason, rule in _RULES.items() if rule.fullmatch(text)), "")

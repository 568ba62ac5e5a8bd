"""What the word lists of a language hold. Pure data; the lists are in ``english``, ``ukrainian`` and ``russian``."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The words by which statements of one language are found, each list as text with white space between its items.

    Words of one item are joined by “_”.
    """

    verbs: dict[str, str]
    """The forms of verbs of saying, by the kind of claim they hint at; with “*” those that are nouns as well, with “+”
    those that mean saying only beside a quotation."""
    stances: dict[str, str]
    """Verbs and predicates that tell what somebody wants, plans, supports or is ready for, by the kind of claim."""
    stance_nouns: str
    """Nouns of the same meaning, as in “the proposal to …”; with the name of who makes it beside them."""
    first_person: str
    """Pronouns that only one who speaks uses."""
    before: str
    """What stands before a speaker, such as “according to”."""
    before_his: str
    """The same with a pronoun in it, for languages in which that stands between."""
    about_this: str
    """Words that say that the sentence before is what was said."""
    bodies_in: str
    """Prepositions before a body that speaks, as in «в Министерстве заявили»."""
    openers: str
    """What begins the clause that tells what was said."""
    pronouns: str
    plural_pronouns: str
    roles: str
    """Nouns for people and bodies that speak."""
    bodies: str
    """Nouns for what speaks for a party whose adjective stands with it."""
    collective: str
    """Nouns of the roles that are bodies, not people, so that no person is meant by them later."""
    relatives: str
    impersonal: str
    """Verbs of saying without anybody who speaks, as in «сообщается»."""
    linking: str
    """What joins a role to that of which it is one."""
    auxiliaries: str
    """Words between a role and its verb."""
    determiners: str
    not_speakers: str
    """Nouns for people whose questions are no statements."""
    agencies: str
    """News agencies, which tell what others say."""
    prepositions: str
    clause_openers: str
    """Words that may begin a clause as well as stand before a noun."""
    passive: str
    """Words before a verb by which its subject is not who says something."""
    agent: str
    """What stands before who says something after such a verb."""
    fillers: str
    """Words with which no quotation ends."""
    said_kinds: dict[str, str]
    """Patterns of what was said, by the kind of claim; the first that is found is taken."""
    meetings: str
    happened: str
    days: str
    abbreviations: str
    """Words after whose full stop a sentence goes on."""
    no_names: str
    """Other words that begin sentences and are no names."""
    subject_may_follow: bool
    """Whether a subject may follow its verb outside quotations too."""

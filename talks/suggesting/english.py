"""Words by which statements are found in English."""

from talks.suggesting.words import Words

ENGLISH = Words(
    verbs={
        "": """
            said says say saying stated states* stating added adds adding noted notes* noting remarked remarks*
            remarking commented comments* commenting told tells telling explained explains explaining emphasised
            emphasized emphasises emphasizes emphasising emphasizing stressed stresses stressing underlined underlines
            underlining underscored underscores underscoring highlighted highlights highlighting recalled recalling
            reaffirmed reaffirms reiterated reiterates reiterating repeated* repeating pointed_out points_out
            pointing_out went_on_to_say goes_on_to_say wrote writes writing tweeted posted quipped replied responded
            responding answered argued argues arguing believes believed maintained maintains maintaining insisted
            insists insisting claimed claims* claim* claiming asserted asserts asserting declared declares declaring
            affirmed affirms affirming agreed_that acknowledged acknowledges acknowledging admitted admits admitting
            conceded concedes suggested suggests suggesting hinted hinting made_clear makes_clear made_it_clear
            mentioned mentioning opined spoke_of speaks_of referred_to refers_to referring_to concluded_that
            observed_that conveyed conveys conveying echoed echoes echoing signals* elaborated boasted recounted
            recounts contends contended contending reckons reckoned speculated addressed cited cites citing as_saying
            as_telling as_having_said unveiled unveils listed lists* insist* believe* argue* stress* did_not_say
            did_not_comment did_not_elaborate did_not_specify reminded thinks concluded+ continued+ observed+ began+
            """,
        "assessment": """
            described describes describing characterised characterized called calls* calling assessed assesses assessing
            hailed hails praised praises praising welcomed welcomes welcoming hoped hopes* hoping expressed expresses
            expressing estimated estimates* predicted predicts expected* expects voiced doubted doubts* regretted
            considers considered foresees envisages lauded lauds commended commends touted
            """,
        "account": """
            announced announces announcing reported reports* reporting informed informs informing confirmed confirms
            confirming revealed reveals revealing disclosed discloses disclosing communicated communicates clarified
            clarifies confirm* did_not_confirm does_not_confirm specified briefed indicated indicates signalled signaled
            """,
        "demand": """
            demanded demands* demanding urged urges urging called_for calls_for calling_for called_on calls_on
            calling_on called_upon calls_upon appealed appeals* appealing asked asks asking requested requests*
            requesting insisted_on insists_on wants wanted demand* urge* want* pressed presses pressing advised advises
            recommended recommends implored pleaded instructed ordered orders*
            """,
        "offer": """
            offered offers* offering proposed proposes proposing invited invites inviting expressed_readiness
            expressed_willingness volunteered
            """,
        "pledge": """
            pledged pledges* pledging promised promises* promising vowed vows* vowing undertook committed_to guaranteed
            assured assures assuring agreed_to agrees_to
            """,
        "refusal": """
            refused refuses refusing rejected rejects rejecting ruled_out rules_out ruling_out declined declines*
            declining rebuffed brushed_off dismissed dismisses dismissing turned_down turns_down
            """,
        "accusation": """
            accused accuses accusing blamed blames* blaming condemned condemns condemning denounced denounces denouncing
            criticised criticized criticises criticizes criticising criticizing slammed slams decried alleged alleges
            alleging charged_that lashed_out lamented complained complains complaining deplored accuse* blame* condemn*
            rebuked mocked ridiculed protested questioned
            """,
        "denial": """
            denied denies denying refuted refutes refuting disputed disputes* disputing deny* did_not_deny does_not_deny
            did_not_rule_out does_not_rule_out contradicted countered counters countering retorted objected
            """,
        "justification": "justified justifies justifying defended defends defending",
        "warning": """
            warned warns warning* threatened threatens threatening cautioned cautions* cautioning vowed_to_respond
            """,
    },
    stances={
        "assessment": """
            supports supported supporting backs backed backing opposes opposed opposing sees fears feared favours favors
            favoured favored sees_no does_not_see do_not_see thanked thanks* is_confident is_convinced is_sure
            is_certain is_concerned remains_confident is_optimistic was_optimistic was_confident is_hopeful
            does_not_believe do_not_believe did_not_believe does_not_think do_not_think does_not_consider
            """,
        "demand": "seeks sought seeking needs* is_seeking are_seeking does_not_want",
        "offer": """
            is_ready are_ready was_ready were_ready is_prepared are_prepared was_prepared is_willing are_willing
            was_willing were_willing is_open_to are_open_to remains_open remains_ready remain_ready stands_ready
            put_forward presented outlined floated set_out laid_out
            """,
        "pledge": """
            plans* planned_to intends intended intends_to is_committed are_committed remains_committed is_determined
            """,
        "refusal": """
            ignored ignores did_not_accept does_not_accept did_not_agree does_not_agree will_not_accept would_not_accept
            reject* is_not_ready are_not_ready is_against are_against has_no_intention have_no_intention is_unwilling
            do_not_want did_not_want is_not_going_to are_not_going_to does_not_intend
            """,
    },
    stance_nouns="""
        proposal proposals demand demands call calls offer refusal readiness willingness pledge promise intention
        insistence request appeal
        """,
    first_person="we our ours we’re we're we’ve we've we’ll we'll i i’m i'm i’ve i've i’ll i'll my",
    before="according_to statements_by statement_by words_of in_the_words_of quoted_by in_the_view_of in_the_opinion_of",
    before_his="""
        according_to_him according_to_her according_to_them in_his_words in_her_words in_his_view in_her_view
        in_his_opinion in_her_opinion
        """,
    about_this="""
        announced_this reported_this stated_this said_this_at said_this_in said_this_during said_this_on
        this_was_announced this_was_reported this_was_stated this_was_said this_is_according that_is_according
        """,
    bodies_in="",
    openers="that what how whether where why",
    pronouns="he she",
    plural_pronouns="they it",
    roles="""
        counterpart counterparts president minister spokesman spokeswoman spokesperson spokespersons secretary
        chancellor premier ambassador envoy negotiator negotiators adviser advisers advisor aide aides official
        officials diplomat diplomats head chief chairman chairwoman speaker leader leaders commander general mayor
        governor director deputy representative representatives delegate delegates delegation lawmaker lawmakers
        parliamentarian senator source sources analyst analysts expert experts ministry government parliament office
        council administration embassy side sides army military pope king prince presidency agency agencies authorities
        intelligence allies statement vice-premier commissioner professor historian ombudsman ombudswoman prosecutor
        lawyer archbishop patriarch bishop cardinal organization organisation charity committee chairperson co-chair
        secretary-general service negotiating_team assistant member members envoys coordinator undersecretary
        """,
    not_speakers="agency agencies media reporters reporter journalists journalist correspondents readers",
    agencies="""
        afp ap bbc bloomberg cnn interfax reuters tass upi xinhua belta ria unian ukrinform anadolu rbc axios nbc cbs
        abc fox sky politico guardian times post telegraph journal news pravda independent newspaper
        """,
    prepositions="""
        of for to in from with by at on against between about after before during under over into than near through
        toward towards via including following despite amid as
        """,
    passive="was were is are been be being get got",
    agent="by",
    linking="of for to at",
    auxiliaries="has have had will would also is are was were on said",
    determiners="the a an its his her their this",
    bodies="side delegation",
    collective="""
        side sides delegation ministry government parliament office council administration embassy army military
        presidency authorities intelligence agency agencies statement source sources allies counterparts service
        organization organisation charity committee negotiating_team
        """,
    relatives="who",
    impersonal="reportedly",
    fillers="""
        the a an and or of to in on at for with by from as that which who its their his her this these those is are was
        were be has have had will would it but if into than between not no however also
        """,
    said_kinds={
        "refusal": r"(?:will|would|shall|do|does|can|could) ?n[o’']t (?:accept|agree|allow|discuss|negotiate|give|rest)"
        r"|never (?:accept|agree|give|surrender)|not willing|unacceptable|no (?:concessions|compromise)|refus\w+",
        "accusation": r"genocid\w+|war crimes?|aggress\w+|atrocit\w+|terror\w*|massacr\w+|provocation\w*|"
        r"(?:kill|murder|bomb|shell|attack)(?:ed|ing)|violat\w+|sabotag\w+|responsible for|blackmail\w*|lie[sd]?|lying",
        "offer": r"(?:is|are|am|was|were|remains?) (?:\w+ )?(?:ready|willing|prepared|open) (?:to|for)",
        "demand": r"must|should|ought to|ha(?:s|ve) to|needs? to",
        "warning": r"would respond|will respond|consequences|otherwise",
        "justification": r"in order to|necessary to|forced to|no (?:other )?(?:choice|option)|aimed at|to protect",
        "denial": r"(?:is|are|was|were|did|does|has|have) ?n[o’']t|never|false|fake|no plans?",
        "pledge": r"we(?: will|[’']ll)|(?:its|their) (?:troops|forces) (?:will|would)|will continue",
    },
    meetings="""
        session sessions talks negotiations negotiation meeting meetings round rounds discussions consultations
        conversation conversations delegation delegations summit contacts ministers corridor corridors agreement deal
        ceremony prisoners call calls phone telephone captivity sides parties exchange exchanges swap swaps ceasefire
        visit
        """,
    happened="""
        failed_to spoke spoken called phoned visited received hosts visits speaks returned released evacuated withdrew
        pulled_out will_start will_begin will_meet will_continue to_be_held to_meet carried_out freed swapped discussed
        continued reached achieved submitted handed yielded produced met held hosted started began begun ended concluded
        arrived left signed took_place taken_place take_place takes_place gathered attended resumed scheduled planned
        exchanged suspended postponed agreed departed came_out opened launched lasted will_be_held convened make_up
        travelled traveled
        """,
    clause_openers="as after before since than until",
    days="""
        monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
        september october november december today yesterday tomorrow week month day year
        """,
    abbreviations="""
        mr mrs ms dr gen col lt sen rep gov st no vs etc jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k u.n
        """,
    no_names="""
        this these those there according all both many some most each nobody everyone however meanwhile also here today
        then later earlier while when after before last next such his her their its state affairs foreign defence
        defense finance interior quote details source background photo staff human rights
        """,
    subject_may_follow=False,
)

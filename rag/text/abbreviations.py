"""Words that end in a full stop without ending a sentence, and words that open one.

All entries are lower case and without the final stop.
"""

from __future__ import annotations

from rag.text.word_lists import words_of

# Always bound to what follows, whatever it is. Titles must be capitalised: "rep." may end a sentence.
TITLES = frozenset(
    words_of(
        """
    mr mrs ms mx messrs dr prof rev fr hon sen sens rep reps gov govs gen lt col sgt capt cmdr adm
    maj brig cpl pvt pres supt amb atty mme mlle mgr st ste mt
    """
    )
)
CONNECTIVES = frozenset(
    words_of(
        """
    vs v e.g i.e eg ie cf viz ca c z.b d.h u.a approx appt op tel aka
    """
    )
)
# Bound to a number that follows; otherwise they behave like UNDECIDED.
BEFORE_NUMBERS = frozenset(
    words_of(
        """
    no nos fig figs secs vol vols ch chap arts eq eqs pp p pg para rs
    """
    )
)
# End a sentence only when the next word is one that opens sentences (SENTENCE_OPENERS).
UNDECIDED = frozenset(
    words_of(
        """
    inc corp co cos ltd llc plc bros bhd pty gmbh jr sr esq al dept govt assn assoc univ intl natl
    dist est ave blvd rd hwy bldg apt bn mn tn mln bln ed eds misc incl excl esp resp avg hrs yrs ft
    """
    )
)
# The same, but ordinary words unless they are capitalised: "Mass.", "Ill.", "Dec.", "Sec."
UNDECIDED_CAPITALISED = frozenset(
    words_of(
        """
    jan feb mar apr jun jul aug sep sept oct nov dec sec art ariz ark calif colo conn del fla ga ill
    ind kan ky la mass md mich minn miss mo mont neb nev okla ore penn pa tenn tex va vt wash wis
    wyo
    """
    )
)
# After a time of day only these continue the sentence: "9 a.m. Eastern time", "8 p.m. Tuesday".
AFTER_TIME_OF_DAY = frozenset(
    words_of(
        """
    eastern central mountain pacific et est edt ct cst cdt mt mst mdt pt pst pdt gmt utc bst cet
    beijing london tokyo new local monday tuesday wednesday thursday friday saturday sunday jan feb
    january february march april may june july august september october november december
    """
    )
)
# Words of closed classes that begin sentences far more often than they begin names.
SENTENCE_OPENERS = frozenset(
    words_of(
        """
    a an the this that these those it its he his she her they their we our you your i my there here
    in on at for from by with within without as if when while where after before since during until
    although though because but and or so yet however meanwhile moreover furthermore additionally
    also then now still even once despite according unlike instead nevertheless nonetheless overall
    finally first second third last next what why how who which whose is are was were do does did
    has have had will would can could some many most all both each every no not none nobody nothing
    one two several few more such just only earlier later today yesterday tomorrow under over
    through between among about above against across critics analysts officials experts investors
    others another any thus hence therefore
    """
    )
)
# Names that carry an exclamation mark.
EXCLAIMED_NAMES = frozenset({"yahoo", "jeopardy", "oklahoma", "yum", "mamma mia"})
# A stop before one of these, whatever its case, belongs to a file or a site: "Booking.Com", "Node.JS".
NAME_ENDINGS = frozenset(
    words_of(
        """
    com org net io ai co uk gov edu js ts py md net tv app dev
    """
    )
)
GERMAN_MONTHS = frozenset(
    words_of(
        """
    januar februar märz april mai juni juli august september oktober november dezember
    """
    )
)

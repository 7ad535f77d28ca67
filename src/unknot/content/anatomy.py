"""Anatomy: which words are anatomical terms, that an engine may read wrongly and few understand.

A word is one if it is in the list below, or has an ending of Latin anatomy and is no everyday
English word. Plain names such as hip, pelvis or buttock are none: everybody knows them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_TERMS = """
abductor acetabulum achilles acromion adductor anconeus annulus aorta aponeurosis articular
biceps brachii brachialis brevis bursa calcaneus cauda caudal cervical clavicle coccyx condyle
cremaster deltoid dorsi dorsum epicondyle equina erector extensor externus facet fascia fasciae
fasciitis femoral femur fibula flexor foramen gastrocnemius gemelli gemellus glute gluteal glutei
gluteus glutes gracilis hamstring hamstrings humerus iliac iliacus iliocostalis iliopsoas iliotibial
ilium infraspinatus inguinal interosseous interspinales intertransversarii ischial ischium lata
lateralis latissimus levator ligamentum longissimus longus lordosis lumbar lumborum lumbosacral
malleolus maximus medialis medius minimus multifidi multifidus myofascial nuchae oblique obturator
olecranon ossis paraspinal paraspinals patella pectineus pectoralis peroneal peroneus piriformis
plantar plexus popliteal pronator psoas pubis pudendal quadratus quadriceps radiculopathy ramus
rectus rhomboid rotator rotatores sacral sacroiliac sacrum sartorius scapula sciatic sciatica
semimembranosus semispinalis semitendinosus serratus soleus sphincter spinae spinalis 
splenius sternum subscapularis supinator supraspinatus tendinosus tensor teres thoracic
thoracolumbar tibia tibial tibialis transversus trapezius triceps trochanter trochanteric tuberosity
ulna vastus vertebra vertebrae vertebral wilai xiphoid zygapophyseal
"""
#: Endings that Latin and Greek anatomy shares with few everyday words.
_ENDINGS = re.compile(
    r"\w{2,}(?:orum|arum|aris|alis|oris|ensis|iformis|oideus|oides|aeus|eus|ius|inus|atus|itus"
    r"|imus|emius|ores|ae|oid|ceps|icus|ulus|ellus|osus|itis|osis|algia|opathy)"
)
_EVERYDAY = """
algae android apparatus arthritis asteroid avoid basis bonus bores cactus calculus campus
chores citrus consensus cores devoid diagnosis emphasis explores exodus focus fungus genius
habitat hiatus hypnosis ignores impetus julius minus neurosis nexus nostalgia nucleus
osteoporosis paris plus pores prognosis radius scores shores sinus snores sores status steroid
stimulus stores surplus tabloid terminus thesaurus thrombosis thus venus versus virus void
walrus
"""
_LIST, _NOT = frozenset(_TERMS.split()), frozenset(_EVERYDAY.split())
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@lru_cache(maxsize=4096)
def is_anatomical(word: str) -> bool:
    """Whether ``word`` is a term of anatomy, in whatever form."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if word in _NOT:
        return False
    return word in _LIST or _ENDINGS.fullmatch(word) is not None


def any_of(terms: Iterable[str]) -> re.Pattern[str] | None:
    """Finds each of ``terms``, whole and in any case, the longest first; None without any."""
    longest_first = sorted(map(re.escape, terms), key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def unknown_terms(text: str, known: re.Pattern[str] | None) -> Iterator[str]:
    """The anatomical words of ``text``, as written, that are no part of what is ``known``."""
    if not any(map(is_anatomical, _LETTERS.findall(text))):
        return iter(())
    text = known.sub(".", text) if known else text
    return (word for word in dict.fromkeys(_WORD.findall(text)) if is_anatomical(word))

"""Which case fits a team: by what the team is called, else its department, else what its people do. Pure.

A name tells by the words below, Dutch and English, at the beginning of a word; of several the one that comes
first in the name ("Vergunningen en toezicht" gives permits). Where nothing tells, no case is chosen."""

import re
import unicodedata
from collections.abc import Collection, Sequence

WORDS = {
    "front-desk": "balie, burgerzaken, publiekszaken, publieksdienst, dienstverlening, receptie, loket, "
    "frontoffice, bevolking, front desk, front office, civil affairs, reception",
    "permits": "vergunning, omgevingsvergunning, omgevingsloket, bouwen, bouwzaken, bouwtoezicht, apv, "
    "bibob, horeca, evenement, ruimtelijk, ruimte en wonen, vth, permit, licens, planning",
    "social-domain": "wmo, jeugd, sociaal, sociale, zorg, wijkteam, welzijn, leerplicht, onderwijs, social, "
    "care, youth",
    "property": "vastgoed, grondzaken, grondbedrijf, gebouw, accommodatie, huisvesting, real estate, "
    "property, premises, buildings",
    "outdoor": "toezicht, handhaving, boa, buitendienst, wijkbeheer, groen, reiniging, openbare ruimte, "
    "gemeentewerf, werf, wegen, riolering, haven, milieu, afval, begraafplaats, outdoor, enforcement, "
    "inspect, public space, parks, waste, green",
    "finance": "financ, belasting, heffing, invordering, crediteuren, debiteuren, treasury, tax",
    "hr": "hr, personeel, p&o, salaris, werving, human resources, staff",
    "ict": "ict, i&a, automatisering, informatie, applicatie, functioneel beheer, gegevens, data",
    "procurement": "inkoop, aanbested, contract, procurement, purchasing, tender",
    "customer-contact": "klantcontact, kcc, callcenter, telefonie, contactcentrum, webcare, customer",
    "communication": "communicatie, voorlichting, media, communication, press",
    "facility": "facilit, bode, huismeester, schoonmaak, catering, interne dienst, post, caretaker, cleaning",
    "work-income": "werk en inkomen, werk & inkomen, inkomen, uitkering, schuld, participatie, bijstand, "
    "sociale zaken, sociale dienst, inburgering, benefits, income, debt, work and income",
    "council-office": "griffie, gemeenteraad, raads, college, bestuurs, kabinet, clerk, council",
    "management": "directie, management, mt, gemeentesecretaris, concernstaf, board, executive",
}
EYES_AND_EARS = "eyes_and_ears"


def case_for(
    cases: Collection[str], team: str, department: str, groups: Sequence[Collection[str]] = ()
) -> str | None:
    """The case of a team, out of those that there are; `groups`: the target groups of each of its people."""
    for name in (team, department):
        found = _told(name, cases)
        if found:
            return found
    outside = sum(EYES_AND_EARS in theirs for theirs in groups)
    return "outdoor" if "outdoor" in cases and outside * 2 > len(groups) else None


def _told(name: str, cases: Collection[str]) -> str | None:
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    places = [
        (found.start(), -len(word), case)
        for case, words in WORDS.items()
        if case in cases
        for word in map(str.strip, words.split(","))
        if (found := re.search(rf"\b{re.escape(word)}", plain))
    ]
    return min(places)[2] if places else None

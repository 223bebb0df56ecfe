"""What numbers, addresses and dates look like: each pattern bounded, so that no line can be slow."""

_GAP = r"[ .\-–/_\u00a0\u2009\u202f]"
_MONTH = (
    "(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|january|february|march|may|"
    "june|july|october|december|jan|feb|mar|apr|jun|jul|aug|sept?|okt|oct|nov|des|dec)"
)
_FULL_MONTH = _MONTH.split("|jan|")[0] + ")"
_MONTHS = tuple(_FULL_MONTH.removeprefix("(?:").removesuffix(")").split("|"))
YEAR = r"(?:1[89]\d\d|20\d\d)"
_DAY, _NUMBER = "(?:0?[1-9]|[12][0-9]|3[01])", "(?:0?[1-9]|1[0-2])"
_ORDINAL = (
    "(?:første|fyrste|annen|andre|tredje|fjerde|femte|sjette|sjuande|sjuende|syvende|åttende|åttande|niende|niande|"
    "tiende|tiande|ellevte|tolvte|trettende|trettande|fjortende|fjortande|femtende|femtande|sekstende|sekstande|"
    "syttende|syttande|attende|attande|nittende|nittande|(?:tjue|tredve|tretti)(?:første|fyrste|andre|tredje|fjerde|femte|"
    "sjette|sjuende|sjuande|syvende|åttende|åttande|niende|niande)|tjuende|tjuande|trettiende|trettiande|tredevte|"
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    "fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|"
    "(?:twenty|thirty)[- ](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
_TENS = (
    "(?:tjue|tretti|tredve|førti|femti|seksti|sytti|åtti|nitti|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
)
_ONES = "(?:en|ein|ett|to|tre|fire|fem|seks|sju|syv|åtte|ni|[- ]?(?:one|two|three|four|five|six|seven|eight|nine))"
_AGE = (
    rf"(?:\d{{1,3}}|{_TENS}{_ONES}?|tretten|fjorten|femten|seksten|sytten|atten|nitten|"
    "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_DIGIT_WORD = (
    "(?:null|en|én|ein|ett|to|tre|fire|fem|seks|sju|syv|åtte|ni|zero|one|two|three|four|five|six|seven|eight|nine)"
)
_STREET_END = (
    "(?:veien|vegen|veg|vei|gata|gaten|gate|gt|gt\\.|allé|alléen|bakken|plassen|plass|torget|torg|svingen|stien|haugen|"
    "åsen|lia|kroken|ringen|faret|tunet|toppen|kollen|jordet|løkka|brygga|kaia|smuget|smauet|terrasse|hagen)"
)

# rule: patterns, tried where digits are; each bounded, so that no line can be slow
DIGITS = {
    "ip_address": (
        r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)",
        r"(?<![\w:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![\w:])",
        r"(?<![\w:])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:])",
    ),
    "bank_account": (
        r"(?<!\w)[a-z]{2}\d{2}(?:[ \u00a0]?[a-z0-9]{4}){2,7}(?:[ \u00a0]?[a-z0-9]{1,3})?(?!\w)",
        r"\b(?:konto|kontonummer|kontonr|account)\b\.?[^\d\n]{0,20}\d[\d .]{4,20}\d",
    ),
    "eleven_digits": (rf"(?<!\d)\d(?:{_GAP}{{0,2}}\d){{9,60}}(?:{_GAP}{{0,2}}\d){{0,60}}",),
    "personnel_number": (
        r"\b(?:hpr|helsepersonell|journal|pasient|sak|saks|ref|referanse|ansatt|medlems|person|fødsels|passport|pass|case|record|"
        r"employee|licen[cs]e|autorisasjons?)[- ]?(?:nummer|nr|no|number|id)?\b[.:]{0,2}[^\d\n]{0,12}"
        r"[a-z]{0,3}\d[\d /\-]{2,14}\d",
        rf"(?<![\d/]){YEAR}/\d{{3,7}}(?![\d/])",
    ),
    "organisation_number": (
        r"\b(?:org|organisasjons?|organisation|foretaks?)[.\- ]{0,2}(?:nummer|nr|number|no)\b[.:]{0,2}[^\d\n]{0,8}"
        r"\d(?:[ .]?\d){8}(?!\d)",
        r"(?<![\d+.,])[89]\d{2}[ .\u00a0]?\d{3}[ .\u00a0]?\d{3}(?: ?mva)?(?!\d|[.,]\d)",
    ),
    "birth_date": (
        rf"\b(?:født|fødd|fødselsdato|fødselsdag|f\.|født den|born|birth|dob|d\.o\.b\.|bursdag|birthday)[^\n.]{{0,20}}?"
        rf"(?:(?:{_DAY}{_GAP}{{1,2}})?(?:{_NUMBER}|{_FULL_MONTH}){_GAP}{{1,2}})?(?:{YEAR}|['’]\d\d|\d\d)(?!\d)",
        rf"\b(?:årgang|årsmodell|født|født i)\s?{YEAR}\b",
    ),
    "date": (
        rf"(?<![\d.,]){_DAY}\s?[./\-–]\s?{_NUMBER}\s?[./\-–]\s?(?:{YEAR}|\d\d)(?![\d]|[.,]\d)",
        rf"(?<![\d.,]){_NUMBER}/{_DAY}/(?:{YEAR}|\d\d)(?!\d)",
        rf"(?<![\d.,-]){YEAR}\s?[./\-–]\s?{_NUMBER}\s?[./\-–]\s?{_DAY}(?!\d)",
        rf"(?<![\d.,]){_DAY}(?:\.|st|nd|rd|th)?\s{{0,2}}(?:of |i )?{_MONTH}\.?,?\s{{0,2}}(?:{YEAR}|['’]\d\d)\b",
        rf"\b{_MONTH}\.?\s{{1,2}}{_DAY}(?:st|nd|rd|th)?,?\s{{1,2}}{YEAR}\b",
    ),
    "phone": (
        r"(?<![\w])(?:\+|00)[1-9](?:[ \-()./\u00a0]{0,2}\d){6,14}(?!\d)",
        r"(?<![\d+,])(?<!\d[ .\-/])\(?(?:47\)?[ \-])?[2-9](?:[ .\-\u00a0]?\d){7}(?![\d]|[ .\-]\d|[.,]\d)",
        r"\b(?:tlf|telefon|telefonnummer|mobil|mob|ring|ringte|phone|tel|calling?|call)\b"
        r"\.?[^\d\n]{0,20}(?:\+?\d[\d \-]{2,16}\d)",
        r"(?<![\d+.,])0[1-9]\d{3}(?![\d]|[.,]\d)",
    ),
    "plate": (
        r"(?<!\w)(?-i:[A-HJ-NPR-VX-Z]{2})[ \u00a0-]?\d{2}[ ]?\d{3}(?!\w)",
        r"\b(?:skilt|skiltet|regnr|reg\.nr|registreringsnummer|plate)\b[^\d\n]{0,20}?[a-z]{2}[ -]?\d{4,5}(?!\d)",
    ),
    "coordinates": (r"(?<![\d.,])-?\d{1,2}[.,]\d{3,8}\s?°?\s?[NnSs]?\s?[,;/ ]\s?-?\d{1,3}[.,]\d{3,8}(?![\d])",),
    "street": (
        rf"(?<!\w)(?:[^\W\d_]{{2,30}}[ \-]){{0,3}}?[^\W\d_]{{2,30}}{_STREET_END}"
        r"\s{1,2}\d{1,3}\s?[a-h]?(?!\w|[.,]\d)",
        rf"(?<!\w)(?-i:[A-ZÆØÅ])[^\W\d_]{{1,30}}s?\s(?:[^\W\d_]{{2,20}}s?\s){{0,2}}{_STREET_END}"
        r"\s{1,2}\d{1,3}\s?[a-h]?(?!\w)",
        r"(?<!\w)\d{1,4}[a-d]?,? (?-i:[A-Z])[a-z'’]{1,30}(?: (?-i:[A-Z])[a-z'’]{1,30}){0,2} "
        r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|crescent|square|terrace|place|court|hill|gardens)\b",
        r"\b(?:postboks|p\.?o\.? ?box|pb)\s?\d{1,5}\b",
        r"\b(?:gnr|gårdsnummer|bnr|bruksnummer)\b[.:]?\s?\d{1,5}",
    ),
    "day": (
        rf"(?<![\d.,]){_DAY}(?:\.|st|nd|rd|th)?\s{{0,2}}(?:of |i )?{_FULL_MONTH}\b(?!\s{{0,2}}(?:{YEAR}))",
        rf"\b{_FULL_MONTH}\s(?:the )?{_DAY}(?:st|nd|rd|th)?(?![\d:])(?!\s?(?:kl|%))",
        rf"\b(?:den|dato|datoen|on)\s{_DAY}[./]\s?{_NUMBER}\.?(?!\d|[.,]\d)",
        r"\b(?:den|on the)\s(?:0?[1-9]|[12]\d|3[01])(?:\.|st|nd|rd|th)"
        r"(?=\s(?:i\s)?(?:denne|forrige|neste|i måneden|of))",
    ),
    "age": (
        rf"\b{_AGE}[ -]?(?:år(?:s|ig|ing|ingen)?|åring(?:en|er)?)[ -](?:gammel|gammal|gamle|gamal|alder(?:en)?)\b",
        rf"\b{_AGE}[ -]?(?:år på|åringen?|årig(?:e|en)?)\b",
        rf"\b(?:fyller|fylte|fylt|ble|blei|vart|blir|rundet|alder|aged|age of|turned|turning|turns)\s{_AGE}\s?(?:år)?"
        r"(?=\s?(?:år\b|[.,;:!?]|i |last|this|next|$|\n))",
        rf"\b{_AGE}[ -](?:years?|yr)s?[ -](?:old|of age)\b",
        r"\b(?:mann|kvinne|dame|gutt|jente|lege|kar|man|woman)\s?(?:på |, |\()\s?\d{2}"
        r"(?!\d|\s?(?:prosent|timer|min|%))\b",
    ),
    "long_number": (r"(?<![\d.,])(?<![a-zæøå]{2})\d(?:[ \-/\u00a0]?\d){5,60}(?!\d)",),
}
# rule: (letters that stand in each of its places, patterns, tried around them)
LETTERS = {
    "email": (
        ("@", "(at)", "[at]", "{at}", "(a)", "krøllalfa", "alfakrøll", " dot ", " punktum ", " punkt "),
        (
            r"(?<![\w.+-])[\w.+-]{1,64}\s?@\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",
            r"(?<!\w)[\w.-]{1,64}\s?(?:\(at\)|\[at\]|\{at\}|\(a\)|krøllalfa|alfakrøll)\s?[\w-]{1,63}"
            r"(?:\s?(?:\.|dot|punktum|\(dot\))\s?[\w-]{1,63}){0,4}",
            r"(?<!\w)[\w-]{1,64} (?:at|a) [\w-]{1,63} (?:dot|punktum|punkt) (?:no|com|org|net|se|dk)\b",
        ),
    ),
    "url": (
        (
            "http",
            "ftp:",
            "www.",
            ".no",
            ".com",
            ".org",
            ".net",
            ".se",
            ".dk",
            ".io",
            ".info",
            ".eu",
            ".uk",
            ".fi",
            ".edu",
            ".gov",
        ),
        (
            r"\b(?:https?|ftp)://[^\s<>\"')\]]{1,2000}",
            r"\bwww\.[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",
            r"(?<![\w@.])(?:[a-zæøå0-9][a-zæøå0-9-]{1,62}\.){1,4}(?:no|com|org|net|se|dk|io|info|eu|uk|fi|edu|gov)(?![\w.]\w|\w)",
        ),
    ),
    "handle": (("@",), (r"(?<![\w@./])@[a-z_][\w.]{2,30}",)),
    "day": (_MONTHS, (rf"\b{_ORDINAL}\s(?:of |i )?{_FULL_MONTH}\b", rf"\b{_FULL_MONTH}\s(?:the )?{_ORDINAL}\b")),
    "age": (
        ("åring", "gammel", "gammal", "gamal", "gamle", "årsalder", "year"),
        (
            rf"\b{_AGE}[ -]?år[ -](?:gammel|gammal|gamle|gamal)\b",
            rf"\b{_AGE}[ -]?årsalder(?:en)?\b",
            rf"\b{_AGE}[ -]?åring(?:en|er)?\b",
            rf"\b{_AGE}[ -]years?[ -](?:old|of age)\b",
        ),
    ),
    "spoken_number": (
        ("null", "tre", "fire", "fem", "seks", "sju", "syv", "åtte", "zero", "four", "five", "six", "seven", "eight"),
        (rf"\b{_DIGIT_WORD}(?:[ ,\-]{{1,3}}{_DIGIT_WORD}){{5,30}}\b",),
    ),
}

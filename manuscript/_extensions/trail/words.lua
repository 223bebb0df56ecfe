-- What the filter says and looks for in each language: quote marks, names of things, number words.

local function set(list)
  local members = {}
  for word in list:gmatch('%S+') do members[word] = true end
  return members
end

local english = {
  open = '“', close = '”',
  fig = 'Figure', tbl = 'Table', sec = 'Section',
  abstract = 'Abstract', keywords = 'Keywords', references = 'References', evidence = 'Evidence',
  page = 'Page', of = 'of', commitment = 'Transcripts and coding as committed to',
  appendix = {
    title = 'Evidence', columns = { 'Id', 'What it marks', 'On the audit site' },
    intro = 'The small ids in the text, in their order: what each marks, a claim with what it rests on, and where '
      .. 'the audit site opens it. Paths begin in the folder “audit”, beside the folder of this document; the site’s '
      .. 'search finds an id as well.',
    claim = 'Claim', condensate = 'Condensate of', quote = 'Quotation', value = 'Number',
    grounds = { category = { 'category', 'categories' }, condensate = { 'condensate of', 'condensates of' },
      subgroup = { 'subgroup', 'subgroups' }, code_group = { 'code group', 'code groups' },
      quote = { 'quotation', 'quotations' }, value = { 'number', 'numbers' }, tables = { 'table', 'tables' },
      figures = { 'figure', 'figures' } },
  },
  results = { '^results?%f[^%w]', '^findings?%f[^%w]' },
  numbers = set('two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen '
    .. 'eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen'),
}

local norwegian = {
  open = '«', close = '»',
  fig = 'Figur', tbl = 'Tabell', sec = 'Seksjon',
  abstract = 'Sammendrag', keywords = 'Nøkkelord', references = 'Referanser', evidence = 'Belegg',
  page = 'Side', of = 'av', commitment = 'Intervjuer og koding slik de ble fastlagt',
  appendix = {
    title = 'Belegg', columns = { 'Id', 'Hva den merker', 'På nettstedet for revisjon' },
    intro = 'De små id-ene i teksten, i rekkefølge: hva hver av dem merker, en påstand med det den hviler på, og hvor '
      .. 'nettstedet for revisjon åpner det. Stiene begynner i mappen «audit», ved siden av mappen til dette dokumentet; '
      .. 'søket på nettstedet finner også en id.',
    claim = 'Påstand', condensate = 'Kondensat av', quote = 'Sitat', value = 'Tall',
    grounds = { category = { 'kategori', 'kategorier' }, condensate = { 'kondensat av', 'kondensater av' },
      subgroup = { 'subgruppe', 'subgrupper' }, code_group = { 'kodegruppe', 'kodegrupper' },
      quote = { 'sitat', 'sitater' }, value = { 'tall', 'tall' }, tables = { 'tabell', 'tabeller' },
      figures = { 'figur', 'figurer' } },
  },
  results = { '^resultat%f[^%w]', '^resultate[rn]e?%f[^%w]', '^funne?n?e?%f[^%w]' },
  numbers = set('to tre fire fem seks sju syv åtte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten '
    .. 'tjue tretti førti femti seksti sytti åtti nitti hundre tusen dusin'),
  tens = { 'tjue', 'tretti', 'førti', 'femti', 'seksti', 'sytti', 'åtti', 'nitti' },
  ones = set('en ett én to tre fire fem seks sju syv åtte ni'),
}

-- Bokmål, nynorsk and plain Norwegian are one language to a quote: none is translated into another.
local family = { nb = 'no', nn = 'no', no = 'no' }

local words = {}

-- The language of a tag without its country: 'nb' of 'nb-NO'.
function words.code(lang)
  return (lang or 'en'):lower():match('^%a+') or 'en'
end

-- The family of a language tag: 'nb-NO' and 'nn' give 'no', 'en-GB' gives 'en'.
function words.family(lang)
  return family[words.code(lang)] or words.code(lang)
end

-- The words of a language; English where it has none of its own.
function words.of(lang)
  return words.family(lang) == 'no' and norwegian or english
end

-- Whether a heading opens a results section.
function words.opens_results(lang, heading)
  local text = pandoc.text.lower(heading)
  for _, pattern in ipairs(words.of(lang).results) do
    if text:match(pattern) then return true end
  end
  return false
end

-- Whether a word as typed holds a digit or spells a number ('Twelve,', 'twenty-five', 'tjuefem').
-- "One" is left out: in both languages it is a pronoun far oftener than a count.
function words.is_number(lang, typed)
  if typed:match('%d') then return true end
  local language = words.of(lang)
  local text = pandoc.text.lower(typed)
  for _, mark in ipairs({ '–', '—', '‑', '…', '“', '”', '‘', '’', '«', '»', '\u{a0}' }) do
    text = text:gsub(mark, ' ')
  end
  for piece in text:gmatch('[^%s%p]+') do
    if language.numbers[piece] then return true end
    for _, ten in ipairs(language.tens or {}) do
      if piece:sub(1, #ten) == ten and language.ones[piece:sub(#ten + 1)] then return true end
    end
  end
  return false
end

return words
